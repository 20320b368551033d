from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from zhanggui.customers import rules
from zhanggui.customers.models import TAOBAO, WEB, Buyer, BuyerNote, BuyerTag, DeclinedTag
from zhanggui.foundation.once import once


@dataclass(frozen=True)
class BuyerCard:
    id: int
    shop_id: int
    channel: str
    nick: str | None  # the marketplace's nick; a web visitor has none
    name: str
    created_at: datetime
    address: str | None = None  # on a channel outside: an e-mail address, an OpenID

    @property
    def channel_title(self) -> str:
        return rules.CHANNEL_TITLES[self.channel]

    @property
    def is_visitor(self) -> bool:
        return self.channel == WEB


@dataclass(frozen=True)
class TagCard:
    id: int
    name: str
    by_name: str
    at: datetime


@dataclass(frozen=True)
class NoteCard:
    id: int
    text: str
    by_id: int | None
    by_name: str
    at: datetime


def card_of(buyer: Buyer) -> BuyerCard:
    return BuyerCard(
        id=buyer.pk,
        shop_id=buyer.shop_id,
        channel=buyer.channel,
        nick=buyer.key if buyer.channel == TAOBAO else None,
        name=buyer.name,
        created_at=buyer.created_at,
        address=buyer.key if buyer.channel in {rules.EMAIL, rules.WECHAT} else None,
    )


@once
def buyer_card(buyer_id: int) -> BuyerCard | None:
    buyer = Buyer.objects.filter(pk=buyer_id).first()
    return card_of(buyer) if buyer else None


def names_of(shop_id: int, buyer_ids: Collection[int]) -> dict[int, str]:
    """The names of those of the buyers who are the shop's."""
    return dict(Buyer.objects.filter(shop_id=shop_id, pk__in=list(buyer_ids)).values_list("pk", "name"))


def visitor(shop_id: int, key: str) -> BuyerCard | None:
    buyer = Buyer.objects.filter(shop_id=shop_id, channel=WEB, key=key).first()
    return card_of(buyer) if buyer else None


def marketplace_buyer(shop_id: int, nick: str) -> BuyerCard | None:
    buyer = Buyer.objects.filter(shop_id=shop_id, channel=TAOBAO, key=nick).first()
    return card_of(buyer) if buyer else None


def buyer_at(shop_id: int, channel: str, address: str) -> BuyerCard | None:
    """Who is known by this address on a channel outside."""
    buyer = Buyer.objects.filter(shop_id=shop_id, channel=channel, key=address).first()
    return card_of(buyer) if buyer else None


@once
def tags_of(buyer_id: int) -> list[TagCard]:
    rows = BuyerTag.objects.filter(buyer_id=buyer_id).order_by("at", "pk")
    return [TagCard(id=row.pk, name=row.name, by_name=row.by_name, at=row.at) for row in rows]


def notes_of(buyer_id: int) -> list[NoteCard]:
    """The buyer's notes, newest first, without those taken back."""
    rows = BuyerNote.objects.filter(buyer_id=buyer_id, removed_at=None).order_by("-at", "-pk")[:100]
    return [
        NoteCard(id=row.pk, text=row.text, by_id=row.by_id, by_name=row.by_name, at=row.at) for row in rows
    ]


_TAGS_IN_USE = """
    WITH RECURSIVE used(name) AS (
        (SELECT name FROM customers_buyertag WHERE shop_id = %(shop)s ORDER BY name LIMIT 1)
        UNION ALL
        SELECT (
            SELECT name FROM customers_buyertag
            WHERE shop_id = %(shop)s AND name > used.name ORDER BY name LIMIT 1
        ) FROM used WHERE used.name IS NOT NULL
    )
    SELECT name FROM used WHERE name IS NOT NULL LIMIT 50
"""


def known_tags(shop_id: int) -> list[str]:
    """Tag names in use in the shop, for completion. It goes from name to name: the tags on a hundred
    thousand buyers are not read for their few names."""
    with connection.cursor() as cursor:
        cursor.execute(_TAGS_IN_USE, {"shop": shop_id})
        return [name for (name,) in cursor.fetchall()]


def declined_tags(buyer_id: int) -> frozenset[str]:
    """What was taken off the buyer or not wanted: nobody proposes it again."""
    return frozenset(DeclinedTag.objects.filter(buyer_id=buyer_id).values_list("name", flat=True))
