"""The shop's rule book, kept by each process and read anew within seconds of a change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from zhanggui.foundation.calendar import shop_day
from zhanggui.guard.models import BookStamp, OwnText, RuleChange, ShopRule
from zhanggui.guard.rules import (
    HINTS,
    HOST,
    OFF,
    RED_LINES,
    Book,
    Figures,
    OwnRule,
    RedLine,
    Severity,
    line_of,
    make_book,
    measured,
)

# How long a process may not know of a change.
_TRUSTED = timedelta(seconds=2)


@dataclass(frozen=True)
class _Kept:
    book: Book
    stamp: int
    on: date
    looked_at: datetime


_books: dict[int, _Kept] = {}


def book_of(shop_id: int, *, at: datetime) -> Book:
    """The rules in force. Asks the database at most every two seconds, and then a short question."""
    if book := kept_book(shop_id, at=at):
        return book
    on, kept = shop_day(at), _books.get(shop_id)
    stamp = book_stamp(shop_id)
    same = kept is not None and kept.stamp == stamp and kept.on == on
    book = kept.book if kept is not None and same else _read(shop_id, on)
    _books[shop_id] = _Kept(book, stamp, on, at)
    return book


def kept_book(shop_id: int, *, at: datetime) -> Book | None:
    """The book if this process has it fresh: asks nobody, so that it may be called where nothing may wait."""
    kept = _books.get(shop_id)
    fresh = kept is not None and abs(at - kept.looked_at) < _TRUSTED and kept.on == shop_day(at)
    return kept.book if kept is not None and fresh else None


def forget_book(shop_id: int) -> None:
    """This process changed it."""
    _books.pop(shop_id, None)


def book_stamp(shop_id: int) -> int:
    return BookStamp.objects.filter(shop_id=shop_id).values_list("stamp", flat=True).first() or 0


def draft_book(shop_id: int, draft: OwnRule, *, on: date) -> Book:
    """The book as it would be with this rule in it."""
    own_rules = [one for one in _own_rules(shop_id, on) if one.id != draft.id]
    return make_book(_changes(shop_id, on), [*own_rules, draft], _own(shop_id), on=on)


def _read(shop_id: int, on: date) -> Book:
    return make_book(_changes(shop_id, on), _own_rules(shop_id, on), _own(shop_id), on=on)


def _changes(shop_id: int, on: date) -> dict[str, str]:
    rows = _in_force(RuleChange.objects.filter(shop_id=shop_id), on)
    return dict(rows.order_by("valid_from", "id").values_list("rule", "severity"))


def _own_rules(shop_id: int, on: date) -> list[OwnRule]:
    rows = _in_force(ShopRule.objects.filter(shop_id=shop_id), on)
    return [own_rule(row) for row in rows.order_by("id")]


def _own(shop_id: int) -> list[tuple[str, str]]:
    return list(OwnText.objects.filter(shop_id=shop_id).order_by("id").values_list("kind", "text"))


def _in_force(rows: QuerySet[RuleChange] | QuerySet[ShopRule], on: date) -> QuerySet:  # type: ignore[type-arg]
    return rows.filter(valid_from__lte=on).filter(Q(valid_to=None) | Q(valid_to__gt=on))


def own_rule(row: ShopRule) -> OwnRule:
    return OwnRule(
        id=row.rule,
        title=row.title,
        shapes=row.shapes,
        excuses=row.excuses,
        severity=Severity(row.severity),
        say=row.say,
        instead=row.instead,
        valid_from=row.valid_from,
    )


SEVERITY_TITLES = {
    Severity.BLOCK: "拦下,发不出去",
    Severity.WARN: "提醒,说明理由才发得出去",
    Severity.HINT: "打字时轻轻提醒",
    OFF: "停用",
}


@dataclass(frozen=True)
class RuleCard:
    """A rule as it holds in the shop. `severity` is OFF for one that is switched off, `shipped` what
    it is without the shop's word; both are empty where the platform has no such rule."""

    id: str
    title: str
    severity: str
    shipped: str
    since: date | None  # None: before this program
    say: str
    instead: str
    source: str
    is_own: bool
    figures: Figures | None
    needs: tuple[str, ...] = ()
    hits: int = 0

    @property
    def severity_title(self) -> str:
        return SEVERITY_TITLES.get(self.severity, "")

    @property
    def may_block(self) -> bool:
        return self.figures is not None and self.figures.allow_blocking


_NEEDS_TITLES = {
    "free_shipping": "商品包邮到买家那里",
    "seven_day": "商品支持七天无理由",
    "after_cut_off": "过了今天的截单时间",
    "awaits_parcel": "买家有付了款没发货的订单",
    "return_address_known": "下面登记了退货地址",
}


def rule_cards(shop_id: int, platform: str, *, hits: dict[str, int], on: date) -> list[RuleCard]:
    """Every rule that the platform has, and the shop's own, as they hold on the day."""
    changes = {
        row.rule: row
        for row in _in_force(RuleChange.objects.filter(shop_id=shop_id), on).order_by("valid_from", "id")
    }
    figures = measured()
    cards = [
        _card(line, platform, changes.get(line.id), figures.get(line.id), hits.get(line.id, 0))
        for line in (*RED_LINES, *HINTS)
        if platform in line.severity
    ]
    rows = ShopRule.objects.filter(shop_id=shop_id).filter(Q(valid_to=None) | Q(valid_to__gt=on))
    own = [_own_card(line_of(own_rule(row)), row, hits.get(row.rule, 0)) for row in rows.order_by("id")]
    return cards + own


def _card(
    line: RedLine, platform: str, change: RuleChange | None, figures: Figures | None, hits: int
) -> RuleCard:
    return RuleCard(
        id=line.id,
        title=line.title,
        severity=change.severity if change else line.severity[platform],
        shipped=line.severity[platform],
        since=change.valid_from if change else line.valid_from,
        say=line.say[platform],
        instead=line.instead,
        source=line.source,
        is_own=False,
        figures=figures,
        needs=tuple(_NEEDS_TITLES[name] for name in line.needs),
        hits=hits,
    )


def _own_card(line: RedLine, row: ShopRule, hits: int) -> RuleCard:
    return RuleCard(
        id=row.rule,
        title=row.title,
        severity=row.severity,
        shipped=row.severity,
        since=row.valid_from,
        say=row.say,
        instead=row.instead,
        source=line.source,
        is_own=True,
        figures=None,
        hits=hits,
    )


@dataclass(frozen=True)
class ChangeCard:
    """What the shop said of a rule, and for which days."""

    severity_title: str
    valid_from: date
    valid_to: date | None
    reason: str
    by_name: str
    at: datetime


def rule_history(shop_id: int, rule: str) -> list[ChangeCard]:
    """What the shop said of a shipped rule, latest first; the versions of one of its own."""
    changes: Iterable[RuleChange] = RuleChange.objects.filter(shop_id=shop_id, rule=rule).order_by("-id")[:50]
    told = [
        ChangeCard(
            SEVERITY_TITLES[one.severity], one.valid_from, one.valid_to, one.reason, one.by_name, one.at
        )
        for one in changes
        if one.valid_to is None or one.valid_to > one.valid_from
    ]
    rows: Iterable[ShopRule] = ShopRule.objects.filter(shop_id=shop_id, rule=rule).order_by("-id")[:50]
    return told + [
        ChangeCard(
            SEVERITY_TITLES[one.severity], one.valid_from, one.valid_to, one.title, one.by_name, one.at
        )
        for one in rows
        if one.valid_to is None or one.valid_to > one.valid_from
    ]


@dataclass(frozen=True)
class OwnRuleCard:
    """The newest version of a shop's own rule, with the sentences that it is to find."""

    rule: OwnRule
    examples: str
    valid_to: date | None


def own_rule_card(shop_id: int, rule: str) -> OwnRuleCard | None:
    row = ShopRule.objects.filter(shop_id=shop_id, rule=rule).order_by("-id").first()
    return OwnRuleCard(own_rule(row), row.examples, row.valid_to) if row else None


@dataclass(frozen=True)
class OwnTextCard:
    id: int
    kind: str
    text: str
    by_name: str


def own_hosts(shop_id: int) -> tuple[str, ...]:
    rows = OwnText.objects.filter(shop_id=shop_id, kind=HOST).order_by("id")
    return tuple(rows.values_list("text", flat=True))


def own_texts(shop_id: int) -> list[OwnTextCard]:
    rows = OwnText.objects.filter(shop_id=shop_id).order_by("kind", "id")
    return [OwnTextCard(row.pk, row.kind, row.text, row.by_name) for row in rows]
