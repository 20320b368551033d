"""What of this room stands on the page of the day, and on a hand-over sheet."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse

from zhanggui.conversations.models import Conversation
from zhanggui.conversations.rules import answer_due_at
from zhanggui.conversations.settings import LATE_SECONDS
from zhanggui.shops.parts import DAY_PARTS, DayPart, Figure
from zhanggui.shops.queries import StaffCard, setting_value
from zhanggui.shops.rules import RECEIVE
from zhanggui.workforce.parts import HAND_OVER_SOURCES, HandOverSource, OpenThing
from zhanggui.workforce.queries import openings

_MOST_TALKS = 500


def _unanswered(staff: StaffCard, at: datetime) -> list[Figure]:
    late = timedelta(seconds=setting_value(staff.shop_id, LATE_SECONDS, at=at))
    waiting = Conversation.objects.filter(shop_id=staff.shop_id, waiting_since__isnull=False)
    found = [(since, left) for since, left in waiting.values_list("waiting_since", "left") if since]
    attended = openings(staff.shop_id, since=min((since for since, left in found if left), default=at))
    due = [
        answer_due_at(since, late=late, opening=attended.after(since) if left else None)
        for since, left in found
    ]
    path = reverse("workspace")
    return [
        Figure(len(found), "买家在等回复", path, late=sum(one <= at for one in due)),
        Figure(sum(left for _, left in found), "其中没人在时留的言", f"{path}?tab=left"),
    ]


def _talks(shop_id: int, staff_id: int, at: datetime) -> list[OpenThing]:  # noqa: ARG001 - as they stand
    rows = Conversation.objects.filter(shop_id=shop_id, agent_id=staff_id).order_by("last_at", "pk")
    of = ("pk", "buyer__name", "last_text", "waiting_since")
    return [
        OpenThing(
            source="talk",
            source_title="等回复" if waiting_since else "接待中",
            thing="conversation",
            thing_id=conversation_id,
            title=f"{name}:{last}" if last else name,
        )
        for conversation_id, name, last, waiting_since in rows.values_list(*of)[:_MOST_TALKS]
    ]


DAY_PARTS.add(
    DayPart(
        key="unanswered", title="没回复", needs=RECEIVE, rank=20, figures=_unanswered, follows=("waiting",)
    )
)
HAND_OVER_SOURCES.add(HandOverSource("talks", _talks))
