"""The shop's word on the rules: how severe, off from when, its own ones, and what is its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from zhanggui.customers.rules import clean_words
from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.calendar import shop_day
from zhanggui.foundation.failures import UnableTo
from zhanggui.guard import rules
from zhanggui.guard.models import BookStamp, OwnText, RuleChange, ShopRule
from zhanggui.guard.queries import forget_book
from zhanggui.guard.rules import (
    BadShapeError,
    OwnRule,
    Severity,
    checked_shapes,
    lines_in,
    may_block,
    shipped,
)

_FARTHEST = timedelta(days=366)
_RULES_OF_ONE_SHOP, _EXAMPLES, _EXAMPLE_LETTERS = 100, 50, 200
_OWN_TEXTS = 200


class CannotChangeRule(UnableTo):
    """No such rule, no reason, a day that has passed, or a severity that its figures do not allow."""


class CannotWriteRule(UnableTo):
    """Something is missing, too long or no shape; or it asks to block and is not precise enough."""


class CannotKeepText(UnableTo):
    """It is too short to be told apart, too long, or there already."""


@dataclass(frozen=True)
class RuleText:
    """A shop's own rule as somebody typed it."""

    title: str
    shapes: str
    severity: str
    say: str
    instead: str = ""
    excuses: str = ""
    examples: str = ""
    valid_from: str = ""


@transaction.atomic
def change_rule(
    *, shop_id: int, rule: str, severity: str, reason: str, since: str = "", by: Actor, at: datetime
) -> None:
    """A shipped rule is as severe as that from a day on, or off; as shipped when `severity` is empty."""
    line = shipped(rule)
    if line is None:
        raise CannotChangeRule("没有这条红线")
    if severity not in ("", rules.OFF, *(str(one) for one in Severity)):
        raise CannotChangeRule("请选择拦下、提醒、轻轻提醒或停用")
    why = clean_words(reason)
    if not why:
        raise CannotChangeRule("请写一下为什么改,以后会有人问")
    if len(why) > rules.REASON_LETTERS:
        raise CannotChangeRule("理由最多 {most} 个字", most=rules.REASON_LETTERS)
    if severity == Severity.BLOCK and not may_block(rule):
        raise CannotChangeRule("这条规则的准确率还不够,只能提醒,不能拦下")
    day = _day(since, at, CannotChangeRule)
    _turn_page(shop_id)
    rows = RuleChange.objects.filter(shop_id=shop_id, rule=rule)
    before = rows.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gt=day)).last()
    rows.filter(Q(valid_to=None) | Q(valid_to__gt=day)).update(valid_to=day)
    if severity:
        RuleChange.objects.create(
            shop_id=shop_id,
            rule=rule,
            severity=severity,
            valid_from=day,
            reason=why,
            by_name=by.name[:80],
            at=at,
        )
    changes: dict[str, list[object]] = {
        "rule_severity": [before.severity if before else None, severity or None],
        "valid_from": [None, day.isoformat()],
        "reason": [None, why],
    }
    audit(verb="change_rule", thing="red_line", thing_id=rule, changes=changes, by=by, at=at)


def drafted(*, shop_id: int, rule: str | None, text: RuleText, at: datetime) -> OwnRule:
    """The rule as it would be written, nothing changed; refuses what cannot be one."""
    title, say = clean_words(text.title), clean_words(text.say)
    if not 1 <= len(title) <= rules.TITLE_LETTERS:
        raise CannotWriteRule("名称要有 1 到 {most} 个字", most=rules.TITLE_LETTERS)
    if not 1 <= len(say) <= rules.SAY_LETTERS or len(clean_words(text.instead)) > rules.SAY_LETTERS:
        raise CannotWriteRule(
            "「为什么」要有 1 到 {most} 个字,「可以说」最多也是这么多", most=rules.SAY_LETTERS
        )
    if text.severity not in [str(one) for one in Severity]:
        raise CannotWriteRule("请选择拦下、提醒或轻轻提醒")
    try:
        shapes, excuses = checked_shapes(text.shapes), checked_shapes(text.excuses, least=1)
    except BadShapeError as wrong:
        raise CannotWriteRule(wrong.say, **wrong.facts) from None
    if not shapes:
        raise CannotWriteRule("请写上不能说的话,一行一句")
    return OwnRule(
        id=rule or _next_id(shop_id),
        title=title,
        shapes=shapes,
        excuses=excuses,
        severity=Severity(text.severity),
        say=say,
        instead=clean_words(text.instead),
        valid_from=_day(text.valid_from, at, CannotWriteRule),
    )


def figures_of(*, draft: OwnRule, examples: str) -> rules.Figures:
    """How a rule that is being written does on the harmless replies and on the sentences typed beside it."""
    return rules.figures_of(draft, _examples(examples))


@transaction.atomic
def write_shop_rule(*, shop_id: int, rule: str | None, text: RuleText, by: Actor, at: datetime) -> str:
    """Adds a rule of the shop's own, or a new version of one, from a day on; its id."""
    _turn_page(shop_id)
    if rule is not None and not ShopRule.objects.filter(shop_id=shop_id, rule=rule).exists():
        raise CannotWriteRule("没有这条规矩")
    draft = drafted(shop_id=shop_id, rule=rule, text=text, at=at)
    examples = _examples(text.examples)
    if draft.severity is Severity.BLOCK:
        _refuse_imprecise(draft, examples)
    versions = ShopRule.objects.filter(shop_id=shop_id)
    if rule is None and versions.filter(valid_to=None).count() >= _RULES_OF_ONE_SHOP:
        raise CannotWriteRule("自己的规矩最多 {most} 条,先停用不用的", most=_RULES_OF_ONE_SHOP)
    before = versions.filter(rule=draft.id).last()
    versions.filter(rule=draft.id).filter(Q(valid_to=None) | Q(valid_to__gt=draft.valid_from)).update(
        valid_to=draft.valid_from
    )
    ShopRule.objects.create(
        shop_id=shop_id,
        rule=draft.id,
        title=draft.title,
        shapes=draft.shapes,
        excuses=draft.excuses,
        examples="\n".join(examples),
        severity=draft.severity,
        say=draft.say,
        instead=draft.instead,
        valid_from=draft.valid_from,
        by_name=by.name[:80],
        at=at,
    )
    changes: dict[str, list[object]] = {
        "title": [before.title if before else None, draft.title],
        "shapes": [before.shapes if before else None, draft.shapes],
        "rule_severity": [before.severity if before else None, str(draft.severity)],
        "valid_from": [None, draft.valid_from.isoformat()],
    }
    audit(verb="write_shop_rule", thing="red_line", thing_id=draft.id, changes=changes, by=by, at=at)
    return draft.id


@transaction.atomic
def end_shop_rule(*, shop_id: int, rule: str, reason: str, since: str = "", by: Actor, at: datetime) -> None:
    """The shop's own rule holds no more from a day on; it stays on record."""
    why = clean_words(reason)[: rules.REASON_LETTERS]
    if not why:
        raise CannotChangeRule("请写一下为什么停用,以后会有人问")
    day = _day(since, at, CannotChangeRule)
    _turn_page(shop_id)
    rows = ShopRule.objects.filter(shop_id=shop_id, rule=rule).filter(Q(valid_to=None) | Q(valid_to__gt=day))
    if not rows.update(valid_to=day):
        raise CannotChangeRule("这条规矩已经停用了")
    changes: dict[str, list[object]] = {"valid_to": [None, day.isoformat()], "reason": [None, why]}
    audit(verb="end_shop_rule", thing="red_line", thing_id=rule, changes=changes, by=by, at=at)


@transaction.atomic
def keep_own_text(*, shop_id: int, kind: str, text: str, by: Actor, at: datetime) -> None:
    """A phone, a return address or a host of the shop's: no rule is about it any more."""
    words = clean_words(text)
    if kind not in rules.OWN_KINDS:
        raise CannotKeepText("请选择电话、退货地址或网址")
    if kind == rules.HOST:
        words = words.split("://")[-1].split("/")[0].lower()
    if not rules.OWN_SHORTEST <= len(words) <= rules.OWN_LETTERS:
        raise CannotKeepText("要有 {least} 到 {most} 个字", least=rules.OWN_SHORTEST, most=rules.OWN_LETTERS)
    _turn_page(shop_id)
    there = OwnText.objects.filter(shop_id=shop_id)
    if there.filter(text=words).exists():
        raise CannotKeepText("已经登记过了")
    if there.count() >= _OWN_TEXTS:
        raise CannotKeepText("最多登记 {most} 条", most=_OWN_TEXTS)
    row = OwnText.objects.create(shop_id=shop_id, kind=kind, text=words, by_name=by.name[:80], at=at)
    changes = {"own_text": [None, words]}
    audit(verb="keep_own_text", thing="own_text", thing_id=row.pk, changes=changes, by=by, at=at)


@transaction.atomic
def drop_own_text(*, shop_id: int, text_id: int, by: Actor, at: datetime) -> None:
    """Twice is once."""
    row = OwnText.objects.filter(shop_id=shop_id, pk=text_id).first()
    if row is None:
        return
    _turn_page(shop_id)
    row.delete()
    changes = {"own_text": [row.text, None]}
    audit(verb="drop_own_text", thing="own_text", thing_id=text_id, changes=changes, by=by, at=at)


def _examples(text: str) -> list[str]:
    return [clean_words(one)[:_EXAMPLE_LETTERS] for one in lines_in(text)][:_EXAMPLES]


def _refuse_imprecise(draft: OwnRule, examples: list[str]) -> None:
    if len(examples) < rules.LEAST_EXAMPLES:
        raise CannotWriteRule(
            "要拦下,先写 {least} 句以上它该找到的话,才知道它准不准", least=rules.LEAST_EXAMPLES
        )
    figures = rules.figures_of(draft, examples)
    if figures.mistakes:
        raise CannotWriteRule(
            "它会误伤 {number} 句正常的话,例如「{example}」,只能提醒",
            number=len(figures.mistakes),
            example=figures.mistakes[0][:30],
        )
    if figures.caught < len(examples):
        missed = (*figures.missed, *figures.milder)[0]
        raise CannotWriteRule("它找不到您写的这一句:「{missed}」", missed=missed[:40])


def _day(text: str, at: datetime, refusal: type[UnableTo]) -> date:
    """The day that somebody typed, today when nothing was."""
    today = shop_day(at)
    try:
        day = date.fromisoformat(text.strip()) if text.strip() else today
    except ValueError:
        raise refusal("日期要写成 2026-12-01 这样") from None
    if not today <= day <= today + _FARTHEST:
        raise refusal("日期要在今天到一年之内")
    return day


def _next_id(shop_id: int) -> str:
    used = ShopRule.objects.filter(shop_id=shop_id).values_list("rule", flat=True).distinct()
    return f"S{max((int(one[1:]) for one in used), default=0) + 1}"


def _turn_page(shop_id: int) -> None:
    """Two changes come one after the other, and every process reads the rules anew."""
    BookStamp.objects.get_or_create(shop_id=shop_id, defaults={"stamp": 0})
    BookStamp.objects.select_for_update().get(shop_id=shop_id)
    BookStamp.objects.filter(shop_id=shop_id).update(stamp=F("stamp") + 1)
    forget_book(shop_id)
    transaction.on_commit(lambda: forget_book(shop_id))
