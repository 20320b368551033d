"""Marking what a buyer thinks: counted, and told to who has to know."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from zhanggui.catalog.queries import item_cards
from zhanggui.conversations import queries, rules
from zhanggui.conversations.kinds import FEEDBACK_TASKS
from zhanggui.conversations.models import Feedback
from zhanggui.conversations.parts import OPINIONS
from zhanggui.conversations.rules.feedback import KIND_TITLES, SUBJECT_TITLES, WORDS_LETTERS
from zhanggui.customers.actions import note_asked
from zhanggui.customers.queries import BuyerCard
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.live.carrier import tell
from zhanggui.worklist.actions import Wanted, ensure_task, settle_task

THING = "feedback"


class CannotMark(UnableTo):
    """There is no such kind or subject here, or the item is not the shop's."""


@transaction.atomic
def mark_feedback(
    *,
    buyer: BuyerCard,
    kind: str,
    subject: str,
    item_id: int | None = None,
    words: str = "",
    by: Actor,
    at: datetime,
) -> None:
    """Of the buyer's last word: a second press is the same mark. A complaint becomes a task of the lead's, a
    suggestion one of the manager's."""
    if OPINIONS.get(kind) is not None:
        raise CannotMark("顾虑记在「顾虑」里:按 Alt U")
    if kind not in KIND_TITLES or subject not in SUBJECT_TITLES:
        raise CannotMark("请选择是什么反馈、关于什么")
    item = item_cards(buyer.shop_id, [item_id]).get(item_id) if item_id else None
    if item_id and item is None:
        raise CannotMark("没有这个商品")
    if by.id is None:
        raise CannotMark("只有客服能记")
    talk = queries.conversation_of_buyer(buyer.id)
    said = " ".join((rules.clean_text(words) or _last_words(talk)).split())[:WORDS_LETTERS]
    row, is_new = Feedback.objects.update_or_create(
        buyer_id=buyer.id,
        position=queries.last_asked_position(talk.id) if talk else 0,
        kind=kind,
        subject=subject,
        defaults={"words": said, "item_id": item.id if item else None},
        create_defaults={
            "shop_id": buyer.shop_id,
            "words": said,
            "item_id": item.id if item else None,
            "by_id": by.id,
            "at": at,
        },
    )
    if item:
        note_asked(shop_id=buyer.shop_id, buyer_id=buyer.id, item_number=item.number)
    if is_new and (task := FEEDBACK_TASKS.get(kind)):
        about = f"{KIND_TITLES[kind]} · {SUBJECT_TITLES[subject]}"
        title = ": ".join(filter(None, (f"{about} · {item.title}" if item else about, said)))
        wanted = Wanted(thing_id=row.pk, title=title[:WORDS_LETTERS])
        ensure_task(shop_id=buyer.shop_id, kind=task.key, thing=THING, task=wanted, by=by, at=at)
    _tell(buyer)


@transaction.atomic
def unmark_feedback(*, feedback_id: int, buyer: BuyerCard, by: Actor, at: datetime) -> None:
    """Takes one's own mark back, with the task that it made. Twice is once."""
    row = Feedback.objects.filter(pk=feedback_id, buyer_id=buyer.id).first()
    if row is None:
        return
    if row.by_id != by.id:
        raise CannotMark("这是同事记的,请同事自己收回")
    if task := FEEDBACK_TASKS.get(row.kind):
        settle_task(shop_id=buyer.shop_id, kind=task.key, thing=THING, thing_id=row.pk, note="", by=by, at=at)
    row.delete()
    _tell(buyer)


def _last_words(talk: queries.ConversationCard | None) -> str:
    return queries.last_buyer_text(talk.id) if talk else ""


def _tell(buyer: BuyerCard) -> None:
    tell([{"k": "changed", "s": buyer.shop_id, "name": "feedback", "id": buyer.id}])
