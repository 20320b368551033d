"""The guard's word on a text that is about to leave, by whatever path."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from zhanggui.conversations.links import own_links
from zhanggui.guard.actions import NewHit, NewPromise
from zhanggui.guard.queries import book_of, situated
from zhanggui.guard.rules import Finding, Outcome, Severity, Situation, promises_in


@dataclass(frozen=True)
class Leaving:
    """A text on its way out: whose, to whom, and why it goes out all the same when the guard warns."""

    text: str
    shop_id: int
    situation: Situation
    conversation_id: int | None
    by_id: int | None
    by_name: str
    reason: str = ""
    buyer_id: int | None = None


@dataclass(frozen=True)
class Verdict:
    """`code` is "" when the text may leave, "guard" when it may not, "reason" when it needs one. Every
    finding is to be kept, with what became of the text; and so are the promises of a text that leaves."""

    code: str
    findings: tuple[Finding, ...] = ()
    hits: Sequence[NewHit] = ()
    promises: Sequence[NewPromise] = ()


def judge(*, leaving: Leaving, at: datetime) -> Verdict:
    findings = _findings(leaving, at)
    worst = findings[0].severity if findings else None
    if worst is None or worst == Severity.HINT:
        return Verdict("", promises=_promises(leaving, at))
    reason = leaving.reason.strip()
    if worst == Severity.BLOCK:
        code, outcome = "guard", Outcome.BLOCKED
    elif reason:
        code, outcome = "", Outcome.OVERRIDDEN
    else:
        code, outcome = "reason", Outcome.WARNED
    hits = [
        NewHit(
            shop_id=leaving.shop_id,
            finding=finding,
            text=leaving.text,
            by_id=leaving.by_id,
            by_name=leaving.by_name,
            conversation_id=leaving.conversation_id,
            outcome=outcome,
            reason=reason,
            at=at,
        )
        for finding in findings
    ]
    return Verdict(code, findings, hits, () if code else _promises(leaving, at))


def _findings(leaving: Leaving, at: datetime) -> tuple[Finding, ...]:
    """Most texts are innocent whatever is known of the buyer; only for the others that is asked."""
    book = book_of(leaving.shop_id, at=at)
    own = replace(leaving.situation, ours=(*leaving.situation.ours, *own_links(leaving.text)))
    if not book.suspects(leaving.text, own):
        return ()
    situation = situated(own, shop_id=leaving.shop_id, buyer_id=leaving.buyer_id, at=at)
    return book.check(leaving.text, situation)


def _promises(leaving: Leaving, at: datetime) -> list[NewPromise]:
    """What an agent, and not the program, promises a buyer whom we know."""
    if leaving.by_id is None or leaving.buyer_id is None:
        return []
    return [
        NewPromise(
            shop_id=leaving.shop_id,
            conversation_id=leaving.conversation_id,
            buyer_id=leaving.buyer_id,
            promised=promised,
            text=leaving.text,
            by_id=leaving.by_id,
            by_name=leaving.by_name,
            at=at,
        )
        for promised in promises_in(leaving.text)
    ]
