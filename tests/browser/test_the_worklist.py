"""The worklist: seconds that run, what is done, and what comes in while one looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.browser.conftest import House, People

pytestmark = [pytest.mark.browser, pytest.mark.seed(118)]

REFUND = """
from datetime import timedelta
from zhanggui.aftersales.actions import record_refunds
from zhanggui.foundation.actors import program
from zhanggui.foundation.clock import now
from zhanggui.marketplace.events import RefundSnapshot
from zhanggui.marketplace.rules import RefundStatus
from zhanggui.shops.queries import shop_by_slug
shop, at = shop_by_slug("demo"), now()
record_refunds(shop_id=shop.id, by=program(shop.id), at=at, snapshots=[RefundSnapshot(
    number="{number}", order_number="1000000000000001", status=RefundStatus("{status}"),
    status_text="", applied_at=at - timedelta(minutes=5), seen_at=at,
    deadline_at=at + timedelta(seconds={seconds}),
    amount_fen=12345, item_title="{title}")])
"""
WAITS, OVER = "WAIT_SELLER_AGREE", "SUCCESS"


def tell(house: House, number: str, title: str, seconds: int, status: str = WAITS) -> None:
    house.manage(REFUND.format(number=number, title=title, seconds=seconds, status=status))


def test_a_deadline_runs_out_before_ones_eyes(people: People, house: House) -> None:
    tell(house, "66600001", "到期的毛衣", 6)
    page = people.agent()
    page.goto(house.url("/worklist/"))
    row = page.locator(".task", has_text="到期的毛衣")
    expect(row.locator("time")).to_have_class("left num late", timeout=15_000)
    expect(row.get_by_text("已超", exact=True)).to_be_visible()
    page.reload()
    expect(page.locator('[data-place="worklist"] i .late')).to_be_visible()


def test_what_comes_in_and_what_is_over_shows_without_a_reload(people: People, house: House) -> None:
    page = people.agent()
    page.goto(house.url("/worklist/"))
    expect(page.locator("#tasks")).to_be_visible()
    tell(house, "66600002", "后来的围巾", 7200)
    row = page.locator(".task", has_text="后来的围巾")
    expect(row).to_be_visible()
    expect(row.locator("time")).to_contain_text("1:5")
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", name="等待卖家同意")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="待办")).to_be_visible()
    tell(house, "66600002", "后来的围巾", 7200, OVER)
    expect(page.locator(".task", has_text="后来的围巾")).to_have_count(0)


def test_done_by_the_keyboard_and_taken_back(people: People, house: House) -> None:
    tell(house, "66600003", "手快的裤子", 9000)
    page = people.agent()
    page.goto(house.url("/worklist/"))
    row = page.locator(".task", has_text="手快的裤子")
    row.get_by_role("button", name="办好").focus()
    page.keyboard.press("Enter")
    expect(row).to_have_count(0)
    done = page.locator(".done-today li", has_text="手快的裤子")
    done.get_by_role("button", name="撤回").click()
    expect(row).to_be_visible()


def test_an_orders_refund_stands_in_its_card(people: People, house: House) -> None:
    page = people.agent("xudian")
    page.goto(house.url("/orders/"))
    number = page.locator("a .fours, a.num").first.inner_text().replace(" ", "").replace("\n", "")
    code = REFUND.replace("1000000000000001", number)
    house.manage(code.format(number="66600004", title="衬衫", seconds=7200, status=WAITS))
    page.locator("main a.num").first.click()
    expect(page.locator(".part").get_by_text("等待卖家同意")).to_be_visible()
