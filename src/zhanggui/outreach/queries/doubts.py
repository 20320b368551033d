"""Doubts: of one buyer, and counted by item and kind, with what became of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from zhanggui.catalog.queries import item_cards
from zhanggui.conversations.queries import conversations_of_buyers
from zhanggui.outreach.models import Doubt, DoubtKind
from zhanggui.outreach.rules.doubts import KIND_TITLES, all_titles, kinds_on

MOST_CASES = 500
_WON = Q(interest__won_at__isnull=False, interest__took_other=False)


@dataclass(frozen=True)
class KindCard:
    """A kind that a shop added or ended. `until`: the first day without it."""

    key: str
    title: str
    since: date
    until: date | None


@dataclass(frozen=True)
class DoubtCard:
    id: int
    interest_id: int
    buyer_id: int
    buyer: str
    conversation_id: int | None
    position: int
    item_id: int | None
    item: str
    kind: str
    kind_title: str
    words: str
    by_id: int
    by_name: str
    at: datetime
    order_id: int | None
    won_at: datetime | None
    took_other: bool


@dataclass(frozen=True)
class DoubtCount:
    """How often buyers hesitated about an item and why, and how many of them ordered it in the end."""

    item_id: int | None
    item: str
    counts: Counter[str]
    won: Counter[str]

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def total_won(self) -> int:
        return self.won.total()


def kind_cards(shop_id: int) -> list[KindCard]:
    rows = DoubtKind.objects.filter(shop_id=shop_id).order_by("since", "key")
    return [KindCard(one.key, one.title, one.since, one.until) for one in rows]


def doubt_kinds(shop_id: int, day: date) -> dict[str, str]:
    """{key: title} of what can be chosen on a day."""
    return kinds_on(kind_cards(shop_id), day)


def doubt_titles(shop_id: int) -> dict[str, str]:
    return all_titles(kind_cards(shop_id))


def doubts_of_buyer(shop_id: int, buyer_id: int, *, most: int = 5) -> list[DoubtCard]:
    """The newest first."""
    return _cards(shop_id, _rows(shop_id=shop_id, interest__buyer_id=buyer_id), most)


def doubt_cases(
    shop_id: int,
    *,
    since: datetime,
    until: datetime,
    kind: str = "",
    kinds: Collection[str] | None = None,
    item_id: int | None = None,
    won: bool | None = None,
    agent_id: int | None = None,
) -> list[DoubtCard]:
    """The newest 500; of an item, 0 for what names none."""
    rows = _rows(shop_id=shop_id, at__gte=since, at__lt=until)
    if kind:
        rows = rows.filter(kind=kind)
    if kinds is not None:
        rows = rows.filter(kind__in=kinds)
    if item_id is not None:
        rows = rows.filter(interest__item_id=item_id) if item_id else rows.filter(interest__item=None)
    if won is not None:
        rows = rows.filter(_WON) if won else rows.exclude(_WON)
    if agent_id is not None:
        rows = rows.filter(by_id=agent_id)
    return _cards(shop_id, rows, MOST_CASES)


def doubt_counts(
    shop_id: int, *, since: datetime, until: datetime, agent_id: int | None = None
) -> list[DoubtCount]:
    """Most first; what names no item last."""
    rows = Doubt.objects.filter(shop_id=shop_id, at__gte=since, at__lt=until)
    if agent_id is not None:
        rows = rows.filter(by_id=agent_id)
    counts: dict[int | None, Counter[str]] = {}
    won: dict[int | None, Counter[str]] = {}
    of = ("interest__item_id", "kind", "interest__won_at", "interest__took_other")
    for item_id, kind, won_at, took_other in rows.values_list(*of):
        counts.setdefault(item_id, Counter())[kind] += 1
        won.setdefault(item_id, Counter())[kind] += won_at is not None and not took_other
    items = item_cards(shop_id, [one for one in counts if one])
    found = [
        DoubtCount(item_id, items[item_id].name if item_id in items else "", of, won[item_id])
        for item_id, of in counts.items()
    ]
    return sorted(found, key=lambda one: (one.item_id is None, -one.total, one.item))


def _rows(**which: object) -> QuerySet[Doubt]:
    rows = Doubt.objects.filter(**which).select_related("interest__buyer", "interest__item", "by")
    return rows.order_by("-at", "-pk")


def _cards(shop_id: int, rows: QuerySet[Doubt], most: int) -> list[DoubtCard]:
    found = list(rows[:most])
    talks = conversations_of_buyers([one.interest.buyer_id for one in found])
    titles = doubt_titles(shop_id) if found else KIND_TITLES
    return [
        DoubtCard(
            id=one.pk,
            interest_id=one.interest_id,
            buyer_id=one.interest.buyer_id,
            buyer=one.interest.buyer.name,
            conversation_id=talks.get(one.interest.buyer_id),
            position=one.position,
            item_id=one.interest.item_id,
            item=(one.interest.item.title or one.interest.item.number) if one.interest.item else "",
            kind=one.kind,
            kind_title=titles.get(one.kind, one.kind),
            words=one.words,
            by_id=one.by_id,
            by_name=one.by.name,
            at=one.at,
            order_id=one.interest.order_id,
            won_at=one.interest.won_at,
            took_other=one.interest.took_other,
        )
        for one in found
    ]
