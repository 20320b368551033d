"""The guard's word on a text that is about to leave, by whatever path."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from zhanggui.conversations.links import own_links
from zhanggui.conversations.queries import buyer_named
from zhanggui.foundation.failures import UnableTo
from zhanggui.guard.actions import NewHit, NewPromise, note_hits
from zhanggui.guard.queries import book_of, situated, strange_orders
from zhanggui.guard.rules import (
    Finding,
    Outcome,
    Severity,
    Situation,
    order_numbers_in,
    promises_in,
    told_to_stranger,
)
from zhanggui.shops.queries import ShopCard


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


class MayNotLeave(UnableTo):
    """A verb is undone because the words that belong to it may not leave."""

    def __init__(self, say: str = "", *, hits: Sequence[NewHit] = (), **facts: object) -> None:
        super().__init__(say, **facts)
        self.hits = hits


@contextmanager
def keeping_hits() -> Iterator[None]:
    """One transaction for a verb that is undone when its words may not leave: what the guard found is kept
    all the same, so that the lead hears of it."""
    try:
        with transaction.atomic():
            yield
    except MayNotLeave as refusal:
        note_hits(refusal.hits)
        raise


def what_stops(*, text: str, shop: ShopCard, by_program: bool = False, at: datetime) -> Finding | None:
    """What would keep a text in that is written down now to go out later, by the shop's own rules of this
    instant. A person can give a reason for what only warns; the program cannot."""
    findings = book_of(shop.id, at=at).check(text, Situation(platform=shop.platform))
    stops = (Severity.BLOCK, Severity.WARN) if by_program else (Severity.BLOCK,)
    return next((one for one in findings if one.severity in stops), None)


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
    told = findings_on_orders(
        text=leaving.text, shop_id=leaving.shop_id, buyer_id=leaving.buyer_id, talk_id=leaving.conversation_id
    )
    if not book.suspects(leaving.text, own):
        return told
    situation = situated(own, shop_id=leaving.shop_id, buyer_id=leaving.buyer_id, at=at)
    return severest_first(*told, *book.check(leaving.text, situation))


def findings_on_orders(
    *, text: str, shop_id: int, buyer_id: int | None, talk_id: int | None
) -> tuple[Finding, ...]:
    """R05, R30: orders of somebody else that a text tells of. A text without a number asks nothing."""
    if buyer_id is None or not order_numbers_in(text):
        return ()
    return severest_first(
        *(
            told_to_stranger(
                look,
                number=number,
                asked_by_them=talk_id is not None and buyer_named(talk_id, number),
            )
            for number, look in strange_orders(shop_id, buyer_id, text)
        )
    )


def severest_first(*findings: Finding) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda one: one.severity.rank))


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
