"""What staff see beside a talk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from zhanggui.conversations import rules
from zhanggui.conversations.models import Aside

SHOWN = 200


@dataclass(frozen=True)
class AsideCard:
    """`after`: the position of the message under which it stands. `by` and `to` are names, empty for the
    program and for nobody."""

    id: int
    after: int
    kind: str
    text: str
    by: str
    to: str
    at: datetime


def asides(conversation_id: int, *, reader_id: int, hears_all: bool) -> list[AsideCard]:
    """The newest of the talk, in order. A whisper only for who said it, for whom it was meant, and for who
    hears all."""
    rows = Aside.objects.filter(conversation_id=conversation_id)
    if not hears_all:
        rows = rows.filter(~Q(kind=rules.WHISPER) | Q(by_id=reader_id) | Q(to_id=reader_id))
    of = ("pk", "after_position", "kind", "text", "by__name", "to__name", "at")
    found = list(rows.order_by("-after_position", "-pk").values_list(*of)[:SHOWN])
    return [
        AsideCard(pk, after, kind, text, by or "", to or "", at)
        for pk, after, kind, text, by, to, at in reversed(found)
    ]
