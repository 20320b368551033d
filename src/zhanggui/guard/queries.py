from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zhanggui.guard.models import GuardHit
from zhanggui.guard.rules import RED_LINES, Outcome, Severity, Situation

_TITLES = {line.id: line.title for line in RED_LINES}
_SEVERITY_TITLES = {
    Severity.BLOCK: "拦下,发不出去",
    Severity.WARN: "提醒,说明理由才发得出去",
    Severity.HINT: "提醒",
}
_OUTCOME_TITLES = {
    Outcome.BLOCKED: "已拦下",
    Outcome.WARNED: "已提醒,没有发出",
    Outcome.OVERRIDDEN: "说明理由后发出",
}


@dataclass(frozen=True)
class HitCard:
    """A hit; its text is `before` + `quote` + `after`, the quote being the words that crossed the line."""

    id: int
    at: datetime
    by_name: str
    rule: str
    title: str
    severity: Severity
    before: str
    quote: str
    after: str
    outcome: Outcome
    outcome_title: str
    reason: str
    conversation_id: int | None


@dataclass(frozen=True)
class LineCard:
    """A red line as it holds on the shop's platform."""

    id: str
    title: str
    severity_title: str
    say: str
    instead: str
    source: str


@dataclass(frozen=True)
class HitPage:
    """Hits, latest first; `next_before` asks for the page after this one, None when it is the last."""

    hits: tuple[HitCard, ...]
    next_before: int | None


def lines_in_force(platform: str) -> list[LineCard]:
    return [
        LineCard(
            id=line.id,
            title=line.title,
            severity_title=_SEVERITY_TITLES[line.severity[platform]],
            say=line.say[platform],
            instead=line.instead,
            source=line.source,
        )
        for line in RED_LINES
        if line.applies_when(Situation(platform=platform))
    ]


def latest_hits(shop_id: int, *, before_id: int | None = None, size: int = 50) -> HitPage:
    rows = GuardHit.objects.filter(shop_id=shop_id).order_by("-id")
    if before_id is not None:
        rows = rows.filter(id__lt=before_id)
    found = list(rows[: size + 1])
    shown = found[:size]
    return HitPage(
        hits=tuple(_card(row) for row in shown),
        next_before=shown[-1].pk if len(found) > size else None,
    )


def _card(row: GuardHit) -> HitCard:
    before, quote, after = row.text.partition(row.quote) if row.quote else (row.text, "", "")
    outcome = Outcome(row.outcome)
    return HitCard(
        id=row.pk,
        at=row.at,
        by_name=row.by_name,
        rule=row.rule,
        title=_TITLES.get(row.rule, row.rule),
        severity=Severity(row.severity),
        before=before,
        quote=quote,
        after=after,
        outcome=outcome,
        outcome_title=_OUTCOME_TITLES[outcome],
        reason=row.reason,
        conversation_id=row.conversation_id,
    )
