"""The lowest price of a period, before the voucher, and whether a planned price keeps a pledge."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import AT as NOW
from tests.cast import Cast, client_of

from zhanggui.catalog.actions import ItemEntry, record_items
from zhanggui.catalog.models import Item
from zhanggui.catalog.queries import item_card
from zhanggui.promotions.actions import set_up_offer
from zhanggui.promotions.cheapest import Cheapest, cheapest
from zhanggui.promotions.rules.lowest import (
    Pledge,
    Price,
    Sold,
    lowest_of,
    offered_prices,
    pledge,
    sold_prices,
)
from zhanggui.promotions.rules.offers import Rate, Scope
from zhanggui.promotions.tests.carts import AT, DAY, coupon, line, offer, spend_and_save
from zhanggui.promotions.tests.test_keeping import an_offer
from zhanggui.promotions.views import current

SINCE = AT - 30 * DAY
COAT = line("1", 30_000)


def cheap(fen: int, days_ago: int) -> Price:
    return Price(fen, AT - days_ago * DAY, sold=False)


@pytest.mark.seed(144)
def test_a_price_changes_where_an_offer_begins_and_ends() -> None:
    offers = [
        offer(Rate(900), "rate", starts_at=AT - 20 * DAY, ends_at=AT - 10 * DAY),
        offer(spend_and_save((20_000, 1_000)), "less", starts_at=AT - 15 * DAY, ends_at=AT + DAY),
        offer(Rate(500), "long ago", starts_at=AT - 90 * DAY, ends_at=AT - 60 * DAY),
    ]
    held = coupon(500, starts_at=AT - 5 * DAY, ends_at=AT - 3 * DAY)
    prices = list(offered_prices(COAT, offers, [held], SINCE, AT))
    assert [(price.fen, (AT - price.at).days) for price in prices] == [
        (30_000, 30),
        (27_000, 20),
        (26_000, 15),
        (29_000, 10),
        (28_500, 5),
        (29_000, 3),
    ]
    assert lowest_of(prices) == Price(26_000, AT - 15 * DAY, sold=False)


def test_what_was_really_sold_counts_by_the_piece() -> None:
    sold = [
        Sold(20_001, 2, AT - DAY),
        Sold(1, 1, AT),  # not before now
        Sold(1, 1, SINCE - DAY),
        Sold(1, 0, AT - DAY),  # nobody knows how many
    ]
    assert list(sold_prices(sold, SINCE, AT)) == [Price(10_000, AT - DAY, sold=True)]


@pytest.mark.seed(144)
@pytest.mark.parametrize(
    ("planned", "kept", "over"),
    [(25_000, True, 0), (26_000, True, 0), (26_001, False, 1), (30_000, False, 4_000)],
)
def test_a_promise_is_kept_by_the_lowest_and_by_the_same_price(planned: int, kept: bool, over: int) -> None:
    found = pledge(planned, [cheap(26_000, 3), cheap(27_000, 2), cheap(100, 31)], 30, AT)
    assert (found.is_kept, found.over_fen) == (kept, over)
    assert found.lowest == cheap(26_000, 3)


def test_nothing_known_is_no_lower_price() -> None:
    assert pledge(100, [cheap(1, 31)], 30, AT) == Pledge(is_kept=True, lowest=None, planned_fen=100)
    assert lowest_of([]) is None


prices = st.lists(st.builds(cheap, st.integers(1, 500), st.integers(0, 60)), max_size=8)


@given(prices, st.integers(1, 500), st.integers(1, 60))
def test_a_kept_promise_is_cheaper_than_everything_before(
    known: list[Price], planned: int, days: int
) -> None:
    before = [price.fen for price in known if 0 < (AT - price.at).days <= days]
    found = pledge(planned, known, days, AT)
    assert found.is_kept == all(planned <= fen for fen in before)
    assert planned - found.over_fen <= min(before, default=planned)


# On the item's page


@pytest.fixture
def coat(cast: Cast) -> int:
    items = [ItemEntry(number="1001", title="大衣", category="女装", price_fen=30_000)]
    record_items(shop_id=cast.shop.id, items=items, by=cast.manager.actor, at=NOW)
    return Item.objects.get(number="1001").pk


def planned(cast: Cast, name: str, thousandths: int, starts: int, ends: int) -> None:
    scope = Scope("example", frozenset({"1001"}))
    span: dict[str, Any] = {"starts_at": NOW + timedelta(days=starts), "ends_at": NOW + timedelta(days=ends)}
    set_up_offer(
        offer=an_offer(name=name, tool=Rate(thousandths), scope=scope, **span),
        by=cast.manager.actor,
        at=NOW + timedelta(days=starts),
    )


def found_of(item_id: int) -> Cheapest:
    item = item_card(item_id)
    assert item is not None
    found = cheapest(item, NOW, price_fen=item.price_fen)
    assert found is not None
    return found


@pytest.mark.django_db
@pytest.mark.seed(144)
def test_what_is_planned_is_held_against_the_days_before_it(
    cast: Cast, coat: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned(cast, "上旬", 900, -15, -10)
    planned(cast, "双十二", 920, 2, 3)
    planned(cast, "年终", 880, 5, 6)
    found = found_of(coat)
    assert (found.lowest.fen, found.now.is_kept, found.now.over_fen) == (27_000, False, 3_000)
    assert [(one.name, one.pledge.is_kept, one.pledge.over_fen) for one in found.planned] == [
        ("双十二", False, 600),
        ("年终", True, 0),
    ]
    monkeypatch.setattr(current, "now", lambda: NOW)
    text = client_of(cast.agent).get(reverse("item_offers", args=[coat])).content.decode()
    for words in ("近 30 天最低", "¥270.00", "现在不是最低", "比之前贵 ¥6.00", "30 天最低"):
        assert words in text


@pytest.mark.django_db
def test_an_item_without_offers_was_never_cheaper(cast: Cast, coat: int) -> None:  # noqa: ARG001 - whose it is
    found = found_of(coat)
    assert (found.lowest.fen, found.now.is_kept, found.planned) == (30_000, True, [])
    item = item_card(coat)
    assert item is not None
    assert cheapest(item, NOW, price_fen=None) is None
