"""An item's card in the buyer's chat: what it says, and its way there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from tests.cast import AT, Cast, client_of

from zhanggui.catalog.actions import ItemEntry, record_items
from zhanggui.catalog.queries import ItemCard, item_by_number
from zhanggui.conversations.actions import Refused, Saved, open_conversation
from zhanggui.conversations.models import Conversation, Message
from zhanggui.conversations.queries import messages_before
from zhanggui.foundation.actors import program
from zhanggui.guard.models import GuardHit
from zhanggui.promotions.actions import choose_tiers, record_event, send_item, set_up_coupon, set_up_offer
from zhanggui.promotions.item_card import shown_item
from zhanggui.promotions.rules.offers import Rate, Tier, Tiers
from zhanggui.promotions.tests.test_keeping import DAY, A, a_coupon, an_event, an_offer

pytestmark = pytest.mark.django_db
ID = "item-card-0001"


def stocked(cast: Cast, title: str = "毛衣") -> ItemCard:
    items = [ItemEntry(number="1001", title=title, category="女装", price_fen=30_000)]
    record_items(shop_id=cast.shop.id, items=items, by=program(cast.shop.id), at=AT)
    found = item_by_number(cast.shop.id, "1001")
    assert found is not None
    return found


@pytest.fixture
def item(cast: Cast) -> ItemCard:
    return stocked(cast)


@pytest.fixture
def talk(cast: Cast) -> int:
    return open_conversation(shop_id=cast.shop.id, visitor_key="k" * 32, at=AT).id


def badges(item: ItemCard, at: Any = AT) -> list[str]:
    return [one["says"] for one in shown_item(item, at, price=(30_000, 30_000)).card["badges"]]


def sent(cast: Cast, item: ItemCard, talk: int, client_id: str = ID) -> Saved | Refused:
    return send_item(
        conversation_id=talk,
        item_id=item.id,
        price=(30_000, 30_000),
        client_id=client_id,
        by=cast.agent.actor,
        at=AT,
    )


@pytest.mark.seed(19)
def test_it_says_title_price_and_what_is_off(cast: Cast, item: ItemCard) -> None:
    by = cast.manager.actor
    plain = shown_item(item, AT, price=(30_000, 32_000))
    assert (plain.text, plain.card["badges"]) == ("毛衣 300 元起", [])
    set_up_offer(offer=an_offer(tool=Rate(880)), by=by, at=AT)
    set_up_offer(offer=an_offer(tool=Tiers((Tier(30_000, 0, 5_000),))), by=by, at=AT)
    set_up_coupon(coupon=a_coupon(), by=by, at=AT)
    shown = shown_item(item, AT, price=(30_000, 30_000))
    assert (shown.card["price"], shown.card["was"]) == ("264 元", "300 元")
    assert badges(item) == ["8.8 折", "满 300 元减 50 元", "可领券:满 100 元减 10 元"]
    assert shown.card["badges"][0]["until"] == (AT + DAY).isoformat()
    assert shown.text == ("毛衣 264 元 原价 300 元。优惠:8.8 折;满 300 元减 50 元;可领券:满 100 元减 10 元")


@pytest.mark.seed(151, 153, 154)
def test_the_voucher_badge_stands_there_only_while_it_is_shown(cast: Cast, item: ItemCard) -> None:
    by = cast.manager.actor
    usable_from = AT + 2 * DAY
    event = an_event(shown_from=AT - DAY, usable_from=usable_from, usable_until=usable_from + DAY)
    event_id = record_event(**event, by=by, at=AT - 30 * DAY)
    assert badges(item) == []  # no merchant of it yet
    choose_tiers(event_id=event_id, chosen={"女装": A}, by=by, at=AT - 30 * DAY)
    second = timedelta(seconds=1)
    before, first, last, after = AT - DAY - second, AT - DAY, usable_from + DAY - second, usable_from + DAY
    told = "购物券:满 199 元用 1 张,满 399 元用 2 张"
    assert badges(item, before) == badges(item, after) == []
    assert badges(item, first) == [f"{told}(11-23 可用),每张 10 元"]
    assert badges(item, last) == [f"{told},每张 10 元"]


def test_it_is_a_message_of_the_agents_and_once(cast: Cast, item: ItemCard, talk: int) -> None:
    first, again = sent(cast, item, talk), sent(cast, item, talk)
    assert isinstance(first, Saved)
    assert isinstance(again, Saved)
    assert (again.position, again.again) == (first.position, True)
    (message,) = messages_before(talk, 10)
    assert (message["side"], message["kind"], message["text"]) == ("staff", "card", "毛衣 300 元")
    assert message["card"]["is"] == "item"
    assert message["by"] == cast.agent.actor.name
    assert Conversation.objects.get().agent_id == cast.agent.id  # it is an answer


def test_a_hostile_title_is_text_and_short(cast: Cast, talk: int) -> None:
    item = stocked(cast, "<img src=x onerror=alert(1)>" + "长" * 32)
    sent(cast, item, talk)
    (message,) = messages_before(talk, 10)
    assert message["card"]["title"].startswith("<img src=x")
    assert len(message["card"]["title"]) == 60


def test_the_guard_reads_it(cast: Cast, talk: int) -> None:
    item = stocked(cast, "毛衣 开不了发票")
    outcome = sent(cast, item, talk)
    assert isinstance(outcome, Refused)
    assert outcome.code in {"guard", "reason"}
    assert Message.objects.count() == 0
    assert GuardHit.objects.count() >= 1


def posted(cast: Cast, item: ItemCard, by: Any = None, **data: Any) -> tuple[int, dict[str, Any]]:
    response = client_of(by or cast.agent).post(reverse("item_for_buyer", args=[item.id]), data)
    return response.status_code, response.json() if response["Content-Type"] == "application/json" else {}


def test_the_address_sends_it_and_says_why_not(cast: Cast, item: ItemCard, talk: int) -> None:
    assert posted(cast, item, conversation=talk, id=ID) == (200, {"ok": True, "position": 1})
    assert posted(cast, item, conversation=talk, id=ID) == (200, {"ok": True, "position": 1})
    assert posted(cast, item, conversation=talk, id="x")[0] == 400
    assert posted(cast, item, conversation="x", id=ID)[0] == 404
    assert posted(cast, item, conversation=talk + 1, id=ID)[0] == 404
    assert posted(cast, item, cast.stranger, conversation=talk, id=ID)[0] == 404
    Conversation.objects.update(elsewhere=True)
    status, said = posted(cast, item, conversation=talk, id="item-card-0002")
    assert (status, said["code"]) == (400, "elsewhere")
    assert Message.objects.count() == 1


def test_its_words_can_be_had_for_a_chat_elsewhere(cast: Cast, item: ItemCard) -> None:
    address = reverse("item_for_buyer", args=[item.id])
    assert client_of(cast.agent).get(address).json() == {"text": "毛衣 300 元"}
    assert client_of(cast.stranger).get(address).status_code == 404


def test_the_part_of_the_item_has_its_button(cast: Cast, item: ItemCard) -> None:
    page = client_of(cast.agent).get(reverse("item_offers", args=[item.id])).content.decode()
    assert f'data-send-item="{item.id}"' in page
