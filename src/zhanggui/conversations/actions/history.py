"""Talks of days that are over, brought in from elsewhere: silent, nobody waits and nothing is guarded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from zhanggui.conversations import rules
from zhanggui.conversations.actions.rounds import round_of
from zhanggui.conversations.models import Aside, Conversation, Message, Reception, Round
from zhanggui.conversations.rules import RawWord
from zhanggui.foundation.actors import Actor

_AT_ONCE = 2_000


@dataclass(frozen=True)
class PastWord:
    """One text. `side` is the buyer's or staff's."""

    side: str
    text: str
    at: datetime


@dataclass(frozen=True)
class PastTalk:
    """One buyer's visit that one member of staff answered; `words` in order. `key` names it for ever: brought
    in twice it is there once."""

    key: str
    buyer_id: int
    staff_id: int
    staff_name: str
    words: tuple[PastWord, ...]


@transaction.atomic
def record_talks(*, shop_id: int, talks: Sequence[PastTalk], by: Actor, at: datetime) -> int:
    """Appends the talks to their buyers' conversations; how many were new. One that is older than what its
    conversation holds already stays out: positions run with time."""
    if by.shop_id != shop_id:
        message = f"{by.name} of shop {by.shop_id} cannot record talks of shop {shop_id}"
        raise ValueError(message)
    ordered = sorted((talk for talk in talks if talk.words), key=lambda talk: (talk.words[0].at, talk.key))
    conversations = lock_conversations(shop_id=shop_id, buyer_ids=[talk.buyer_id for talk in ordered], at=at)
    messages: list[Message] = []
    receptions: list[Reception] = []
    rounds: list[Round] = []
    closings: list[Aside] = []
    for talk in ordered:
        one = conversations[talk.buyer_id]
        if one.last_at is not None and talk.words[0].at <= one.last_at:
            continue
        receptions.extend(_reception(one, talk))
        written = list(_append(one, talk))
        messages.extend(written)
        ended, closing = _rounds(one, written)
        rounds.extend(ended)
        closings.extend(closing)
    Message.objects.bulk_create(messages, batch_size=_AT_ONCE)
    Reception.objects.bulk_create(receptions, batch_size=_AT_ONCE)
    Round.objects.bulk_create(rounds, batch_size=_AT_ONCE)
    Aside.objects.bulk_create(closings, batch_size=_AT_ONCE)
    touched = {message.conversation_id for message in messages}
    changed = [one for one in conversations.values() if one.pk in touched]
    Conversation.objects.bulk_update(changed, _STANDING, batch_size=500)
    return len({(message.conversation_id, message.client_id.rpartition("-")[0]) for message in messages})


_STANDING = ("last_position", "last_text", "last_side", "last_at", "read_by_buyer", "read_by_staff")


def lock_conversations(*, shop_id: int, buyer_ids: Iterable[int], at: datetime) -> dict[int, Conversation]:
    """The buyers' conversations, made where there were none, held until the transaction's end."""
    wanted = sorted(set(buyer_ids))
    Conversation.objects.bulk_create(
        [Conversation(shop_id=shop_id, buyer_id=buyer_id, created_at=at) for buyer_id in wanted],
        ignore_conflicts=True,
    )
    rows = Conversation.objects.filter(shop_id=shop_id, buyer_id__in=wanted).order_by("id")
    return {one.buyer_id: one for one in rows.select_for_update(of=("self",))}


def _reception(one: Conversation, talk: PastTalk) -> Iterable[Reception]:
    """The stint of whoever answered: it began with the first word of staff and ended with the last word."""
    answers = [place for place, word in enumerate(talk.words) if word.side == rules.STAFF]
    if answers:
        yield Reception(
            conversation_id=one.pk,
            agent_id=talk.staff_id,
            state=rules.RECEPTION.after(rules.RECEPTION.first, "close"),
            opened_at=talk.words[answers[0]].at,
            first_position=one.last_position + answers[0] + 1,
            ended_at=talk.words[-1].at,
            ended_by=talk.staff_name,
        )


def _rounds(one: Conversation, written: list[Message]) -> tuple[list[Round], list[Aside]]:
    """Nobody waits in a talk of the past: what was never answered ended with its last word, unanswered."""
    words = [RawWord(word.position, word.kind, word.side, word.by_id, word.at) for word in written]
    done, open_ = rules.rounds_of(words)
    closings = []
    if open_ is not None:
        done.append(replace(open_, how=rules.CLOSED))
        closings.append(
            Aside(
                conversation_id=one.pk,
                after_position=written[-1].position,
                kind=rules.CLOSED,
                at=written[-1].at,
            )
        )
    return [round_of(conversation_id=one.pk, shop_id=one.shop_id, done=ended) for ended in done], closings


def _append(one: Conversation, talk: PastTalk) -> Iterable[Message]:
    for place, word in enumerate(talk.words):
        by_staff = word.side == rules.STAFF
        one.last_position += 1
        yield Message(
            conversation_id=one.pk,
            position=one.last_position,
            side=word.side,
            client_id=f"past-{talk.key}-{place:03d}",
            text=word.text,
            by_id=talk.staff_id if by_staff else None,
            by_name=talk.staff_name if by_staff else None,
            at=word.at,
        )
    last = talk.words[-1]
    one.last_text = rules.snippet(rules.TEXT, last.text)
    one.last_side, one.last_at = last.side, last.at
    one.read_by_buyer = one.read_by_staff = one.last_position
