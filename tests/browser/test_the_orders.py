"""The list of orders by hand: the box, the keys, the filters and the way back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.browser.conftest import People

pytestmark = pytest.mark.browser


def test_an_order_is_found_and_opened_without_the_mouse(people: People) -> None:
    page = people.staff("/orders/")
    page.keyboard.press("/")
    expect(page.get_by_label("查找订单")).to_be_focused()
    page.keyboard.type("顺丰")
    page.keyboard.press("Enter")
    page.wait_for_url("**/orders/?q=*")
    expect(page.locator("mark").first).to_have_text("顺丰")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    first = page.locator("[data-row]").first
    expect(first).to_be_focused()
    number = first.inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(number)
    expect(page.locator(".account")).to_contain_text("总额")


def test_filters_stand_in_the_address_and_go_by_one_click(people: People) -> None:
    page = people.staff("/orders/")
    page.get_by_role("link", name="待发货").click()
    page.locator(".filters > summary").click()
    page.get_by_label("有卖家备注").check()
    page.get_by_label("总额最少").fill("1")
    page.locator(".filters .do.main").click()
    page.wait_for_url("**/orders/?*")
    # What was left empty is not in the address.
    assert re.search(
        r"\?(?=.*stage=to_ship)(?=.*least=1)(?=.*remark=1)(?!.*most)(?!.*from)(?!.*q=)", page.url
    )
    chips = page.locator(".chip")
    expect(chips).to_have_count(2)
    chips.filter(has_text="总额").click()
    expect(chips).to_have_count(1)
    assert "least" not in page.url
    page.go_back()
    expect(chips).to_have_count(2)


def test_an_address_that_is_wrong_says_so(people: People) -> None:
    page = people.staff("/orders/?from=2026-02-30&least=abc&q=%00")
    expect(page.locator(".problem")).to_have_count(2)
    expect(page.locator(".orders-table")).to_be_visible()
