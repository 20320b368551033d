"""Prices and their reasons, as people see them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import House, People
from zhanggui.foundation.money import yuan
from zhanggui.promotions.eighteen import RULES

pytestmark = pytest.mark.browser


@pytest.mark.seed(*range(137, 162))
def test_all_18_rules_are_there_with_the_engines_numbers(people: People) -> None:
    page = people.staff("/offers/rules/", "xudian")
    expect(page.locator("[data-rule]")).to_have_count(18)
    totals = page.locator(".demo tfoot .amount:last-child").all_inner_texts()
    demos = [demo for rule in RULES for demo in rule.demos]
    quotes = [demo.book.quote(demo.cart, demo.purse, demo.at) for demo in demos]
    assert [said.split("\n")[0] for said in totals] == [f"¥{yuan(quote.total_fen)}" for quote in quotes]
    page.get_by_role("link", name="18 看板").click()
    expect(page.locator("#rule-18")).to_be_in_viewport()
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide == 0


COUPON = """
from datetime import timedelta
from zhanggui.foundation.actors import program
from zhanggui.foundation.clock import now
from zhanggui.promotions.actions import set_up_coupon
from zhanggui.promotions.rules.offers import Coupon, CouponKind, Scope
from zhanggui.shops.queries import shop_by_slug
shop, at = shop_by_slug("demo"), now()
coupon = Coupon("", "老客券", CouponKind.SHOP, Scope("demo"), 100_000, 100, at, at + timedelta(minutes=50))
set_up_coupon(coupon=coupon, by=program(shop.id), at=at)
"""
NO_COUPON = (
    "from zhanggui.promotions.models import ShopCoupon; ShopCoupon.objects.filter(name='老客券').delete()"
)


@pytest.fixture
def coupon(house: House) -> Iterator[None]:
    house.manage(COUPON)
    yield
    house.manage(NO_COUPON)


@pytest.mark.usefixtures("coupon")
@pytest.mark.seed(19)
def test_the_offers_of_an_item_are_told_with_one_press(people: People) -> None:
    page = people.agent()
    page.locator("ol.queue > li", has_text="小米粥").click()
    told = page.locator("#slot-items .standing").first
    expect(told).to_contain_text("满 1,000 元减 1 元")
    left = told.locator("[data-deadline]").first
    first = left.inner_text()
    expect(left).not_to_have_text(first)  # it runs
    told.get_by_role("button", name="把优惠写进回复").click()
    expect(page.get_by_role("textbox", name="写回复")).to_have_value(
        re.compile("这款现在有:.*老客券:满 1,000 元减 1 元")
    )
    page.get_by_role("textbox", name="写回复").fill("")


@pytest.mark.usefixtures("coupon")
@pytest.mark.seed(19)
def test_beside_the_other_chat_client_the_offers_are_copied(people: People) -> None:
    page = people.staff("/edge/")
    page.get_by_role("combobox").fill("小米粥")
    page.get_by_role("combobox").press("Enter")
    page.locator("#slot-items .standing").first.get_by_role("button", name="告诉买家").click()
    expect(page.locator("[data-said]")).to_contain_text("已复制「")
