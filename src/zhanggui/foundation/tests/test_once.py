"""What several parts of one answer ask alike is asked once."""

from __future__ import annotations

import pytest

from zhanggui.foundation.once import asked_once, once

asked: list[object] = []


@once
def double(numbers: object, *, times: object = 2) -> list[object]:
    asked.append(numbers)
    if numbers == "none":
        message = "no number"
        raise ValueError(message)
    return [numbers, times]


@pytest.fixture(autouse=True)
def _nothing_asked_yet() -> None:
    asked.clear()


def test_within_one_answer_the_same_words_are_asked_once() -> None:
    with asked_once():
        assert double(1) is double(1)
        assert double(1, times=3) == [1, 3]
        assert double(2) == [2, 2]
    assert asked == [1, 1, 2]


def test_outside_and_in_the_next_answer_it_is_asked_again() -> None:
    double(1)
    double(1)
    for _ in range(2):
        with asked_once():
            double(1)
    assert len(asked) == 4
    double(1)
    assert len(asked) == 5


@pytest.mark.parametrize("words", [[1, 2], {1, 2}])
def test_lists_and_sets_are_words_too(words: object) -> None:
    with asked_once():
        assert double(words) is double(words)


def test_what_cannot_be_told_apart_is_asked_each_time() -> None:
    with asked_once():
        assert double({1: 2}) is not double({1: 2})
        assert double(1, times=[]) is not double(1, times={}.keys())


def test_a_refusal_is_not_remembered() -> None:
    with asked_once():
        for _ in range(2):
            with pytest.raises(ValueError, match="no number"):
                double("none")
    assert asked == ["none", "none"]
