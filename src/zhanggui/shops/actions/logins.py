from __future__ import annotations

from datetime import datetime

from django.db import transaction

from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.live.carrier import tell
from zhanggui.shops.access import session_mark


def note_login(*, by: Actor, at: datetime) -> None:
    audit(verb="log_in", thing="staff", thing_id=by.id, by=by, at=at)


@transaction.atomic
def note_logout(*, session_key: str, by: Actor, at: datetime) -> None:
    """The login ends; its live pages are told to close."""
    audit(verb="log_out", thing="staff", thing_id=by.id, by=by, at=at)
    tell([{"k": "logout", "s": by.shop_id, "session": session_mark(session_key)}])
