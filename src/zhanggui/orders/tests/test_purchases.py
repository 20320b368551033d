"""What buyers have bought, counted behind what is recorded: for lists, groups and proposed tags."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import AT, Cast, another_line

from zhanggui.catalog.actions import ItemEntry, record_items
from zhanggui.customers import queries
from zhanggui.customers.actions import ensure_buyers, past_is_due
from zhanggui.customers.models import PastDue
from zhanggui.customers.parts import proposals
from zhanggui.customers.queries import PastCard
from zhanggui.marketplace.events import LineSnapshot, OrderSnapshot
from zhanggui.marketplace.rules import TradeStatus
from zhanggui.orders.actions import count_purchases, record_lines, record_orders

pytestmark = pytest.mark.django_db
ITEM = "610000000001"
DAY = timedelta(days=1)


def order(cast: Cast, number: str, nick: str, *, paid: bool = True, fen: int = 9_900, back: int = 0) -> None:
    told = OrderSnapshot(
        number=number,
        status=TradeStatus.WAIT_SELLER_SEND_GOODS if paid else TradeStatus.WAIT_BUYER_PAY,
        status_text="",
        created_at=AT - DAY,
        paid_at=AT if paid else None,
        paid_fen=fen if paid else None,
        refund_fen=back,
        seen_at=AT,
        buyer_nick=nick,
        title="羊毛衫",
    )
    record_orders(shop_id=cast.shop.id, snapshots=[told], by=cast.manager.actor, at=AT)


def past(cast: Cast, nick: str) -> PastCard:
    buyer_id = ensure_buyers(shop_id=cast.shop.id, nicks=[nick], at=AT)[nick]
    return queries.pasts([buyer_id]).get(buyer_id, PastCard())


@pytest.fixture(autouse=True)
def item(cast: Cast) -> None:
    items = [ItemEntry(number=ITEM, title="羊毛衫", category="毛衣")]
    record_items(shop_id=cast.shop.id, items=items, by=cast.manager.actor, at=AT)


@pytest.mark.seed(9, 170)
def test_what_was_paid_is_counted_and_what_went_back_is_not(cast: Cast) -> None:
    order(cast, "2231958349120001", "tb1")
    order(cast, "2231958349120002", "tb1", fen=5_000, back=2_000)
    order(cast, "2231958349120003", "tb1", paid=False)
    order(cast, "2231958349120004", "tb2", paid=False)
    assert count_purchases() == 2
    assert count_purchases() == 0
    one = past(cast, "tb1")
    assert (one.orders, one.paid_fen, one.ordered_at, one.bought) == (2, 12_900, AT - DAY, (ITEM,))
    assert past(cast, "tb2").orders == 0


def test_a_line_names_the_item_better_than_the_title(cast: Cast) -> None:
    order(cast, "2231958349120001", "tb1")
    lines = [LineSnapshot(order_number="2231958349120001", item_number="619999999999", seen_at=AT)]
    record_lines(shop_id=cast.shop.id, snapshots=lines, by=cast.manager.actor, at=AT)
    count_purchases()
    assert past(cast, "tb1").bought == ("619999999999",)


def test_what_was_bought_is_proposed_as_a_tag(cast: Cast) -> None:
    order(cast, "2231958349120001", "tb1")
    buyer_id = ensure_buyers(shop_id=cast.shop.id, nicks=["tb1"], at=AT)["tb1"]
    assert [(one.tag, one.why) for one in proposals(cast.shop.id, buyer_id)] == [("毛衣", "羊毛衫")]


@pytest.mark.django_db(transaction=True)
def test_who_is_being_recorded_is_counted_afterwards(cast: Cast) -> None:
    """A count that took the buyer away before the order was committed would never see it."""
    buyer_id = ensure_buyers(shop_id=cast.shop.id, nicks=["tb1"], at=AT)["tb1"]
    past_is_due(buyer_ids=[buyer_id])
    with another_line() as line:
        line.execute(
            "INSERT INTO customers_pastdue (buyer_id) VALUES (%s)"
            " ON CONFLICT (buyer_id) DO UPDATE SET buyer_id = excluded.buyer_id",
            [buyer_id],
        )
        assert count_purchases() == 0
    assert count_purchases() == 1
    assert not PastDue.objects.exists()
