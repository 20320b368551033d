"""A seller who does this for the first time sets up a whole Double 11: vouchers, spend-and-save, a coupon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import People
from zhanggui.foundation.calendar import SHANGHAI
from zhanggui.foundation.clock import now

pytestmark = pytest.mark.browser

# What somebody takes who has never seen the page: to read a page, to find and press something, to think of
# a value and type it. Three to four times what the keystroke-level model gives a practised hand.
READING, PRESSING, FILLING = 10, 5, 8
THREE_MINUTES = 180


@dataclass
class Hand:
    """Everything that a person does, counted."""

    page: Page
    pages: int = 0
    presses: int = 0
    fields: int = 0

    def press(self, what: Locator, *, leads: bool = False) -> None:
        what.click()
        self.presses += 1
        self.pages += leads

    def fill(self, label: str, value: str) -> None:
        self.page.get_by_label(label).fill(value)
        self.fields += 1

    @property
    def seconds(self) -> int:
        return self.pages * READING + self.presses * PRESSING + self.fields * FILLING


@pytest.mark.seed(137, 138, 140, 147, 149)
def test_a_whole_double_11_is_set_up_within_three_minutes(people: People) -> None:
    page = people.staff("/offers/", "xudian")
    hand = Hand(page, pages=1)

    # The event: everything stands there; the marketplace's notice says other days for the set-up.
    hand.press(page.locator("summary", has_text="新建"))
    hand.press(page.get_by_role("link", name="平台活动(双十一购物券)"), leads=True)
    today = now().astimezone(SHANGHAI)
    for label, days in (("开始设置", -1), ("设置截止", 1), ("门槛能改到", 2)):
        hand.fill(label, f"{today + timedelta(days=days):%Y-%m-%dT%H:%M}")
    hand.press(page.get_by_role("button", name="存好,去选门槛"), leads=True)

    # The tiers of every category: what suits its prices is ticked.
    expect(page.get_by_text("按商品价格建议").first).to_be_visible()
    hand.press(page.get_by_role("button", name="全部存好"))
    expect(page.locator(".steps .done")).to_have_count(1)

    # Spend-and-save: the event's day stands there.
    hand.press(page.get_by_role("link", name="建一个满减"), leads=True)
    hand.fill("第 1 档满多少元", "300")
    hand.fill("第 1 档减多少元", "15")
    expect(page.locator(".trial table")).to_be_visible()  # on real orders, before anything is kept
    hand.press(page.get_by_role("button", name="存好"), leads=True)
    expect(page.locator(".steps .done")).to_have_count(2)

    hand.press(page.get_by_role("link", name="建一张优惠券"), leads=True)
    hand.fill("满(元)", "500")
    hand.fill("减(元)", "10")
    expect(page.locator(".trial table")).to_be_visible()
    hand.press(page.get_by_role("button", name="存好"), leads=True)
    expect(page.locator(".steps .done")).to_have_count(3)

    assert (hand.presses, hand.fields) == (8, 7)
    assert hand.seconds <= THREE_MINUTES

    page.get_by_role("link", name="逐个商品检查").click()
    expect(page.locator("tbody tr").first).to_contain_text("满 199 元用 1 张")


@pytest.mark.seed(223)
def test_an_offer_is_tried_kept_and_ended_by_a_second_press(people: People) -> None:
    page = people.staff("/offers/new/rate", "xudian")
    trial = page.locator(".trial")
    expect(trial).to_contain_text("请写折扣")  # what is missing is said before anything is pressed
    page.get_by_label("打几折").fill("9.8")
    page.get_by_label("结束").fill(f"{now().astimezone(SHANGHAI) + timedelta(days=2):%Y-%m-%dT%H:%M}")
    page.get_by_label("几个商品").check()
    page.get_by_label("商品编号,用空格或逗号隔开").first.fill("610000000001")
    expect(trial.locator("table")).to_be_visible()
    page.get_by_role("button", name="存好").click()
    row = page.locator("tr", has_text="9.8 折")
    expect(row).to_contain_text("1 个商品")
    end = row.get_by_role("button", name="现在就结束")
    expect(end).to_be_hidden()
    row.locator("summary").click()
    end.click()
    expect(row).to_have_count(0)
    page.get_by_role("link", name="已结束").click()
    expect(page.locator("tr", has_text="9.8 折")).to_contain_text("提前结束")
