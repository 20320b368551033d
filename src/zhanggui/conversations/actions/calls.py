"""The log of phone calls: what was said where nobody can read it afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from zhanggui.conversations import rules
from zhanggui.conversations.kinds import CALL_BACK
from zhanggui.conversations.models import PhoneCall
from zhanggui.customers.queries import BuyerCard
from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.live.carrier import tell
from zhanggui.orders.rules import masked_phone
from zhanggui.worklist.actions import Wanted, ensure_task

_LONGEST = timedelta(hours=8)


class CannotNoteCall(UnableTo):
    """There is nothing about it, or its times or its outcome cannot be."""


@dataclass(frozen=True)
class CallNote:
    """A call as whoever had it notes it. `number` is kept with its middle hidden. `call_back_at`: until when
    somebody has to see to it again."""

    incoming: bool
    number: str
    began_at: datetime
    minutes: int
    about: str
    outcome: str
    call_back_at: datetime | None = None


@transaction.atomic
def note_call(*, buyer: BuyerCard, call: CallNote, by: Actor, at: datetime) -> int:
    """Keeps the call with its buyer; the id. A follow-up is a task of whoever had the call."""
    about = " ".join(rules.clean_text(call.about).split())
    _check(call, about, at)
    row = PhoneCall.objects.create(
        shop_id=buyer.shop_id,
        buyer_id=buyer.id,
        agent_id=by.id,
        by_name=by.name,
        incoming=call.incoming,
        number=masked_phone(call.number),
        began_at=call.began_at,
        ended_at=call.began_at + timedelta(minutes=call.minutes),
        about=about,
        outcome=call.outcome,
    )
    if call.call_back_at is not None:
        wanted = Wanted(thing_id=buyer.id, title=about, due_at=call.call_back_at, owner_id=by.id)
        ensure_task(shop_id=buyer.shop_id, kind=CALL_BACK.key, thing="buyer", task=wanted, by=by, at=at)
    changes = {"text": [None, about]}
    audit(verb="note_call", thing="buyer", thing_id=buyer.id, changes=changes, by=by, at=at)
    tell([{"k": "changed", "s": buyer.shop_id, "name": "calls", "id": buyer.id}])
    return row.pk


def _check(call: CallNote, about: str, at: datetime) -> None:
    if not 0 < len(about) <= rules.CALL_LETTERS:
        raise CannotNoteCall("请写下说了什么,最多 {most} 个字", most=rules.CALL_LETTERS)
    if call.outcome not in rules.CALL_OUTCOMES:
        raise CannotNoteCall("请选一个结果")
    if not 0 <= call.minutes * 60 <= _LONGEST.total_seconds():
        raise CannotNoteCall("通话时长要在 0 到 480 分钟之间")
    if call.began_at > at:
        raise CannotNoteCall("通话不会是以后才开始的,请看一下时间")
    if call.call_back_at is not None and call.call_back_at <= at:
        raise CannotNoteCall("跟进的时间要在现在以后")
