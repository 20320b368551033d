from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_noop as noop

from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.failures import UnableTo
from zhanggui.promotions.models import Campaign
from zhanggui.promotions.rules.campaigns import OWN
from zhanggui.promotions.rules.limits import NAME_LETTERS, NOTE_LETTERS


class CannotPlanCampaign(UnableTo):
    """It has no name, or its days are not known, or the wrong way round: `problems` says all of it."""

    def __init__(self, *problems: str) -> None:
        super().__init__(";".join(problems))
        self.problems = problems


@transaction.atomic
def plan_campaign(
    *, name: str, starts_on: date | None, ends_on: date | None, note: str = "", by: Actor, at: datetime
) -> int:
    """The shop's own entry in the calendar, both days included; none is a day that could not be read."""
    name = name.strip()
    problems = [] if 0 < len(name) <= NAME_LETTERS else [noop("请写活动的名字,最多 40 个字")]
    if starts_on is None or ends_on is None:
        raise CannotPlanCampaign(*problems, noop("请写开始和结束的日期"))
    if ends_on < starts_on:
        problems.append(noop("结束日期不能早于开始日期"))
    if problems:
        raise CannotPlanCampaign(*problems)
    row = Campaign.objects.create(
        shop_id=by.shop_id,
        kind=OWN,
        name=name,
        starts_on=starts_on,
        ends_on=ends_on,
        note=note.strip()[:NOTE_LETTERS],
        by_name=by.name,
        at=at,
    )
    audit(verb="plan_campaign", thing="campaign", thing_id=row.pk, by=by, at=at)
    return row.pk


@transaction.atomic
def cancel_campaign(*, campaign_id: int, by: Actor, at: datetime) -> None:
    """Takes an entry of the shop's own back; the row stays. Twice is once."""
    row = Campaign.objects.select_for_update().filter(pk=campaign_id, shop_id=by.shop_id).first()
    if row is None or row.cancelled_at is not None:
        return
    row.cancelled_at = at
    row.save(update_fields=("cancelled_at",))
    audit(verb="cancel_campaign", thing="campaign", thing_id=row.pk, by=by, at=at)
