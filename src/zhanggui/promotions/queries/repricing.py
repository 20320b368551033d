"""Past orders, priced once more under a plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from zhanggui.catalog.queries import ItemFacts, facts_of_items
from zhanggui.foundation.calendar import shop_day
from zhanggui.orders.queries import PastLine, count_past, past_orders, past_spans
from zhanggui.promotions.models import WhatIf
from zhanggui.promotions.queries.kept import coupon_cards, shop_key
from zhanggui.promotions.queries.pricing import event_at, offers_of, voucher_event
from zhanggui.promotions.rules.cart import Cart, CartLine, WrongCart
from zhanggui.promotions.rules.event import Purse
from zhanggui.promotions.rules.offers import HeldCoupon, Offer
from zhanggui.promotions.rules.pricing import Book
from zhanggui.promotions.rules.whatif import PastOrders, Tally, Thresholds

SHOWN = 20
_NO_FACTS = ItemFacts(None, None)
_AT_ONCE = 20_000  # kinds of orders that are kept until they are priced


@dataclass(frozen=True)
class Plan:
    """As if everybody had paid at `paid_at`, holding so many of the event's vouchers, and one of each coupon
    that is out then, or none. Orders placed in [since, until)."""

    shop_id: int
    paid_at: datetime
    since: datetime
    until: datetime
    vouchers: int
    coupons: bool

    @property
    def last(self) -> date:
        """The last day of the orders."""
        return shop_day(self.until - timedelta.resolution)


def planned(plan: Plan) -> tuple[tuple[Offer, ...], Purse]:
    """The offers that hold at the plan's instant, and what every buyer is taken to hold."""
    at = plan.paid_at
    offers = tuple(
        offer for offer in offers_of(plan.shop_id, alive_at=at) if offer.starts_at <= at < offer.ends_at
    )
    coupons = tuple(
        HeldCoupon(card.coupon)
        for card in (coupon_cards(plan.shop_id, alive_at=at) if plan.coupons else ())
        if card.coupon.starts_at <= at < card.coupon.ends_at
    )
    card = event_at(plan.shop_id, at)
    event = None if card is None else voucher_event(card)
    return offers, Purse(coupons, event, plan.vouchers, card is not None and card.endless)


def repriced(plan: Plan, first: int, end: int, tell: Callable[[int], None]) -> tuple[Tally, int]:
    """The sums over orders with an id in [first, end), and how many could not be priced. `tell` hears now
    and then how many orders are done."""
    offers, purse = planned(plan)
    book, thresholds = Book(offers), Thresholds(offers, purse.event)
    shop, facts = shop_key(plan.shop_id), facts_of_items(plan.shop_id)
    tally, unpriced, done = Tally(), 0, 0

    def reckon() -> int:
        """Prices what has come, each kind of order once; answers how many orders could not be."""
        wrong = 0
        for (postage, *lines), (times, asked) in alike.items():
            priced, costs = _lines(lines, shop, facts)
            try:
                cart = Cart(priced, {shop: postage})
            except WrongCart:
                wrong += times
                continue
            orders = PastOrders(asked, priced, costs, times)
            tally.add(orders, book.quote(cart, purse, plan.paid_at), thresholds)
        alike.clear()
        return wrong

    # Most orders are of one or two things, and many of the same.
    alike: dict[tuple[Any, ...], tuple[int, int]] = {}
    for past in past_orders(plan.shop_id, first, end, plan.since, plan.until):
        if past is None:
            unpriced += 1
            continue
        key = past.postage_fen, *past.lines
        times, asked = alike.get(key, (0, 0))
        alike[key] = times + 1, asked + past.asked_fen
        done += 1
        if len(alike) >= _AT_ONCE:
            unpriced += reckon()
            tell(done)
    unpriced += reckon()
    tally.sum_up()
    return tally, unpriced


def _lines(
    lines: Sequence[PastLine], shop: str, facts: Mapping[str, ItemFacts]
) -> tuple[tuple[CartLine, ...], tuple[int | None, ...]]:
    priced, costs = [], []
    for key, (item, sku, price, quantity) in enumerate(lines, start=1):
        known = facts.get(item, _NO_FACTS)
        priced.append(CartLine(str(key), shop, item, price, quantity, sku, known.category))
        costs.append(known.cost_of(sku))
    return tuple(priced), tuple(costs)


def plan_spans(plan: Plan, parts: int) -> list[tuple[int, int]]:
    """Ids [first, end) in parts of about equal size."""
    return past_spans(plan.shop_id, plan.since, plan.until, parts)


def plan_count(plan: Plan) -> int:
    return count_past(plan.shop_id, plan.since, plan.until)


@dataclass(frozen=True)
class WhatIfCard:
    """`tally` null: not answered yet; `failure`: why there will be no answer."""

    id: int
    plan: Plan
    asked_at: datetime
    by_name: str
    orders: int
    done: int
    heard_at: datetime
    answered_at: datetime | None
    failure: str
    tally: Tally | None
    unpriced: int
    names: dict[str, str]


def what_if_card(shop_id: int, what_if_id: int) -> WhatIfCard | None:
    row = WhatIf.objects.filter(shop_id=shop_id, pk=what_if_id).first()
    return _card(row) if row else None


def what_if_cards(shop_id: int) -> list[WhatIfCard]:
    """The newest, newest first."""
    return [_card(row) for row in WhatIf.objects.filter(shop_id=shop_id).order_by("-id")[:SHOWN]]


def _card(row: WhatIf) -> WhatIfCard:
    told = row.result
    return WhatIfCard(
        id=row.pk,
        plan=Plan(row.shop_id, row.paid_at, row.since, row.until, row.vouchers, row.coupons),
        asked_at=row.asked_at,
        by_name=row.by_name,
        orders=row.orders,
        done=row.done,
        heard_at=row.heard_at,
        answered_at=row.answered_at,
        failure=row.failure,
        tally=None if told is None else Tally.heard(told["tally"]),
        unpriced=0 if told is None else told["unpriced"],
        names=row.names,
    )
