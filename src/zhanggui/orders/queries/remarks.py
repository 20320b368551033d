"""An order's remarks, and what of them stands in the marketplace's memo."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from zhanggui.marketplace.queries import ErrandCard, is_performed, newest_errands
from zhanggui.marketplace.rules import ASKED, DONE
from zhanggui.orders import rules
from zhanggui.orders.models import Remark
from zhanggui.orders.queries.cards import OrderCard
from zhanggui.orders.settings import MEMO_BYTES, MEMO_ENCODING
from zhanggui.shops.queries import setting_value

# The kind of errand that writes a memo. Its payload: `number` of the order, `flag`, `memo` to write, and
# `base`, the memo that it was made on: when the marketplace's is another, it must not be written over.
MEMO_ERRAND = "memo"


@dataclass(frozen=True)
class RemarkCard:
    id: int
    order_id: int
    flag: int
    change: str
    promises: tuple[str, ...]
    reason: str
    by_id: int | None
    by_name: str
    by_number: str
    at: datetime

    @property
    def flag_title(self) -> str:
        return rules.FLAGS[self.flag]

    @property
    def about(self) -> tuple[str, ...]:
        """Titles of what was changed and of what was promised."""
        change = (rules.CHANGES[self.change],) if self.change else ()
        return (*change, *(rules.PROMISES[key] for key in self.promises))


@dataclass(frozen=True)
class MemoCard:
    """The memo of an order. `remarks` newest first; `foreign` is what others wrote into it; `errand` is our
    last request to write it. `by_hand`: nobody performs such requests, the text is to be copied. `full`:
    others wrote so much that the newest remark has no room."""

    remarks: tuple[RemarkCard, ...]
    flag: int | None
    foreign: str
    errand: ErrandCard | None
    standing: rules.Standing | None
    by_hand: bool
    left_out: int
    full: bool

    @property
    def to_copy(self) -> str:
        """What somebody must bring to the marketplace by hand, or nothing."""
        waits = self.errand is not None and self.errand.state != DONE and not self.full
        alone = self.errand is not None and (self.by_hand or self.errand.state != ASKED)
        return str(self.errand.payload["memo"]) if self.errand and waits and alone else ""


def remark_card(row: Remark) -> RemarkCard:
    return RemarkCard(
        id=row.pk,
        order_id=row.order_id,
        flag=row.flag,
        change=row.change,
        promises=tuple(row.promises),
        reason=row.reason,
        by_id=row.by_id,
        by_name=row.by_name,
        by_number=row.by_number,
        at=row.at,
    )


def memo_line(row: Remark | RemarkCard) -> rules.MemoLine:
    return rules.MemoLine(
        flag=row.flag,
        change=row.change,
        promises=tuple(row.promises),
        reason=row.reason,
        number=row.by_number,
        at=row.at.replace(second=0, microsecond=0),
    )


def memo_room(shop_id: int, *, at: datetime) -> tuple[int, str]:
    """How many bytes a memo may have, and in which encoding they are counted."""
    encoding = rules.ENCODINGS.get(setting_value(shop_id, MEMO_ENCODING, at=at), "utf-8")
    return setting_value(shop_id, MEMO_BYTES, at=at), encoding


def speaks_of(errand: ErrandCard, remark: Remark | RemarkCard) -> bool:
    """Whether the text that was asked for holds this remark."""
    line = memo_line(remark)
    return any(line.is_same(one) for one in rules.read_memo(errand.payload["memo"]).lines)


def remarks_of(order_id: int) -> list[RemarkCard]:
    """Newest first."""
    return [remark_card(row) for row in Remark.objects.filter(order_id=order_id).order_by("-id")]


def remarks_on(order_ids: Collection[int]) -> dict[int, list[RemarkCard]]:
    """The remarks on each of these orders, newest first."""
    found: dict[int, list[RemarkCard]] = defaultdict(list)
    for row in Remark.objects.filter(order_id__in=list(order_ids)).order_by("-id"):
        found[row.order_id].append(remark_card(row))
    return found


def memo_of(order: OrderCard, *, at: datetime) -> MemoCard:
    return _memos(order.shop_id, [order], at=at)[order.id]


def with_memos(shop_id: int, orders: Sequence[OrderCard], *, at: datetime) -> list[OrderCard]:
    """The cards with their memos; as many questions for fifty orders as for one."""
    memos = _memos(shop_id, orders, at=at)
    return [replace(order, memo=memos[order.id]) for order in orders]


def _memos(shop_id: int, orders: Sequence[OrderCard], *, at: datetime) -> dict[int, MemoCard]:
    remarks = remarks_on([order.id for order in orders])
    errands = newest_errands(shop_id, kind=MEMO_ERRAND, thing="order", thing_ids=remarks) if remarks else {}
    by_hand = bool(errands) and not is_performed(shop_id, MEMO_ERRAND, at=at)
    return {
        order.id: _memo(order, tuple(remarks[order.id]), errands.get(order.id), by_hand=by_hand)
        for order in orders
    }


def _memo(
    order: OrderCard, remarks: tuple[RemarkCard, ...], errand: ErrandCard | None, *, by_hand: bool
) -> MemoCard:
    ours = [memo_line(one) for one in remarks]
    asked = rules.read_memo(errand.payload["memo"]).lines if errand else ()
    return MemoCard(
        remarks=remarks,
        flag=remarks[0].flag if order.flag is None and remarks else order.flag,
        foreign=rules.foreign_words(ours=ours, theirs=order.remark),
        errand=errand,
        standing=rules.standing(ours=asked, theirs=order.remark) if errand else None,
        by_hand=by_hand,
        left_out=len(remarks) - len(asked) if errand else 0,
        full=bool(remarks) and (errand is None or not speaks_of(errand, remarks[0])),
    )
