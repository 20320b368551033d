"""The 18 answers of the source on the 2016 Double-11 voucher, each by its number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from zhanggui.foundation.calendar import from_shop_text
from zhanggui.promotions.rules.account import Quote, Reason
from zhanggui.promotions.rules.board import Board, PaidOrder, Received, board
from zhanggui.promotions.rules.cart import CartLine, Stage
from zhanggui.promotions.rules.event import Purse, TierGroup, VoucherEvent, VoucherTier
from zhanggui.promotions.rules.lowest import Undercut, before_vouchers_fen, undercuts
from zhanggui.promotions.rules.offers import Coupon, CouponKind, HeldCoupon, Less, Offer
from zhanggui.promotions.rules.pricing import Book
from zhanggui.promotions.rules.refunds import Refund, Refunded, VouchersBack, refunded
from zhanggui.promotions.rules.refunds import Why as RefundWhy
from zhanggui.promotions.rules.windows import (
    DOUBLE_11_2016,
    EVERY_OTHER,
    Answer,
    Device,
    Merchant,
    Place,
    Why,
    as_event,
    check_item,
    is_event_merchant,
    is_suspended,
    is_usable,
    may_change_validity,
    may_delete,
    may_edit_tiers,
    may_set_up,
    unset_categories,
    what_shows,
)
from zhanggui.promotions.tests.carts import cart, coupon, line, offer, presale, spend_and_save


def _group(*tiers: tuple[int, int], repeating: bool = False) -> TierGroup:
    return TierGroup(tuple([VoucherTier(yuan * 100, count) for yuan, count in tiers]), repeating)


A = _group((199, 1), (399, 2), (599, 3))
B = _group((299, 1))
C = _group((100, 1), repeating=True)
TERMS = replace(
    DOUBLE_11_2016, offered={"clothes": (A, B), "shoes": (A,), "books": (C, B), EVERY_OTHER: (B,)}
)
IN_TIME = from_shop_text("2016-08-25 10:00:00")
FIRST = Merchant("first", True, True, True, IN_TIME, {"clothes": A, "shoes": A, "books": C})
SECOND = Merchant("second", True, True, True, IN_TIME, {"clothes": A, "books": B})
STRANGER = Merchant("stranger")
EVENT = as_event(TERMS, [FIRST, SECOND, STRANGER])
NOON = from_shop_text("2016-11-11 12:00:00")


def _at(text: str) -> datetime:
    return from_shop_text(f"2016-{text}")


def _goods(key: str, yuan: float, category: str | None = "clothes", **more: object) -> CartLine:
    return line(key, round(yuan * 100), category=category, **more)  # type: ignore[arg-type]


def _priced(
    *lines: CartLine,
    offers: tuple[Offer, ...] = (),
    coupons: tuple[Coupon, ...] = (),
    held: int | None = 10,
    at: datetime = NOON,
    event: VoucherEvent = EVENT,
) -> Quote:
    purse = Purse(tuple(HeldCoupon(one) for one in coupons), event, held)
    return Book(offers).quote(cart(*lines), purse, at)


def _cuts(quote: Quote) -> list[int]:
    """What vouchers took off each line."""
    return [before_vouchers_fen(one) - one.final_fen for one in quote.lines]


def _used(quote: Quote) -> list[int]:
    return [pool.vouchers for pool in quote.pools]


def _voucher_reasons(quote: Quote) -> set[tuple[Reason, tuple[str, ...]]]:
    return {(one.reason, one.lines) for one in quote.not_applied if one.offer == EVENT.key}


EARLY, LATE = Why.TOO_EARLY, Why.TOO_LATE


@pytest.mark.seed(137)
@pytest.mark.parametrize(
    ("at", "why"),
    [
        ("08-25 09:59:59", EARLY),
        ("08-25 10:00:00", Why.FINE),
        ("09-01 21:59:59", Why.FINE),
        ("09-01 22:00:00", LATE),
        ("11-11 12:00:00", LATE),
    ],
)
def test_answer_01_tiers_are_set_up_in_the_window_or_the_shop_is_no_event_merchant(at: str, why: Why) -> None:
    fresh = replace(FIRST, chosen={}, set_up_at=None)
    answer = may_set_up(TERMS, fresh, "clothes", A, _at(at))
    assert (answer.may, answer.why) == (why is Why.FINE, why)
    assert is_event_merchant(TERMS, fresh).why is Why.NOT_SET_UP
    assert is_event_merchant(TERMS, replace(FIRST, set_up_at=_at(at))).may is answer.may


@pytest.mark.seed(137)
def test_answer_01_set_up_needs_the_audition_and_the_enrolment() -> None:
    fresh = replace(FIRST, chosen={}, set_up_at=None)
    whys = [
        may_set_up(TERMS, replace(fresh, passed_audition=False), "clothes", A, IN_TIME).why,
        may_set_up(TERMS, replace(fresh, enrolled=False), "clothes", A, IN_TIME).why,
        is_event_merchant(TERMS, replace(FIRST, passed_audition=False)).why,
        is_event_merchant(TERMS, replace(FIRST, enrolled=False)).why,
    ]
    assert whys == [Why.NOT_PASSED, Why.NOT_ENROLLED] * 2


@pytest.mark.seed(137)
def test_answer_01_a_refusal_says_from_when_or_since_when() -> None:
    fresh = replace(FIRST, chosen={})
    assert may_set_up(TERMS, fresh, "clothes", A, _at("08-01 00:00")) == Answer(
        may=False, why=EARLY, since=_at("08-25 10:00:00")
    )
    assert may_set_up(TERMS, fresh, "clothes", A, _at("09-02 00:00")) == Answer(
        may=False, why=LATE, since=_at("09-01 22:00:00")
    )


@pytest.mark.seed(138)
def test_answer_02_the_merchant_gives_the_discount_by_the_tiers_of_the_category() -> None:
    quote = _priced(_goods("1", 200), _goods("2", 100, "books", shop="second"))
    (first, second) = quote.orders
    assert (first.lines_fen, second.lines_fen) == (20_000 - 1_000, 10_000)
    assert [pool.by_shop for pool in quote.pools] == [(("first", 1_000),), (("second", 0),)]


@pytest.mark.seed(139)
def test_answer_03_each_level_works_on_what_the_one_before_left() -> None:
    offers = (offer(Less(1_000), "less"), offer(spend_and_save((20_000, 2_000)), "save"))
    coupons = (coupon(3_000, 18_000, "shop"), coupon(500, 0, "item", items=["1"]))
    quote = _priced(_goods("1", 235.00), offers=offers, coupons=coupons)
    (only,) = quote.lines
    assert [(cut.offer, cut.fen) for cut in only.deductions] == [
        ("less", 1_000),  # 225.00 are left: the shop's offer counts them
        ("save", 2_000),  # 205.00
        ("shop", 3_000),  # 175.00
        ("item", 500),  # 170.00: no tier of the vouchers is reached any more
    ]
    assert only.final_fen == 17_000
    assert _voucher_reasons(quote) == {(Reason.LACKS_FEN, ("1",))}
    with_voucher = _priced(_goods("1", 265.00), offers=offers, coupons=coupons)
    assert with_voucher.lines[0].deductions[-1][0] == EVENT.key
    assert with_voucher.lines[0].final_fen == 26_500 - 1_000 - 2_000 - 3_000 - 500 - 1_000


@pytest.mark.seed(139)
def test_answer_03_postage_counts_for_no_threshold() -> None:
    quote = Book(()).quote(cart(_goods("1", 190), postage_fen=1_000), Purse(event=EVENT, vouchers=10), NOON)
    assert (_used(quote), quote.total_fen) == ([0], 20_000)


@pytest.mark.seed(140)
@pytest.mark.parametrize(
    ("yuan", "vouchers"),
    [(198.99, 0), (199, 1), (398.99, 1), (399, 2), (598.99, 2), (599, 3), (2_000, 3)],
)
def test_answer_04_of_the_one_chosen_group_the_highest_tier_counts(yuan: float, vouchers: int) -> None:
    assert _used(_priced(_goods("1", yuan))) == [vouchers]


@pytest.mark.seed(140)
def test_answer_04_a_shop_chooses_one_of_the_groups_that_its_category_is_offered() -> None:
    fresh = replace(FIRST, chosen={})
    assert may_set_up(TERMS, fresh, "clothes", B, IN_TIME).may
    assert may_set_up(TERMS, fresh, "toys", B, IN_TIME).may  # every other category
    assert may_set_up(TERMS, fresh, "clothes", C, IN_TIME).why is Why.NOT_OFFERED
    assert may_set_up(TERMS, FIRST, "clothes", B, IN_TIME).may  # instead of the first, not beside it
    assert may_set_up(TERMS, FIRST, "clothes", A, IN_TIME).why is Why.SAME
    assert unset_categories(TERMS, FIRST, ["toys", "clothes", "bags"]) == ["bags", "toys"]


@pytest.mark.seed(141)
def test_answer_05_lines_count_together_over_shops_only_with_the_same_group() -> None:
    same = _priced(_goods("1", 150), _goods("2", 250, shop="second"))
    assert (_used(same), _cuts(same)) == ([2], [750, 1_250])
    other = _priced(_goods("1", 90, "books"), _goods("2", 250, "books", shop="second"))
    assert (_used(other), _cuts(other)) == ([0, 0], [0, 0])  # every 100, and from 299 on


@pytest.mark.seed(141)
def test_answer_05_a_group_is_the_same_tier_for_tier_and_repeating_or_not() -> None:
    once = _group((100, 1))
    event = replace(EVENT, groups={("first", "clothes"): C, ("second", "clothes"): once})
    quote = _priced(_goods("1", 60), _goods("2", 60, shop="second"), event=event)
    assert _used(quote) == [0, 0]
    other_category = _priced(_goods("1", 100, "shoes"), _goods("2", 99), event=EVENT)
    assert _used(other_category) == [1]


@pytest.mark.seed(142)
def test_answer_05_what_is_used_is_split_by_amount_over_orders_and_lines() -> None:
    quote = _priced(_goods("1", 214.10), _goods("2", 223.40), _goods("3", 296.80, shop="second"))
    assert (_used(quote), _cuts(quote)) == ([3], [875, 912, 1_213])
    assert quote.pools[0].by_shop == (("first", 1_787), ("second", 1_213))


@pytest.mark.seed(143)
def test_answer_06_a_voucher_is_10_yuan_and_is_not_doubled() -> None:
    assert DOUBLE_11_2016.face_fen == 1_000
    quote = _priced(_goods("1", 400), held=1)
    assert (_used(quote), _cuts(quote)) == ([1], [1_000])


@pytest.mark.seed(144)
def test_answer_07_the_lowest_price_is_reckoned_before_the_voucher() -> None:
    wanted = cart(_goods("1", 105.50, quantity=2))
    purse = Purse((HeldCoupon(coupon(500)),), EVENT, 10)
    event = replace(EVENT, groups={("first", "clothes"): C})
    quote = Book(()).quote(wanted, replace(purse, event=event), NOON)
    assert (before_vouchers_fen(quote.lines[0]), quote.lines[0].final_fen) == (20_600, 18_600)
    assert undercuts(wanted, quote, {"1": 10_300}) == []
    assert undercuts(wanted, quote, {"1": 10_301, "2": 1}) == [Undercut("1", "1", 10_300, 10_301)]


@pytest.mark.seed(145)
def test_answer_08_all_goods_of_an_event_merchant_count_by_their_category() -> None:
    for category, group in (("clothes", A), ("shoes", A), ("books", C)):
        assert check_item(TERMS, FIRST, category) == (group, Why.FINE)
    quote = _priced(_goods("1", 100, "books"), _goods("2", 199, "shoes"))
    assert _used(quote) == [1, 1]


@pytest.mark.seed(146)
def test_answer_08_goods_of_other_merchants_never_count() -> None:
    quote = _priced(_goods("1", 500, shop="stranger"), _goods("2", 100))
    assert quote.total_fen == quote.list_fen
    assert (Reason.NOT_MERCHANT, ("1",)) in _voucher_reasons(quote)
    late = as_event(TERMS, [replace(FIRST, set_up_at=_at("09-01 22:00:00"))])
    assert (late.merchants, dict(late.groups)) == (frozenset(), {})


@pytest.mark.seed(147)
@pytest.mark.parametrize(
    ("merchant", "category", "why"),
    [
        (FIRST, "clothes", Why.FINE),
        (FIRST, None, Why.NO_CATEGORY),
        (FIRST, "", Why.NO_CATEGORY),
        (FIRST, "toys", Why.NOT_CHOSEN),
        (STRANGER, "clothes", Why.NOT_PASSED),
        (replace(FIRST, enrolled=False), "clothes", Why.NOT_ENROLLED),
        (replace(FIRST, set_up_at=None), "clothes", Why.NOT_SET_UP),
        (replace(FIRST, set_up_at=_at("09-02 08:00")), "clothes", LATE),
    ],
)
def test_answer_09_the_set_up_check_says_what_holds_for_an_item(
    merchant: Merchant, category: str | None, why: Why
) -> None:
    assert check_item(TERMS, merchant, category) == (A if why is Why.FINE else None, why)


@pytest.mark.seed(147)
def test_answer_09_a_category_without_an_offer_has_nothing_to_choose() -> None:
    terms = replace(TERMS, offered={"clothes": (A,)})
    assert check_item(terms, FIRST, "toys").why is Why.NOT_OFFERED


@pytest.mark.seed(148)
@pytest.mark.parametrize(
    ("at", "why"),
    [
        ("11-10 23:59:59", EARLY),
        ("11-11 00:00:00", Why.FINE),
        ("11-11 23:59:59", Why.FINE),
        ("11-12 00:00:00", LATE),
    ],
)
def test_answer_10_vouchers_hold_on_the_day_itself_and_this_cannot_be_changed(at: str, why: Why) -> None:
    assert is_usable(TERMS, _at(at)).why is why
    quote = _priced(_goods("1", 400), at=_at(at))
    expected = {EARLY: {Reason.NOT_YET}, LATE: {Reason.OVER}}.get(why, set())
    assert {reason for reason, _ in _voucher_reasons(quote)} == expected
    assert quote.saved_fen == (0 if expected else 2_000)
    assert may_change_validity() == Answer(may=False, why=Why.NEVER)


@pytest.mark.seed(149)
@pytest.mark.parametrize(
    ("merchant", "category", "group", "at", "why"),
    [
        (FIRST, "clothes", B, "09-29 23:59:59", Why.FINE),
        (FIRST, "clothes", B, "09-30 00:00:00", LATE),
        (FIRST, "clothes", B, "08-25 09:59:59", EARLY),
        (FIRST, "clothes", C, "09-10 12:00:00", Why.NOT_OFFERED),
        (FIRST, "clothes", A, "09-10 12:00:00", Why.SAME),
        (FIRST, "shoes", A, "09-10 12:00:00", Why.ONE_GROUP),
        (FIRST, "toys", B, "09-10 12:00:00", Why.NOT_CHOSEN),
        (replace(FIRST, is_selected=False), "clothes", B, "09-10 12:00:00", Why.NOT_SELECTED),
    ],
)
def test_answer_10_tiers_are_edited_until_30_september_and_never_deleted(
    merchant: Merchant, category: str, group: TierGroup, at: str, why: Why
) -> None:
    answer = may_edit_tiers(TERMS, merchant, category, group, _at(at))
    assert (answer.may, answer.why) == (why is Why.FINE, why)
    assert may_delete() == Answer(may=False, why=Why.NEVER)


@pytest.mark.seed(150)
def test_answer_11_an_order_uses_at_most_30_vouchers_over_all_pools() -> None:
    event = replace(
        EVENT, groups={("first", "clothes"): C, ("first", "shoes"): _group((200, 1), repeating=True)}
    )
    quote = _priced(_goods("1", 2_500), _goods("2", 2_000, "shoes"), held=99, event=event)
    assert (_used(quote), _cuts(quote)) == ([25, 5], [25_000, 5_000])
    more = _priced(_goods("1", 4_000), _goods("2", 2_000, "shoes"), held=99, event=event)
    assert (_used(more), _cuts(more)) == ([30, 0], [30_000, 0])
    two_orders = replace(event, groups={("first", "clothes"): C, ("second", "clothes"): C})
    both = _priced(_goods("1", 4_000), _goods("2", 4_000, shop="second"), held=99, event=two_orders)
    assert (_used(both), _cuts(both)) == ([60], [30_000, 30_000])


@pytest.mark.seed(150, 155)
def test_answer_11_no_more_are_used_than_the_buyer_holds() -> None:
    assert _used(_priced(_goods("1", 600), held=2)) == [2]
    quote = _priced(_goods("1", 600), held=None)
    assert {reason for reason, _ in _voucher_reasons(quote)} == {Reason.NOT_KNOWN}


@pytest.mark.seed(150)
@pytest.mark.parametrize(
    ("held", "most_fen", "reason"),
    [(4, 30_000, Reason.HELD), (99, 4_000, Reason.CAP), (None, 4_000, Reason.CAP)],
)
def test_answer_11_a_pool_that_gets_none_says_whether_the_purse_or_the_order_is_full(
    held: int | None, most_fen: int, reason: Reason
) -> None:
    event = replace(EVENT, groups={("first", "clothes"): C, ("first", "shoes"): A}, most_fen=most_fen)
    purse = Purse(event=event, vouchers=held, endless=held is None)
    quote = Book(()).quote(cart(_goods("1", 450), _goods("2", 250, "shoes")), purse, NOON)
    assert (_used(quote), _voucher_reasons(quote)) == ([4, 0], {(reason, ("2",))})


PAGES, SEARCH = frozenset(Place), frozenset(Device)


@pytest.mark.seed(151)
@pytest.mark.parametrize(
    ("at", "places", "usable"),
    [
        ("10-31 23:59:59", frozenset(), False),
        ("11-01 00:00:00", PAGES, False),
        ("11-10 23:59:59", PAGES, False),
        ("11-11 00:00:00", PAGES, True),
        ("11-12 00:00:00", frozenset(), False),
    ],
)
def test_answer_12_vouchers_show_before_they_hold(at: str, places: frozenset[Place], usable: bool) -> None:
    shows = what_shows(TERMS, FIRST, _at(at))
    assert (shows.places, shows.usable) == (places, usable)


@pytest.mark.seed(152)
@pytest.mark.parametrize(
    ("at", "suspended"),
    [
        ("10-31 23:59:59", False),
        ("11-01 00:00:00", True),
        ("11-11 23:59:59", True),
        ("11-12 00:00:00", False),
    ],
)
def test_answer_12_shop_vouchers_of_others_are_suspended(at: str, suspended: bool) -> None:
    when = _at(at)
    assert is_suspended(TERMS, STRANGER, when) is suspended
    assert not is_suspended(TERMS, FIRST, when)
    own = coupon(
        500,
        shop="stranger",
        kind=CouponKind.SHOP_VOUCHER,
        starts_at=when - timedelta(days=30),
        ends_at=when + timedelta(days=30),
    )
    quote = _priced(_goods("1", 100, shop="stranger"), coupons=(own,), at=when)
    assert quote.saved_fen == (0 if suspended else 500)
    never = replace(TERMS, suspends_from=None, suspends_until=None)
    assert not is_suspended(never, STRANGER, when)


@pytest.mark.seed(153)
def test_answer_13_they_show_on_the_item_page_in_the_cart_and_on_the_landing_page() -> None:
    shows = what_shows(TERMS, FIRST, _at("11-05 12:00"))
    assert shows.places == {Place.ITEM_PAGE, Place.CART, Place.LANDING_PAGE}


@pytest.mark.seed(154)
@pytest.mark.parametrize(
    ("merchant", "at", "badge"),
    [
        (FIRST, "11-10 23:59:59", frozenset()),
        (FIRST, "11-11 00:00:00", {Device.PC, Device.WIRELESS}),
        (FIRST, "11-12 00:00:00", frozenset()),
        (STRANGER, "11-11 00:00:00", frozenset()),
        (STRANGER, "11-05 00:00:00", frozenset()),
    ],
)
def test_answer_14_search_badges_are_for_event_merchants(
    merchant: Merchant, at: str, badge: frozenset[Device]
) -> None:
    shows = what_shows(TERMS, merchant, _at(at))
    assert shows.badge == badge
    assert (shows.why is Why.NOT_PASSED) is (merchant is STRANGER)


@pytest.mark.seed(155)
def test_answer_15_what_buyers_got_by_points_and_games_is_counted() -> None:
    got = [Received("buyer 1", 3, _at("11-02 10:00")), Received("buyer 2", 2, _at("11-03 10:00"))]
    assert board(got, [], TERMS.usable_from, TERMS.usable_until) == Board(5, 0, 0, 0)


@pytest.mark.seed(156)
def test_answer_16_no_voucher_on_a_deposit_but_on_the_final_payment() -> None:
    deposit = _priced(_goods("1", 600, presale=presale(Stage.DEPOSIT, 5_000)))
    assert (deposit.due_fen, _cuts(deposit)) == (5_000, [0])
    assert _voucher_reasons(deposit) == {(Reason.DEPOSIT, ("1",))}
    final = _goods("1", 600, presale=presale(Stage.FINAL, 5_000))
    paid = _priced(final)
    assert (paid.due_fen, _used(paid)) == (60_000 - 5_000 - 2_000, [2])  # 550 yuan are eligible, not 600
    assert _cuts(_priced(final, at=_at("11-12 00:00"))) == [0]


def _back(*refunds: Refund) -> tuple[VouchersBack, ...]:
    return _refunded(*refunds).vouchers


def _refunded(*refunds: Refund) -> Refunded:
    wanted = cart(_goods("1", 150), _goods("2", 250, shop="second"), _goods("3", 100, "books"))
    quote = Book(()).quote(wanted, Purse(event=EVENT, vouchers=10), NOON)
    assert _used(quote) == [2, 1]
    return refunded(wanted, quote, refunds, coupon_ends={}, event=EVENT)


TODAY, TOMORROW = _at("11-11 23:59:59"), _at("11-12 00:00:00")
NOTHING_YET = RefundWhy.STILL_USED


@pytest.mark.parametrize(
    ("refunds", "whys"),
    [
        pytest.param(
            [Refund("1", NOON), Refund("2", TODAY)],
            [RefundWhy.BACK, NOTHING_YET],
            marks=pytest.mark.seed(157),
        ),
        pytest.param([Refund("3", TODAY)], [NOTHING_YET, RefundWhy.BACK], marks=pytest.mark.seed(157)),
        pytest.param([Refund("1", NOON)], [RefundWhy.PARTLY, NOTHING_YET], marks=pytest.mark.seed(158)),
        pytest.param(
            [Refund("1", NOON), Refund("2", TOMORROW)],
            [RefundWhy.TOO_LATE, NOTHING_YET],
            marks=pytest.mark.seed(159),
        ),
        pytest.param(
            [Refund("1", NOON, after_sale=True), Refund("2", NOON)],
            [RefundWhy.AFTER_SALE, NOTHING_YET],
            marks=pytest.mark.seed(160),
        ),
    ],
)
def test_answer_17_vouchers_come_back_for_whole_pools_on_the_day(
    refunds: list[Refund], whys: list[RefundWhy]
) -> None:
    back = _back(*refunds)
    assert [one.why for one in back] == whys
    assert [one.is_back for one in back] == [why is RefundWhy.BACK for why in whys]
    assert [one.vouchers for one in back] == [2, 1]


@pytest.mark.seed(157)
def test_answer_17_a_refunded_line_pays_back_what_was_paid() -> None:
    done = _refunded(Refund("1", NOON), Refund("2", NOON))
    assert dict(done.by_line) == {"1": 14_250, "2": 23_750, "3": 0}


@pytest.mark.seed(161)
def test_answer_18_the_board_counts_received_guided_and_what_voucher_orders_came_to() -> None:
    got = [Received("buyer 1", 3, _at("11-02 10:00")), Received("buyer 2", 2, _at("11-11 20:00"))]
    orders = [
        PaidOrder("1001", "buyer 1", 38_000, NOON, 2),
        PaidOrder("1002", "buyer 1", 5_000, NOON),  # guided, though no tier was reached
        PaidOrder("1003", "buyer 2", 9_000, NOON),  # paid before the buyer had any
        PaidOrder("1004", "buyer 3", 18_900, NOON, 1),  # of whom nobody knows how they got it
        PaidOrder("1005", "buyer 1", 38_000, _at("11-12 00:00"), 2),  # not on the day
        PaidOrder("1001", "buyer 1", 38_000, NOON, 2),  # told twice
    ]
    assert board(got, orders, TERMS.usable_from, TERMS.usable_until) == Board(5, 3, 2, 56_900)


def test_terms_are_the_sources() -> None:
    spans: Mapping[str, str] = {
        "set_up_from": "08-25 10:00:00",
        "set_up_until": "09-01 22:00:00",
        "edit_until": "09-30 00:00:00",
        "shown_from": "11-01 00:00:00",
        "usable_from": "11-11 00:00:00",
        "usable_until": "11-12 00:00:00",
        "suspends_from": "11-01 00:00:00",
        "suspends_until": "11-12 00:00:00",
    }
    assert {name: getattr(DOUBLE_11_2016, name) for name in spans} == {
        name: _at(text) for name, text in spans.items()
    }
    assert DOUBLE_11_2016.most_fen == 30 * DOUBLE_11_2016.face_fen
