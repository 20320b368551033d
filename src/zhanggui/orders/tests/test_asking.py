"""What a typed text may mean, and what an address asks for."""

from __future__ import annotations

from datetime import date

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from zhanggui.orders.asking import Filters, Way, next_beginning, questions
from zhanggui.orders.forms import asked
from zhanggui.orders.rules import Stage


@pytest.mark.parametrize(
    ("typed", "ways"),
    [
        ("", ""),
        ("   ", ""),
        ("\0", ""),
        ("改", "nick"),
        ("加急", "nick nick_begins words"),
        ("小米粥", "nick nick_begins words"),
        ("改 XL", "nick nick_begins words"),
        ("a b", "nick nick_begins"),
        ("123", "number nick nick_begins words"),
        ("0021", "number tail nick ending nick_begins words"),
        ("00-21", "number tail nick ending nick_begins words"),
        ("58349120001", "number waybill nick ending beginning nick_begins words"),
        ("13800000001", "number phone waybill nick ending beginning nick_begins words"),
        ("2231958349120001", "number waybill nick ending beginning nick_begins words"),
        ("2231 9583 4912 0001", "number nick ending beginning nick_begins words"),
        ("YT7000000000001", "number waybill nick nick_begins words"),
        ("tb_haoren", "nick nick_begins words"),
        ("x" * 101, ""),
    ],
)
def test_a_text_means_all_that_it_may_mean(typed: str, ways: str) -> None:
    assert " ".join(question.way for question in questions(typed)) == ways


def test_what_stands_between_digits_and_widths_makes_no_difference() -> None:
    (number,) = (one for one in questions("２２３１ 9583-4912 0001") if one.way == Way.NUMBER)
    assert number.text == "2231958349120001"


@given(st.text(max_size=300))
def test_any_text_is_understood_or_nothing(typed: str) -> None:
    for question in questions(typed):
        assert question.text
        assert "\0" not in question.text
        assert all(question.words) or question.way != Way.WORDS


@given(st.text("0123456789", min_size=1, max_size=20), st.text("0123456789", max_size=5))
def test_every_number_stands_before_the_next_beginning(digits: str, rest: str) -> None:
    following = next_beginning(digits)
    assert (following is None) == (set(digits) == {"9"})
    if following is not None:
        assert digits + rest < following
        assert not following.startswith(digits)


def ask(query: str) -> tuple[Filters, tuple[str, ...]]:
    understood = asked(QueryDict(query))
    return understood.filters, understood.problems


@pytest.mark.parametrize(
    ("query", "filters"),
    [
        ("", Filters()),
        ("stage=unpaid", Filters(stage=Stage.UNPAID)),
        ("stage=refund", Filters(refunded=True)),
        ("stage=nonsense", Filters()),
        ("remark=1&message=on&no_waybill=1", Filters(remarked=True, messaged=True, no_waybill=True)),
        ("by=paid&from=2026-11-01", Filters(by_paid=True, since=date(2026, 11, 1))),
        ("from=2026/11/01&to=20261103", Filters(since=date(2026, 11, 1), until=date(2026, 11, 3))),
        ("from=2026-11-03&to=2026-11-01", Filters(since=date(2026, 11, 1), until=date(2026, 11, 3))),
        ("least=100&most=1,299.5", Filters(least_fen=10_000, most_fen=129_950)),
        ("least=9&most=1", Filters(least_fen=100, most_fen=900)),
        ("least=0", Filters(least_fen=0)),
    ],
)
def test_an_address_says_what_the_list_leaves_out(query: str, filters: Filters) -> None:
    assert ask(query) == (filters, ())


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("from=2026-02-30", "2026-02-30"),
        ("to=0001-01-01", "0001-01-01"),
        ("to=9999-12-31", "9999-12-31"),
        ("from=yesterday", "yesterday"),
        ("from=%2525s", "%25s"),
        ("least=-1", "-1"),
        ("most=viel", "viel"),
        ("most=1e9", "1e9"),
        ("least=" + "9" * 500, "99999"),
        ("from=" + "x" * 5000, "xxxxx"),
        ("q=" + "x" * 5000, "100"),
    ],
)
def test_what_cannot_be_understood_is_said_and_left_out(query: str, word: str) -> None:
    filters, (problem,) = ask(query)
    assert filters == Filters()
    assert word in problem
    assert len(problem) < 80


@given(st.dictionaries(st.sampled_from(["q", "as", "stage", "from", "to", "least", "most", "by"]), st.text()))
def test_no_address_breaks_the_form(parts: dict[str, str]) -> None:
    understood = asked(parts)
    assert asked(QueryDict(understood.address("").removeprefix("?"))).filters == understood.filters
