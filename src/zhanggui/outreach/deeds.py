"""Who was asked about an order that is not paid has been followed up."""

from __future__ import annotations

from datetime import datetime

from zhanggui.conversations.parts import STEP_DEEDS, StepDeed
from zhanggui.conversations.rules.steps import Step
from zhanggui.outreach.models import BuyerIntention


def _followed_up(shop_id: int, buyer_id: int, since: datetime) -> bool:
    asked = BuyerIntention.objects.filter(shop_id=shop_id, order__buyer_id=buyer_id, at__gte=since)
    return asked.exists()


STEP_DEEDS.add(StepDeed("unpaid", Step.FOLLOW_UP, _followed_up))
