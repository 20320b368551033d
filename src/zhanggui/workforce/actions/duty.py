"""What a member takes on in reception, as the lead says it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.live.carrier import tell
from zhanggui.shops.queries import staff_by_id
from zhanggui.shops.rules import RECEIVE, is_name
from zhanggui.workforce import rules
from zhanggui.workforce.models import Duty


class CannotSetDuty(UnableTo):
    """Nobody of the shop who receives, or more than anybody can take or know."""


@transaction.atomic
def set_duty(*, staff_id: int, cap: int | None, skills: Collection[str], by: Actor, at: datetime) -> None:
    """`cap` none: as many as the shop's setting says."""
    member = staff_by_id(staff_id)
    if member is None or member.shop_id != by.shop_id or not member.may(RECEIVE):
        raise CannotSetDuty("请选一位本店能接待的员工")
    if cap is not None and not 0 <= cap <= rules.MOST_CAP:
        raise CannotSetDuty("同时接待最多 {most} 位,0 是不进新买家", most=rules.MOST_CAP)
    wanted = sorted(set(skills))
    if len(wanted) > rules.MOST_SKILLS or not all(is_name(one, rules.SKILL_LETTERS) for one in wanted):
        raise CannotSetDuty(
            "技能最多 {most} 个,每个最多 {letters} 个字", most=rules.MOST_SKILLS, letters=rules.SKILL_LETTERS
        )
    before = Duty.objects.select_for_update().filter(pk=staff_id).first()
    old: tuple[int | None, list[str]] = (before.cap, before.skills) if before else (None, [])
    if old == (cap, wanted):
        return
    Duty.objects.update_or_create(staff_id=staff_id, defaults={"cap": cap, "skills": wanted})
    changes = {"cap": [old[0], cap], "skills": ["、".join(old[1]), "、".join(wanted)]}
    audit(verb="set_duty", thing="staff", thing_id=staff_id, changes=changes, by=by, at=at)
    shop_id = member.shop_id
    tell([{"k": "queue", "s": shop_id}, {"k": "changed", "s": shop_id, "name": "presence", "id": staff_id}])
