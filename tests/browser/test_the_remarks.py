"""A promise in a chat asks for the remark that tells the packer, in the workspace and on the slim page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.browser.conftest import House, People

pytestmark = [pytest.mark.browser, pytest.mark.seed(66, 71, 72)]
CLIPBOARD = ["clipboard-read", "clipboard-write"]
SLIM = {"width": 380, "height": 720}
WORDS = 15_000  # until the worker has looked for the order

ORDER = """
from zhanggui.conversations.models import Conversation
from zhanggui.foundation.actors import program
from zhanggui.foundation.clock import now
from zhanggui.marketplace.events import OrderSnapshot
from zhanggui.marketplace.rules import TradeStatus
from zhanggui.orders.actions import claim_order, record_orders
from zhanggui.shops.queries import shop_by_slug
shop, at = shop_by_slug("demo"), now()
by = program(shop.id)
record_orders(shop_id=shop.id, by=by, at=at, snapshots=[OrderSnapshot(
    number="{number}", status=TradeStatus.WAIT_SELLER_SEND_GOODS, status_text="", created_at=at, paid_at=at,
    seen_at=at, buyer_nick={nick!r}, title="羊毛袜", receiver_name="米小周", receiver_phone="13800000021")])
if {nick!r} is None:
    buyer_id = Conversation.objects.get(last_text="能送双袜子吗").buyer_id
    claim_order(buyer_id=buyer_id, shop_id=shop.id, number="{number}", phone_tail="0021",
                receiver_name="米小周", by=by, at=at)
"""
REMARK = """
from zhanggui.foundation.actors import program
from zhanggui.foundation.clock import now
from zhanggui.orders.actions import remark
from zhanggui.shops.queries import shop_by_slug
from zhanggui.orders.models import Order
shop = shop_by_slug("demo")
order_id = Order.objects.get(number="{number}").pk
remark(order_id=order_id, flag=3, reason="同事写的", by=program(shop.id), at=now())
"""


def test_a_promise_in_the_talk_becomes_a_remark_by_two_keys(people: People, house: House) -> None:
    page, visitor = people.agent(), people.visitor()  # where nobody is there, it would be an offline message
    visitor.get_by_role("textbox").fill("能送双袜子吗")
    visitor.get_by_role("textbox").press("Enter")
    page.get_by_text("能送双袜子吗").first.click()
    house.manage(ORDER.format(number="2231958349129001", nick=None))
    field = page.get_by_label("写回复")
    field.fill("可以的,送您一双羊毛袜")
    field.press("Enter")
    owed = page.locator("[data-owed]")
    expect(owed).to_contain_text("送您一双羊毛袜", timeout=WORDS)
    page.keyboard.press("Alt+k")
    reason = page.locator("[data-slot=promises] [name=reason]")
    expect(reason).to_be_focused()
    expect(reason).to_have_value("送您一双羊毛袜")
    page.keyboard.press("Enter")
    expect(owed).to_be_hidden()
    expect(field).to_be_focused()
    expect(page.locator(".remarks li").first).to_contain_text("送您一双羊毛袜")
    # Half a remark survives that a colleague writes one meanwhile.
    page.keyboard.press("Alt+k")
    page.keyboard.type("再放一张")
    page.locator(".flags label:has([value='2'])").first.click()
    house.manage(REMARK.format(number="2231958349129001"))
    expect(page.locator(".remarks li").first).to_contain_text("同事写的")
    expect(page.locator(".flags [value='2']").first).to_be_checked()
    expect(page.locator("[data-remark] [name=reason]").first).to_have_value("再放一张")


def test_the_slim_page_asks_for_it_and_gives_the_memo_to_copy(people: People, house: House) -> None:
    house.manage(ORDER.format(number="2231958349129002", nick="备注的买家"))
    if "linxiao" not in people.logins:
        people.agent().close()
    kept = people.logins["linxiao"]
    page = people.page(people.context(kept, viewport=SLIM, permissions=CLIPBOARD))
    page.goto(house.url("/edge/"))
    box = page.get_by_role("combobox", name="会员名、订单号或手机后四位")
    box.fill("备注的买家")
    box.press("Enter")
    expect(page.locator(".now h1")).to_have_text("备注的买家")
    draft = page.get_by_role("textbox", name="草稿")
    draft.fill("给您发顺丰")
    draft.press("Enter")
    expect(page.locator("[data-slot=promises]")).to_contain_text("给您发顺丰", timeout=WORDS)
    page.keyboard.press("Alt+k")
    page.keyboard.type("冷链")
    page.keyboard.press("Enter")
    expect(page.locator(".remarks li").first).to_contain_text("给您发顺丰冷链")
    expect(page.locator("[data-slot=promises]")).to_be_empty()
    expect(page.locator("[data-copy-memo]").first).to_be_visible(timeout=WORDS)
    page.keyboard.press("Alt+j")
    expect(page.locator("[data-copied]").first).to_contain_text("已复制")
    assert str(page.evaluate("navigator.clipboard.readText()")).startswith(
        "【红·快递】给您发顺丰冷链 工号A12 "
    )
