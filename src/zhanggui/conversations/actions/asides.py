"""What staff write beside a talk; the buyer never sees it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from zhanggui.conversations import rules
from zhanggui.conversations.models import Aside, Conversation
from zhanggui.conversations.queries import ConversationCard
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.live.carrier import tell


class CannotNote(UnableTo):
    """Nothing is written, too much is, or nobody is there to whisper to."""


@transaction.atomic
def note_aside(*, conversation: ConversationCard, text: str, by: Actor, at: datetime) -> None:
    """A note for every colleague who opens the talk."""
    _write(conversation, kind=rules.NOTE, text=_words(text), to_id=None, by=by, at=at)


@transaction.atomic
def whisper(
    *, conversation: ConversationCard, text: str, to_id: int | None = None, by: Actor, at: datetime
) -> None:
    """A lead's word for the agent who has the buyer now, and for nobody else. `to_id`: whom the lead means;
    refused when the buyer has gone to somebody else meanwhile."""
    words = _words(text)
    row = Conversation.objects.only("agent_id").get(pk=conversation.id)
    if row.agent_id is None:
        raise CannotNote("现在没有人接待这位买家,没有人可以悄悄说")
    if to_id is not None and row.agent_id != to_id:
        raise CannotNote("这位买家刚换了人接待,这句还没有说出去,看一下是谁再说")
    if row.agent_id == by.id:
        raise CannotNote("这位买家就是您在接待")
    _write(conversation, kind=rules.WHISPER, text=words, to_id=row.agent_id, by=by, at=at)


def _words(text: str) -> str:
    words = rules.clean_text(text)
    if not words:
        raise CannotNote("还没有写字")
    if len(words) > rules.ASIDE_LETTERS:
        raise CannotNote("最多 {most} 个字", most=rules.ASIDE_LETTERS)
    return words


def _write(
    conversation: ConversationCard, *, kind: str, text: str, to_id: int | None, by: Actor, at: datetime
) -> None:
    last = Conversation.objects.values_list("last_position", flat=True).get(pk=conversation.id)
    Aside.objects.create(
        conversation_id=conversation.id,
        after_position=last,
        kind=kind,
        text=text,
        by_id=by.id,
        to_id=to_id,
        at=at,
    )
    _tell(conversation.shop_id, conversation.id)


def _tell(shop_id: int, conversation_id: int) -> None:
    """By its name: each page fetches what its member may see."""
    tell([{"k": "changed", "s": shop_id, "name": "aside", "id": conversation_id}])
