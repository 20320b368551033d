"""What a buyer had said that whoever answers had not read: that was written offline, or on a slow line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from zhanggui.conversations import rules
from zhanggui.conversations.actions.drafts import Draft
from zhanggui.conversations.models import Message
from zhanggui.conversations.queries import WireItem
from zhanggui.conversations.rules import Standing, Unseen


def unseen_by(*, draft: Draft, before: Standing, fresh: Iterable[WireItem]) -> Unseen | None:
    """Of the round that is open when the draft is taken. `fresh`: what this commit has added to the talk.

    Asks the database only when part of the round was read, which takes a buyer who wrote twice and an answer
    that passed the second on its way.
    """
    seen = draft.seen_before(before.position + 1)
    if seen is None or before.waiting_since is None or before.asked_position is None:
        return None
    if before.asked_position > seen:
        return Unseen(before.asked_position, before.waiting_since, before.questions)
    if before.questions == 1:
        return None
    words = _stored(draft.conversation_id, seen)
    words += [(one["position"], one["at"]) for one in fresh if _is_unseen(one, seen)]
    return Unseen(*words[0], len(words)) if words else None


def _stored(conversation_id: int, seen: int) -> list[tuple[int, datetime]]:
    rows = Message.objects.filter(conversation_id=conversation_id, side=rules.BUYER, position__gt=seen)
    return list(rows.order_by("position").values_list("position", "at"))


def _is_unseen(one: WireItem, seen: int) -> bool:
    return bool(one["side"] == rules.BUYER and one["position"] > seen)
