"""A member's word that a talk is no inquiry: an advertisement, a competitor, the wrong shop."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from zhanggui.conversations import queries
from zhanggui.conversations.models import NotInquiry
from zhanggui.conversations.queries import ConversationCard
from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.live.carrier import tell


class CannotLeaveOut(UnableTo):
    """Nothing was said yet, or no member says so."""


@transaction.atomic
def leave_out(*, conversation: ConversationCard, by: Actor, at: datetime) -> None:
    """The buyer's talk of its last day is no inquiry. Twice is once, and who said so first is kept."""
    day = queries.last_talked_on(conversation.id)
    if day is None or by.id is None:
        raise CannotLeaveOut("还没有聊过,没有什么可标的")
    _, is_new = NotInquiry.objects.get_or_create(
        conversation_id=conversation.id,
        day=day,
        defaults={"shop_id": conversation.shop_id, "by_id": by.id, "at": at},
    )
    if is_new:
        _keep("leave_out", conversation, [None, day.isoformat()], by=by, at=at)


@transaction.atomic
def count_in(*, conversation: ConversationCard, by: Actor, at: datetime) -> None:
    """Takes that back, whoever said it. Twice is once."""
    day = queries.last_talked_on(conversation.id)
    if day is not None and NotInquiry.objects.filter(conversation_id=conversation.id, day=day).delete()[0]:
        _keep("count_in", conversation, [day.isoformat(), None], by=by, at=at)


def _keep(
    verb: str, conversation: ConversationCard, days: list[str | None], *, by: Actor, at: datetime
) -> None:
    changes: dict[str, list[object]] = {"not_inquiry": [*days]}
    audit(verb=verb, thing="conversation", thing_id=conversation.id, changes=changes, by=by, at=at)
    tell([{"k": "changed", "s": conversation.shop_id, "name": "asked", "id": conversation.buyer_id}])
