"""Who gives tags and who changes what the tags are called do not pass each other: a tag that is being renamed
would be given once more under its old name, and stay so."""

from __future__ import annotations

from django.db import connection

_WORDS = "tags"


def share_words(*, shop_id: int) -> None:
    """Until the transaction's end the shop's tags keep their names; others may give tags as well."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, %s))", [_WORDS, shop_id])


def hold_words(*, shop_id: int) -> None:
    """Until the transaction's end nobody else gives tags or changes their names."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [_WORDS, shop_id])
