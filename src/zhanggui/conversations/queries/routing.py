"""What routing needs to know: who waits and what they want, who is there and how much they have."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from itertools import islice

from django.db import connection
from django.db.models import Count, F, Q

from zhanggui.catalog.queries import item_cards, items_of_buyer
from zhanggui.conversations import rules
from zhanggui.conversations.models import Conversation, Message, Round
from zhanggui.conversations.rules import Desk, Terms, Waiter
from zhanggui.conversations.settings import QUIET_MINUTES, RELAX_SECONDS, SAME_AGENT_HOURS
from zhanggui.orders.queries import paid_last
from zhanggui.shops.queries import colleagues, setting_value, setting_values, staff_by_sub_accounts
from zhanggui.shops.rules import AGENT
from zhanggui.workforce.queries import on_duty
from zhanggui.workforce.rules import AWAY, GONE, ONLINE

LOOKED_AT = 500  # of those who wait, in one pass
SHOWN_AT_MOST = 200  # of those for whom nobody has room: as many as the desks are told
# What goods somebody's talk is about takes several questions each: asked of as many as one pass places, and
# of some more, whose turn it is when those before them wait on for a skill.
GOODS_ASKED, GOODS_MORE = 100, 20
_SERVED_WITHIN = timedelta(days=30)


def shops_with_waiters() -> list[int]:
    """Shops in which somebody waits, whoever has them."""
    rows = Conversation.objects.filter(waiting_since__isnull=False)
    return list(rows.order_by().values_list("shop_id", flat=True).distinct())


def terms_of(shop_id: int, *, at: datetime) -> Terms:
    values = setting_values(shop_id, (SAME_AGENT_HOURS, RELAX_SECONDS), at=at)
    return Terms(
        same_agent=timedelta(hours=values[SAME_AGENT_HOURS.key]),
        relax_after=timedelta(seconds=values[RELAX_SECONDS.key]),
    )


def desks_of(shop_id: int, *, at: datetime) -> list[Desk]:
    """Everybody of the shop who may receive, with how many they serve now: who waits, or with whom
    somebody spoke a few minutes ago."""
    posts = on_duty(shop_id, at=at)
    quiet = timedelta(minutes=setting_value(shop_id, QUIET_MINUTES, at=at))
    served = Conversation.objects.filter(shop_id=shop_id, agent_id__in=[one.staff_id for one in posts])
    served = served.filter(Q(waiting_since__isnull=False) | Q(last_at__gt=at - quiet))
    loads = dict(served.order_by().values("agent_id").annotate(n=Count("pk")).values_list("agent_id", "n"))
    agents = {one.id for one in colleagues(shop_id) if one.role == AGENT}
    given = _last_given([one.staff_id for one in posts])
    return [
        Desk(
            staff_id=one.staff_id,
            takes_new=one.takes_new,
            cap=one.cap,
            load=loads.get(one.staff_id, 0),
            skills=one.skills,
            is_there=one.state not in {AWAY, GONE},
            last_given_at=given.get(one.staff_id),
            is_backup=one.staff_id not in agents,
        )
        for one in posts
    ]


def _last_given(staff_ids: list[int]) -> dict[int, datetime]:
    """When each of them last came to have a buyer."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.id, (SELECT r.opened_at FROM conversations_reception r WHERE r.agent_id = a.id"
            " ORDER BY r.opened_at DESC LIMIT 1) FROM unnest(%s::bigint[]) AS a(id)",
            [staff_ids],
        )
        return {staff_id: given_at for staff_id, given_at in cursor.fetchall() if given_at}


def patience(shop_id: int, *, gone_seconds: int, late_seconds: int, at: datetime) -> dict[int, int]:
    """Who does not attend to buyers, or not for long, and how many seconds a buyer of theirs waits for them:
    none for who is not there, `gone_seconds` for who is off duty while others are on, and until it is late
    for who stays after the shift to end their talks."""
    posts = on_duty(shop_id, at=at)
    found = {
        one.staff_id: 0
        for one in posts
        if one.state == AWAY or (one.state == GONE and one.gone_for_seconds >= gone_seconds)
    }
    if any(one.takes_new for one in posts):
        for one in posts:
            if one.state == ONLINE and not one.takes_new and one.cap > 0:
                found[one.staff_id] = max(gone_seconds, late_seconds) if one.stays_on else gone_seconds
    return found


def waiters(shop_id: int, desks: Collection[Desk], *, at: datetime) -> list[Waiter]:
    """Those who wait and are nobody's, oldest first; what they want is asked only as far as somebody who is
    there says what they know, and not at all while nobody has room."""
    rows = Conversation.objects.filter(shop_id=shop_id, agent=None, waiting_since__isnull=False)
    rows = rows.order_by("waiting_since", "pk")
    free = sum(max(0, one.cap - one.load) for one in desks if one.takes_new)
    if not free:
        waiting = rows.values_list("pk", "waiting_since")[:SHOWN_AT_MOST]
        return [Waiter(conversation_id=pk, since=since) for pk, since in waiting if since is not None]
    found = list(rows.values_list("pk", "waiting_since", "buyer_id", "account")[:LOOKED_AT])
    ids = [conversation_id for conversation_id, *_ in found]
    known = frozenset().union(*(one.skills for one in desks if one.is_there))
    buyers = {pk: buyer_id for pk, _, buyer_id, _ in found}
    wants = _wants(shop_id, buyers, known, asked=min(free, GOODS_ASKED) + GOODS_MORE, at=at)
    accounts = staff_by_sub_accounts(shop_id, {account for *_, account in found if account})
    served = _last_served(ids)
    return [
        Waiter(
            conversation_id=pk,
            since=since,
            wants=wants[pk],
            account_agent=accounts[account].id if account in accounts else None,
            last_agent=served.get(pk, (None, None))[0],
            last_served_at=served.get(pk, (None, None))[1],
        )
        for pk, since, _, account in found
        if since is not None
    ]


def _last_served(conversation_ids: list[int]) -> dict[int, tuple[int | None, datetime]]:
    """Who answered each of them last, and when."""
    rows = Round.objects.filter(conversation_id__in=conversation_ids, how=rules.ANSWERED)
    rows = rows.order_by("conversation_id", "-asked_position").distinct("conversation_id")
    of = ("conversation_id", "agent_id", "ended_at")
    return {pk: (agent_id, ended_at) for pk, agent_id, ended_at in rows.values_list(*of)}


def _wants(
    shop_id: int, buyers: Mapping[int, int], known: Collection[str], *, asked: int, at: datetime
) -> dict[int, frozenset[str]]:
    """{conversation: the skills that would help}, of those that somebody has; the goods of so many only."""
    found: dict[int, set[str]] = {one: set() for one in buyers}
    if not rules.STAGES.isdisjoint(known):
        paid = paid_last(list(buyers.values()), at - _SERVED_WITHIN)
        for one, buyer_id in buyers.items():
            found[one].add(rules.AFTERSALE if buyer_id in paid else rules.PRESALE)
    if rules.ENGLISH in known:
        for one, words in open_words(list(buyers)).items():
            found[one].update(filter(None, [rules.language_of(text for _, text in words)]))
    if groups := [one for one in known if one not in rules.STAGES and one not in rules.LANGUAGES]:
        for one, buyer_id in islice(buyers.items(), asked):
            found[one].update(_groups_of(shop_id, buyer_id, groups))
    return {one: frozenset(wants) for one, wants in found.items()}


def open_words(conversation_ids: Collection[int]) -> dict[int, list[tuple[str, str]]]:
    """What the buyers have said since they wait, as (kind, text)."""
    rows = Message.objects.filter(
        conversation_id__in=list(conversation_ids),
        side=rules.BUYER,
        position__gte=F("conversation__asked_position"),
    ).order_by("conversation_id", "position")
    words: dict[int, list[tuple[str, str]]] = {}
    for conversation_id, kind, text in rows.values_list("conversation_id", "kind", "text"):
        words.setdefault(conversation_id, []).append((kind, text))
    return words


def _groups_of(shop_id: int, buyer_id: int, groups: Iterable[str]) -> list[str]:
    """The groups of goods to which the item belongs that concerns the buyer most."""
    items = item_cards(shop_id, items_of_buyer(shop_id, buyer_id)[:1])
    said = [f"{one.category} {one.title}" for one in items.values()]
    return [group for group in groups if any(group in words for words in said)]
