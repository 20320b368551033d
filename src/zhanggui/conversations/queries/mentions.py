"""Which goods buyers asked about or looked at, and what was said last."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Max

from zhanggui.catalog.queries import items_of_numbers
from zhanggui.conversations import rules
from zhanggui.conversations.models import Conversation, ItemLook, Message, Reception
from zhanggui.conversations.rules.mentions import linked_items

ASKED, SHOWN, LOOKED = "asked", "shown", "looked"
_LOOKS = 5


@dataclass(frozen=True)
class Mention:
    """A buyer and an item at an instant: they asked about it, were shown it, or looked at it. `position`: the
    word, 0 for a look."""

    buyer_id: int
    item_id: int
    how: str
    position: int
    at: datetime


@dataclass(frozen=True)
class LastWord:
    """A buyer's last words in text, who serves the talk or did, and when a member of staff last wrote."""

    buyer_id: int
    conversation_id: int
    text: str
    position: int
    said_at: datetime | None
    answered_at: datetime | None
    waiting: bool
    agent_id: int | None


def mentions(shop_id: int, since: datetime, until: datetime) -> list[Mention]:
    """In [since, until), oldest first."""
    found = [*_asked(shop_id, since, until), *_shown(shop_id, since, until), *_looked(shop_id, since, until)]
    return sorted(found, key=lambda one: (one.at, one.position))


def _asked(shop_id: int, since: datetime, until: datetime) -> list[Mention]:
    rows = Message.objects.filter(
        conversation__shop_id=shop_id,
        at__gte=since,
        at__lt=until,
        side=rules.BUYER,
        kind=rules.TEXT,
        text__contains="id=",
    ).values_list("conversation__buyer_id", "position", "text", "at")
    told = [(row, linked_items(row[2])) for row in rows]
    ids = items_of_numbers(shop_id, {number for _, numbers in told for number in numbers})
    return [
        Mention(buyer_id, ids[number], ASKED, position, at)
        for (buyer_id, position, _, at), numbers in told
        for number in numbers
        if number in ids
    ]


def _shown(shop_id: int, since: datetime, until: datetime) -> list[Mention]:
    rows = Message.objects.filter(
        conversation__shop_id=shop_id,
        at__gte=since,
        at__lt=until,
        side=rules.STAFF,
        kind=rules.CARD,
        card__has_key="id",
    )
    cards = rows.filter(card__contains={"is": "item"}).values_list(
        "conversation__buyer_id", "position", "card__id", "at"
    )
    return [Mention(buyer_id, int(item_id), SHOWN, position, at) for buyer_id, position, item_id, at in cards]


def _looked(shop_id: int, since: datetime, until: datetime) -> list[Mention]:
    """Of visitors who have said a word, ever: nobody else can be written to."""
    looks = ItemLook.objects.filter(shop_id=shop_id, at__gte=since, at__lt=until)
    rows = list(looks.values_list("visitor_key", "item_id", "at"))
    talks = Conversation.objects.filter(
        buyer__shop_id=shop_id, buyer__channel="web", buyer__key__in={key for key, _, _ in rows}
    )
    by_key = dict(talks.values_list("buyer__key", "buyer_id"))
    return [Mention(by_key[key], item_id, LOOKED, 0, at) for key, item_id, at in rows if key in by_key]


def last_words(buyer_ids: Collection[int]) -> dict[int, LastWord]:
    """{buyer: what was said last} of those who have a conversation."""
    talks = Conversation.objects.filter(buyer_id__in=list(buyer_ids))
    rows = {one.pk: one for one in talks}
    said = Message.objects.filter(conversation_id__in=list(rows))
    spoken = said.filter(side=rules.BUYER, kind=rules.TEXT).order_by("conversation_id", "-position")
    last = {one.conversation_id: one for one in spoken.distinct("conversation_id")}
    human = said.filter(side=rules.STAFF, by_id__isnull=False)
    answered = dict(human.values_list("conversation_id").annotate(Max("at")))
    stints = Reception.objects.filter(conversation_id__in=list(rows)).order_by(
        "conversation_id", "-opened_at"
    )
    agents = dict(stints.distinct("conversation_id").values_list("conversation_id", "agent_id"))
    return {
        row.buyer_id: LastWord(
            buyer_id=row.buyer_id,
            conversation_id=pk,
            text=last[pk].text if pk in last else "",
            position=last[pk].position if pk in last else 0,
            said_at=last[pk].at if pk in last else None,
            answered_at=answered.get(pk),
            waiting=row.waiting_since is not None,
            agent_id=row.agent_id or agents.get(pk),
        )
        for pk, row in rows.items()
    }


def buyers_texts(buyer_ids: Collection[int], since: datetime) -> dict[int, list[str]]:
    """{buyer: their own words since then}, in order."""
    rows = Message.objects.filter(
        conversation__buyer_id__in=list(buyer_ids), side=rules.BUYER, kind=rules.TEXT, at__gte=since
    )
    found: dict[int, list[str]] = {}
    for buyer_id, text in rows.order_by("at", "position").values_list(F("conversation__buyer_id"), "text"):
        found.setdefault(buyer_id, []).append(text)
    return found


def items_talked_of(shop_id: int, buyer_id: int) -> list[int]:
    """The items that the buyer looked at or asked about lately, the newest first."""
    talk = Conversation.objects.filter(shop_id=shop_id, buyer_id=buyer_id).select_related("buyer").first()
    if talk is None:
        return []
    found: list[tuple[datetime, int]] = []
    if talk.buyer.channel == "web":
        looks = ItemLook.objects.filter(shop_id=shop_id, visitor_key=talk.buyer.key).order_by("-at")
        found += looks.values_list("at", "item_id")[:_LOOKS]
    rows = Message.objects.filter(
        conversation_id=talk.pk, side=rules.BUYER, kind=rules.TEXT, text__contains="id="
    )
    told = list(rows.order_by("-position").values_list("at", "text")[:_LOOKS])
    numbers = {number for _, text in told for number in linked_items(text)}
    ids = items_of_numbers(shop_id, numbers)
    found += [(at, ids[number]) for at, text in told for number in linked_items(text) if number in ids]
    return list(dict.fromkeys(item_id for _, item_id in sorted(found, reverse=True)))[:_LOOKS]
