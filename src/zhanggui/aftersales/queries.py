from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Count, Q, QuerySet

from zhanggui.aftersales import rules
from zhanggui.aftersales.models import Refund
from zhanggui.marketplace.rules import GoodsState, RefundKind, RefundStatus

PAGE = 50
SHOWN_OF_ORDER = 20


@dataclass(frozen=True)
class RefundCard:
    id: int
    shop_id: int
    number: str
    order_number: str
    status: RefundStatus
    status_text: str
    kind: RefundKind | None
    goods: GoodsState | None
    goods_text: str
    needs_return: bool | None
    amount_fen: int | None
    total_fen: int | None
    to_buyer_fen: int | None
    to_platform_fen: int | None
    paid_fen: int | None
    applied_at: datetime
    paid_at: datetime | None
    finished_at: datetime | None
    deadline_at: datetime | None
    due_at: datetime | None
    reason: str
    explanation: str
    intervention: str
    by_system: bool | None
    is_full: bool | None
    payment_number: str
    item_number: str
    item_code: str
    item_title: str
    seen_at: datetime
    told_at: datetime | None

    @property
    def stepped_in(self) -> bool:
        return rules.stepped_in(self.intervention)


@dataclass(frozen=True)
class RefundPage:
    """A page of the list; `after` continues behind its last refund, None at the end."""

    refunds: list[RefundCard]
    after: str | None


@dataclass(frozen=True)
class RefundCounts:
    waiting: int
    overdue: int


def refund_by_id(refund_id: int) -> RefundCard | None:
    row = Refund.objects.filter(pk=refund_id).first()
    return _card(row) if row else None


def refunds_of_order(shop_id: int, order_number: str) -> list[RefundCard]:
    """Of one order, newest first."""
    rows = Refund.objects.filter(shop_id=shop_id, order_number=order_number)
    return [_card(row) for row in _newest(rows)[:SHOWN_OF_ORDER]]


def count_refunds(shop_id: int, *, at: datetime) -> RefundCounts:
    """Those that wait for the shop."""
    found = Refund.objects.filter(shop_id=shop_id, due_at__isnull=False).aggregate(
        waiting=Count("id"), overdue=Count("id", filter=Q(due_at__lte=at))
    )
    return RefundCounts(found["waiting"], found["overdue"])


def waiting_refunds(shop_id: int, *, after: str | None = None) -> RefundPage:
    """Those that wait for the shop, due first."""
    rows = Refund.objects.filter(shop_id=shop_id, due_at__isnull=False)
    if place := _place(after):
        due_at, refund_id = place
        rows = rows.filter(due_at__gte=due_at).exclude(due_at=due_at, id__lte=refund_id)
    found = list(rows.order_by("due_at", "id")[: PAGE + 1])
    return _page(found, [row.due_at or row.applied_at for row in found])


def refunds_page(shop_id: int, *, text: str = "", after: str | None = None) -> RefundPage:
    """The shop's refunds, newest first; with a text those of this refund or order number."""
    rows = Refund.objects.filter(shop_id=shop_id)
    if text:
        rows = rows.filter(Q(number=text) | Q(order_number=text))
    if place := _place(after):
        applied_at, refund_id = place
        # The first condition is what the index walks; the second drops the few of the same instant.
        rows = rows.filter(applied_at__lte=applied_at).exclude(applied_at=applied_at, id__gte=refund_id)
    found = list(_newest(rows)[: PAGE + 1])
    return _page(found, [row.applied_at for row in found])


def _newest(rows: QuerySet[Refund]) -> QuerySet[Refund]:
    return rows.order_by("-applied_at", "-id")


def _page(found: list[Refund], instants: list[datetime]) -> RefundPage:
    more = len(found) > PAGE
    micros = int(instants[PAGE - 1].timestamp() * 1_000_000) if more else 0
    return RefundPage(
        refunds=[_card(row) for row in found[:PAGE]],
        after=f"{micros}.{found[PAGE - 1].pk}" if more else None,
    )


def _place(after: str | None) -> tuple[datetime, int] | None:
    """Where a page goes on; None for anything that is none of our marks."""
    try:
        micros, refund_id = (int(part) for part in (after or "").split("."))
        instant = datetime.fromtimestamp(micros // 1_000_000, UTC).replace(microsecond=micros % 1_000_000)
    except (ValueError, OverflowError, OSError):
        return None
    return (instant, refund_id) if 0 < refund_id < 2**63 else None


def _card(row: Refund) -> RefundCard:
    return RefundCard(
        id=row.pk,
        shop_id=row.shop_id,
        number=row.number,
        order_number=row.order_number,
        status=RefundStatus(row.status),
        status_text=row.status_text,
        kind=RefundKind(row.kind) if row.kind else None,
        goods=GoodsState(row.goods) if row.goods else None,
        goods_text=row.goods_text or "",
        needs_return=row.needs_return,
        amount_fen=row.amount_fen,
        total_fen=row.total_fen,
        to_buyer_fen=row.to_buyer_fen,
        to_platform_fen=row.to_platform_fen,
        paid_fen=row.paid_fen,
        applied_at=row.applied_at,
        paid_at=row.paid_at,
        finished_at=row.finished_at,
        deadline_at=row.deadline_at,
        due_at=row.due_at,
        reason=row.reason or "",
        explanation=row.explanation or "",
        intervention=row.intervention or "",
        by_system=row.by_system,
        is_full=row.is_full,
        payment_number=row.payment_number or "",
        item_number=row.item_number or "",
        item_code=row.item_code or "",
        item_title=row.item_title or "",
        seen_at=row.seen_at,
        told_at=row.told_at,
    )
