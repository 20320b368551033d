"""Lists of buyers: pages of them, those with a word, all of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from zhanggui.customers import rules
from zhanggui.customers.models import TAOBAO, Buyer, BuyerNote, BuyerTag, GroupMember
from zhanggui.customers.queries.buyers import BuyerCard, card_of
from zhanggui.customers.queries.groups import (
    GroupCard,
    MembershipCard,
    PastCard,
    groups,
    in_group,
    memberships,
    pasts,
    with_past,
    with_tag,
)

PAGE = 50
_NO_PAST = PastCard()
_STREAMED = 1_000

# What a list may ask of the last contact, in days: (within, before).
CONTACT_TITLES = MappingProxyType(
    {
        "week": ("7 天内联系过", 7, None),
        "month": ("30 天内联系过", 30, None),
        "away": ("30 天没联系", None, 30),
        "long": ("180 天没联系", None, 180),
    }
)
# And of the paid orders: (from, below).
ORDER_TITLES = MappingProxyType(
    {"none": ("没买过", 0, 1), "some": ("买过", 1, None), "often": ("买过 3 次以上", 3, None)}
)


@dataclass(frozen=True)
class Asked:
    """What a list of buyers asks; all of it must hold. `in_contacts` asks for those whom somebody put into a
    group."""

    beginning: str = ""
    tags: tuple[str, ...] = ()
    group: GroupCard | None = None
    in_contacts: bool = False
    channel: str = ""
    contact: str = ""
    orders: str = ""

    @property
    def is_all(self) -> bool:
        return self == Asked()


@dataclass(frozen=True)
class BuyerRow:
    """A buyer as a list shows them."""

    buyer: BuyerCard
    tags: tuple[str, ...]
    note: str  # the latest, empty when there is none
    groups: tuple[MembershipCard, ...] = ()
    past: PastCard = _NO_PAST


@dataclass(frozen=True)
class BuyerPage:
    """Buyers, newest first; `before` asks for the page after this one, None when it is the last."""

    rows: tuple[BuyerRow, ...]
    before: int | None


def buyers_page(
    shop_id: int, asked: Asked | None = None, *, before: int | None = None, at: datetime
) -> BuyerPage:
    """The shop's buyers who fit. Constantly many questions, each of which an index answers, however many
    buyers there are."""
    found = Buyer.objects.filter(shop_id=shop_id).filter(_condition(shop_id, asked or Asked(), at))
    if before is not None:
        found = found.filter(pk__lt=before)
    buyers = list(found.order_by("-pk")[: PAGE + 1])
    shown = buyers[:PAGE]
    ids = [row.pk for row in shown]
    words, members, past = words_of(ids), memberships(ids), pasts(ids)
    return BuyerPage(
        rows=tuple(
            BuyerRow(card_of(row), *words[row.pk], tuple(members.get(row.pk, ())), past.get(row.pk, _NO_PAST))
            for row in shown
        ),
        before=shown[-1].pk if len(buyers) > PAGE else None,
    )


def _condition(shop_id: int, asked: Asked, at: datetime) -> Q:
    found = Q()
    if asked.beginning:
        found &= Q(name__startswith=asked.beginning)
    for tag in asked.tags:
        found &= with_tag(tag)
    if asked.group:
        found &= in_group(asked.group, at=at)
    if asked.in_contacts:
        # Their numbers, not a join: the walk through the newest buyers ends when a page is full.
        ids = [one.id for one in groups(shop_id) if one.rule is None]
        found &= Q(Exists(GroupMember.objects.filter(buyer=OuterRef("pk"), group_id__in=ids)))
    if asked.channel in rules.CHANNELS:
        found &= Q(channel=asked.channel)
    if contact := CONTACT_TITLES.get(asked.contact):
        _, within, away = contact
        told = {"contacted_at__gte": at - timedelta(days=within)} if within else {}
        told |= {"contacted_at__lt": at - timedelta(days=away)} if away else {}
        found &= with_past(**told)
    if orders := ORDER_TITLES.get(asked.orders):
        _, since, below = orders
        found &= with_past(orders__gte=since) if since else Q()
        found &= ~with_past(orders__gte=below) if below else Q()
    return found


_FEW = 200  # buyers whom the index of letters finds, fetched and sorted
_WALKED = 2_000  # buyers whose names are looked at one by one
_HAVING = """
    SELECT id FROM customers_buyer
    WHERE letter_grams(search_words(name)) @> asked_grams(search_words(%(text)s)) AND shop_id = %(shop)s
        AND strpos(search_words(name), search_words(%(text)s)) > 0
"""
_CALLED_SO = f"""
    SELECT * FROM (SELECT true, id FROM ({_HAVING} LIMIT %(few)s) AS named) AS few
    UNION ALL SELECT * FROM (
        SELECT false, buyer_id FROM customers_buyertag WHERE shop_id = %(shop)s AND name = %(text)s
        ORDER BY buyer_id DESC LIMIT %(most)s
    ) AS tagged
"""  # noqa: S608
_NEWEST_NAMED = """
    SELECT id FROM (
        SELECT id, name FROM customers_buyer WHERE shop_id = %(shop)s ORDER BY id DESC LIMIT %(walked)s
    ) AS newest WHERE strpos(search_words(name), search_words(%(text)s)) > 0 ORDER BY id DESC LIMIT %(most)s
"""
_NAMED = f"{_HAVING} ORDER BY id DESC LIMIT %(most)s"


def buyers_with(shop_id: int, text: str, *, most: int) -> list[BuyerRow]:
    """The newest buyers who have the text somewhere in their name, or a tag that is called so."""
    values: dict[str, int | str] = {
        "shop": shop_id,
        "text": text,
        "most": most,
        "few": _FEW + 1,
        "walked": _WALKED,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CALLED_SO, values)
        found = cursor.fetchall()
        named = sorted((buyer_id for is_named, buyer_id in found if is_named), reverse=True)
        for newest in (_NEWEST_NAMED, _NAMED) if len(named) > _FEW else ():
            # A common part of names: the newest who have it are soon met, or else all that there are fetched.
            cursor.execute(newest, values)
            named = [buyer_id for (buyer_id,) in cursor.fetchall()]
            if len(named) == most:
                break
    tagged = [buyer_id for is_named, buyer_id in found if not is_named]
    ids = [*dict.fromkeys((*named[:most], *tagged))][:most]
    if not ids:
        return []
    rows = Buyer.objects.in_bulk(ids)
    words = words_of(ids)
    return [BuyerRow(card_of(rows[buyer_id]), *words[buyer_id]) for buyer_id in ids]


@dataclass(frozen=True)
class BuyerWords:
    """A marketplace buyer with what the shop knows of them, as a file has it."""

    nick: str
    tags: tuple[str, ...]
    note: str  # the latest, empty when there is none
    groups: tuple[str, ...] = ()  # by hand


def all_buyers(shop_id: int) -> Iterator[BuyerWords]:
    """The shop's marketplace buyers by nick, a thousand at a time."""
    rows = Buyer.objects.filter(shop_id=shop_id, channel=TAOBAO).order_by("key")
    page = list(rows.values_list("pk", "key")[:_STREAMED])
    while page:
        ids = [pk for pk, _ in page]
        words, member = words_of(ids), memberships(ids)
        for pk, nick in page:
            yield BuyerWords(nick, *words[pk], tuple(one.name for one in member.get(pk, ())))
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
