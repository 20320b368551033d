"""The page of the day, shifts, the hand-over sheet, and who has not paid."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, Route, expect

if TYPE_CHECKING:
    from tests.browser.conftest import House, People

pytestmark = pytest.mark.browser
_TWICE = "/worklist/everybody?kind=duplicate"

UNPAID = """
from datetime import timedelta
from zhanggui.foundation.actors import program
from zhanggui.foundation.clock import now
from zhanggui.marketplace.events import OrderSnapshot
from zhanggui.marketplace.rules import TradeStatus
from zhanggui.orders.actions import record_orders
from zhanggui.shops.queries import shop_by_slug
shop, at = shop_by_slug("demo"), now()
then = at - timedelta(minutes=30)
record_orders(shop_id=shop.id, by=program(shop.id), at=at, snapshots=[OrderSnapshot(
    number=number, status=TradeStatus.WAIT_BUYER_PAY, status_text="", created_at=then, seen_at=then,
    buyer_nick="{nick}", title="试买的毛衣", total_fen=12345) for number in {numbers}])
"""


@pytest.mark.seed(60, 62, 64)
def test_from_a_number_to_its_list(people: People) -> None:
    page = people.staff("/day/", "zhouzhou")
    expect(page.locator(".days tbody tr")).to_have_count(7)
    figure = page.get_by_role("link", name="已付款,没发货")
    expect(figure).to_be_visible()
    figure.click()
    expect(page.get_by_role("heading", name="订单")).to_be_visible()
    page.goto(people.house.url("/day/"))
    page.get_by_role("link", name="其中没人在时留的言").click()
    expect(page.get_by_role("tab", name="留言")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("tab", name="等待")).to_have_attribute("aria-selected", "false")


@pytest.mark.seed(92, 93, 94)
def test_ordered_twice_asked_and_closed(people: People, house: House) -> None:
    house.manage(UNPAID.format(nick="试买的人", numbers=["7770000000000001", "7770000000000002"]))
    page = people.staff(_TWICE, "zhouzhou")
    part = ordered_twice(page, "试买的人")
    expect(part.get_by_text("重复拍下", exact=True)).to_be_visible()
    expect(part.get_by_role("button", name="关闭订单")).to_have_count(0)
    say_that_one_is_enough(part)
    part.get_by_role("button", name="关闭订单:买家拍错了").click()
    expect(page.locator("#tasks [data-row]", has_text="试买的人")).to_have_count(0)
    expect(page.locator("#pane").get_by_text("已经了结")).to_be_visible()


@pytest.mark.seed(94)
def test_what_was_closed_shows_also_when_the_pane_was_drawn_anew_meanwhile(
    people: People, house: House
) -> None:
    """What was said before draws the pane anew while the order is being closed: the form that closes it has
    left the page by the time its answer comes."""
    house.manage(UNPAID.format(nick="手滑的人", numbers=["7770000000000003", "7770000000000004"]))
    page = people.staff(_TWICE, "zhouzhou")
    page.route(re.compile(r"/unpaid/\d+/close$"), _sent_late)
    part = ordered_twice(page, "手滑的人")
    say_that_one_is_enough(part)
    part.get_by_role("button", name="关闭订单:买家拍错了").click()
    expect(page.locator("#pane").get_by_text("已经了结")).to_be_visible()


def _sent_late(route: Route) -> None:
    time.sleep(1)
    route.continue_()


def ordered_twice(page: Page, nick: str) -> Locator:
    page.locator("[data-row]", has_text=nick).get_by_role("link").first.click()
    return page.locator(".unpaid")


def say_that_one_is_enough(part: Locator) -> None:
    part.get_by_label("重复拍的,只要一单").check()
    words = part.get_by_label("买家是怎么说的")
    words.fill("手滑,留一单")
    words.press("Enter")


@pytest.mark.seed(183)
def test_a_shift_ends_with_a_sheet_that_the_next_one_confirms(people: People) -> None:
    leaving = people.staff("/handover/", "chenchen")
    leaving.get_by_label("还要跟进的,一行一件").fill("试买的人 明早回尺码")
    leaving.get_by_role("button", name="交班").click()
    expect(leaving.get_by_role("cell", name="试买的人 明早回尺码")).to_be_visible()
    next_one = people.staff("/handover/", "zhouzhou")
    next_one.get_by_role("link", name="陈晨").first.click()
    next_one.get_by_role("button", name="我来接班").click()
    expect(next_one.get_by_text("已接班")).to_be_visible()


@pytest.mark.seed(183)
def test_the_lead_types_a_shift(people: People) -> None:
    page = people.staff("/shifts/?day=2027-01-06", "zhouzhou")
    page.get_by_label("谁").select_option(label="林晓 A12 · 客服")
    page.get_by_label("从", exact=True).fill("18:00")
    page.get_by_label("到", exact=True).fill("02:00")
    page.get_by_role("button", name="排上").click()
    expect(page.get_by_text("18:00–02:00")).to_be_visible()
    page.get_by_role("button", name="取消 林晓").click()
    expect(page.get_by_text("18:00–02:00")).to_have_count(0)
