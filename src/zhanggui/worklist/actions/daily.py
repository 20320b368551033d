"""What is looked at once a day."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from zhanggui.foundation.actors import program
from zhanggui.foundation.calendar import day_starts_at, shop_day
from zhanggui.shops.queries import setting_values
from zhanggui.worklist.actions.wanting import Wanted, ensure_task, settle_tasks
from zhanggui.worklist.models import Task
from zhanggui.worklist.parts import DAILIES, DAY, id_of_day

_AT_LEAST = timedelta(hours=1)  # who opens the shop in the evening is not late at once


@transaction.atomic
def open_dailies(*, shop_id: int, at: datetime) -> int:
    """Opens today's checks once, and takes those of other days off the list: today's look sees what they
    would have seen. How many were opened."""
    day = shop_day(at)
    today = id_of_day(day)
    rows = Task.objects.filter(shop_id=shop_id, thing=DAY, kind__in=[one.kind.key for one in DAILIES])
    there = set(rows.filter(thing_id=today).values_list("kind", flat=True))
    missing = [one for one in DAILIES if one.kind.key not in there]
    if not missing:
        return 0
    minutes = setting_values(shop_id, [one.until for one in missing], at=at)
    by = program(shop_id)
    for daily in missing:
        kind = daily.kind.key
        old = list(rows.filter(kind=kind, settled_at=None).values_list("thing_id", flat=True))
        note = "这一天没有人看,由后一天的接上"
        settle_tasks(shop_id=shop_id, kind=kind, thing=DAY, thing_ids=old, note=note, by=by, at=at)
        until = day_starts_at(day) + timedelta(minutes=minutes[daily.until.key])
        wanted = Wanted(thing_id=today, title=f"{day:%m-%d} {daily.title}", due_at=max(until, at + _AT_LEAST))
        ensure_task(shop_id=shop_id, kind=kind, thing=DAY, task=wanted, by=by, at=at)
    return len(missing)
