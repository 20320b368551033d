from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhanggui.guard.rules import RED_LINES, Severity, Situation, check
from zhanggui.guard.rules.checking import _crossing, _Texts
from zhanggui.guard.rules.reading import LONGEST, masked, read
from zhanggui.guard.rules.words import MATCH, RedLine

TMALL, TAOBAO = Situation(platform="tmall"), Situation(platform="taobao")
NEAR = st.text(alphabet="发票漂開开不没有了能给您,。? .·\u200bfpaio1票吗的", max_size=80)


def severities(text: str, situation: Situation) -> list[str]:
    return [str(finding.severity) for finding in check(text, situation)]


@pytest.mark.seed(236)
@pytest.mark.parametrize(
    ("text", "on_tmall", "on_taobao"),
    [
        ("亲,我们没有发票的", ["block"], ["warn"]),
        ("发票开不了哦", ["block"], ["warn"]),
        ("金额太小不开票", ["block"], ["warn"]),
        ("发 票 开 不 了", ["block"], ["warn"]),
        ("發·票·開·不·了", ["block"], ["warn"]),
        ("发\u200b票\u200d没有", ["block"], ["warn"]),
        ("fapiao开不了", ["block"], ["warn"]),
        ("开不了FP", ["block"], ["warn"]),
        ("需要发票请去别家", ["block"], ["warn"]),
        # What speaks of refusing without quite doing it does not block.
        ("我们不是一般纳税人,所以没有发票", ["warn"], ["hint"]),
        ("可以开发票的,麻烦提供抬头和税号", [], []),
        ("不是没有发票,是和包裹分开寄", [], []),
        ("没有发票的话请联系我们补开", [], []),
        ("您没有收到发票吗", [], []),
        ("发票没有丢", [], []),
        ("不会不给开发票", [], []),
        ("您不需要发票吗", [], []),
        ("之前没开发票的订单也能补开", [], []),
        # One kind refused and another granted is an invoice granted.
        ("开不了专票的话可以开普票", [], []),
        ("专票普票都开不了", ["block"], ["warn"]),
        ("系统坏了开不了发票", ["block"], ["warn"]),
        ("今天税务系统升级,暂时开不了票,明天恢复后马上补开给您", [], []),
        ("", [], []),
    ],
)
def test_by_platform(text: str, on_tmall: list[str], on_taobao: list[str]) -> None:
    assert severities(text, TMALL) == on_tmall
    assert severities(text, TAOBAO) == on_taobao


def test_a_platform_or_a_channel_without_the_rule_is_left_alone() -> None:
    assert check("不开发票", Situation(platform="elsewhere")) == ()
    line = RedLine(
        id="R99",
        title="试",
        about="甲",
        severity={"tmall": Severity.BLOCK},
        patterns=("甲",),
        exceptions=(),
        doubts=(),
        say={"tmall": "", "taobao": ""},
        instead="",
        source="",
        channels=frozenset({"taobao"}),
    )
    assert line.applies_when(Situation(platform="tmall", channel="taobao"))
    assert not line.applies_when(Situation(platform="tmall", channel="web"))


@pytest.mark.seed(235)
def test_a_finding_tells_the_agent_what_why_and_what_else() -> None:
    (finding,) = check("亲亲~發 漂 开 不 了哦,下次再来", TMALL)
    assert finding.rule == "R01"
    assert finding.title == "发票"
    assert finding.severity is Severity.BLOCK
    assert finding.quote == "發 漂 开 不 了"
    assert finding.say
    assert "抬头" in finding.instead
    assert "2021" in finding.source


def test_a_second_refusal_counts_when_the_first_is_excused() -> None:
    assert check("没有发票的话联系我们", TMALL) == ()
    assert severities("没有发票的话联系我们。实话说这款不开发票", TMALL) == ["block"]


def test_excuses_run_out() -> None:
    assert check("没有发票的话联系我们。" * 5, TMALL) == ()
    assert severities("没有发票的话联系我们。" * 50, TMALL) == ["block"]


def test_severities_are_ordered() -> None:
    assert sorted(Severity, key=lambda one: one.rank) == [Severity.BLOCK, Severity.WARN, Severity.HINT]
    assert [one.milder for one in Severity] == [Severity.WARN, Severity.HINT, Severity.HINT]


@pytest.mark.parametrize(
    "written", ["13800000001", "138 0000 0001", "138-0000-0001", "１３８０００００００１"]
)
def test_ours_is_masked_however_it_is_written(written: str) -> None:
    assert masked(read(f"电话{written}对吗"), ("13800000001",)).text == "电话□□□□□□□□□□□对吗"


def test_what_is_too_short_to_be_ours_masks_nothing() -> None:
    assert severities("发票开不了", Situation(platform="tmall", ours=("", "票", "发票"))) == ["block"]


def test_a_red_line_stands_on_masked_words_no_more() -> None:
    ours = ("不开发票专卖店",)
    assert check("您说的是不开发票专卖店吧", Situation(platform="tmall", ours=ours)) == ()


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("發 票", "发票"),
        ("Ｆａｐｉａｏ", "发票"),
        ("FPS 60fps SFP50", "fps 60fps sfp50"),
        ("发😀票", "发票"),
        ("发.票", "发票"),
        ("没漂白的", "没漂白的"),
        ("好的。没有,发票在路上?", "好的,没有,发票在路上?"),
        ("We can't", "we can t"),
        ("①②", "12"),
    ],
)
def test_reading(written: str, heard: str) -> None:
    assert read(written).text == heard


@given(st.one_of(st.text(max_size=200), NEAR))
def test_reading_twice_is_reading_once(text: str) -> None:
    once = read(text)
    assert read(once.text).text == once.text
    assert len(once.places) == len(once.text)
    assert list(once.places) == sorted(once.places)


@given(st.one_of(st.text(max_size=300), NEAR), st.lists(st.text(max_size=12), max_size=3))
def test_check_never_raises_and_quotes_what_was_written(text: str, ours: list[str]) -> None:
    for finding in check(text, Situation(platform="tmall", ours=tuple(ours))):
        assert finding.quote in text
        assert finding.quote


@given(NEAR)
def test_the_verdict_is_the_same_for_what_was_read(text: str) -> None:
    assert severities(text, TMALL) == severities(read(text).text, TMALL)


def test_only_the_first_two_thousand_characters_are_read() -> None:
    padding = "好" * (LONGEST - 5)
    assert severities(f"{padding}开不了发票", TMALL) == ["block"]
    assert check(f"{padding}好开不了发票", TMALL) == ()
    assert len(read("发票" * LONGEST).text) == LONGEST


def test_no_pattern_matches_nothing() -> None:
    """An empty match would quote nothing and could be had from any text."""
    for line in RED_LINES:
        assert all(matcher.search("") is None for matcher in (*line.matchers, *line.written_matchers)), (
            line.id
        )
        assert _crossing(line, _Texts("", ())) is None
        assert line.excuse is None or line.excuse.search(MATCH) is None
        assert line.doubt is None or line.doubt.search(MATCH) is None
        assert line.inside is None or line.inside.search("") is None


def seconds(text: str, times: int) -> float:
    situation = Situation(platform="tmall", ours=("1000000000000000001", "13800000001", "www.example.com"))
    taken = []
    for _ in range(times):
        start = time.thread_time()
        check(text, situation)
        taken.append(time.thread_time() - start)
    return min(taken)


@pytest.mark.parametrize(
    "text",
    [
        "您好亲,这款衣服的面料是95%棉加5%氨纶,有弹性的,平时穿M码的话拍M码就可以,发货后两到三天能到,请注意查收哦",
        "可以开发票的亲,麻烦您把抬头和税号发给我,开好以后会发到您的邮箱,一般两个工作日,没收到请联系我们补发哦",
    ],
)
def test_a_reply_is_checked_in_microseconds(text: str) -> None:
    assert 50 <= len(text) <= 70
    assert seconds(text, 200) < 2e-3  # a tenth of it on a quiet machine: `make bench-guard` measures


@pytest.mark.parametrize(
    "piece",
    [
        "发票",
        "票不",
        "fp ",
        "发,",
        "f p i a o ",
        "不能给您",
        "没有不开发票",
        "如果没有发票的话",
        "发票没有问",
        "can t ",
        "ﷺ",
        "e\u0301",
        "\u200b",
        "?",
        "没有税号",
    ],
)
def test_hostile_text_is_checked_in_milliseconds(piece: str) -> None:
    text = (piece * LONGEST)[:LONGEST]
    assert seconds(text, 5) < 0.2  # the longest takes 14 ms; a pattern that goes back and forth takes seconds
