"""What the worklist shows of conversations: buyers who wait, and what agents ask their lead."""

from __future__ import annotations

from datetime import datetime, timedelta

from zhanggui.conversations import queries, rules
from zhanggui.conversations.settings import ASK_LEAD_MINUTES, LATE_SECONDS
from zhanggui.shops.queries import setting_value, shop_by_id
from zhanggui.shops.rules import LEAD, RECEIVE, SEE_ALL_TASKS
from zhanggui.worklist.parts import SOURCES, DueCard, Source
from zhanggui.worklist.rules import KINDS, Kind


def _unanswered(shop_id: int, at: datetime) -> list[DueCard]:
    late = timedelta(seconds=setting_value(shop_id, LATE_SECONDS, at=at))
    opens = shop_by_id(shop_id).opens
    cards = [
        DueCard(
            thing="conversation",
            thing_id=one.conversation_id,
            title=one.last,
            due_at=rules.answer_due_at(one.since, left=one.left, opens=opens, late=late),
            owner_id=one.agent_id,
            owner_name=one.agent_name,
        )
        for one in queries.waiting(shop_id)
    ]
    return sorted(cards, key=lambda card: card.due_at)


UNANSWERED = SOURCES.add(Source("unanswered", "没回复", RECEIVE, _unanswered))
ASK_LEAD = KINDS.add(
    Kind(
        rules.ASK_LEAD,
        "问主管",
        LEAD,
        minutes=ASK_LEAD_MINUTES,
        by_hand=False,
        part="question_part",
        needs=SEE_ALL_TASKS,
    )
)
