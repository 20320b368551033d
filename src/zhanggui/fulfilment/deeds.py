"""An address that was confirmed is a step of the reception that needs no word."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from zhanggui.conversations.parts import STEP_DEEDS, StepDeed
from zhanggui.conversations.rules.steps import Step
from zhanggui.fulfilment.models import AddressCheck


def _verified(shop_id: int, buyer_id: int, since: datetime) -> bool:
    theirs = AddressCheck.objects.filter(
        Q(order__buyer_id=buyer_id) | Q(visitor_id=buyer_id), shop_id=shop_id
    )
    return theirs.filter(settled_at__gte=since).exists()


STEP_DEEDS.add(StepDeed("address", Step.VERIFY, _verified))
