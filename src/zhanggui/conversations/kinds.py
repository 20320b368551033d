"""What the worklist shows of conversations: buyers who wait, and what agents ask their lead."""

from __future__ import annotations

from datetime import datetime, timedelta

from zhanggui.conversations import queries, rules
from zhanggui.conversations.rules.feedback import COMPLAINT, SUGGESTION
from zhanggui.conversations.settings import (
    ASK_LEAD_MINUTES,
    BAD_JUDGEMENT_MINUTES,
    CALL_BACK_MINUTES,
    DISCOUNT_MINUTES,
    FEEDBACK_MINUTES,
    LATE_SECONDS,
    URGED_MINUTES,
)
from zhanggui.shops.queries import setting_value
from zhanggui.shops.rules import AGENT, LEAD, MANAGER, RECEIVE, SEE_ALL_TASKS, WAREHOUSE
from zhanggui.workforce import queries as workforce
from zhanggui.worklist.parts import SOURCES, DueCard, Source
from zhanggui.worklist.rules import KINDS, Kind


def _unanswered(shop_id: int, at: datetime) -> list[DueCard]:
    late = timedelta(seconds=setting_value(shop_id, LATE_SECONDS, at=at))
    return [_due(one, one.since + late) for one in queries.waiting(shop_id) if not one.left]


def _left(shop_id: int, at: datetime) -> list[DueCard]:
    """What buyers wrote while nobody was there: due when somebody is on duty again."""
    left = [one for one in queries.waiting(shop_id) if one.left]
    if not left:
        return []
    late = timedelta(seconds=setting_value(shop_id, LATE_SECONDS, at=at))
    openings = workforce.openings(shop_id, since=left[0].since)
    cards = [
        _due(one, rules.answer_due_at(one.since, late=late, opening=openings.after(one.since)))
        for one in left
    ]
    return sorted(cards, key=lambda card: card.due_at)


def _due(one: queries.WaitingCard, due_at: datetime) -> DueCard:
    return DueCard(
        thing="conversation",
        thing_id=one.conversation_id,
        title=one.last,
        due_at=due_at,
        owner_id=one.agent_id,
        owner_name=one.agent_name,
    )


UNANSWERED = SOURCES.add(Source("unanswered", "没回复", RECEIVE, _unanswered))
LEFT = SOURCES.add(Source("left", "留言", RECEIVE, _left))
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
DISCOUNT = KINDS.add(
    Kind(
        "discount",
        "批让价",
        LEAD,
        minutes=DISCOUNT_MINUTES,
        by_hand=False,
        part="discount_part",
        needs=SEE_ALL_TASKS,
    )
)
# What buyers think, by its kind; praise makes no task, and doubts are kept in a room above.
FEEDBACK_TASKS = {
    kind: KINDS.add(Kind(kind, title, role, minutes=FEEDBACK_MINUTES, needs=SEE_ALL_TASKS))
    for kind, title, role in (
        (COMPLAINT, "看投诉", LEAD),
        (SUGGESTION, "看建议", MANAGER),
    )
}
BAD_JUDGEMENT = KINDS.add(
    Kind("bad_judgement", "看差评的接待", LEAD, minutes=BAD_JUDGEMENT_MINUTES, needs=SEE_ALL_TASKS)
)
CALL_BACK = KINDS.add(Kind("call_back", "电话跟进", AGENT, minutes=CALL_BACK_MINUTES, needs=RECEIVE))
# A buyer urges a parcel: while it is in the store, and on its way.
URGED = KINDS.add(Kind(queries.URGED, "催发货", WAREHOUSE, minutes=URGED_MINUTES))
TRACED = KINDS.add(Kind(queries.TRACED, "查物流", AGENT, minutes=URGED_MINUTES, needs=RECEIVE))
