"""A lead hears of what was blocked: one task for an agent, a rule and a day, however often it happens."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from zhanggui.foundation.actors import Actor
from zhanggui.guard.kinds import RED_LINE_TASK
from zhanggui.guard.queries import first_like, titles_of
from zhanggui.worklist.actions import Wanted, ensure_task
from zhanggui.worklist.queries import least_loaded

THING = "guard_hit"


@transaction.atomic
def tell_lead(*, shop_id: int, hit_id: int, by: Actor, at: datetime) -> None:
    """What a lead has dealt with today stays dealt with until the same is blocked again."""
    found = first_like(hit_id)
    if found is None:
        return
    hit, first_id, count = found
    times = f",今天 {count} 次" if count > 1 else ""
    called = titles_of(shop_id, {hit.rule}).get(hit.rule, hit.rule)
    title = f"{hit.by_name or '程序'} · {called}{times}:「{hit.quote[:40]}」"
    owner_id = least_loaded(shop_id, RED_LINE_TASK.key, but=hit.by_id, at=at)
    wanted = Wanted(thing_id=first_id, title=title, owner_id=owner_id, known_at=hit.at)
    ensure_task(shop_id=shop_id, kind=RED_LINE_TASK.key, thing=THING, task=wanted, by=by, at=at)
