"""A day's rounds anew from the raw record, and how many were stored otherwise."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from zhanggui.conversations.actions.rounds import recount
from zhanggui.conversations.models import Conversation, Message, Round
from zhanggui.foundation.calendar import day_span

_AT_ONCE = 200
_TOLD = (
    *("conversation_id", "asked_position", "asked_at", "questions", "left", "how"),
    *("ended_at", "ended_position", "agent_id", "waited_ms"),
)


@dataclass(frozen=True)
class Recounted:
    """`differed`: rounds that were not stored, or otherwise than the raw record says."""

    talks: int = 0
    rounds: int = 0
    differed: int = 0


def recount_day(*, shop_id: int, day: date) -> Recounted:
    """Of every conversation in which somebody spoke that day, from its first word on."""
    since, until = day_span(day)
    spoken = Message.objects.filter(at__gte=since, at__lt=until, conversation__shop_id=shop_id)
    ids = sorted(set(spoken.values_list("conversation_id", flat=True)))
    parts = [_recounted(ids[start : start + _AT_ONCE]) for start in range(0, len(ids), _AT_ONCE)]
    return Recounted(len(ids), sum(one.rounds for one in parts), sum(one.differed for one in parts))


@transaction.atomic
def _recounted(ids: Collection[int]) -> Recounted:
    held = Conversation.objects.select_for_update().filter(pk__in=list(ids)).order_by("pk")
    list(held.values_list("pk"))  # nobody ends a round between the two looks
    before = _stored(ids)
    rounds = recount(conversation_ids=ids)
    after = _stored(ids)
    differed = {row[:2] for row in before ^ after}
    return Recounted(len(ids), rounds, len(differed))


def _stored(ids: Collection[int]) -> set[tuple[Any, ...]]:
    return set(Round.objects.filter(conversation_id__in=list(ids)).values_list(*_TOLD))
