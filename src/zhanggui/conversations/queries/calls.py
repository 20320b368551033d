from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from zhanggui.conversations import rules
from zhanggui.conversations.models import PhoneCall

_SHOWN = 20


@dataclass(frozen=True)
class CallCard:
    id: int
    by_name: str
    incoming: bool
    number: str
    began_at: datetime
    ended_at: datetime
    about: str
    outcome: str

    @property
    def outcome_title(self) -> str:
        return rules.CALL_OUTCOMES[self.outcome]

    @property
    def minutes(self) -> int:
        return round((self.ended_at - self.began_at).total_seconds() / 60)


def calls_with(buyer_id: int) -> list[CallCard]:
    """The latest calls with this buyer, newest first."""
    rows = PhoneCall.objects.filter(buyer_id=buyer_id).order_by("-began_at", "-pk")[:_SHOWN]
    of = ("by_name", "incoming", "number", "began_at", "ended_at", "about", "outcome")
    return [CallCard(row.pk, *(getattr(row, name) for name in of)) for row in rows]


def count_calls(shop_id: int, *, since: datetime, until: datetime) -> dict[int, tuple[int, int]]:
    """{agent: (incoming, outgoing)} of calls that began in [since, until)."""
    rows = PhoneCall.objects.filter(shop_id=shop_id, began_at__gte=since, began_at__lt=until)
    counted = rows.values_list("agent_id").annotate(
        came=Count("pk", filter=Q(incoming=True)), went=Count("pk", filter=Q(incoming=False))
    )
    return {agent_id: (came, went) for agent_id, came, went in counted}
