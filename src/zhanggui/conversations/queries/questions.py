"""What was asked of the lead."""

from __future__ import annotations

from datetime import datetime

from zhanggui.conversations import rules
from zhanggui.conversations.models import Conversation
from zhanggui.conversations.queries.conversations import ConversationCard, WireItem
from zhanggui.worklist.queries import TaskCard, latest_about, settled_for


def questions_about(conversation: ConversationCard, *, since: datetime) -> list[TaskCard]:
    """What was asked of the lead about a talk, with the answers, newest first: open, or ended since."""
    about = latest_about(conversation.shop_id, rules.ASK_LEAD, "conversation", conversation.id)
    return [one for one in about if one.settled_at is None or one.settled_at >= since]


def answers_for(shop_id: int, asker: str, *, since: datetime) -> list[WireItem]:
    """What this member asked the lead and was told since, latest first."""
    settled = [one for one in settled_for(shop_id, rules.ASK_LEAD, asker, since=since) if one.note]
    rows = Conversation.objects.filter(shop_id=shop_id, pk__in=[one.thing_id for one in settled])
    names = dict(rows.values_list("pk", "buyer__name"))
    return [
        {
            "task": one.id,
            "conversation": one.thing_id,
            "name": names.get(one.thing_id, ""),
            "answer": one.note,
        }
        for one in settled
    ]
