"""Whom the members serve, for whoever plans their day."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Q

from zhanggui.conversations.models import Conversation, Reception
from zhanggui.workforce.parts import HELD_SOURCES, Held, HeldSource


def _now(shop_id: int) -> dict[int, Held]:
    rows = Conversation.objects.filter(shop_id=shop_id, agent__isnull=False).order_by().values("agent_id")
    counted = rows.annotate(held=Count("pk"), waiting=Count("pk", filter=Q(waiting_since__isnull=False)))
    return {row["agent_id"]: Held(row["held"], row["waiting"]) for row in counted}


def _ends(staff_id: int, at: datetime) -> list[datetime | None]:
    rows = Reception.objects.filter(agent_id=staff_id, opened_at__lt=at)
    return list(
        rows.filter(Q(ended_at=None) | Q(ended_at__gt=at)).order_by("pk").values_list("ended_at", flat=True)
    )


HELD_SOURCES.add(HeldSource("talks", now=_now, ends=_ends))
