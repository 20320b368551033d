from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhanggui.promotions.rules.cart import MOST_LINES, CartLine, Presale, Stage
from zhanggui.promotions.rules.event import Purse, TierGroup, VoucherEvent, VoucherTier
from zhanggui.promotions.rules.hints import Hint, hints, with_more
from zhanggui.promotions.rules.offers import (
    ByPieces,
    HeldCoupon,
    Level,
    NthAt,
    Offer,
    PayFewer,
    PiecesFor,
    Rate,
    Tier,
    Tiers,
    Tool,
)
from zhanggui.promotions.rules.pricing import NOTHING_HELD, Book
from zhanggui.promotions.tests.carts import AT, SHOP, cart, coupon, line, offer, simple, spend_and_save
from zhanggui.promotions.wording import hint_says

DAY = timedelta(days=1)
A = TierGroup((VoucherTier(19_900, 1), VoucherTier(39_900, 2), VoucherTier(59_900, 3)))


def event(group: TierGroup = A) -> VoucherEvent:
    return VoucherEvent(
        "d11", "双11", frozenset({SHOP}), {(SHOP, "女装"): group}, AT - DAY, AT + DAY, AT - DAY
    )


def told(book: Book, wanted: object, purse: Purse = NOTHING_HELD) -> list[tuple[str, int, int]]:
    return [(one.offer, one.adds_fen, one.saves_fen) for one in hints(book, wanted, purse, AT)]  # type: ignore[arg-type]


def test_the_next_tier_says_what_is_missing_and_what_it_saves() -> None:
    book = Book([offer(spend_and_save((19_900, 1_000), (29_900, 3_000)))])
    assert told(book, simple(18_670)) == [("offer", 1_230, 1_000)]
    assert told(book, simple(21_000)) == [("offer", 8_900, 2_000)]
    assert told(book, simple(29_900)) == []


def test_nobody_is_told_to_buy_more_than_half_again() -> None:
    book = Book([offer(spend_and_save((15_000, 1_000)))])
    assert told(book, simple(10_000)) == [("offer", 5_000, 1_000)]
    assert told(book, simple(9_999)) == []


def test_every_so_much_has_a_next_time_until_its_last() -> None:
    tool = spend_and_save((10_000, 1_000), every=True, times=3)
    assert told(Book([offer(tool)]), simple(25_000)) == [("offer", 5_000, 1_000)]
    assert told(Book([offer(tool)]), simple(35_000)) == []


def test_a_coupon_that_lacks_a_little() -> None:
    purse = Purse((HeldCoupon(coupon(2_000, 20_000)),))
    assert told(Book([]), simple(19_000), purse) == [("coupon", 1_000, 2_000)]


def test_free_postage_is_worth_what_the_postage_is() -> None:
    book = Book([offer(Tiers((Tier(from_fen=8_800, free_postage=True),)))])
    assert told(book, cart(line("1", 8_000), postage_fen=1_200)) == [("offer", 800, 1_200)]
    assert told(book, cart(line("1", 8_000))) == []  # no postage is asked: nothing is saved


@pytest.mark.parametrize(("held", "found"), [(9, [("d11", 6_900, 1_000)]), (1, []), (None, [])])
def test_a_pool_of_vouchers_as_far_as_the_buyer_holds_them(held: int | None, found: list[object]) -> None:
    wanted = cart(line("1", 33_000, category="女装"))
    assert told(Book([]), wanted, Purse((), event(), held)) == found


def test_those_that_save_most_for_each_fen_come_first() -> None:
    little = offer(Tiers((Tier(from_fen=11_000, free_postage=True),)), "free")
    book = Book([offer(spend_and_save((15_000, 1_000)), "far"), little])
    found = told(book, cart(line("1", 10_000), postage_fen=1_000))
    assert found == [("free", 1_000, 1_000), ("far", 5_000, 2_000)]  # who buys the far one has the near one


def test_goods_at_a_discount_must_be_listed_at_more_than_is_missing() -> None:
    book = Book([offer(Rate(500), "half"), offer(spend_and_save((10_000, 1_000)))])
    found = hints(book, simple(18_000), NOTHING_HELD, AT)
    assert [(one.offer, one.adds_fen) for one in found] == [("offer", 1_999)]  # 10.00 at half price
    assert found[0].saves_fen == 1_000 + 999


def test_what_is_not_in_scope_is_no_line_to_grow() -> None:
    book = Book([offer(spend_and_save((20_000, 1_000)), items=["x"])])
    assert told(book, simple(19_000)) == []
    (hint,) = hints(book, cart(line("1", 19_000, item="x"), line("2", 500)), NOTHING_HELD, AT)
    assert (hint.item, hint.lines) == ("x", ("1",))


def test_no_cart_is_too_large_to_ask() -> None:
    book = Book([offer(spend_and_save((20_000, 1_000), (3 * 10**10, 2_000)))])
    assert told(book, cart(*(line(str(place), 30) for place in range(MOST_LINES)))) == []
    assert told(book, cart(line("1", 10**10, quantity=3), line("2", 1))) == []
    assert told(book, cart(line("1", 10**10, quantity=2), line("2", 1))) == [("offer", 10**10 - 1, 1_000)]


amounts = st.integers(100, 60_000)
tools = st.one_of(
    st.builds(lambda at, less: spend_and_save((at, less)), amounts, st.integers(100, 5_000)),
    st.builds(
        lambda at, less: spend_and_save((at, less), (at * 2, less * 3)), amounts, st.integers(100, 5_000)
    ),
    st.builds(
        lambda at, less: spend_and_save((at, min(at, less)), every=True), amounts, st.integers(100, 5_000)
    ),
    st.builds(lambda at: Tiers((Tier(from_fen=at, free_postage=True),)), amounts),
    st.builds(Rate, st.integers(500, 999)),
)


def offers(drawn: list[object]) -> list[Offer]:
    return [offer(tool, str(place)) for place, tool in enumerate(drawn)]  # type: ignore[arg-type]


@given(
    prices=st.lists(amounts, min_size=1, max_size=4),
    drawn=st.lists(tools, max_size=3),
    coupons=st.lists(st.tuples(st.integers(100, 3_000), amounts), max_size=2),
    held=st.none() | st.integers(0, 5),
)
@settings(max_examples=60, deadline=None)
def test_adding_exactly_that_much_saves_exactly_that_more(
    prices: list[int], drawn: list[object], coupons: list[tuple[int, int]], held: int | None
) -> None:
    book = Book(offers(drawn))
    wanted = cart(
        *(line(str(place), fen, category="女装") for place, fen in enumerate(prices)), postage_fen=1_000
    )
    purse = Purse(
        tuple(HeldCoupon(coupon(value, at, f"c{place}")) for place, (value, at) in enumerate(coupons)),
        event(),
        held,
    )
    before = book.quote(wanted, purse, AT)
    found = hints(book, wanted, purse, AT)
    for hint in found:
        after = book.quote(with_more(wanted, hint), purse, AT)
        assert after.list_fen == before.list_fen + hint.adds_fen
        assert after.saved_fen == before.saved_fen + hint.saves_fen
        assert hint.saves_fen > 0
        assert 2 * hint.adds_fen <= sum(prices)
    assert worth(found) == sorted(worth(found), reverse=True)


def worth(found: tuple[Hint, ...]) -> list[float]:
    return [hint.saves_fen / hint.adds_fen for hint in found]


def test_levels_of_hints() -> None:
    purse = Purse((HeldCoupon(coupon(2_000, 20_000)),), event(), 5)
    found = hints(
        Book([offer(spend_and_save((20_000, 1_000)))]), cart(line("1", 19_000, category="女装")), purse, AT
    )
    assert {hint.level for hint in found} == {Level.SHOP, Level.COUPON, Level.VOUCHER}


def by_pieces(tool: Tool, *lines: CartLine) -> list[tuple[int, int, int, int]]:
    """(pieces, fen, what is saved, the tier that is reached) of the hints that count pieces."""
    found = hints(Book([offer(tool)]), cart(*lines), NOTHING_HELD, AT)
    return [(one.adds_pieces, one.adds_fen, one.saves_fen, one.tier) for one in found if one.adds_pieces]


ONE = line("1", 10_000)
TWO = line("1", 10_000, 2)


@pytest.mark.parametrize(
    ("tool", "lines", "found"),
    [
        (NthAt(2, 500), [ONE], [(1, 10_000, 5_000, 0)]),
        (NthAt(2, 500), [TWO], []),  # two more would be as much again
        (NthAt(2, 500), [line("1", 10_000, 3)], [(1, 10_000, 5_000, 0)]),
        (PayFewer(3, 2), [TWO], [(1, 10_000, 10_000, 0)]),
        (PiecesFor(3, 20_000), [TWO], [(1, 10_000, 10_000, 0)]),
        (PiecesFor(3, 40_000), [TWO], []),  # it would save nothing
        (ByPieces(((2, 900), (3, 800))), [ONE], [(1, 10_000, 2_000, 0)]),
        (ByPieces(((2, 900), (3, 800))), [TWO], [(1, 10_000, 4_000, 1)]),
        (Tiers((Tier(from_pieces=2, thousandths=800),)), [ONE], [(1, 10_000, 4_000, 0)]),
        (
            Tiers((Tier(from_pieces=2, less_fen=500), Tier(from_pieces=3, less_fen=900))),
            [TWO],
            [(1, 10_000, 400, 1)],
        ),
        (Tiers((Tier(from_pieces=4, thousandths=800),)), [TWO], []),
        (NthAt(2, 500), [ONE, line("2", 3_000), line("3", 2_000)], [(1, 2_000, 1_000, 0)]),  # the cheapest
    ],
)
def test_so_many_pieces_more_save_so_much(tool: Tool, lines: list[CartLine], found: list[object]) -> None:
    assert by_pieces(tool, *lines) == found


def test_a_piece_whose_deposit_was_paid_before_counts_as_one_that_is_there() -> None:
    final = line("2", 10_000, presale=Presale(Stage.FINAL, 1_000))
    assert by_pieces(NthAt(2, 500), ONE, final, line("3", 10_000)) == [(1, 10_000, 5_000, 0)]


def test_what_a_hint_of_pieces_adds_saves_what_it_says() -> None:
    book, wanted = Book([offer(PayFewer(3, 2), items=["1"])]), cart(line("1", 9_900, 2), line("2", 100))
    (hint,) = hints(book, wanted, NOTHING_HELD, AT)
    assert (hint.item, hint.adds_pieces, hint.lines) == ("1", 1, ("1",))
    more = book.quote(with_more(wanted, hint), NOTHING_HELD, AT)
    assert more.saved_fen - book.quote(wanted, NOTHING_HELD, AT).saved_fen == hint.saves_fen
    assert hint_says(hint) == "再买 1 件「1」(99.00 元),一共多省 99.00 元"
