from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from zhanggui.orders.asking import OUTRIGHT, Filters, Question, questions
from zhanggui.orders.models import Order
from zhanggui.orders.queries.cards import OrderCard
from zhanggui.orders.queries.finding import Found, Place, find
from zhanggui.orders.queries.reading import orders_by_id

PAGE = 30
FOUND_AT_MOST = 20
_LOOKED_THROUGH = 1_000  # orders, for their buyers: one buyer may have hundreds
NO_FILTERS = Filters()


@dataclass(frozen=True)
class OrderPage:
    """A page of the list. `after` continues behind its last order, `before` leads back to what stands
    before its first; None where the list ends. The count is from the page's first order on.
    """

    orders: list[OrderCard]
    after: str | None = None
    before: str | None = None
    count: int = 0
    more: bool = False  # than the count


@dataclass(frozen=True)
class Group:
    """What one meaning of the typed text finds."""

    question: Question
    page: OrderPage


def orders_page(
    shop_id: int,
    *,
    filters: Filters = NO_FILTERS,
    question: Question | None = None,
    after: str | None = None,
    before: str | None = None,
) -> OrderPage:
    """The shop's orders, newest first. A place that is none of ours means the top.

    A page that leads back and finds less than a page has come to the top, and shows the first page.
    """
    place = place_of(after) or place_of(before, back=True)
    found = find(shop_id, filters, question, place, size=PAGE + 1, counted=place is None)
    if place and place.back and len(found.rows) <= PAGE:
        place, found = None, find(shop_id, filters, question, None, size=PAGE + 1, counted=True)
    return _page(found, place)


def search(shop_id: int, typed: str, *, filters: Filters = NO_FILTERS) -> list[Group]:
    """The first page of everything that the text may mean and that is there: a statement a meaning."""
    meanings = questions(typed)
    found = [find(shop_id, filters, one, None, size=PAGE + 1, counted=True) for one in meanings]
    cards = {
        card.id: card for card in orders_by_id({order_id for one in found for order_id, _ in one.rows[:PAGE]})
    }
    return [
        Group(question, _page(one, None, cards))
        for question, one in zip(meanings, found, strict=True)
        if one.rows
    ]


@dataclass(frozen=True)
class MeantOrders:
    """The newest order of each buyer who is meant, and those whose buyer is not known; `outright` when the
    texts name them, not only a part of them."""

    found: list[OrderCard]
    outright: bool


def meant_orders(shop_id: int, texts: Sequence[str]) -> MeantOrders:
    """Each text by its first meaning that finds some; what is named outright leaves the rest out."""
    ids: dict[bool, list[int]] = {True: [], False: []}
    for text in texts:
        for question in questions(text):
            found = find(shop_id, NO_FILTERS, question, None, size=_LOOKED_THROUGH, counted=False)
            if found.rows:
                ids[question.way in OUTRIGHT] += [order_id for order_id, _ in found.rows]
                break
    outright = bool(ids[True]) or not ids[False]
    return MeantOrders(orders_by_id(_one_of_each_buyer(ids[outright])), outright)


def _one_of_each_buyer(order_ids: list[int]) -> list[int]:
    buyers = dict(Order.objects.filter(pk__in=order_ids).values_list("pk", "buyer_id"))
    firsts: dict[tuple[int | None, int | None], int] = {}
    for order_id in filter(buyers.__contains__, order_ids):
        buyer_id = buyers[order_id]
        firsts.setdefault((buyer_id, None if buyer_id else order_id), order_id)
    return list(firsts.values())[:FOUND_AT_MOST]


def _page(found: Found, place: Place | None, cards: dict[int, OrderCard] | None = None) -> OrderPage:
    back = place is not None and place.back
    more = len(found.rows) > PAGE
    rows = found.rows[-PAGE:] if back else found.rows[:PAGE]
    ids = [order_id for order_id, _ in rows]
    return OrderPage(
        orders=[cards[order_id] for order_id in ids] if cards is not None else orders_by_id(ids),
        after=_name(rows[-1]) if rows and (more or back) else None,
        before=_name(rows[0]) if rows and (more if back else place is not None) else None,
        count=found.count,
        more=found.more,
    )


def _name(row: tuple[int, datetime]) -> str:
    order_id, at = row
    micros = round((at - _EPOCH).total_seconds() * 1_000_000)
    return f"{micros}.{order_id}"


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def place_of(name: str | None, *, back: bool = False) -> Place | None:
    try:
        micros, order_id = (int(part) for part in (name or "").split("."))
        at = datetime.fromtimestamp(micros // 1_000_000, UTC).replace(microsecond=micros % 1_000_000)
    except (ValueError, OverflowError, OSError):
        return None
    return Place(at, order_id, back) if 0 <= order_id < 2**63 else None
