"""Rounds as they are written: when they end, and anew from the raw record."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import groupby, pairwise
from typing import Any

from django.db import transaction

from zhanggui.conversations import rules
from zhanggui.conversations.models import Aside, Conversation, Message, Round
from zhanggui.conversations.rules import EndedRound, RawEnd, RawWord

_AT_ONCE = 200
AWAY = "away-"  # the client ids of what the program says while nobody is there


def row(*, conversation_id: int, shop_id: int, done: EndedRound) -> dict[str, Any]:
    """As the message path's statement takes it."""
    return {
        "conversation_id": conversation_id,
        "asked_position": done.asked_position,
        "shop_id": shop_id,
        "asked_at": done.asked_at,
        "questions": done.questions,
        "is_left": done.left,
        "how": done.how,
        "ended_at": done.ended_at,
        "ended_position": done.ended_position,
        "agent_id": done.agent_id,
        "waited_ms": done.waited_ms,
    }


def round_of(*, conversation_id: int, shop_id: int, done: EndedRound) -> Round:
    return Round(
        conversation_id=conversation_id,
        asked_position=done.asked_position,
        shop_id=shop_id,
        asked_at=done.asked_at,
        questions=done.questions,
        left=done.left,
        how=done.how,
        ended_at=done.ended_at,
        ended_position=done.ended_position,
        agent_id=done.agent_id,
        waited_ms=done.waited_ms,
    )


def recount(*, conversation_ids: Collection[int]) -> int:
    """Writes the rounds of these conversations anew from their messages and from what ended a wait without
    one; how many there are. Which were stored right come out the same."""
    ids = sorted(set(conversation_ids))
    parts = (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))
    return sum(_recount(part) for part in parts)


@transaction.atomic
def _recount(ids: list[int]) -> int:
    rows = Conversation.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    shops = dict(rows.values_list("pk", "shop_id"))
    ends = _raw_ends(ids)
    made: list[Round] = []
    for conversation_id, words in _raw_words(ids):
        done, open_ = rules.rounds_of(words, ends.get(conversation_id, ()))
        made += [
            round_of(conversation_id=conversation_id, shop_id=shops[conversation_id], done=one)
            for one in done
        ]
        waiting = Conversation.objects.filter(pk=conversation_id)
        if open_ is None:
            waiting.update(waiting_since=None, asked_position=None, questions=0, left=False)
        else:
            waiting.update(
                waiting_since=open_.asked_at,
                asked_position=open_.asked_position,
                questions=open_.questions,
                left=open_.left,
            )
    Round.objects.filter(conversation_id__in=ids).delete()
    Round.objects.bulk_create(made, batch_size=2_000)
    return len(made)


def _raw_ends(ids: list[int]) -> dict[int, list[RawEnd]]:
    found: dict[int, list[RawEnd]] = {}
    asides = Aside.objects.filter(conversation_id__in=ids, kind__in=(rules.CLOSED, rules.EXCUSED))
    for one in asides.order_by("conversation_id", "after_position", "pk"):
        end = RawEnd(one.after_position, one.kind, one.to_id or one.by_id, one.at)
        found.setdefault(one.conversation_id, []).append(end)
    return found


def _raw_words(ids: list[int]) -> Iterator[tuple[int, list[RawWord]]]:
    of = ("conversation_id", "position", "kind", "side", "by_id", "at", "client_id", "seen")
    rows = Message.objects.filter(conversation_id__in=ids).order_by("conversation_id", "position")
    for conversation_id, words in groupby(rows.values_list(*of).iterator(2_000), key=lambda one: one[0]):
        yield conversation_id, list(_with_what_followed(words))


def _with_what_followed(words: Iterable[tuple[Any, ...]]) -> Iterator[RawWord]:
    end = (0, 0, "", "", None, None, "", None)
    for (_, position, kind, side, by_id, at, _, seen), after in pairwise((*words, end)):
        begins_left = after[3] == rules.AUTO and after[6].startswith(AWAY)
        yield RawWord(position, kind, side, by_id, at, begins_left, seen)
