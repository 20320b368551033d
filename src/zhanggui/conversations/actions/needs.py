"""Writing what to ask buyers, and what they answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from zhanggui.conversations.models import Guide, Need
from zhanggui.conversations.rules.needs import GUIDE_CATEGORY_LETTERS, GUIDE_LETTERS, Fault, guide_in
from zhanggui.customers.queries import BuyerCard
from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.live.carrier import tell


class CannotWriteGuide(UnableTo):
    """It is too long, or a line of it cannot be read; the sentence names the lines."""


class CannotNoteNeed(UnableTo):
    """There is no such question or answer in the guide."""


@transaction.atomic
def write_guide(*, category: str, text: str, by: Actor, at: datetime) -> None:
    """The shop's guide of a category; an empty text takes it away."""
    category = " ".join(category.replace("\0", "").split())
    text = text.replace("\0", "").replace("\r\n", "\n").strip()
    if len(category) > GUIDE_CATEGORY_LETTERS or len(text) > GUIDE_LETTERS:
        raise CannotWriteGuide("最多写 {most} 个字", most=GUIDE_LETTERS)
    before = Guide.objects.select_for_update().filter(shop_id=by.shop_id, category=category).first()
    old = before.text if before else None
    if not text:
        if before is None:
            raise CannotWriteGuide("还没有写问题")
        before.delete()
    else:
        _, faults = guide_in(text)
        if faults:
            raise _unreadable(faults[:5])
        Guide.objects.update_or_create(
            shop_id=by.shop_id,
            category=category,
            defaults={"text": text, "changed_at": at, "by_name": by.name[:80]},
        )
    if old != (text or None):
        audit(
            verb="write_guide",
            thing="guide",
            thing_id=category or "*",
            changes={"text": [old, text or None]},
            by=by,
            at=at,
        )


def _unreadable(faults: Sequence[Fault]) -> CannotWriteGuide:
    lines = [UnableTo("第 {line} 行:{why}", line=one.line, why=one.say) for one in faults]
    facts = {f"fault_{place}": line for place, line in enumerate(lines)}
    return CannotWriteGuide(";".join(f"{{{name}}}" for name in facts), **facts)


@transaction.atomic
def note_need(
    *, buyer: BuyerCard, category: str, question: str, answer: str, by: Actor, at: datetime
) -> None:
    """The buyer answered so; the same answer again takes it back."""
    row = Guide.objects.filter(shop_id=buyer.shop_id, category=category).first()
    questions = guide_in(row.text)[0] if row else ()
    asked = next((one for one in questions if one.text == question), None)
    if asked is None or asked.answer(answer) is None:
        raise CannotNoteNeed("这个问题已经改过了,请再选一次")
    known = Need.objects.select_for_update().filter(buyer_id=buyer.id, question=question).first()
    if known is not None and known.answer == answer:
        known.delete()
    else:
        Need.objects.update_or_create(
            buyer_id=buyer.id,
            question=question,
            defaults={"answer": answer, "by_name": by.name[:80], "at": at},
        )
    tell([{"k": "changed", "s": buyer.shop_id, "name": "needs", "id": buyer.id}])
