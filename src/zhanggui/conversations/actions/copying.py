"""A text that is copied goes out by the other chat client: the guard sees it on this path, too."""

from __future__ import annotations

from datetime import datetime

from zhanggui.conversations import rules
from zhanggui.conversations.actions.guarding import Leaving, judge
from zhanggui.customers.rules import MARKETPLACE
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.failures import UnableTo
from zhanggui.guard.actions import note_hits, note_promises
from zhanggui.guard.rules import Finding, Situation
from zhanggui.shops.queries import shop_by_id


class CannotCopy(UnableTo):
    """Empty or too long, or the guard blocks it or wants a reason. `code` is that of the wire."""

    def __init__(self, say: str, code: str, findings: tuple[Finding, ...] = (), **facts: object) -> None:
        super().__init__(say, **facts)
        self.code = code
        self.findings = findings


def copy_text(
    *,
    text: str,
    reason: str = "",
    conversation_id: int | None = None,
    buyer_id: int | None = None,
    by: Actor,
    at: datetime,
) -> str:
    """The text as it may leave for the marketplace's chat client. What the guard found is kept, also when
    this refuses; what it promises the buyer is kept when it leaves."""
    text = rules.clean_text(text)
    if not text:
        raise CannotCopy("还没有写字", "empty")
    if len(text) > rules.TEXT_LETTERS:
        raise CannotCopy("一条最多 {most} 个字,请分开发", "too_long", most=rules.TEXT_LETTERS)
    situation = Situation(platform=shop_by_id(by.shop_id).platform, channel=MARKETPLACE)
    leaving = Leaving(
        text=text,
        shop_id=by.shop_id,
        situation=situation,
        conversation_id=conversation_id,
        buyer_id=buyer_id,
        by_id=by.id,
        by_name=by.name,
        reason=rules.clean_text(reason)[:200],
    )
    verdict = judge(leaving=leaving, at=at)
    note_hits(verdict.hits)
    if verdict.code:
        raise CannotCopy(verdict.findings[0].words, verdict.code, verdict.findings)
    if verdict.promises:
        note_promises(promises=verdict.promises)
    return text
