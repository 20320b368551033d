from __future__ import annotations

from datetime import date

from zhanggui.promotions.models import Campaign
from zhanggui.promotions.queries.cards import CampaignCard
from zhanggui.promotions.rules.campaigns import sales_days


def campaigns(shop_id: int, since: date, until: date) -> list[CampaignCard]:
    """The calendar over [since, until]: the days that return every year and the shop's own, by their day."""
    yearly = [
        CampaignCard(None, day.kind, day.name, day.warms_up_on, day.starts_on, day.ends_on, "", "")
        for day in sales_days(since, until)
    ]
    rows = Campaign.objects.filter(
        shop_id=shop_id, cancelled_at__isnull=True, starts_on__lte=until, ends_on__gte=since
    )
    own = [
        CampaignCard(
            row.pk, row.kind, row.name, row.starts_on, row.starts_on, row.ends_on, row.note, row.by_name
        )
        for row in rows.order_by("pk")
    ]
    return sorted([*yearly, *own], key=lambda one: (one.starts_on, one.ends_on))
