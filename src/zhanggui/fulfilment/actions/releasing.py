"""Silence is consent: what nobody objected to is let go. Reading knows it by itself, this writes it down."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from zhanggui.foundation.announcements import announce_all
from zhanggui.fulfilment import rules
from zhanggui.fulfilment.events import AddressSettled
from zhanggui.fulfilment.models import AddressCheck

_AT_ONCE = 1_000


@transaction.atomic
def release_silent(*, at: datetime) -> int:
    """How many there were, at most a thousand."""
    due = AddressCheck.objects.filter(state=rules.ASKED, release_at__lte=at).order_by("release_at")
    checks = list(due.select_for_update(of=("self",), skip_locked=True)[:_AT_ONCE])
    AddressCheck.objects.filter(pk__in=[check.pk for check in checks]).update(
        state=rules.CHECK.after(rules.ASKED, "release"), settled_at=F("release_at"), how=rules.SILENCE
    )
    announce_all(
        [
            AddressSettled(check.shop_id, check.order_id, rules.SILENCE, check.release_at.isoformat())
            for check in checks
        ]
    )
    return len(checks)
