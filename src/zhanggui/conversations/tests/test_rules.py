from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhanggui.conversations import rules
from zhanggui.conversations.rules import (
    RECEPTION,
    Allowance,
    Standing,
    after_auto,
    after_buyer,
    after_staff,
    auto_text,
    clean_text,
    fill,
    is_client_id,
    pace,
    snippet,
    variables_in,
)
from zhanggui.foundation.moves import CannotMove

AT = datetime(2026, 11, 21, 4, tzinfo=UTC)
EMPTY = Standing(position=0, waiting_since=None, left=False, agent_id=None)


def test_every_move_of_a_reception() -> None:
    allowed = {("open", "close"): "closed", ("open", "transfer"): "transferred", ("open", "lapse"): "lapsed"}
    assert RECEPTION.states == {"open", "closed", "transferred", "lapsed"}
    for state, move in product(RECEPTION.states, RECEPTION.moves):
        if (state, move) in allowed:
            assert RECEPTION.after(state, move) == allowed[state, move]
        else:
            with pytest.raises(CannotMove):
                RECEPTION.after(state, move)


@pytest.mark.seed(17, 20, 25)
def test_a_wait_begins_with_the_first_word_and_goes_on_with_the_next() -> None:
    first = after_buyer(EMPTY, at=AT, someone_there=True)
    assert first == Standing(
        position=1, waiting_since=AT, left=False, agent_id=None, asked_position=1, questions=1
    )
    second = after_buyer(first, at=AT + timedelta(minutes=2), someone_there=False)
    assert second == Standing(
        position=2, waiting_since=AT, left=False, agent_id=None, asked_position=1, questions=2
    )


@pytest.mark.seed(33)
def test_a_wait_that_begins_while_nobody_is_there_is_left_behind() -> None:
    left = after_buyer(EMPTY, at=AT, someone_there=False)
    assert left.left
    assert after_buyer(left, at=AT, someone_there=True).left
    assert not after_staff(left, by_id=3).left


@pytest.mark.seed(17, 25)
def test_only_a_human_word_ends_a_wait() -> None:
    waiting = after_buyer(EMPTY, at=AT, someone_there=True)
    assert after_auto(waiting).waiting_since == AT
    assert after_staff(waiting, by_id=3).waiting_since is None


def test_who_answers_first_has_the_reception() -> None:
    answered = after_staff(after_buyer(EMPTY, at=AT, someone_there=True), by_id=3)
    assert answered.agent_id == 3
    assert after_staff(answered, by_id=4).agent_id == 3


@given(st.lists(st.sampled_from(["buyer", "staff", "auto"]), max_size=30))
def test_whatever_is_said_positions_count_and_the_wait_is_the_first_unanswered_word(said: list[str]) -> None:
    standing = EMPTY
    expected: datetime | None = None
    for place, side in enumerate(said):
        at = AT + timedelta(seconds=place)
        if side == "buyer":
            standing = after_buyer(standing, at=at, someone_there=True)
            expected = expected or at
        elif side == "staff":
            standing = after_staff(standing, by_id=7)
            expected = None
        else:
            standing = after_auto(standing)
    assert standing.position == len(said)
    assert standing.waiting_since == expected
    assert standing.agent_id == (7 if "staff" in said else None)


@pytest.mark.seed(26, 33)
@pytest.mark.parametrize(
    ("first_word", "begins_wait", "someone_there", "answer"),
    [
        (True, True, True, "greeting"),
        (True, True, False, "away"),
        (False, True, False, "away"),
        (False, True, True, ""),
        (False, False, True, ""),
        (False, False, False, ""),
        (True, False, False, "greeting"),
    ],
)
def test_what_the_program_says(
    *, first_word: bool, begins_wait: bool, someone_there: bool, answer: str
) -> None:
    text = auto_text(
        first_word=first_word,
        begins_wait=begins_wait,
        someone_there=someone_there,
        greeting="您好,请问有什么可以帮助您的?",
        opens=time(9),
        closes=time(23, 30),
    )
    later = auto_text(
        first_word=first_word,
        begins_wait=begins_wait,
        someone_there=someone_there,
        greeting="",
        opens=time(9),
        closes=time(23, 30),
        back="明天 9:00",
    )
    assert (",明天 9:00 会有客服。" in later) is (answer == "away")
    words = {"greeting": "您好,请问有什么可以帮助您的?", "": ""}
    assert ("(服务时间 09:00-23:30)" in text) if answer == "away" else text == words[answer]


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (" 能今天发吗 ", "能今天发吗"),
        ("一\r\n二\r三", "一\n二\n三"),
        ("列\t列", "列\t列"),
        ("零\x00字节\x07\x1b[31m", "零字节[31m"),
        ("半\ud83d个", "半个"),
        ("😀👨\u200d👩\u200d👧", "😀👨\u200d👩\u200d👧"),
        ("\n\n", ""),
        ("", ""),
        # What nobody can see is no message.
        ("\u200b", ""),
        ("\u200d\u2060\ufeff \u3164", ""),
    ],
)
def test_text_without_what_cannot_be_shown(text: str, clean: str) -> None:
    assert clean_text(text) == clean


@given(st.text())
def test_clean_text_can_be_stored_and_is_clean_already(text: str) -> None:
    clean = clean_text(text)
    assert clean_text(clean) == clean == clean.strip()
    assert clean.encode().decode() == clean
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f]", clean)


@pytest.mark.parametrize(
    ("kind", "text", "shown"),
    [
        ("text", "第一行\n\n第二行", "第一行 第二行"),
        ("text", "长" * 100, "长" * 80),
        ("picture", "", "[图片]"),
    ],
)
def test_a_snippet_is_one_short_line(kind: str, text: str, shown: str) -> None:
    assert snippet(kind, text) == shown


@given(st.sampled_from(["text", "picture"]), st.text())
def test_a_snippet_fits_its_column(kind: str, text: str) -> None:
    assert len(snippet(kind, text)) <= rules.SNIPPET_LETTERS
    assert "\n" not in snippet(kind, text)


@pytest.mark.parametrize(
    "client_id", ["12345678", "a" * 64, "0b1e-_AZ", "3f2504e0-4f89-11d3-9a0c-0305e82c3301"]
)
def test_ids_that_a_client_may_make(client_id: str) -> None:
    assert is_client_id(client_id)


@pytest.mark.parametrize(
    "client_id",
    [
        "1234567",
        "a" * 65,
        "",
        "有中文的编号八个",
        "with blank",
        "line\nbreak",
        "12345678\n",
        None,
        12345678,
        ["12345678"],
    ],
)
def test_ids_that_a_client_may_not_make(client_id: object) -> None:
    assert not is_client_id(client_id)


def test_variables_are_filled_and_those_without_a_value_are_named() -> None:
    filled = fill(
        "{buyer},由{courier}承运,{courier}单号 {waybill} {Not} {}", {"buyer": "小米粥", "waybill": ""}
    )
    assert filled.text == "小米粥,由{courier}承运,{courier}单号 {waybill} {Not} {}"
    assert filled.missing == ("courier", "waybill")
    assert variables_in("{buyer}{courier}{buyer}") == ("buyer", "courier")


def test_a_value_is_not_a_phrase() -> None:
    assert fill("{buyer}好", {"buyer": "{agent}\\1", "agent": "林晓"}).text == "{agent}\\1好"


@given(st.text(), st.dictionaries(st.sampled_from(["buyer", "agent"]), st.text(min_size=1)))
def test_a_text_without_variables_is_left_alone(text: str, values: dict[str, str]) -> None:
    if not variables_in(text):
        assert fill(text, values).text == text


@given(st.dictionaries(st.sampled_from(["buyer", "agent", "shop"]), st.text(min_size=1), min_size=3))
def test_every_variable_gets_its_own_value(values: dict[str, str]) -> None:
    filled = fill("{buyer}|{agent}|{shop}", values)
    assert filled.text == f"{values['buyer']}|{values['agent']}|{values['shop']}"
    assert filled.missing == ()


def test_an_allowance_is_a_burst_and_then_a_pace() -> None:
    allowance = Allowance(per_second=2, burst=15, left=15, at_seconds=100.0)
    assert [allowance.take(100.0) for _ in range(16)] == [True] * 15 + [False]
    assert not allowance.take(100.4)
    assert allowance.take(100.5)
    assert not allowance.take(100.5)
    assert [allowance.take(1000.0) for _ in range(16)] == [True] * 15 + [False]


@given(st.lists(st.floats(0, 5), max_size=200))
def test_never_more_than_the_burst_and_the_pace_allow(waits: list[float]) -> None:
    allowance = Allowance(per_second=2, burst=15, left=15, at_seconds=0.0)
    clock, taken = 0.0, 0
    for wait in waits:
        clock += wait
        taken += allowance.take(clock)
    assert taken <= 15 + 2 * clock + 1e-6


def test_a_clock_that_goes_back_gives_nothing() -> None:
    allowance = Allowance(per_second=2, burst=1, left=1, at_seconds=100.0)
    assert allowance.take(100.0)
    assert not allowance.take(50.0)


def words(*said: tuple[str, int]) -> list[tuple[str, datetime]]:
    return [(side, AT + timedelta(seconds=seconds)) for side, seconds in said]


@pytest.mark.seed(25)
@pytest.mark.parametrize(
    ("said", "first", "average"),
    [
        ([], None, None),
        ([("buyer", 0)], None, None),
        ([("staff", 0)], None, None),
        ([("buyer", 0), ("staff", 8)], 8, 8),
        ([("buyer", 0), ("buyer", 5), ("staff", 8), ("staff", 9)], 8, 8),
        ([("buyer", 0), ("auto", 1), ("staff", 8)], 8, 8),
        ([("buyer", 0), ("staff", 8), ("buyer", 10), ("staff", 30), ("buyer", 40)], 8, 14),
        ([("staff", 0), ("buyer", 10), ("staff", 14)], 4, 4),
    ],
)
def test_the_pace_of_an_answer(
    said: list[tuple[str, int]], first: float | None, average: float | None
) -> None:
    found = pace(words(*said))
    assert (found.first_seconds, found.average_seconds) == (first, average)
