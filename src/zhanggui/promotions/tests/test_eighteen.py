"""The 18 rules: each is there, what is shown is the engine's, and the worked examples come out to the fen."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from django.urls import reverse
from tests.cast import Cast, client_of

from zhanggui.foundation.money import yuan
from zhanggui.promotions.eighteen import RULES, shown
from zhanggui.promotions.eighteen.stage import Demo
from zhanggui.promotions.rules.account import Quote, Reason
from zhanggui.promotions.rules.offers import Level

BY_NUMBER = {rule.number: rule for rule in RULES}


def priced(demo: Demo) -> Quote:
    return demo.book.quote(demo.cart, demo.purse, demo.at)


def vouchers_off(quote: Quote) -> list[int]:
    return [sum(cut.fen for cut in line.deductions if cut.level is Level.VOUCHER) for line in quote.lines]


def used(quote: Quote) -> list[int]:
    return [pool.vouchers for pool in quote.pools]


class Example(NamedTuple):
    """A row of the specification: its list prices in fen, and what comes of it."""

    prices: tuple[int, ...]
    held: int
    vouchers: list[int]
    off: list[int]


EXAMPLES = [
    Example((19_899,), 10, [0], [0]),
    Example((20_000, 19_900), 10, [2], [1_003, 997]),
    Example((13_300, 13_300, 13_400), 10, [2], [665, 665, 670]),
    Example((6_700, 6_700, 6_700), 10, [1], [334, 333, 333]),
    Example((15_000, 25_000), 10, [2], [750, 1_250]),
    Example((21_410, 22_340, 29_680), 10, [3], [875, 912, 1_213]),
    Example((15_000, 25_000), 10, [0, 0], [0, 0]),
    Example((60_000,), 2, [2], [2_000]),
    Example((40_000, 30_000), 10, [2, 1], [2_000, 1_000]),
    Example((40_000, 30_000), 2, [2, 0], [2_000, 0]),
    Example((400_000,), 99, [30], [30_000]),
    Example((250_000, 200_000), 99, [25, 5], [25_000, 5_000]),
    Example((300_000, 145_000, 145_000), 99, [16, 28], [16_000, 14_000, 14_000]),
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_worked_example_is_shown_and_comes_out_to_the_fen(example: Example) -> None:
    demos = [demo for rule in RULES for demo in rule.demos]
    same = [
        (used(quote), vouchers_off(quote))
        for demo in demos
        for quote in (priced(demo),)
        if tuple(line.price_fen for line in demo.lines) == example.prices and demo.held == example.held
    ]
    assert (example.vouchers, example.off) in same


@pytest.mark.seed(*range(137, 162))
def test_there_are_18_which_answer_every_feature() -> None:
    assert [rule.number for rule in RULES] == list(range(1, 19))
    assert sorted(seed for rule in RULES for seed in rule.seeds) == list(range(137, 162))
    assert all(rule.demos for rule in RULES)


REASONS = {
    1: [set(), {Reason.NOT_MERCHANT}],
    2: [{Reason.LACKS_FEN}],
    8: [{Reason.NOT_MERCHANT}],
    10: [{Reason.NOT_YET}, set(), {Reason.OVER}],
    12: [{Reason.NOT_YET}, {Reason.SUSPENDED, Reason.NOT_YET}, {Reason.NOT_YET}],
    15: [set(), {Reason.NOT_KNOWN}, {Reason.HELD}],
    16: [{Reason.NOT_YET}, set()],
}


@pytest.mark.parametrize("number", REASONS)
def test_a_demo_shows_what_its_rule_says(number: int) -> None:
    found = [{missed.reason for missed in priced(demo).not_applied} for demo in BY_NUMBER[number].demos]
    assert found == REASONS[number]


def test_amounts_that_the_captions_promise() -> None:
    savings = {
        number: [priced(demo).saved_fen for demo in BY_NUMBER[number].demos]
        for number in (3, 6, 12, 13, 14, 16)
    }
    assert savings == {
        3: [1_000 + 2_000 + 3_000 + 1_000, 3_000],
        6: [3_000],
        12: [0, 0, 3_000],
        13: [0],
        14: [1_000, 0],
        16: [0, 5_000 + 2_000],  # the deposit counts for 50 yuan more; then two vouchers
    }


SAID = {
    1: [False, True, True, False, False],
    4: [True, True, False],
    8: [True, False],
    9: [True, True, False, False],
    10: [False, True, False, True, False, False, False, False, False],
    13: [False, True, True, False],
    14: [False, True, False, False],
    17: [True, False, False, False],
}


@pytest.mark.parametrize("number", SAID)
def test_what_no_cart_shows_is_asked_of_the_engine(number: int) -> None:
    assert [one.good for one in BY_NUMBER[number].asks()] == SAID[number]


def test_refunds_and_the_board_are_told_in_figures() -> None:
    assert [one.answer for one in BY_NUMBER[17].asks()] == [
        "退款 380.00 元,2 张券退回",
        "退款 142.50 元,2 张券不退:只退了一部分",
        "退款 380.00 元,2 张券不退:关闭时券已经失效",
        "退款 380.00 元,2 张券不退:售后退款不退券",
    ]
    assert [one.answer for one in BY_NUMBER[18].asks()] == ["13 张", "2 笔", "1 笔", "570.00 元"]
    assert [one.answer for one in BY_NUMBER[7].asks()] == ["200.00 元", "190.00 元"]


@pytest.mark.django_db
def test_the_page_shows_what_the_engine_says(cast: Cast) -> None:
    page = client_of(cast.agent).get(reverse("offer_rules")).content.decode()
    totals = [int(one) for one in re.findall(r'data-total="(\d+)"', page)]
    assert totals == [priced(demo).total_fen for rule in RULES for demo in rule.demos]
    assert [int(one) for one in re.findall(r'data-rule="(\d+)"', page)] == list(range(1, 19))
    for rule in shown():
        assert rule.says in page
        for demo in rule.demos:
            assert f"¥{yuan(demo.quote.total_fen)}" in page
    assert "还差 0.01 元满 199.00 元" in page


def test_no_amount_is_written_in_the_templates() -> None:
    text = Path(__file__).parents[1].joinpath("templates/promotions/rules.html").read_text()
    assert not re.search(r"\d+\.\d\d", text)
