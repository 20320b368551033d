"""When buyers were last in contact, for lists and groups of buyers; written behind the message path."""

from __future__ import annotations

from datetime import datetime, timedelta

from zhanggui.conversations.queries.contacts import contacts_behind
from zhanggui.customers.actions import record_contacts

RECENT = timedelta(minutes=10)
AT_ONCE = 1_000


def note_contacts(*, all_of_them: bool = False, at: datetime) -> int:
    """Takes up who was in contact lately, or whoever is missing; how many."""
    behind = contacts_behind(since=None if all_of_them else at - RECENT, most=AT_ONCE)
    for shop_id, contacts in behind.items():
        record_contacts(shop_id=shop_id, contacts=contacts)
    return sum(map(len, behind.values()))
