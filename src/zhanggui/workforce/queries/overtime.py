"""What members stayed after their shifts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from zhanggui.workforce.models import Overtime


@dataclass(frozen=True)
class OvertimeCard:
    """Without an end while it goes on."""

    shift_id: int
    staff_id: int
    name: str
    starts_at: datetime
    ends_at: datetime | None

    def minutes(self, at: datetime) -> int:
        """Full ones, so far."""
        return int(((self.ends_at or at) - self.starts_at).total_seconds() // 60)


def overtimes(shop_id: int, since: datetime, until: datetime) -> list[OvertimeCard]:
    """Those of the shop of which a part lies in [since, until), first come first."""
    rows = Overtime.objects.filter(shift__shop_id=shop_id, starts_at__lt=until)
    return _cards(rows.filter(Q(ends_at=None) | Q(ends_at__gt=since)).order_by("starts_at", "pk"))


def overtimes_of(shift_ids: Collection[int]) -> dict[int, OvertimeCard]:
    cards = _cards(Overtime.objects.filter(pk__in=list(shift_ids)))
    return {card.shift_id: card for card in cards}


def _cards(rows: QuerySet[Overtime]) -> list[OvertimeCard]:
    of = ("pk", "shift__staff_id", "shift__staff__name", "starts_at", "ends_at")
    return [OvertimeCard(*row) for row in rows.values_list(*of)]
