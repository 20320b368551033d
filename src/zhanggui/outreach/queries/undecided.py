"""Who asked or looked and did not order."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from zhanggui.conversations.queries import LastWord, buyers_texts, last_words
from zhanggui.outreach.models import Doubt, FollowUp, Interest
from zhanggui.outreach.queries.doubts import doubt_titles
from zhanggui.outreach.rules.following import (
    CONTACTS,
    DECLINED,
    OUTCOME_TITLES,
    SILENCE,
    Limits,
    Past,
    asks_silence,
    says_no,
)
from zhanggui.outreach.settings import (
    AGAIN_DAYS,
    DUE_MINUTES,
    FROM_MINUTES,
    QUIET_MINUTES,
    UNTIL_MINUTES,
)
from zhanggui.shops.queries import setting_values

UNDECIDED_PAGE = 50
HOW_TITLES = {"asked": "问过", "looked": "看过", "shown": "发过商品", "doubted": "有顾虑"}


@dataclass(frozen=True)
class FollowUpCard:
    outcome: str
    words: str
    by_name: str
    at: datetime

    @property
    def title(self) -> str:
        return OUTCOME_TITLES[self.outcome]


@dataclass(frozen=True)
class UndecidedCard:
    """A buyer and what they asked about, with their doubts and what was said last."""

    id: int
    shop_id: int
    buyer_id: int
    buyer: str
    conversation_id: int | None
    item_id: int | None
    item: str
    how: str
    began_at: datetime
    last_at: datetime
    doubts: tuple[tuple[str, str], ...]  # (kind, title), the newest first
    words: str
    position: int
    agent_id: int | None
    agent: str
    followed: FollowUpCard | None
    won_at: datetime | None

    @property
    def how_title(self) -> str:
        return HOW_TITLES[self.how]


@dataclass(frozen=True)
class UndecidedPage:
    cards: list[UndecidedCard]
    after: str  # "" on the last page


def undecided_page(
    shop_id: int,
    since: datetime,
    *,
    agent_id: int | None = None,
    item_id: int | None = None,
    kind: str = "",
    after: str = "",
) -> UndecidedPage:
    """Those who asked or looked since then and have not ordered, the newest first. `kind` is a kind of doubt,
    or "none" for those without one; `after` is where the page before ended."""
    rows = Interest.objects.filter(shop_id=shop_id, won_at=None, last_at__gte=since)
    if agent_id is not None:
        rows = rows.filter(agent_id=agent_id)
    if item_id is not None:
        rows = rows.filter(item_id=item_id)
    if kind == "none":
        rows = rows.exclude(pk__in=Doubt.objects.filter(shop_id=shop_id).values("interest_id"))
    elif kind:
        rows = rows.filter(pk__in=Doubt.objects.filter(shop_id=shop_id, kind=kind).values("interest_id"))
    if place := _place(after):
        at, pk = place
        rows = rows.filter(Q(last_at__lt=at) | Q(last_at=at, pk__lt=pk))
    found = list(_with_names(rows).order_by("-last_at", "-pk")[: UNDECIDED_PAGE + 1])
    shown = found[:UNDECIDED_PAGE]
    last = shown[-1] if len(found) > UNDECIDED_PAGE else None
    return UndecidedPage(_cards(shop_id, shown), f"{last.last_at.isoformat()}~{last.pk}" if last else "")


def _place(after: str) -> tuple[datetime, int] | None:
    at, _, pk = after.partition("~")
    try:
        return datetime.fromisoformat(at), int(pk)
    except ValueError:
        return None


def interest_card(shop_id: int, interest_id: int) -> UndecidedCard | None:
    rows = list(_with_names(Interest.objects.filter(pk=interest_id, shop_id=shop_id)))
    return _cards(shop_id, rows)[0] if rows else None


def _with_names(rows: QuerySet[Interest]) -> QuerySet[Interest]:
    return rows.select_related("buyer", "item", "agent")


def _cards(shop_id: int, rows: Sequence[Interest]) -> list[UndecidedCard]:
    words = last_words({one.buyer_id for one in rows})
    titles = doubt_titles(shop_id) if rows else {}
    doubts: dict[int, dict[str, str]] = {}
    logged = Doubt.objects.filter(interest_id__in=[one.pk for one in rows]).order_by("-at", "-pk")
    for interest_id, kind in logged.values_list("interest_id", "kind"):
        doubts.setdefault(interest_id, {})[kind] = titles.get(kind, kind)
    followed = _followed([one.pk for one in rows])
    return [
        UndecidedCard(
            id=one.pk,
            shop_id=one.shop_id,
            buyer_id=one.buyer_id,
            buyer=one.buyer.name,
            conversation_id=said.conversation_id if said else None,
            item_id=one.item_id,
            item=(one.item.title or one.item.number) if one.item else "",
            how=one.how,
            began_at=one.began_at,
            last_at=one.last_at,
            doubts=tuple(doubts.get(one.pk, {}).items()),
            words=said.text if said else "",
            position=said.position if said else 0,
            agent_id=one.agent_id,
            agent=one.agent.name if one.agent else "",
            followed=followed.get(one.pk),
            won_at=one.won_at,
        )
        for one in rows
        for said in (words.get(one.buyer_id),)
    ]


def _followed(interest_ids: Collection[int]) -> dict[int, FollowUpCard]:
    rows = FollowUp.objects.filter(interest_id__in=list(interest_ids)).order_by("interest_id", "-at", "-pk")
    return {
        one.interest_id: FollowUpCard(one.outcome, one.words, one.by_name, one.at)
        for one in rows.distinct("interest_id")
    }


def limits_of(shop_id: int, *, at: datetime) -> Limits:
    names = (QUIET_MINUTES, DUE_MINUTES, FROM_MINUTES, UNTIL_MINUTES, AGAIN_DAYS)
    values = setting_values(shop_id, names, at=at)
    return Limits(
        quiet=timedelta(minutes=values[QUIET_MINUTES.key]),
        due=timedelta(minutes=values[DUE_MINUTES.key]),
        from_minutes=values[FROM_MINUTES.key],
        until_minutes=values[UNTIL_MINUTES.key],
        again=timedelta(days=values[AGAIN_DAYS.key]),
    )


def past_of(interest_ids: Collection[int]) -> dict[int, tuple[Past, LastWord | None]]:
    """{interest: what is known of its buyer, and what was said last}; a few statements for all of them."""
    rows = list(Interest.objects.filter(pk__in=list(interest_ids)))
    buyers = {one.buyer_id for one in rows}
    words = last_words(buyers)
    texts = buyers_texts(buyers, min(one.began_at for one in rows)) if rows else {}
    told = FollowUp.objects.filter(buyer_id__in=buyers).order_by("at", "pk")
    contacted: dict[int, datetime] = {}
    closed: dict[int, datetime] = {}
    silent: set[int] = set()
    declined: set[int] = set()
    for buyer_id, interest_id, outcome, at in told.values_list("buyer_id", "interest_id", "outcome", "at"):
        closed[interest_id] = at
        if outcome in CONTACTS:
            contacted[buyer_id] = at
        if outcome == SILENCE:
            silent.add(buyer_id)
        if outcome == DECLINED:
            declined.add(interest_id)
    found = {}
    for one in rows:
        said = words.get(one.buyer_id)
        instants = (one.last_at, said.said_at if said else None, said.answered_at if said else None)
        own = texts.get(one.buyer_id, [])
        past = Past(
            won=one.won_at is not None,
            last_at=max(at for at in instants if at is not None) if said else None,
            closed_at=closed.get(one.pk),
            contacted_at=contacted.get(one.buyer_id),
            said_no=one.pk in declined or says_no(own),
            wants_silence=one.buyer_id in silent or asks_silence(own),
            waits=said is not None and said.waiting,
        )
        found[one.pk] = (past, said)
    return found
