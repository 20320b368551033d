"""The rule book of a shop: what holds on a day, who may say so, and how soon every process knows."""

from __future__ import annotations

import dataclasses
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhanggui.catalog.actions import ItemEntry, record_items
from zhanggui.foundation.actors import Actor, program
from zhanggui.foundation.calendar import shop_day
from zhanggui.foundation.models import AuditEntry
from zhanggui.guard.actions import (
    CannotChangeRule,
    CannotKeepText,
    CannotWriteRule,
    RuleText,
    change_rule,
    drop_own_text,
    end_shop_rule,
    keep_own_text,
    write_shop_rule,
)
from zhanggui.guard.models import BookStamp
from zhanggui.guard.queries import (
    book_of,
    forget_book,
    kept_book,
    own_rule_card,
    own_texts,
    rule_cards,
    rule_history,
    situated,
)
from zhanggui.guard.rules import (
    RED_LINES,
    BadShapeError,
    Book,
    OwnRule,
    Severity,
    Situation,
    check,
    checked_shapes,
    line_of,
    make_book,
    may_block,
)
from zhanggui.guard.rules.book import is_in_force
from zhanggui.guard.rules.words import Holds, RedLine
from zhanggui.shops.actions import open_shop

AT = datetime(2026, 11, 23, 4, tzinfo=UTC)
TMALL = Situation(platform="tmall")
OWN = RuleText("别提店长", "找*店长*特批\n# 折封顶", "warn", "店长不在聊天里", "我帮您问一下")
FIVE = "找我们店长给您特批\n去找店长特批一下\n找下店长让他特批\n您找店长要特批\n找店长就能特批"

in_database = pytest.mark.django_db


def shop(slug: str = "mine") -> int:
    return open_shop(slug=slug, name=f"{slug}旗舰店", platform="tmall", at=AT).id


def lead(shop_id: int) -> Actor:
    return Actor(kind="staff", id=1, name="周主管 L1", shop_id=shop_id)


def crossed(book: Book, text: str, situation: Situation = TMALL) -> list[tuple[str, str]]:
    return [(one.rule, str(one.severity)) for one in book.check(text, situation)]


def draft(shapes: str, severity: Severity = Severity.WARN, excuses: str = "") -> OwnRule:
    return OwnRule("S1", "试", shapes, excuses, severity, "为什么", "", AT.date())


# What holds


@pytest.mark.parametrize(
    ("needs", "situation", "holds"),
    [
        ({}, TMALL, Holds.YES),
        ({"seven_day": True}, TMALL, Holds.PERHAPS),
        ({"seven_day": True}, Situation("tmall", seven_day=True), Holds.YES),
        ({"seven_day": True}, Situation("tmall", seven_day=False), Holds.NO),
        ({"seven_day": True, "after_cut_off": True}, Situation("tmall", seven_day=True), Holds.PERHAPS),
        ({"seven_day": True, "after_cut_off": True}, Situation("tmall", after_cut_off=False), Holds.NO),
        ({}, Situation("elsewhere"), Holds.NO),
        ({}, Situation("tmall", channel="wechat"), Holds.NO),
    ],
)
def test_when_a_rule_holds(needs: dict[str, bool], situation: Situation, holds: Holds) -> None:
    line = RedLine(
        id="R99",
        title="试",
        about="甲",
        severity={"tmall": Severity.BLOCK},
        patterns=("甲乙",),
        exceptions=(),
        doubts=(),
        say={"tmall": ""},
        instead="",
        source="",
        needs=needs,
        not_channels=frozenset({"wechat"}),
    )
    assert line.holds(situation) is holds
    found = check("甲乙", situation, (line,))
    expected = {Holds.YES: [Severity.BLOCK], Holds.PERHAPS: [Severity.WARN], Holds.NO: []}
    assert [one.severity for one in found] == expected[holds]
    assert bool(check("甲乙", situation, (line,), whatever_is_known=True)) is (holds is not Holds.NO)


@pytest.mark.parametrize(
    ("text", "situation", "severities"),
    [
        ("特价不退不换的", TMALL, ["warn"]),  # nobody knows whether it has seven days
        ("特价不退不换的", Situation("tmall", seven_day=True), ["block"]),
        ("特价不退不换的", Situation("tmall", seven_day=False), []),
        ("需要补10元运费", TMALL, []),
        ("需要补10元运费", Situation("tmall", free_shipping=True), ["block"]),
        ("现在付款今天就可以发货", TMALL, []),
        ("现在付款今天就可以发货", Situation("tmall", after_cut_off=False), []),
        ("现在付款今天就可以发货", Situation("tmall", after_cut_off=True), ["warn"]),
        ("您拍的那个缺货", TMALL, []),
        ("您拍的那个缺货", Situation("tmall", awaits_parcel=True), ["warn"]),
        ("给您改到99元", TMALL, ["block"]),
        ("给您改到99元", Situation("taobao"), []),
        ("您加我微信聊吧", TMALL, ["block"]),
        ("您加我微信聊吧", Situation("tmall", channel="wechat"), []),
        ("我的手机13800000007,收件人电话", TMALL, ["block", "warn"]),
        ("核对一下:13800000007 对吗", TMALL, ["warn"]),
        ("核对一下:138 0000 0007 对吗", Situation("tmall", ours=("13800000007",)), []),
        ("填一下 https://ask.example.com/s/1", TMALL, ["warn"]),
        ("填一下 https://ask.example.com/s/1", Situation("tmall", ours=("ask.example.com",)), []),
        (
            "填一下 https://ask.example.com.evil.net/s",
            Situation("tmall", ours=("ask.example.com",)),
            ["warn"],
        ),
    ],
)
def test_what_is_known_decides(text: str, situation: Situation, severities: list[str]) -> None:
    assert [str(one.severity) for one in check(text, situation)] == severities


def test_rules_have_dates() -> None:
    line = dataclasses.replace(RED_LINES[0], valid_from=date(2026, 1, 1), valid_to=date(2027, 1, 1))
    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1))
    assert [is_in_force(line, on) for on in days] == [False, True, True, False]
    assert make_book({}, (), (), on=date(2017, 11, 11)).lines == RED_LINES[:1]
    assert make_book({}, (), (), on=date(2026, 11, 23)).lines == RED_LINES


# A shop's own shapes


@pytest.mark.parametrize(
    ("shapes", "text", "found"),
    [
        ("找*店长*特批", "您去找我们店长给您特批", True),
        ("找*店长*特批", "找 店 长 特批", True),
        ("找*店长*特批", "找人。店长也可以特批", False),  # another clause
        ("# 折封顶", "最低7折封顶", True),
        ("赠完即止", "赠完就没有了", False),
        ("(.*)+$", "随便一句话", False),  # signs are no signs here
    ],
)
def test_shapes(shapes: str, text: str, found: bool) -> None:
    try:
        line = line_of(draft(shapes))
    except BadShapeError:
        assert not found
        return
    assert bool(check(text, TMALL, (line,))) is found


def test_an_excuse_near_the_words_excuses_them() -> None:
    line = line_of(draft("找*店长", excuses="不用\n别"))
    assert check("去找店长吧", TMALL, (line,))
    assert not check("不用找店长", TMALL, (line,))


@pytest.mark.parametrize(
    "shape", ["字", "*", "#", "甲*乙", "前面*", "*后面", "很" * 61, "一二*三四*五六*七八*九十"]
)
def test_what_is_no_shape_is_refused(shape: str) -> None:
    with pytest.raises(BadShapeError):
        checked_shapes(shape)


@given(st.text(max_size=80))
def test_whatever_is_typed_is_a_quick_rule_or_refused(shapes: str) -> None:
    try:
        line = line_of(draft(checked_shapes(shapes)))
    except BadShapeError:
        return
    if not line.patterns:
        return
    hostile = (shapes.replace("*", "一").replace("#", "1") * 2000)[:2000]
    begun = time.thread_time()
    check(hostile, TMALL, (line,))
    assert time.thread_time() - begun < 0.5


# What a shop says


@in_database
def test_a_shop_makes_a_rule_milder_from_a_day_on_and_says_why() -> None:
    mine = shop()
    assert crossed(book_of(mine, at=AT), "五星好评返3元") == [("R07", "block")]
    change_rule(
        shop_id=mine, rule="R07", severity="warn", reason="先提醒", since="2026-11-25", by=lead(mine), at=AT
    )
    assert crossed(book_of(mine, at=AT), "五星好评返3元") == [("R07", "block")]
    later = AT + timedelta(days=3)
    assert crossed(book_of(mine, at=later), "五星好评返3元") == [("R07", "warn")]
    change_rule(shop_id=mine, rule="R07", severity="off", reason="停", by=lead(mine), at=later)
    assert crossed(book_of(mine, at=later), "五星好评返3元") == []
    change_rule(shop_id=mine, rule="R07", severity="", reason="恢复", by=lead(mine), at=later)
    assert crossed(book_of(mine, at=later), "五星好评返3元") == [("R07", "block")]
    entry = AuditEntry.objects.filter(verb="change_rule").earliest("id")
    assert entry.changes["reason"] == [None, "先提醒"]
    assert [one.reason for one in rule_history(mine, "R07")] == ["先提醒"]  # the others never held a day
    other = shop("other")
    assert crossed(book_of(other, at=later), "五星好评返3元") == [("R07", "block")]


@in_database
@pytest.mark.parametrize(
    ("rule", "severity", "reason", "since"),
    [
        ("R99", "warn", "试", ""),
        ("R07", "loud", "试", ""),
        ("R07", "warn", "  ", ""),
        ("R07", "warn", "长" * 300, ""),
        ("R07", "warn", "试", "昨天"),
        ("R07", "warn", "试", "2020-01-01"),
        ("R07", "warn", "试", "2099-01-01"),
        ("R33", "block", "试", ""),  # not precise enough
        ("W28", "block", "试", ""),
    ],
)
def test_what_a_shop_may_not_say(rule: str, severity: str, reason: str, since: str) -> None:
    mine = shop()
    with pytest.raises(CannotChangeRule):
        change_rule(
            shop_id=mine, rule=rule, severity=severity, reason=reason, since=since, by=lead(mine), at=AT
        )
    assert not BookStamp.objects.filter(stamp__gt=0).exists()


def test_only_what_the_figures_allow_may_block() -> None:
    assert may_block("R01")
    assert not may_block("R33")
    assert not may_block("R11")  # right on few examples
    assert not may_block("R99")


@in_database
def test_a_shop_writes_changes_and_ends_a_rule_of_its_own() -> None:
    mine = shop()
    rule = write_shop_rule(shop_id=mine, rule=None, text=OWN, by=lead(mine), at=AT)
    assert rule == "S1"
    assert crossed(book_of(mine, at=AT), "您找一下店长特批") == [("S1", "warn")]
    changed = RuleText("别提店长", "店长特批", "hint", "店长不在")
    write_shop_rule(shop_id=mine, rule=rule, text=changed, by=lead(mine), at=AT)
    book = book_of(mine, at=AT)
    assert crossed(book, "店长特批") == []
    assert [one.rule for one in book.advise("店长特批", TMALL)] == ["S1"]
    card = own_rule_card(mine, "S1")
    assert card is not None
    assert card.rule.shapes == "店长特批"
    assert write_shop_rule(shop_id=mine, rule=None, text=OWN, by=lead(mine), at=AT) == "S2"
    end_shop_rule(shop_id=mine, rule="S2", reason="不用了", by=lead(mine), at=AT)
    assert crossed(book_of(mine, at=AT), "您找一下店长特批") == []
    with pytest.raises(CannotChangeRule):
        end_shop_rule(shop_id=mine, rule="S2", reason="不用了", by=lead(mine), at=AT)
    shown = [one.id for one in rule_cards(mine, "tmall", hits={}, on=shop_day(AT)) if one.is_own]
    assert shown == ["S1"]


@in_database
def test_a_rule_of_ones_own_blocks_only_when_it_is_precise() -> None:
    mine = shop()
    by = lead(mine)
    block = {"severity": "block", "say": "不能说"}
    for text, why in (
        (RuleText("少", "找*店长*特批", **block), "5 句以上"),
        (RuleText("误伤", "可以\n找*店长*特批", examples=FIVE, **block), "误伤"),
        (RuleText("漏", "找*店长*特批", examples=f"{FIVE}\n完全别的话", **block), "找不到"),
    ):
        with pytest.raises(CannotWriteRule, match=why):
            write_shop_rule(shop_id=mine, rule=None, text=text, by=by, at=AT)
    good = RuleText("准", "找*店长*特批", examples=FIVE, **block)
    rule = write_shop_rule(shop_id=mine, rule=None, text=good, by=by, at=AT)
    assert crossed(book_of(mine, at=AT), "找店长特批") == [(rule, "block")]


@in_database
@pytest.mark.parametrize(
    "change",
    [
        {"title": ""},
        {"title": "长" * 31},
        {"say": " "},
        {"shapes": ""},
        {"shapes": "字"},
        {"severity": "off"},
        {"valid_from": "2020-01-01"},
        {"instead": "长" * 201},
    ],
)
def test_a_rule_that_is_none_is_refused(change: dict[str, str]) -> None:
    mine = shop()
    text = RuleText(**{**OWN.__dict__, **change})
    with pytest.raises(CannotWriteRule):
        write_shop_rule(shop_id=mine, rule=None, text=text, by=lead(mine), at=AT)
    with pytest.raises(CannotWriteRule):
        write_shop_rule(shop_id=mine, rule="S7", text=OWN, by=lead(mine), at=AT)


@in_database
def test_what_is_the_shops_own_is_no_contact() -> None:
    mine = shop()
    said = "退货寄杭州市余杭区测试路100号,电话13800000007"
    assert crossed(book_of(mine, at=AT), said) == [("R04N", "warn")]
    for kind, text in (("phone", "13800000007"), ("address", "杭州市余杭区测试路100号")):
        keep_own_text(shop_id=mine, kind=kind, text=text, by=lead(mine), at=AT)
    book = book_of(mine, at=AT)
    assert crossed(book, said) == []
    assert crossed(book, "退货寄到广州市白云区别的路1号") == [("R24", "warn")]
    keep_own_text(shop_id=mine, kind="host", text="https://ask.example.com/s?x=1", by=lead(mine), at=AT)
    assert [one.text for one in own_texts(mine) if one.kind == "host"] == ["ask.example.com"]
    for kind, text in (("phone", "123"), ("phone", "13800000007"), ("else", "1234567"), ("host", "长" * 200)):
        with pytest.raises(CannotKeepText):
            keep_own_text(shop_id=mine, kind=kind, text=text, by=lead(mine), at=AT)
    for one in own_texts(mine):
        drop_own_text(shop_id=mine, text_id=one.id, by=lead(mine), at=AT)
        drop_own_text(shop_id=mine, text_id=one.id, by=lead(mine), at=AT)
    assert crossed(book_of(mine, at=AT), said) == [("R04N", "warn")]


# How processes know


@in_database
def test_a_book_costs_no_question_for_two_seconds(django_assert_num_queries: object) -> None:
    mine = shop()
    assert kept_book(mine, at=AT) is None
    book_of(mine, at=AT)
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert book_of(mine, at=AT + timedelta(seconds=1)) is kept_book(mine, at=AT)
    with django_assert_num_queries(1):  # type: ignore[operator]
        book_of(mine, at=AT + timedelta(seconds=3))


@in_database
def test_another_process_learns_of_a_change_within_seconds() -> None:
    mine = shop()
    book_of(mine, at=AT)
    stale = kept_book(mine, at=AT)
    change_rule(shop_id=mine, rule="R07", severity="off", reason="停", by=lead(mine), at=AT)
    from zhanggui.guard.queries import book  # noqa: PLC0415 - what another process would hold

    book._books[mine] = book._Kept(stale or Book(), 0, shop_day(AT), AT)
    assert crossed(book_of(mine, at=AT + timedelta(seconds=1)), "五星好评返3元")  # not yet
    assert crossed(book_of(mine, at=AT + timedelta(seconds=3)), "五星好评返3元") == []
    forget_book(mine)


# What is known of the buyer


@in_database
def test_before_and_after_the_cut_off() -> None:
    mine = shop()
    for hour, late in ((4, False), (9, True)):  # noon and five in Shanghai
        at = AT.replace(hour=hour)
        assert situated(TMALL, shop_id=mine, buyer_id=None, at=at).after_cut_off is late


@in_database
def test_nothing_is_known_of_a_buyer_without_orders() -> None:
    mine = shop()
    item = ItemEntry(number="1", title="毛衣", price_fen=100, seven_day=True)
    record_items(shop_id=mine, items=[item], by=program(mine), at=AT)
    known = situated(TMALL, shop_id=mine, buyer_id=2**40, at=AT)
    assert (known.seven_day, known.free_shipping, known.awaits_parcel) == (None, None, None)
