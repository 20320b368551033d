"""What may be promised for today (R10C): by the shop's own cut-off, at any hour that the test names."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.cast import Cast, make_cast

from zhanggui.customers.queries import marketplace_buyer
from zhanggui.foundation.actors import program
from zhanggui.guard.queries import book_of, situated
from zhanggui.guard.rules import Finding, Situation, with_facts
from zhanggui.marketplace.events import OrderSnapshot
from zhanggui.marketplace.rules import TradeStatus
from zhanggui.orders.actions import record_orders
from zhanggui.shops.actions import change_setting
from zhanggui.shops.settings import CUT_OFF

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)  # in Shanghai; parcels are closed at 16:00
FIVE = NOON + timedelta(hours=5)
TODAY = "现在付款今天就可以发货"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def found(cast: Cast, at: datetime, buyer_id: int | None = None) -> list[Finding]:
    book = book_of(cast.shop.id, at=at)
    situation = situated(Situation("tmall"), shop_id=cast.shop.id, buyer_id=buyer_id, at=at)
    return [one for one in book.check(TODAY, situation) if one.rule == "R10C"]


@pytest.mark.seed(28, 29)
def test_the_hint_says_the_shops_own_cut_off_and_what_today_can_still_be_promised(cast: Cast) -> None:
    assert found(cast, NOON) == []
    (late,) = found(cast, FIVE)
    assert late.words.startswith("今天 16:00 截单,已经过了。今天还能答应的:16:00 之前付了款的今天发出")
    assert "今天 16:00 已经截单了" in late.instead
    assert "{" not in late.words + late.instead
    # In another language the same facts stand in the same holes.
    assert with_facts("Closed at {cut_off}", late.facts) == "Closed at 16:00"
    change_setting(
        shop_id=cast.shop.id,
        setting=CUT_OFF,
        value=20 * 60 + 30,
        by=program(cast.shop.id),
        at=NOON - timedelta(days=1),
    )
    assert found(cast, FIVE) == []
    (late,) = found(cast, FIVE + timedelta(hours=4))
    assert "20:30 截单" in late.words


@pytest.mark.seed(28, 29)
@pytest.mark.parametrize(("paid_after_hours", "warns"), [(-1, False), (3, False), (4, True), (4.5, True)])
def test_what_was_paid_before_the_cut_off_may_be_promised_for_today(
    cast: Cast, paid_after_hours: float, warns: bool
) -> None:
    order = OrderSnapshot(
        number="1000000000000000201",
        seen_at=NOON,
        created_at=NOON - timedelta(days=1),
        paid_at=NOON + timedelta(hours=paid_after_hours),
        status=TradeStatus.WAIT_SELLER_SEND_GOODS,
        status_text="买家已付款,等待卖家发货",
        buyer_nick="快乐小鱼",
    )
    record_orders(shop_id=cast.shop.id, snapshots=[order], by=program(cast.shop.id), at=NOON)
    buyer = marketplace_buyer(cast.shop.id, "快乐小鱼")
    assert buyer
    assert bool(found(cast, FIVE, buyer.id)) is warns
