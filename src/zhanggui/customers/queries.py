from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from zhanggui.customers.models import TAOBAO, WEB, Buyer, BuyerNote, BuyerTag


@dataclass(frozen=True)
class BuyerCard:
    id: int
    shop_id: int
    channel: str
    nick: str | None  # the marketplace's nick; a web visitor has none
    name: str
    created_at: datetime

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
    )


def buyer_card(buyer_id: int) -> BuyerCard | None:
    buyer = Buyer.objects.filter(pk=buyer_id).first()
    return card_of(buyer) if buyer else None


def names_of(shop_id: int, buyer_ids: Collection[int]) -> dict[int, str]:
    """The names of those of the buyers who are the shop's."""
    return dict(Buyer.objects.filter(shop_id=shop_id, pk__in=list(buyer_ids)).values_list("pk", "name"))


def visitor(shop_id: int, key: str) -> BuyerCard | None:
    buyer = Buyer.objects.filter(shop_id=shop_id, channel=WEB, key=key).first()
    return card_of(buyer) if buyer else None


def tags_of(buyer_id: int) -> list[TagCard]:
    rows = BuyerTag.objects.filter(buyer_id=buyer_id).order_by("at", "pk")
    return [TagCard(id=row.pk, name=row.name, by_name=row.by_name, at=row.at) for row in rows]


def notes_of(buyer_id: int) -> list[NoteCard]:
    """The buyer's notes, newest first, without those taken back."""
    rows = BuyerNote.objects.filter(buyer_id=buyer_id, removed_at=None).order_by("-at", "-pk")[:100]
    return [
        NoteCard(id=row.pk, text=row.text, by_id=row.by_id, by_name=row.by_name, at=row.at) for row in rows
    ]


def known_tags(shop_id: int, beginning: str = "") -> list[str]:
    """Tag names in use in the shop, for completion."""
    rows = BuyerTag.objects.filter(buyer__shop_id=shop_id, name__startswith=beginning)
    return list(rows.order_by("name").values_list("name", flat=True).distinct()[:50])
