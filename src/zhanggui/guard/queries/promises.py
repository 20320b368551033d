from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime

from django.db.models import Count, Q

from zhanggui.guard.models import Promise
from zhanggui.guard.rules import COVERED, DISMISSED, LAPSED, MISSED, OPEN
from zhanggui.orders.rules import PROMISES


@dataclass(frozen=True)
class PromiseCard:
    """What an agent promised: `order_id` is the order that it is about, once there is one."""

    id: int
    shop_id: int
    buyer_id: int
    conversation_id: int | None
    kind: str
    quote: str
    text: str
    by_id: int
    by_name: str
    at: datetime
    state: str
    order_id: int | None
    due_at: datetime | None
    remark_id: int | None
    ended_at: datetime | None

    @property
    def kind_title(self) -> str:
        return PROMISES[self.kind]


_PROMISE_FIELDS = tuple(field.name for field in fields(PromiseCard))


@dataclass(frozen=True)
class PromiseCounts:
    """Promises of a span by what became of them. `asked`: open, with an order and a task; `waiting`: open,
    and the buyer has no order that has not left, or nobody has looked for it yet, which takes seconds;
    `missed`: the parcel left, and no remark had told the packer."""

    found: int
    covered: int
    asked: int
    waiting: int
    dismissed: int
    lapsed: int
    missed: int


def open_promises(buyer_id: int) -> list[PromiseCard]:
    """What the buyer was promised and no remark tells, oldest first."""
    rows = Promise.objects.filter(buyer_id=buyer_id, ended_at=None).order_by("id")
    return [_promise(row) for row in rows]


def open_promises_on(order_id: int) -> list[PromiseCard]:
    rows = Promise.objects.filter(order_id=order_id, ended_at=None).order_by("id")
    return [_promise(row) for row in rows]


def promise_by_id(promise_id: int) -> PromiseCard | None:
    row = Promise.objects.filter(pk=promise_id).first()
    return _promise(row) if row else None


def promise_counts(shop_id: int, *, since: datetime, until: datetime) -> PromiseCounts:
    """What was promised in [since, until)."""
    rows = Promise.objects.filter(shop_id=shop_id, at__gte=since, at__lt=until)
    counted = rows.aggregate(
        found=Count("pk"),
        covered=Count("pk", filter=Q(state=COVERED)),
        asked=Count("pk", filter=Q(state=OPEN, order_id__isnull=False)),
        waiting=Count("pk", filter=Q(state=OPEN, order_id=None)),
        dismissed=Count("pk", filter=Q(state=DISMISSED)),
        lapsed=Count("pk", filter=Q(state=LAPSED)),
        missed=Count("pk", filter=Q(state=MISSED)),
    )
    return PromiseCounts(**counted)


def missed_promises(shop_id: int, *, since: datetime, until: datetime) -> list[PromiseCard]:
    """What was promised in [since, until) and left without a remark, latest first; at most fifty."""
    rows = Promise.objects.filter(shop_id=shop_id, at__gte=since, at__lt=until, state=MISSED)
    return [_promise(row) for row in rows.order_by("-at", "-id")[:50]]


def buyers_with_promises(shop_id: int, buyer_ids: Collection[int]) -> list[int]:
    """Those of the buyers to whom something was promised that has no order yet."""
    rows = Promise.objects.filter(shop_id=shop_id, buyer_id__in=list(buyer_ids), ended_at=None, order_id=None)
    return sorted(set(rows.values_list("buyer_id", flat=True)))


def shops_with_promises() -> list[int]:
    """Shops with open promises."""
    rows = Promise.objects.filter(ended_at=None)
    return list(rows.order_by("shop_id").values_list("shop_id", flat=True).distinct())


def _promise(row: Promise) -> PromiseCard:
    return PromiseCard(**{name: getattr(row, name) for name in _PROMISE_FIELDS})
