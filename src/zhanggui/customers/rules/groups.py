"""Groups of buyers by rule: what a rule asks, and whether a buyer fits. The database asks the same
(`queries.groups`); a test compares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

from zhanggui.foundation.failures import UnableTo

GROUP_NAME_LETTERS = 20
GROUPS_PER_SHOP = 50
RULE_WORDS = 20  # tags or item numbers in one condition
NUMBER_LETTERS = 64
MOST_DAYS = 3_650
MOST_ORDERS = 100_000
MOST_FEN = 10**12
_NOTHING_SAYS = "至少写一个条件"
_CROSSED_SAYS = "「至少」要比「不到」小"
_DAYS_SAYS = "「几天没联系」要比「几天内联系过」短"
_BOTH_SAYS = "同一个标签不能又要有又要没有"


@dataclass(frozen=True)
class BuyerFacts:
    """What a rule asks of a buyer. Amounts in fen; `bought` and `asked` are item numbers."""

    tags: frozenset[str] = frozenset()
    bought: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    contacted_at: datetime | None = None
    orders: int = 0
    paid_fen: int = 0


@dataclass(frozen=True)
class GroupRule:
    """All that is said must hold; None and nothing say nothing. Of orders and amounts `from` is included and
    `below` is not."""

    all_tags: tuple[str, ...] = ()
    any_tags: tuple[str, ...] = ()
    no_tags: tuple[str, ...] = ()
    bought: tuple[str, ...] = ()  # any of them
    asked: tuple[str, ...] = ()  # any of them
    within_days: int | None = None  # the last contact
    before_days: int | None = None  # the last contact; who was never in contact does not fit
    orders_from: int | None = None
    orders_below: int | None = None
    paid_from_fen: int | None = None
    paid_below_fen: int | None = None

    @property
    def says_nothing(self) -> bool:
        return self == GroupRule()

    @property
    def tags(self) -> frozenset[str]:
        return frozenset((*self.all_tags, *self.any_tags, *self.no_tags))

    def stored(self) -> dict[str, Any]:
        """What the rule says, for JSON."""
        return {key: value for key, value in asdict(self).items() if value not in ((), None)}


def rule_in(stored: Mapping[str, Any]) -> GroupRule:
    known = {field.name for field in fields(GroupRule)}
    told: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in stored.items()
        if key in known
    }
    return GroupRule(**told)


def fits(rule: GroupRule, facts: BuyerFacts, at: datetime) -> bool:
    return (
        facts.tags.issuperset(rule.all_tags)
        and (not rule.any_tags or not facts.tags.isdisjoint(rule.any_tags))
        and facts.tags.isdisjoint(rule.no_tags)
        and (not rule.bought or not facts.bought.isdisjoint(rule.bought))
        and (not rule.asked or not facts.asked.isdisjoint(rule.asked))
        and _was_in_contact(rule, facts.contacted_at, at)
        and _lies(facts.orders, rule.orders_from, rule.orders_below)
        and _lies(facts.paid_fen, rule.paid_from_fen, rule.paid_below_fen)
    )


def _was_in_contact(rule: GroupRule, contacted_at: datetime | None, at: datetime) -> bool:
    if rule.within_days is None and rule.before_days is None:
        return True
    if contacted_at is None:
        return False
    since = None if rule.within_days is None else at - timedelta(days=rule.within_days)
    until = None if rule.before_days is None else at - timedelta(days=rule.before_days)
    return (since is None or contacted_at >= since) and (until is None or contacted_at < until)


def _lies(value: int, since: int | None, below: int | None) -> bool:
    return (since is None or value >= since) and (below is None or value < below)


def with_tag_renamed(rule: GroupRule, tag: str, name: str) -> GroupRule:
    def changed(words: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name if one == tag else one for one in words))

    return replace(
        rule,
        all_tags=changed(rule.all_tags),
        any_tags=changed(rule.any_tags),
        no_tags=changed(rule.no_tags),
    )


def fault_in(rule: GroupRule) -> UnableTo | None:
    """Why nobody should be sought by it; None when it is in order."""
    if rule.says_nothing:
        return UnableTo(_NOTHING_SAYS)
    words = (rule.all_tags, rule.any_tags, rule.no_tags, rule.bought, rule.asked)
    if any(len(one) > RULE_WORDS for one in words):
        return UnableTo("一个条件里最多 {most} 个词", most=RULE_WORDS)
    if _crossed(rule.orders_from, rule.orders_below) or _crossed(rule.paid_from_fen, rule.paid_below_fen):
        return UnableTo(_CROSSED_SAYS)
    if _crossed(rule.before_days, rule.within_days):
        return UnableTo(_DAYS_SAYS)
    if rule.tags and set(rule.no_tags) & set(rule.all_tags):
        return UnableTo(_BOTH_SAYS)
    return None


def _crossed(low: int | None, high: int | None) -> bool:
    return low is not None and high is not None and low >= high
