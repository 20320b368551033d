"""What holds for an item now: as a part of the item, and as words for a buyer."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from tests.cast import AT, Cast, client_of

from zhanggui.catalog.actions import ItemEntry, record_items
from zhanggui.catalog.models import Item
from zhanggui.catalog.queries import BUYER_ITEMS, BuyerItems, ItemCard, item_card, item_parts
from zhanggui.conversations.parts import chat_notices
from zhanggui.conversations.variables import Occasion, values_for
from zhanggui.promotions.actions import choose_tiers, record_event, set_up_coupon, set_up_offer
from zhanggui.promotions.rules.offers import CouponKind, Rate, Scope
from zhanggui.promotions.standing import standing
from zhanggui.promotions.tests.test_keeping import DAY, A, a_coupon, an_event, an_offer
from zhanggui.promotions.views import current

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(cast: Cast) -> ItemCard:
    items = [ItemEntry(number="1001", title="羊毛衫", category="女装", price_fen=30_000)]
    record_items(shop_id=cast.shop.id, items=items, by=cast.manager.actor, at=AT)
    found = item_card(Item.objects.get(number="1001").pk)
    assert found is not None
    return found


def offered(cast: Cast, **differing: Any) -> None:
    set_up_offer(offer=an_offer(**differing), by=cast.manager.actor, at=AT)


def test_it_is_a_part_of_an_item() -> None:
    assert ("offers", "item_offers") in [(part.key, part.url_name) for part in item_parts()]


@pytest.mark.seed(19)
def test_what_holds_now_is_told_with_its_end(cast: Cast, item: ItemCard) -> None:
    offered(cast, name="双十一", tool=Rate(880), most_pieces=2, scope=Scope("example", frozenset({"1001"})))
    offered(cast, name="明天", starts_at=AT + DAY / 2)
    set_up_coupon(coupon=a_coupon(), quantity=3, per_buyer=1, by=cast.manager.actor, at=AT)
    found = standing(item, AT)
    assert [(one.name, one.says) for one in found.offers] == [("双十一", "8.8 折,每人限 2 件")]
    assert [(one.name, one.says, one.left) for one in found.coupons] == [
        ("满 100 减 10", "满 100 元减 10 元", 3)
    ]
    assert (found.price_fen, found.now_fen, found.is_reduced) == (30_000, 26_400, True)
    assert found.insert == (
        "这款现在有:8.8 折,每人限 2 件(11-22 12:00 前);"
        "可以领满 100 减 10:满 100 元减 10 元(11-22 12:00 前用)。"
    )


def test_nothing_is_told_of_nothing(cast: Cast, item: ItemCard) -> None:  # noqa: ARG001 - whose item it is
    found = standing(item, AT)
    assert (found.insert, found.changes_at, found.now_fen, found.is_reduced) == ("", None, 30_000, False)


@pytest.mark.seed(151, 153)
def test_the_event_shows_on_the_item_before_it_can_be_used(cast: Cast, item: ItemCard) -> None:
    by = cast.manager.actor
    event_id = record_event(**an_event(usable_from=AT + DAY / 2), by=by, at=AT)
    assert standing(item, AT).vouchers is None  # no merchant of the event yet
    choose_tiers(event_id=event_id, chosen={"女装": A}, by=by, at=AT)
    part = standing(item, AT).vouchers
    assert part is not None
    assert part.says == "满 199 元用 1 张,满 399 元用 2 张,每张 10 元"
    assert part.usable_from > AT


@pytest.mark.seed(152)
def test_what_an_event_suspends_nobody_is_told_to_get(cast: Cast, item: ItemCard) -> None:
    by = cast.manager.actor
    voucher = replace(a_coupon(), name="店铺购物券", kind=CouponKind.SHOP_VOUCHER)
    set_up_coupon(coupon=voucher, by=by, at=AT)
    set_up_coupon(coupon=replace(a_coupon(), name="店铺券"), by=by, at=AT)
    terms = an_event(suspends_from=AT, suspends_until=AT + DAY / 4)
    event_id = record_event(**terms, by=by, at=AT)

    def told(at: datetime) -> list[str]:
        assert sum("满 100 元减 10 元" in one for one in chat_notices(cast.shop, at)) == len(
            standing(item, at).coupons
        )
        return [one.name for one in standing(item, at).coupons]

    second = timedelta(seconds=1)
    assert told(AT) == told(AT + DAY / 4 - second) == ["店铺券"]
    assert told(AT + DAY / 4) == ["店铺购物券", "店铺券"]
    choose_tiers(event_id=event_id, chosen={"女装": A}, by=by, at=AT)
    assert told(AT) == ["店铺购物券", "店铺券"]  # a merchant of the event


def shown(cast: Cast, item: ItemCard, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(current, "now", lambda: AT)
    response = client_of(cast.agent).get(reverse("item_offers", args=[item.id]))
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.seed(19)
def test_the_part_counts_down_and_can_be_told(
    cast: Cast, item: ItemCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "现在没有优惠" in shown(cast, item, monkeypatch)
    offered(cast, name="<b>双</b>", tool=Rate(880), ends_at=AT + timedelta(minutes=30))
    text = shown(cast, item, monkeypatch)
    assert "&lt;b&gt;双&lt;/b&gt;" in text
    assert re.search(r"data-deadline>30:00</time>", text)
    assert 'hx-trigger="load delay:1801s"' in text  # fetched again when it is over
    assert 'data-insert="这款现在有:8.8 折(11-21 12:30 前)。"' in text
    assert "¥264.00" in text


def test_a_phrase_can_tell_it(cast: Cast, item: ItemCard, monkeypatch: pytest.MonkeyPatch) -> None:
    buyer = cast.visitor()
    occasion = Occasion(cast.shop, cast.agent, buyer.id, buyer.name, AT)
    assert values_for(("offers",), occasion) == {}
    way = BuyerItems("test", lambda _shop, _buyer: [item.id])
    monkeypatch.setattr(BUYER_ITEMS, "_entries", {"test": way})
    assert values_for(("offers",), occasion) == {}
    offered(cast, tool=Rate(880))
    assert values_for(("offers",), occasion) == {"offers": "8.8 折(11-22 12:00 前)"}
