from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zhanggui.marketplace.events import Problem
from zhanggui.marketplace.models import Delivery, DeliveryProblem


@dataclass(frozen=True)
class DeliveryCard:
    id: int
    shop_id: int
    kind: str
    name: str
    sha256: str
    received_at: datetime
    finished_at: datetime | None
    by_name: str
    rows: int
    accepted: int
    unchanged: int
    refused: int


def delivery_card(delivery: Delivery) -> DeliveryCard:
    return DeliveryCard(
        id=delivery.pk,
        shop_id=delivery.shop_id,
        kind=delivery.kind,
        name=delivery.name,
        sha256=delivery.sha256,
        received_at=delivery.received_at,
        finished_at=delivery.finished_at,
        by_name=delivery.by_name,
        rows=delivery.rows,
        accepted=delivery.accepted,
        unchanged=delivery.unchanged,
        refused=delivery.refused,
    )


def deliveries(shop_id: int, *, limit: int = 50) -> list[DeliveryCard]:
    """The shop's deliveries, newest first."""
    rows = Delivery.objects.filter(shop_id=shop_id).order_by("-received_at", "-id")[:limit]
    return [delivery_card(row) for row in rows]


def earlier_delivery(shop_id: int, sha256: str) -> DeliveryCard | None:
    """The last time that exactly these bytes came in and were read to their end."""
    row = (
        Delivery.objects.filter(shop_id=shop_id, sha256=sha256, finished_at__isnull=False)
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
