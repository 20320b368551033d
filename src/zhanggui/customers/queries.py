from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Exists, OuterRef

from zhanggui.customers import rules
from zhanggui.customers.models import TAOBAO, WEB, Buyer, BuyerNote, BuyerTag

PAGE = 50
_STREAMED = 1_000


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


@dataclass(frozen=True)
class BuyerRow:
    """A buyer as the list shows them."""

    buyer: BuyerCard
    tags: tuple[str, ...]
    note: str  # the latest, empty when there is none


@dataclass(frozen=True)
class BuyerPage:
    """Buyers, newest first; `before` asks for the page after this one, None when it is the last."""

    rows: tuple[BuyerRow, ...]
    before: int | None


def buyers_page(shop_id: int, *, beginning: str = "", tag: str = "", before: int | None = None) -> BuyerPage:
    """The shop's buyers whose name begins so and who have the tag. Constantly many questions, each of
    which an index answers, however many buyers there are."""
    found = Buyer.objects.filter(shop_id=shop_id)
    if beginning:
        found = found.filter(name__startswith=beginning)
    if tag:
        found = found.filter(Exists(BuyerTag.objects.filter(shop_id=shop_id, name=tag, buyer=OuterRef("pk"))))
    if before is not None:
        found = found.filter(pk__lt=before)
    buyers = list(found.order_by("-pk")[: PAGE + 1])
    shown = buyers[:PAGE]
    words = words_of([row.pk for row in shown])
    return BuyerPage(
        rows=tuple(BuyerRow(card_of(row), *words[row.pk]) for row in shown),
        before=shown[-1].pk if len(buyers) > PAGE else None,
    )


_WALKED = 2_000  # buyers whose names are looked at one by one
_NAMED = """
    SELECT id FROM (
        SELECT id, name FROM customers_buyer WHERE shop_id = %(shop)s ORDER BY id DESC LIMIT {walked}
    ) AS newest WHERE strpos(search_words(name), search_words(%(text)s)) > 0 ORDER BY id DESC LIMIT %(most)s
"""
_NAMED_BY_LETTERS = """
    SELECT id FROM customers_buyer
    WHERE letter_grams(search_words(name)) @> asked_grams(search_words(%(text)s)) AND shop_id = %(shop)s
        AND strpos(search_words(name), search_words(%(text)s)) > 0
    ORDER BY id DESC LIMIT %(most)s
"""


def buyers_with(shop_id: int, text: str, *, most: int) -> list[BuyerRow]:
    """The newest buyers who have the text somewhere in their name, or a tag that is called so."""
    values: dict[str, int | str] = {"shop": shop_id, "text": text, "most": most}
    with connection.cursor() as cursor:
        cursor.execute(_NAMED.format(walked=_WALKED), values)
        ids = [buyer_id for (buyer_id,) in cursor.fetchall()]
        if len(ids) < most:  # no common part of names: the index fetches all that there are
            cursor.execute(_NAMED_BY_LETTERS, values)
            ids = [buyer_id for (buyer_id,) in cursor.fetchall()]
    if len(ids) < most:
        tagged = BuyerTag.objects.filter(shop_id=shop_id, name=text).order_by("-buyer_id")
        ids = [*dict.fromkeys((*ids, *tagged.values_list("buyer_id", flat=True)[:most]))][:most]
    rows = Buyer.objects.in_bulk(ids)
    words = words_of(ids)
    return [BuyerRow(card_of(rows[buyer_id]), *words[buyer_id]) for buyer_id in ids]


@dataclass(frozen=True)
class BuyerWords:
    """A marketplace buyer with what the shop knows of them, as a file has it."""

    nick: str
    tags: tuple[str, ...]
    note: str  # the latest, empty when there is none


def all_buyers(shop_id: int) -> Iterator[BuyerWords]:
    """The shop's marketplace buyers by nick, a thousand at a time."""
    rows = Buyer.objects.filter(shop_id=shop_id, channel=TAOBAO).order_by("key")
    page = list(rows.values_list("pk", "key")[:_STREAMED])
    while page:
        words = words_of([pk for pk, _ in page])
        for pk, nick in page:
            yield BuyerWords(nick, *words[pk])
        page = list(rows.filter(key__gt=page[-1][1]).values_list("pk", "key")[:_STREAMED])


def words_of(buyer_ids: Collection[int]) -> dict[int, tuple[tuple[str, ...], str]]:
    """Tags, oldest first, and the latest note of each of the buyers."""
    tags: dict[int, list[str]] = {}
    held = BuyerTag.objects.filter(buyer_id__in=list(buyer_ids)).order_by("at", "pk")
    for buyer_id, name in held.values_list("buyer_id", "name"):
        tags.setdefault(buyer_id, []).append(name)
    latest = BuyerNote.objects.filter(buyer_id__in=list(buyer_ids), removed_at=None)
    latest = latest.order_by("buyer_id", "-at", "-pk").distinct("buyer_id")
    notes = dict(latest.values_list("buyer_id", "text"))
    return {pk: (tuple(tags.get(pk, ())), notes.get(pk, "")) for pk in buyer_ids}
