"""Buyers who wait go to who is there for them, and come back when that one is not there any more."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from zhanggui.conversations import queries, rules
from zhanggui.conversations.actions.receptions import end_stint
from zhanggui.conversations.models import Aside, Conversation, Reception
from zhanggui.conversations.rules import Assignment
from zhanggui.conversations.settings import AUTOMATIC, GONE_SECONDS, LATE_SECONDS
from zhanggui.foundation.actors import program
from zhanggui.foundation.live.carrier import tell
from zhanggui.shops.queries import setting_value, setting_values

_LOCK_SHOP = 7_302  # this room's own advisory lock
AT_ONCE = 100  # rows that one commit holds: the message path wants them too


@dataclass(frozen=True)
class Routed:
    """What a pass did. `waiting`: who is not placed, and why; `goes_on`: there is more for the next pass."""

    placed: int
    waiting: list[Assignment]
    goes_on: bool


@transaction.atomic
def route_waiting(*, shop_id: int, at: datetime) -> Routed:
    """Gives those who wait, oldest first, to who is on duty. One pass of one shop at a time, so that two
    processes do not both give somebody the last place."""
    one_at_a_time(shop_id=shop_id)
    if not setting_value(shop_id, AUTOMATIC, at=at):
        return Routed(0, [], goes_on=False)
    desks = queries.desks_of(shop_id, at=at)
    waiters = queries.waiters(shop_id, desks, at=at)
    answers = rules.assign(waiters, desks, queries.terms_of(shop_id, at=at), at=at)
    placed = [one for one in answers if one.staff_id is not None]
    given = _give(shop_id, placed[:AT_ONCE], at)
    waiting = [one for one in answers if one.staff_id is None]
    return Routed(given, waiting, goes_on=given < len(placed))


def one_at_a_time(*, shop_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK_SHOP, str(shop_id)])


def _give(shop_id: int, answers: Collection[Assignment], at: datetime) -> int:
    """Opens the receptions of those who still wait; a row that somebody holds has its turn in the next
    pass."""
    agents = {one.conversation_id: one.staff_id for one in answers if one.staff_id is not None}
    rows = list(
        Conversation.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(pk__in=list(agents), agent=None, waiting_since__isnull=False)
        .order_by("pk")
    )
    for row in rows:
        row.agent_id = agents[row.pk]
    Conversation.objects.bulk_update(rows, ["agent"])
    Reception.objects.bulk_create(
        Reception(
            conversation=row,
            agent_id=agents[row.pk],
            how=rules.BY_ROUTE,
            opened_at=at,
            first_position=row.last_position + 1,
        )
        for row in rows
    )
    Aside.objects.bulk_create(
        Aside(
            conversation=row, after_position=row.last_position, kind=rules.ROUTED, to_id=row.agent_id, at=at
        )
        for row in rows
    )
    tell([{"k": "desk", "s": shop_id, "c": row.pk} for row in rows])
    return len(rows)


@transaction.atomic
def release_unattended(*, shop_id: int, at: datetime) -> int:
    """Puts back into the queue who waits for a member that is not there to answer: gone for a while, away
    by their own word, off duty and silent for as long, or over their shift and late. How many they were."""
    limits = setting_values(shop_id, (GONE_SECONDS, LATE_SECONDS), at=at)
    patience = queries.patience(
        shop_id,
        gone_seconds=limits[GONE_SECONDS.key],
        late_seconds=limits[LATE_SECONDS.key],
        at=at,
    )
    if not patience:
        return 0
    waiting = Conversation.objects.filter(shop_id=shop_id, waiting_since__isnull=False)
    silent = Q(pk=None)
    for seconds in set(patience.values()):
        theirs = [staff_id for staff_id, most in patience.items() if most == seconds]
        silent |= Q(agent_id__in=theirs, waiting_since__lte=at - timedelta(seconds=seconds))
    rows = list(
        Conversation.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(pk__in=waiting.filter(silent).values("pk"))
        .filter(waiting_since__isnull=False, agent_id__in=patience)
        .order_by("pk")[:AT_ONCE]
    )
    for row in rows:
        end_stint(row=row, move="lapse", by=program(shop_id), at=at)
        Aside.objects.create(
            conversation=row, after_position=row.last_position, kind=rules.RELEASED, to_id=row.agent_id, at=at
        )
        row.agent = None
        row.save(update_fields=["agent"])
    tell([{"k": "desk", "s": shop_id, "c": row.pk} for row in rows])
    return len(rows)
