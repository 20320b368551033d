"""Who is asked why they have not paid, until when, and what may be closed for which reason."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Protocol

from zhanggui.marketplace.rules import StatusGroup, TradeStatus

# Money that is under way is nobody's to ask for.
CHASED = frozenset({TradeStatus.NO_CREATE_PAY, TradeStatus.WAIT_BUYER_PAY})

WORDS_LETTERS = 200
CLOSE_ERRAND = "close_order"

# The marketplace's own reasons for closing an order, as far as they are a buyer's (domain/enums.json).
CHANGED_MIND, WRONG_PICK, RETAKE = "买家不想买了", "买家拍错了", "买家信息填写错误,重新拍"

FORGOT, THINKING, BOTH, NO_ANSWER = "forgot", "thinking", "both", "no_answer"
NOT_WANTED, WRONG, MISTYPED, ONE_ONLY = "not_wanted", "wrong", "mistyped", "one_only"


@dataclass(frozen=True)
class Intention:
    """What a buyer says about an order that is not paid. `reasons`: for which of the marketplace's reasons
    it may then be closed, none when it may not."""

    title: str
    reasons: tuple[str, ...] = ()


INTENTIONS: Mapping[str, Intention] = MappingProxyType(
    {
        FORGOT: Intention("忘了付,会付"),
        THINKING: Intention("还在犹豫"),
        BOTH: Intention("几单都要"),
        NO_ANSWER: Intention("没有回话"),
        NOT_WANTED: Intention("不要了", (CHANGED_MIND,)),
        WRONG: Intention("拍错了", (WRONG_PICK,)),
        MISTYPED: Intention("信息填错,要重拍", (RETAKE,)),
        ONE_ONLY: Intention("重复拍的,只要一单", (WRONG_PICK,)),
    }
)


def reasons_of(intention: str) -> tuple[str, ...]:
    known = INTENTIONS.get(intention)
    return known.reasons if known else ()


def stands_apart(intention: str) -> bool:
    """Whether the buyer wants this order besides others, or not at all."""
    return intention == BOTH or bool(reasons_of(intention))


@dataclass(frozen=True)
class AskedUntil:
    """Until when a buyer should be asked. `missed_at`: the cut-off before which nobody did."""

    due_at: datetime
    missed_at: datetime | None = None


def asked_until(
    *,
    created_at: datetime,
    first_cut_off_at: datetime,
    next_cut_off_at: datetime,
    closes_at: datetime,
    ahead: timedelta,
) -> AskedUntil:
    """The marketplace closes the order at `closes_at`: nobody needs to be asked after that. Once the first
    cut-off after the order is over, the next one counts, as long as the order can still be paid: what was
    missed is said, and does not stay overdue for the rest of the day."""
    if next_cut_off_at <= first_cut_off_at:
        return AskedUntil(min(_before(first_cut_off_at, created_at, ahead), closes_at))
    due_at = min(next_cut_off_at - ahead, closes_at)
    return AskedUntil(due_at, missed_at=next_cut_off_at - timedelta(days=1))


def _before(cut_off_at: datetime, created_at: datetime, ahead: timedelta) -> datetime:
    """A while before cut-off, so that what is paid then leaves the same day; for what was ordered later than
    that soon, but never after cut-off."""
    return max(cut_off_at - ahead, min(created_at + ahead, cut_off_at))


class Placed(Protocol):
    """An order as far as doubles are concerned."""

    @property
    def order_id(self) -> int: ...
    @property
    def buyer_id(self) -> int | None: ...
    @property
    def status(self) -> TradeStatus: ...
    @property
    def title(self) -> str: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def items(self) -> frozenset[str]: ...
    @property
    def skus(self) -> frozenset[str]: ...


def same_goods(one: Placed, other: Placed) -> bool:
    """Whether an item stands in both; by the title where an order's lines are not known."""
    if one.items and other.items:
        return bool(one.items & other.items)
    return bool(one.title) and one.title == other.title


def same_skus(one: Placed, other: Placed) -> bool:
    """Whether even colour and size are the same, as far as lines tell them."""
    return bool(one.skus & other.skus)


def doubles(orders: Iterable[Placed], *, apart: Collection[int] = ()) -> dict[int, int]:
    """{an order that waits for the money: another of the same buyer with the same goods}.

    Of two that wait the later one is in doubt, beside a paid one every one that waits. Those `apart` are
    wanted besides, or not at all: nothing is a double of them.
    """
    by_buyer: dict[int, list[Placed]] = {}
    for order in sorted(orders, key=lambda one: (one.created_at, one.order_id)):
        if order.buyer_id is not None:
            by_buyer.setdefault(order.buyer_id, []).append(order)
    found: dict[int, int] = {}
    for theirs in by_buyer.values():
        for place, order in enumerate(theirs):
            others = [one for one in theirs if one.order_id not in {order.order_id, *apart}]
            if order.status in CHASED and (other := _double_of(order, others, theirs[:place])):
                found[order.order_id] = other.order_id
    return found


_NO_MORE = frozenset({StatusGroup.CLOSED_AFTER_PAY, StatusGroup.CLOSED_BEFORE_PAY})


def _double_of(order: Placed, others: Sequence[Placed], earlier: Sequence[Placed]) -> Placed | None:
    same = [one for one in others if same_goods(order, one)]
    paid = [one for one in same if one.status.group not in {StatusGroup.UNPAID, *_NO_MORE}]
    waiting = [one for one in same if one in earlier and one.status in CHASED]
    return next(iter([*paid, *waiting]), None)
