"""An item's card goes from the workspace into the visitor's chat by one key."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.browser.conftest import House, People

pytestmark = pytest.mark.browser
HOSTILE = "<b onclick=alert(1)>毛衣</b> 特价"
# An offer that ended after the card was sent is not promised any more.
OVER = (
    "from zhanggui.conversations.models import Message;"
    "cards = Message.objects.filter(kind='card', card__is='item');"
    "badges = [{'says': '9 折', 'until': '2020-01-01T00:00:00+08:00'}];"
    "cards.update(card={**cards.first().card, 'badges': badges})"
)


@pytest.mark.seed(19)
def test_a_key_shows_the_buyer_an_item(people: People, house: House) -> None:
    house.manage(
        "from zhanggui.catalog.models import Item;"
        f"Item.objects.filter(number='610000000001').update(title='{HOSTILE}')"
    )
    agent, visitor = people.agent("linxiao"), people.visitor()
    visitor.get_by_label("写消息").fill("有没有毛衣")
    visitor.get_by_label("写消息").press("Enter")
    expect(visitor.locator(".turn.mine .meta")).to_contain_text("已发送")
    agent.locator("ol.queue a", has_text="有没有毛衣").click()
    agent.get_by_label("查商品").fill("610000000001")
    agent.get_by_label("查商品").press("Enter")
    agent.locator("#slot-items-found summary").first.click()
    expect(agent.locator("#slot-items-found [data-send-item]")).to_be_visible()
    agent.keyboard.press("Alt+i")
    card = visitor.locator(".item-told")
    expect(card).to_contain_text(HOSTILE)
    expect(card).to_contain_text("288 元")
    expect(card.locator("b")).to_have_count(1)  # its price: what stands in a title is text
    expect(card).to_contain_text(re.compile(r"\d\d-\d\d \d\d:\d\d 的价格和优惠"))
    expect(agent.locator(".item-told")).to_have_count(1)
    expect(agent.get_by_label("写回复")).to_be_focused()
    house.manage(OVER)
    visitor.reload()
    expect(visitor.locator(".item-told li s")).to_have_text("9 折")
    expect(visitor.locator(".item-told li")).to_contain_text("已结束")
