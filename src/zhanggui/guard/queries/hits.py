from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from zhanggui.foundation.calendar import day_span, shop_day
from zhanggui.guard.models import GuardHit, ShopRule
from zhanggui.guard.rules import KEPT_ELSEWHERE, Outcome, Severity, shipped

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
class HitPage:
    """Hits, latest first; `next_before` asks for the page after this one, None when it is the last."""

    hits: tuple[HitCard, ...]
    next_before: int | None


def latest_hits(shop_id: int, *, before_id: int | None = None, size: int = 50) -> HitPage:
    rows = GuardHit.objects.filter(shop_id=shop_id).order_by("-id")
    if before_id is not None:
        rows = rows.filter(id__lt=before_id)
    found = list(rows[: size + 1])
    shown = found[:size]
    return HitPage(
        hits=_cards(shop_id, shown),
        next_before=shown[-1].pk if len(found) > size else None,
    )


def hits_like(shop_id: int, hit_id: int) -> tuple[HitCard, ...]:
    """The blocked texts of the same author, rule and day as this one, first to last; none for a hit that is
    not the shop's."""
    row = GuardHit.objects.filter(pk=hit_id, shop_id=shop_id).first()
    return _cards(shop_id, list(_of_the_day(row).order_by("id")[:50])) if row else ()


def first_like(hit_id: int) -> tuple[GuardHit, int, int] | None:
    """The hit, the first blocked one of the same author, rule and day, and how many there are by now."""
    row = GuardHit.objects.filter(pk=hit_id).first()
    if row is None:
        return None
    ids = list(_of_the_day(row).order_by("id").values_list("pk", flat=True))
    return (row, ids[0], len(ids)) if ids else None


def _of_the_day(row: GuardHit) -> QuerySet[GuardHit]:
    start, end = day_span(shop_day(row.at))
    same = GuardHit.objects.filter(shop_id=row.shop_id, rule=row.rule, by_id=row.by_id)
    return same.filter(outcome=Outcome.BLOCKED, at__gte=start, at__lt=end)


def hit_counts(shop_id: int, *, since: datetime) -> dict[str, int]:
    """How often each rule was crossed since then."""
    rows = GuardHit.objects.filter(shop_id=shop_id, at__gte=since)
    return dict(rows.values_list("rule").annotate(Count("pk")))


def titles_of(shop_id: int, rules: set[str]) -> dict[str, str]:
    """What the rules are called, without those that are none of the shop's; one of its own that is gone keeps
    its last title."""
    titles = {one.id: one.title for one in KEPT_ELSEWHERE if one.id in rules}
    titles |= {rule: line.title for rule in rules if (line := shipped(rule))}
    unknown = rules - titles.keys()
    if unknown:
        rows = ShopRule.objects.filter(shop_id=shop_id, rule__in=unknown).order_by("id")
        titles |= dict(rows.values_list("rule", "title"))
    return titles


def _cards(shop_id: int, rows: Sequence[GuardHit]) -> tuple[HitCard, ...]:
    titles = titles_of(shop_id, {row.rule for row in rows})
    return tuple(_card(row, titles.get(row.rule, row.rule)) for row in rows)


def _card(row: GuardHit, title: str) -> HitCard:
    before, quote, after = row.text.partition(row.quote) if row.quote else (row.text, "", "")
    outcome = Outcome(row.outcome)
    return HitCard(
        id=row.pk,
        at=row.at,
        by_name=row.by_name,
        rule=row.rule,
        title=title,
        severity=Severity(row.severity),
        before=before,
        quote=quote,
        after=after,
        outcome=outcome,
        outcome_title=_OUTCOME_TITLES[outcome],
        reason=row.reason,
        conversation_id=row.conversation_id,
    )
