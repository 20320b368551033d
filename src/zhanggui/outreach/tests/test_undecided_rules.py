"""What a buyer's sentences hint at, and whom a shop may write to of its own accord."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhanggui.foundation.calendar import SHANGHAI
from zhanggui.outreach.rules import doubts, following
from zhanggui.outreach.rules.doubts import (
    DELIVERY,
    KIND_TITLES,
    MATERIAL,
    OFFER,
    PRICE,
    QUALITY,
    SIZE,
    hints_in,
    kinds_on,
    proposed_text,
)
from zhanggui.outreach.rules.doubts import LATER as LOOK_ON
from zhanggui.outreach.rules.following import (
    Limits,
    Past,
    asks_silence,
    cannot_write,
    due_at,
    is_day,
    says_no,
)

LIMITS = Limits(
    quiet=timedelta(hours=1),
    due=timedelta(hours=4),
    from_minutes=540,
    until_minutes=1260,
    again=timedelta(days=7),
)
AT = datetime(2026, 11, 21, 4, tzinfo=UTC)  # noon in Shanghai
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


# Sentences that were not looked at when the shapes were written.
@pytest.mark.seed(23)
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("这件也太贵了吧,我再逛逛", PRICE),
        ("一件要三百多,超出我的预算了", PRICE),
        ("我看别家同款才卖一百二", PRICE),
        ("老板能少点不", PRICE),
        ("价格有点小高", PRICE),
        ("我165cm 120斤穿L合适吗", SIZE),
        ("怕买回来太短", SIZE),
        ("平时穿M,这款会不会偏小", SIZE),
        ("脚背高,穿得下吗", SIZE),
        ("这个料子夏天穿闷不闷", MATERIAL),
        ("贴身穿扎不扎人啊,扎人就算了", MATERIAL),
        ("是真皮的还是PU", MATERIAL),
        ("洗几次会不会起球", QUALITY),
        ("评价里有人说线头多", QUALITY),
        ("怎么证明是正品", QUALITY),
        ("周五前能送到广州吗", DELIVERY),
        ("后天就要用,来得及吗", DELIVERY),
        ("你们发货也太慢了", DELIVERY),
        ("上周看还便宜二十呢", OFFER),
        ("现在有没有什么活动", OFFER),
        ("满减还差十几块凑不上", OFFER),
        ("我先收藏着", LOOK_ON),
        ("等我问问我老公", LOOK_ON),
        ("有点纠结颜色", LOOK_ON),
        ("我再考虑考虑", LOOK_ON),
    ],
)
def test_a_sentence_hints_at_a_kind(text: str, kind: str) -> None:
    assert kind in {one.kind for one in hints_in([text])}


@pytest.mark.seed(23)
@pytest.mark.parametrize(
    "text",
    [
        "你好,在吗",
        "好的谢谢",
        "已经付款了",
        "质量很好",
        "不贵,挺划算的",
        "穿着很合身",
        "请问您贵姓",
        "我在贵州",
        "发个链接给我",
        "要两件黑色的",
        "不着急慢慢发",
        "收到了,很喜欢",
        "帮我改一下地址",
        "",
    ],
)
def test_who_has_no_doubt_is_not_given_one(text: str) -> None:
    assert hints_in([text]) == []


def test_the_newest_sentence_comes_first_and_each_kind_once() -> None:
    found = hints_in(["太贵了", "会不会起球", "贵,我再想想"])
    assert [(one.kind, one.words) for one in found] == [
        (PRICE, "贵"),
        (LOOK_ON, "我再想想"),
        (QUALITY, "会不会起球"),
    ]


@given(st.lists(st.text(max_size=300), max_size=6))
def test_hints_are_of_the_buyers_own_words(texts: list[str]) -> None:
    found = hints_in(texts)
    assert len({one.kind for one in found}) == len(found) <= len(KIND_TITLES)
    for one in found:
        assert any(one.words in text for text in texts)
        assert 0 < len(one.words) <= doubts.DOUBT_LETTERS


@dataclass(frozen=True)
class Change:
    key: str
    title: str
    since: date
    until: date | None = None


def test_the_kinds_of_a_day() -> None:
    day = date(2026, 11, 21)
    step = timedelta(days=1)
    changes = [
        Change("气味", "气味", day),
        Change("size", "尺码", day, day),
        Change("颜色", "颜色", day, day + step),
    ]
    assert list(kinds_on([], day).values()) == [*KIND_TITLES.values()]
    assert list(kinds_on(changes, day - step)) == list(KIND_TITLES)
    assert "size" not in kinds_on(changes, day)
    assert {"气味", "颜色", "other"} <= kinds_on(changes, day).keys()
    assert "颜色" not in kinds_on(changes, day + step)
    assert doubts.all_titles(changes)["颜色"] == "颜色"
    assert list(kinds_on(changes, day))[-1] == "other"


@pytest.mark.parametrize("kind", [*KIND_TITLES, "气味"])
@pytest.mark.parametrize("item", ["", "羊毛衫"])
def test_a_text_is_proposed_for_every_kind(kind: str, item: str) -> None:
    text = proposed_text(kind, item=item)
    assert "{" not in text
    assert "您" in text
    assert len(text) <= following.FOLLOW_UP_LETTERS
    assert (item or "宝贝") in text
    assert not [name for _, name, _, _ in Formatter().parse(text) if name]


# Never pestered
@pytest.mark.seed(22)
@pytest.mark.parametrize(
    "text",
    [
        "不要了",
        "我不买了谢谢",
        "算了吧",
        "算了\uff0c谢谢",
        "已经在别家买了",
        "不需要了",
        "不喜欢这个款",
        "别家店买好了",
    ],
)
def test_a_no_is_heard(text: str) -> None:
    assert says_no([text])


@pytest.mark.seed(22)
@pytest.mark.parametrize(
    "text",
    ["别再发了", "不要再给我发消息", "请勿打扰", "别老联系我", "再骚扰我就投诉了", "不要打扰我", "别烦我"],
)
def test_a_wish_for_silence_is_heard(text: str) -> None:
    assert asks_silence([text])


@pytest.mark.parametrize(
    "text", ["还要两件", "这个好看", "别发错了", "不要发货太慢", "什么时候发货", "有点贵"]
)
def test_who_says_neither_is_not_taken_to(text: str) -> None:
    assert not says_no([text])
    assert not asks_silence([text])


@pytest.mark.seed(22)
@given(INSTANTS)
def test_nobody_is_written_to_at_night(at: datetime) -> None:
    due = due_at(at, LIMITS)
    assert is_day(due, LIMITS)
    assert at + LIMITS.due <= due <= at + LIMITS.due + timedelta(hours=13)
    wall = at.astimezone(SHANGHAI)
    assert is_day(at, LIMITS) == (9 <= wall.hour < 21)


PASTS = st.builds(
    Past,
    won=st.booleans(),
    last_at=st.none() | INSTANTS,
    closed_at=st.none() | INSTANTS,
    contacted_at=st.none() | INSTANTS,
    said_no=st.booleans(),
    wants_silence=st.booleans(),
    waits=st.booleans(),
)


@pytest.mark.seed(22)
@given(PASTS, INSTANTS)
def test_a_task_is_opened_only_where_one_may_write(past: Past, at: datetime) -> None:
    if following.is_wanted(past, LIMITS, at=at):
        assert following.is_kept(past, LIMITS, at=at)
        assert is_day(at, LIMITS)
        assert past.last_at is not None
        assert past.last_at + LIMITS.quiet <= at
    if following.is_kept(past, LIMITS, at=at):
        assert cannot_write(past, LIMITS, at=at) == ""
        assert not any((past.won, past.said_no, past.wants_silence))
        assert past.contacted_at is None or at - past.contacted_at >= LIMITS.again


@given(st.lists(INSTANTS, max_size=12))
def test_a_buyer_is_asked_at_most_once_in_so_many_days(tries: list[datetime]) -> None:
    contacted: datetime | None = None
    written: list[datetime] = []
    for at in sorted(tries):
        if not cannot_write(Past(contacted_at=contacted), LIMITS, at=at):
            contacted = at
            written.append(at)
    assert all(after - before >= LIMITS.again for before, after in pairwise(written))


def test_what_was_ended_is_wanted_again_only_after_something_new() -> None:
    ended = Past(last_at=AT - timedelta(hours=3), closed_at=AT - timedelta(hours=2))
    assert not following.is_wanted(ended, LIMITS, at=AT)
    again = Past(last_at=AT - timedelta(hours=1), closed_at=AT - timedelta(hours=2))
    assert following.is_wanted(again, LIMITS, at=AT)
    assert not following.is_wanted(again, LIMITS, at=AT - timedelta(minutes=1))
    assert not following.is_wanted(Past(last_at=AT - timedelta(hours=1), waits=True), LIMITS, at=AT)
