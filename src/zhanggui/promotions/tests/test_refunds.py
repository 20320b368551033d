"""What refunds give back: every fen once, in whatever order and pieces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhanggui.promotions.rules.account import Quote
from zhanggui.promotions.rules.cart import Cart, Stage
from zhanggui.promotions.rules.event import Purse, TierGroup, VoucherEvent, VoucherTier
from zhanggui.promotions.rules.fine_print import FinePrint, RefundPays
from zhanggui.promotions.rules.offers import Coupon, HeldCoupon
from zhanggui.promotions.rules.pricing import Book
from zhanggui.promotions.rules.refunds import Cause, PaidBack, Refund, Refunded, Why, WrongRefund, refunded
from zhanggui.promotions.tests.carts import AT, DAY, cart, coupon, line, presale

HOUR = timedelta(hours=1)
EVERY_100 = TierGroup((VoucherTier(10_000, 1),), repeating=True)
EVENT = VoucherEvent(
    key="d11",
    name="双十一购物券",
    merchants=frozenset({"first", "second"}),
    groups={(shop, "clothes"): EVERY_100 for shop in ("first", "second")},
    usable_from=AT - 12 * HOUR,
    usable_until=AT + 12 * HOUR,
    shown_from=AT - 10 * DAY,
)


def _bought(wanted: Cart, *coupons: Coupon) -> Quote:
    return Book(()).quote(wanted, Purse(tuple(map(HeldCoupon, coupons)), EVENT, 99), AT)


def _back(wanted: Cart, coupons: Sequence[Coupon], *refunds: Refund) -> Refunded:
    ends = {one.key: one.ends_at for one in coupons}
    return refunded(wanted, _bought(wanted, *coupons), refunds, coupon_ends=ends, event=EVENT)


TWO_SHOPS = cart(
    line("1", 9_999, 3, category="clothes"),
    line("2", 20_001, category="clothes", shop="second"),
    line("3", 5_000),
    postage_fen=800,
)


def test_a_piece_pays_its_part_and_the_last_what_is_left() -> None:
    one = cart(line("1", 3_333, 3))
    cut = coupon(1_000)
    fens = [paid.fen for paid in _back(one, [cut], *(Refund("1", AT, 1),) * 3).paid_back]
    assert fens == [2_999, 3_000, 3_000]  # 89.99


def test_postage_goes_back_with_the_refund_that_completes_the_order() -> None:
    done = _back(TWO_SHOPS, [], Refund("3", AT), Refund("1", AT + HOUR), Refund("2", AT + 2 * HOUR))
    assert [(one.line, one.postage_fen) for one in done.paid_back] == [("3", 0), ("1", 800), ("2", 800)]
    assert done.total_fen == _bought(TWO_SHOPS).total_fen


def test_an_event_may_have_the_share_of_vouchers_paid_out() -> None:
    """By what we chose a line pays back what was paid for it; otherwise its vouchers' worth too, once."""
    wanted = cart(line("1", 10_000, category="clothes"), line("2", 10_000, category="clothes"))
    quote = _bought(wanted)
    paying = replace(EVENT, fine=FinePrint(refund_pays=RefundPays.WITH_SHARE))
    for event, fen, why in ((EVENT, 9_000, Why.PARTLY), (paying, 10_000, Why.PAID_OUT)):
        done = refunded(wanted, quote, [Refund("1", AT)], coupon_ends={}, event=event)
        assert (done.total_fen, done.vouchers[0].why, done.vouchers[0].is_back) == (fen, why, False)
    refunds = [Refund("1", AT), Refund("2", AT)]
    done = refunded(wanted, quote, refunds, coupon_ends={}, event=paying)
    assert (done.total_fen, done.vouchers[0].why) == (20_000, Why.PAID_OUT)
    none = refunded(wanted, quote, [], coupon_ends={}, event=paying)
    assert (none.total_fen, none.vouchers[0].why) == (0, Why.STILL_USED)


@pytest.mark.parametrize(
    ("refunds", "why"),
    [
        ([], Why.STILL_USED),
        ([Refund("3", AT)], Why.STILL_USED),  # carries no share of it
        ([Refund("1", AT)], Why.PARTLY),
        ([Refund("1", AT), Refund("2", AT, 1)], Why.PARTLY),
        ([Refund("1", AT), Refund("2", AT)], Why.BACK),
        ([Refund("2", AT + DAY - HOUR), Refund("1", AT)], Why.BACK),
        ([Refund("2", AT + DAY), Refund("1", AT)], Why.TOO_LATE),
    ],
)
def test_a_coupon_comes_back_when_all_that_shared_it_is_refunded_in_time(
    refunds: list[Refund], why: Why
) -> None:
    wanted = cart(line("1", 5_000), line("2", 5_000, 2), line("3", 5_000))
    item = coupon(900, items=["1", "2"], key="item", ends_at=AT + DAY)
    (found,) = _back(wanted, [item], *refunds).coupons
    assert (found.why, found.is_back, found.lines) == (why, why is Why.BACK, ("1", "2"))


def test_a_coupon_whose_end_nobody_knows_comes_back() -> None:
    wanted = cart(line("1", 5_000))
    quote = _bought(wanted, coupon(900))
    done = refunded(wanted, quote, [Refund("1", AT + 99 * DAY)], coupon_ends={})
    assert done.coupons[0].is_back


def test_vouchers_of_an_event_that_nobody_knows_stay_away() -> None:
    quote = _bought(TWO_SHOPS)
    done = refunded(TWO_SHOPS, quote, [Refund("1", AT), Refund("2", AT)], coupon_ends={})
    assert [one.why for one in done.vouchers] == [Why.TOO_LATE]


@pytest.mark.parametrize(
    ("cause", "paid", "kept"),
    [(Cause.WITHDRAWN, 45_000, 5_000), (Cause.RETURNED, 50_000, 0), (Cause.SELLER, 50_000, 0)],
)
def test_the_deposit_is_lost_to_who_withdraws(cause: Cause, paid: int, kept: int) -> None:
    wanted = cart(line("1", 50_000, presale=presale(Stage.FINAL, 5_000)))
    done = _back(wanted, [], Refund("1", AT, cause=cause))
    assert (done.total_fen, done.kept_fen) == (paid, kept)


def test_a_deposit_alone_is_all_that_was_paid() -> None:
    wanted = cart(line("1", 50_000, 2, presale=presale(Stage.DEPOSIT, 5_000)))
    assert _back(wanted, [], Refund("1", AT, cause=Cause.SELLER)).total_fen == 10_000
    withdrawn = _back(wanted, [], Refund("1", AT, 1, cause=Cause.WITHDRAWN))
    assert (withdrawn.total_fen, withdrawn.kept_fen) == (0, 5_000)


@pytest.mark.parametrize(
    ("refunds", "code"),
    [
        ([Refund("9", AT)], "line"),
        ([Refund("1", AT, 4)], "pieces"),
        ([Refund("1", AT, 0)], "pieces"),
        ([Refund("1", AT, -1)], "pieces"),
        ([Refund("1", AT, 2), Refund("1", AT, 2)], "pieces"),
        ([Refund("1", AT), Refund("1", AT + HOUR)], "pieces"),
    ],
)
def test_what_was_not_bought_is_not_refunded(refunds: list[Refund], code: str) -> None:
    with pytest.raises(WrongRefund) as wrong:
        _back(TWO_SHOPS, [], *refunds)
    assert wrong.value.code == code


# ---- whatever was bought ----

PRESALE = st.sampled_from([None, None, None, presale(Stage.FINAL, 300, 500), presale(Stage.DEPOSIT, 300)])


@st.composite
def purchases(draw: st.DrawFn) -> tuple[Cart, list[Coupon]]:
    lines = [
        line(
            str(key),
            draw(st.integers(500, 40_000)),
            draw(st.integers(1, 4)),
            shop=draw(st.sampled_from(["first", "second"])),
            category=draw(st.sampled_from(["clothes", None])),
            presale=draw(PRESALE),
        )
        for key in range(1, draw(st.integers(1, 5)) + 1)
    ]
    coupons = [
        coupon(draw(st.integers(1, 3_000)), draw(st.integers(0, 20_000)), "shop"),
        coupon(draw(st.integers(1, 3_000)), 0, "item", items=["1", "3"]),
    ]
    return cart(*lines, postage_fen=draw(st.integers(0, 1_500))), coupons


@st.composite
def whole_refunds(draw: st.DrawFn, wanted: Cart, cause: Cause | None = None) -> list[Refund]:
    """Every piece of a cart, in parts, at any time."""
    found = []
    for one in wanted.lines:
        left = one.quantity
        while left:
            pieces = draw(st.integers(1, left))
            at = AT + timedelta(hours=draw(st.integers(0, 30)))
            found.append(Refund(one.key, at, pieces, cause=cause or draw(st.sampled_from(list(Cause)))))
            left -= pieces
    return draw(st.permutations(found))


def _paid(wanted: Cart, quote: Quote) -> int:
    """What the buyer had paid in all: what was due, and deposits before."""
    finals = {one.key: one for one in quote.lines}
    deposits = [
        finals[one.key].final_fen - finals[one.key].due_fen
        for one in wanted.lines
        if one.presale is not None and one.presale.stage is Stage.FINAL
    ]
    return quote.due_fen + sum(deposits)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_all_refunds_together_give_back_all_that_was_paid(data: st.DataObject) -> None:
    wanted, coupons = data.draw(purchases())
    refunds = data.draw(whole_refunds(wanted))
    quote = _bought(wanted, *coupons)
    done = _back(wanted, coupons, *refunds)
    assert done.total_fen + done.kept_fen == _paid(wanted, quote)
    assert sum(one.fen + one.postage_fen for one in done.paid_back) == done.total_fen
    assert all(one.fen >= 0 and one.postage_fen >= 0 and one.kept_fen >= 0 for one in done.paid_back)
    whole = _back(wanted, coupons, *(Refund(one.key, AT) for one in wanted.lines))
    assert whole.total_fen == _paid(wanted, quote)
    assert {one.why for one in whole.coupons} | {one.why for one in whole.vouchers} <= {Why.BACK}


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_parts_give_line_by_line_what_the_whole_gives(data: st.DataObject) -> None:
    wanted, coupons = data.draw(purchases())
    refunds = data.draw(whole_refunds(wanted, Cause.RETURNED))
    parts = _back(wanted, coupons, *refunds)
    whole = _back(wanted, coupons, *(Refund(one.key, AT) for one in wanted.lines))
    assert (parts.by_line, parts.by_shop) == (whole.by_line, whole.by_shop)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_order_in_which_refunds_are_named_does_not_matter(data: st.DataObject) -> None:
    wanted, coupons = data.draw(purchases())
    refunds = data.draw(whole_refunds(wanted))
    some = refunds[: data.draw(st.integers(0, len(refunds)))]
    assert _back(wanted, coupons, *some) == _back(wanted, coupons, *data.draw(st.permutations(some)))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_further_refund_takes_no_money_back(data: st.DataObject) -> None:
    """What was paid back stays, whatever is refunded later."""
    wanted, coupons = data.draw(purchases())
    refunds = data.draw(whole_refunds(wanted))
    later = [one._replace(at=AT + timedelta(hours=place)) for place, one in enumerate(refunds)]
    before: tuple[PaidBack, ...] = ()
    for count in range(1, len(later) + 1):
        done = _back(wanted, coupons, *later[:count]).paid_back
        assert done[:-1] == before
        before = done
