"""What an agent asks the lead about a talk, and the answer."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from zhanggui.conversations import rules
from zhanggui.conversations.kinds import ASK_LEAD
from zhanggui.conversations.models import Conversation
from zhanggui.conversations.queries import ConversationCard
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.live.carrier import tell
from zhanggui.worklist.actions import Wanted, ensure_task, settle_task
from zhanggui.worklist.queries import least_loaded, tasks_about

THING = "conversation"
BESIDE = " / "  # between two questions about one talk


class CannotAsk(UnableTo):
    """There is no question, or it is too long."""


class CannotAnswer(UnableTo):
    """There is no answer, it is too long, or nobody asks any more."""


@transaction.atomic
def ask_lead(*, conversation: ConversationCard, question: str, by: Actor, at: datetime) -> None:
    """A task of a lead who is there. What is asked while a question is open is added to it."""
    words = " ".join(rules.clean_text(question).split())
    if not words:
        raise CannotAsk("请写下要问的话")
    Conversation.objects.select_for_update().get(pk=conversation.id)  # of two who ask, none is lost
    open_ = [
        one for one in tasks_about(conversation.shop_id, THING, conversation.id) if one.kind == ASK_LEAD.key
    ]
    if any(one.title.split(BESIDE)[-1] == words for one in open_):
        return  # a second press
    whole = BESIDE.join([*(one.title for one in open_), words])
    if len(whole) > rules.QUESTION_LETTERS:
        raise CannotAsk("问题最多 {most} 个字,连同还没答复的那一句", most=rules.QUESTION_LETTERS)
    owner_id = least_loaded(conversation.shop_id, ASK_LEAD.key, but=by.id, at=at)
    wanted = Wanted(thing_id=conversation.id, title=whole, owner_id=owner_id)
    ensure_task(shop_id=conversation.shop_id, kind=ASK_LEAD.key, thing=THING, task=wanted, by=by, at=at)
    _tell(conversation)


@transaction.atomic
def answer_question(*, conversation: ConversationCard, answer: str, by: Actor, at: datetime) -> None:
    """The agent sees it beside the talk."""
    words = rules.clean_text(answer)
    if not words:
        raise CannotAnswer("请写下答复")
    if len(words) > rules.ANSWER_LETTERS:
        raise CannotAnswer("答复最多 {most} 个字", most=rules.ANSWER_LETTERS)
    asked = settle_task(
        shop_id=conversation.shop_id,
        kind=ASK_LEAD.key,
        thing=THING,
        thing_id=conversation.id,
        note=words,
        by=by,
        at=at,
    )
    if not asked:
        raise CannotAnswer("这个问题已经有答复了")
    _tell(conversation)


def _tell(conversation: ConversationCard) -> None:
    tell([{"k": "changed", "s": conversation.shop_id, "name": "asked", "id": conversation.buyer_id}])
