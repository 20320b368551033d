"""A chat that is held in another chat client: one key when the buyer wrote there, one when it was answered.

Each press is a message without words, so that waits, receptions, desks and every number come of it as of
any other message (docs/decisions/0010).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from zhanggui.conversations import queries, rules
from zhanggui.conversations.actions.drafts import Draft, Saved
from zhanggui.conversations.actions.messages import record_messages
from zhanggui.conversations.actions.openings import open_for_buyer
from zhanggui.conversations.models import Conversation, Press, Reception, Round
from zhanggui.conversations.queries import ConversationCard, conversation_card
from zhanggui.conversations.rules import Standing
from zhanggui.customers.queries import BuyerCard
from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.failures import UnableTo

# A second "answered" of the same agent within this time is the same answer.
SAME_ANSWER: Final = timedelta(seconds=60)


class CannotPress(UnableTo):
    """The buyer writes to us here, so there is nothing to press for."""


class CannotTakeBack(UnableTo):
    """Something happened since, or somebody else pressed."""


@transaction.atomic
def press(*, buyer: BuyerCard, side: str, seen: int, by: Actor, at: datetime) -> ConversationCard:
    """The buyer wrote in the other chat client (side `buyer`), or was answered there (side `staff`).

    `seen` is the position up to which whoever pressed knew the conversation: two presses on one sight are
    one. A press that changes nothing (who waits goes on waiting) writes nothing.
    """
    if buyer.nick is None:
        raise CannotPress("这位买家在网页、邮件或微信里聊天,请在接待页直接回复")
    if by.id is None:
        raise CannotPress("只有客服能记")
    row = Conversation.objects.select_for_update().get(pk=open_for_buyer(buyer=buyer, at=at).id)
    if _is_known(row, side, by, at):
        return queries.card_of(row)
    draft = Draft(
        row.pk,
        side,
        f"press-{min(seen, row.last_position):08d}",
        "",
        kind=rules.ELSEWHERE,
        by_id=by.id,
        by_name=by.name,
    )
    outcome = record_messages([draft], at=at)[0]
    if isinstance(outcome, Saved) and not outcome.again:
        Press.objects.update_or_create(
            conversation=row,
            defaults={
                "position": outcome.position,
                "by_id": by.id,
                "waiting_since": row.waiting_since,
                "asked_position": row.asked_position,
                "questions": row.questions,
                "left": row.left,
                "agent_id": row.agent_id,
            },
        )
    return _card(row)


def _is_known(row: Conversation, side: str, by: Actor, at: datetime) -> bool:
    if side == rules.BUYER:
        return row.waiting_since is not None
    just_said = row.last_at is not None and at - row.last_at < SAME_ANSWER
    answered = row.waiting_since is None and row.elsewhere and row.last_side == rules.STAFF
    return answered and just_said and row.agent_id == by.id


@transaction.atomic
def take_back(*, buyer: BuyerCard, position: int, by: Actor, at: datetime) -> ConversationCard:
    """Takes the press at this position back, when it is this member's and the last that happened: the wait,
    and who has the conversation, are as they were before it. Taking back twice is once."""
    row = Conversation.objects.select_for_update().filter(buyer_id=buyer.id).first()
    if row is None:
        raise CannotTakeBack("没有可以撤回的")
    client_id = f"back-{position:08d}"
    if queries.is_written(row.pk, rules.AUTO, client_id):
        return queries.card_of(row)
    pressed = _last_press(row, position, by)
    back_to = Standing(
        row.last_position,
        pressed.waiting_since,
        pressed.left,
        pressed.agent_id,
        pressed.asked_position,
        pressed.questions,
    )
    Round.objects.filter(conversation=row, ended_position=position).delete()
    record_messages(
        [
            Draft(
                row.pk,
                rules.AUTO,
                client_id,
                "",
                kind=rules.UNDONE,
                by_id=by.id,
                by_name=by.name,
                back_to=back_to,
            )
        ],
        at=at,
    )
    if pressed.agent_id is None:  # the reception that this press began never was
        Reception.objects.filter(conversation=row, ended_at=None, first_position=position).delete()
    pressed.delete()
    audit(
        verb="take_back",
        thing="conversation",
        thing_id=row.pk,
        changes={"waiting_since": [_written(row.waiting_since), _written(pressed.waiting_since)]},
        by=by,
        at=at,
    )
    return _card(row)


def _last_press(row: Conversation, position: int, by: Actor) -> Press:
    pressed = Press.objects.filter(conversation=row, position=position).first()
    if pressed is None or row.last_position != position:
        raise CannotTakeBack("后来又有新的动作,这一下撤不回了")
    if pressed.by_id != by.id:
        raise CannotTakeBack("这是同事按的,请同事自己撤回")
    if row.agent_id != (pressed.agent_id or by.id) or (row.waiting_since is None) != (
        row.last_side == rules.STAFF
    ):
        raise CannotTakeBack("这次接待已经结束或转给别人,撤不回了")
    return pressed


def _card(row: Conversation) -> ConversationCard:
    card = conversation_card(row.pk)
    if card is None:
        raise CannotPress("没有这个会话")
    return card


def _written(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
