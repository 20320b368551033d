"""What buyers thought: of one buyer, and counted by item."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from zhanggui.catalog.queries import item_cards
from zhanggui.conversations.models import Feedback, Message
from zhanggui.conversations.parts import OPINIONS
from zhanggui.conversations.queries.conversations import conversations_of_buyers
from zhanggui.conversations.rules.feedback import KIND_TITLES, SUBJECT_TITLES
from zhanggui.conversations.rules.words import BUYER

MOST_CASES = 200


@dataclass(frozen=True)
class FeedbackCard:
    id: int
    buyer_id: int
    buyer: str
    conversation_id: int | None
    position: int
    item_id: int | None
    item: str
    kind: str
    subject: str
    words: str
    by_id: int
    by_name: str
    at: datetime
    about: str = ""  # what its subject is called where it is kept

    @property
    def kind_title(self) -> str:
        return KIND_TITLES[self.kind]

    @property
    def subject_title(self) -> str:
        return self.about or SUBJECT_TITLES[self.subject]


@dataclass(frozen=True)
class ItemFeedback:
    """How often what was said of an item; None where nobody named one."""

    item_id: int | None
    item: str
    counts: Counter[tuple[str, str]]

    @property
    def total(self) -> int:
        return self.counts.total()

    def of(self, kind: str) -> int:
        return sum(number for (one, _), number in self.counts.items() if one == kind)

    def about(self, subject: str) -> int:
        return sum(number for (_, one), number in self.counts.items() if one == subject)


def feedback_of_buyer(buyer_id: int, *, most: int = 5) -> list[FeedbackCard]:
    """The newest first."""
    return _cards(_rows(buyer_id=buyer_id), most)


def feedback_cases(
    shop_id: int,
    *,
    since: datetime,
    until: datetime,
    kind: str = "",
    subject: str = "",
    item_id: int | None = None,
) -> list[FeedbackCard]:
    """The newest 200; of an item, 0 for what names none."""
    rows = _rows(shop_id=shop_id, at__gte=since, at__lt=until)
    if kind:
        rows = rows.filter(kind=kind)
    if subject:
        rows = rows.filter(subject=subject)
    if item_id is not None:
        rows = rows.filter(item_id=item_id) if item_id else rows.filter(item=None)
    kept = _kept_elsewhere(shop_id, since, until, kind=kind, subject=subject, item_id=item_id)
    found = [*_cards(rows, MOST_CASES), *kept]
    return sorted(found, key=lambda one: one.at, reverse=True)[:MOST_CASES]


def _kept_elsewhere(
    shop_id: int, since: datetime, until: datetime, *, kind: str, subject: str, item_id: int | None
) -> list[FeedbackCard]:
    told = [
        (source.key, one)
        for source in OPINIONS
        if kind in {"", source.key}
        for one in source.cases(shop_id, since, until, subject, item_id)[:MOST_CASES]
    ]
    talks = conversations_of_buyers([one.buyer_id for _, one in told])
    return [
        FeedbackCard(
            id=0,
            buyer_id=one.buyer_id,
            buyer=one.buyer,
            conversation_id=talks.get(one.buyer_id),
            position=one.position,
            item_id=one.item_id,
            item=one.item,
            kind=key,
            subject=one.subject,
            words=one.words,
            by_id=one.by_id,
            by_name=one.by_name,
            at=one.at,
            about=one.title,
        )
        for key, one in told
    ]


def feedback_by_item(shop_id: int, *, since: datetime, until: datetime) -> list[ItemFeedback]:
    """Most first; what names no item last."""
    rows = Feedback.objects.filter(shop_id=shop_id, at__gte=since, at__lt=until)
    counts: dict[int | None, Counter[tuple[str, str]]] = {}
    for item_id, kind, subject in rows.values_list("item_id", "kind", "subject"):
        counts.setdefault(item_id, Counter())[kind, subject] += 1
    for source in OPINIONS:
        for about, subject, number in source.counts(shop_id, since, until):
            counts.setdefault(about, Counter())[source.key, subject] += number
    items = item_cards(shop_id, [one for one in counts if one])
    found = [
        ItemFeedback(item_id, items[item_id].title if item_id in items else "", of)
        for item_id, of in counts.items()
    ]
    return sorted(found, key=lambda one: (one.item_id is None, -one.total, one.item))


def last_asked_position(conversation_id: int) -> int:
    """Of the buyer's last word; 0 before the first."""
    rows = Message.objects.filter(conversation_id=conversation_id, side=BUYER)
    return rows.order_by("-position").values_list("position", flat=True).first() or 0


def _rows(**which: object) -> QuerySet[Feedback]:
    return Feedback.objects.filter(**which).select_related("buyer", "item", "by").order_by("-at", "-pk")


def _cards(rows: QuerySet[Feedback], most: int) -> list[FeedbackCard]:
    found = list(rows[:most])
    talks = conversations_of_buyers([one.buyer_id for one in found])
    return [
        FeedbackCard(
            id=one.pk,
            buyer_id=one.buyer_id,
            buyer=one.buyer.name,
            conversation_id=talks.get(one.buyer_id),
            position=one.position,
            item_id=one.item_id,
            item=(one.item.title or "") if one.item else "",
            kind=one.kind,
            subject=one.subject,
            words=one.words,
            by_id=one.by_id,
            by_name=one.by.name,
            at=one.at,
        )
        for one in found
    ]
