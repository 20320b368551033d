from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhanggui.foundation.money import parse_yuan, shares, yuan

AMOUNTS = st.integers(-(10**14), 10**14)
WEIGHTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("201.12", 20112),
        ("0", 0),
        ("0元", 0),
        ("¥9.9", 990),
        ("\uffe59.9", 990),  # the wide yen sign of Chinese input methods
        ("  15.00 ", 1500),
        ("1,234.00", 123400),
        ("1,234,567.8", 123456780),
        ("-20.00", -2000),
        ("-0.05", -5),
        ("¥-3", -300),
        ("288.00元", 28800),
        ("0.01", 1),
    ],
)
def test_amounts_as_exports_write_them(text: str, fen: int) -> None:
    assert parse_yuan(text) == fen


@pytest.mark.parametrize(
    "text",
    ["", " ", "元", "-", "1.234", "0.001", ".5", "5.", "1e3", "nan", "--5", "+5", "12 34", "1.2.3", "五元"],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        parse_yuan(text)


@pytest.mark.parametrize("text", ["1,2", "12,34", "1,2,3", ",5", "1234,567", "1,234,56"])
def test_a_comma_that_does_not_part_thousands_is_refused(text: str) -> None:
    """12,34 may be meant as 12.34: money is not guessed."""
    with pytest.raises(ValueError, match="not an amount"):
        parse_yuan(text)


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (26800, "268.00"),
        (-2000, "-20.00"),
        (-5, "-0.05"),
        (0, "0.00"),
        (7, "0.07"),
        (123456789, "1,234,567.89"),
    ],
)
def test_fen_are_shown_as_yuan(fen: int, text: str) -> None:
    assert yuan(fen) == text


@given(AMOUNTS)
def test_what_is_shown_reads_back(fen: int) -> None:
    assert parse_yuan(yuan(fen)) == fen


@given(AMOUNTS, WEIGHTS)
def test_shares_always_sum(total: int, weights: list[int]) -> None:
    parts = shares(total, weights)
    assert len(parts) == len(weights)
    assert sum(parts) == total


@given(AMOUNTS, WEIGHTS)
def test_a_share_is_within_a_fen_of_its_proportion(total: int, weights: list[int]) -> None:
    whole = sum(weights)
    if whole == 0:
        weights, whole = [1] * len(weights), len(weights)
    for part, weight in zip(shares(total, weights), weights, strict=True):
        assert abs(part * whole - total * weight) < whole
        assert part * total >= 0  # no line pays while another one is paid


@given(st.integers(0, 10**9), st.lists(st.integers(1, 10**6), min_size=1, max_size=10))
def test_a_minus_total_is_split_like_a_plus_one(total: int, weights: list[int]) -> None:
    assert shares(-total, weights) == [-part for part in shares(total, weights)]


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (2000, [28800, 9900], [1488, 512]),
        (1, [0, 0, 5], [0, 0, 1]),
        (10, [0, 0, 0], [4, 3, 3]),
        (0, [3, 4], [0, 0]),
        (-100, [1, 1, 1], [-34, -33, -33]),
    ],
)
def test_shares_by_largest_remainder(total: int, weights: list[int], parts: list[int]) -> None:
    assert shares(total, weights) == parts


@pytest.mark.parametrize("weights", [[], [-1, 2]])
def test_shares_need_weights(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        shares(100, weights)
