from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

from zhanggui.marketplace.events import Problem
from zhanggui.marketplace.models import Delivery, DeliveryProblem
from zhanggui.marketplace.rules import FINISHED


@dataclass(frozen=True)
class DeliveryCard:
    id: int
    shop_id: int
    kind: str
    name: str
    sha256: str
    size: int
    state: str
    trial: bool
    told_at: datetime | None
    received_at: datetime
    beat_at: datetime | None
    finished_at: datetime | None
    by_id: int | None
    by_name: str
    refusal: str
    percent: int
    rows: int
    new: int
    changed: int
    unchanged: int
    older: int
    undecided: int
    refused: int
    announced: int


_FIELDS = tuple(field.name for field in fields(DeliveryCard))


def delivery_card(delivery: Delivery) -> DeliveryCard:
    return DeliveryCard(**{name: getattr(delivery, name) for name in _FIELDS})


def delivery_by_id(delivery_id: int) -> DeliveryCard | None:
    row = Delivery.objects.filter(pk=delivery_id).first()
    return delivery_card(row) if row else None


def deliveries(shop_id: int, *, limit: int = 50) -> list[DeliveryCard]:
    """The shop's deliveries, newest first."""
    rows = Delivery.objects.filter(shop_id=shop_id).order_by("-received_at", "-id")[:limit]
    return [delivery_card(row) for row in rows]


def earlier_delivery(shop_id: int, sha256: str) -> DeliveryCard | None:
    """The last time that exactly these bytes came in and were read to their end."""
    row = (
        Delivery.objects.filter(shop_id=shop_id, sha256=sha256, state=FINISHED, trial=False)
        .order_by("-received_at")
        .first()
    )
    return delivery_card(row) if row else None


def problems_of(delivery_id: int, *, limit: int = 100) -> list[Problem]:
    rows = DeliveryProblem.objects.filter(delivery_id=delivery_id).order_by("line", "id")[:limit]
    return [
        Problem(line=row.line, column=row.column, reason=row.reason, raw=row.raw, refused=row.refused)
        for row in rows
    ]
