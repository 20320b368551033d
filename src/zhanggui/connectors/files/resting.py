"""Whoever chats goes first: an import rests after each batch while somebody is at a desk."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from django.conf import settings

from zhanggui.shops.queries import all_shops
from zhanggui.workforce.queries import shops_attended


def resting(now: Callable[[], datetime]) -> Callable[[], datetime]:
    """To be called after each batch: answers what time it is. The rest is as long as the batch took, or
    what ZHANGGUI_IMPORT_REST says in percent of it."""
    began = time.monotonic()

    def rest() -> datetime:
        nonlocal began
        took = time.monotonic() - began
        at = now()
        if settings.IMPORT_REST_PERCENT and shops_attended([shop.id for shop in all_shops()], at=at):
            time.sleep(took * settings.IMPORT_REST_PERCENT / 100)
        began = time.monotonic()
        return at

    return rest
