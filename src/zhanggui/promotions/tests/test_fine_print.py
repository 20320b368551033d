"""Each sentence that the source leaves open: as it was chosen, and as an event may decide it otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from zhanggui.foundation.calendar import from_shop_text
from zhanggui.promotions.rules import fine_print, voucher_steps
from zhanggui.promotions.rules.account import Quote, Reason
from zhanggui.promotions.rules.cart import Cart, CartLine, Stage
from zhanggui.promotions.rules.event import Purse, TierGroup, VoucherEvent, VoucherTier
from zhanggui.promotions.rules.fine_print import (
    AS_CHOSEN,
    Deadline,
    EffectiveBy,
    FewerVouchers,
    FinePrint,
    FirstCoupon,
    FixedTiers,
    OrderLimit,
    Pooling,
    PostageCounts,
    PresaleCounts,
    Ruling,
    SpareFen,
    TieBetweenPools,
    TiersReached,
    VoucherCounts,
    ruling_at,
)
from zhanggui.promotions.rules.offers import Coupon, HeldCoupon, Less
from zhanggui.promotions.rules.pricing import Book
from zhanggui.promotions.rules.windows import (
    DOUBLE_11_2016,
    Merchant,
    Why,
    as_event,
    is_event_merchant,
    may_edit_tiers,
    may_set_up,
)
from zhanggui.promotions.tests.carts import AT, DAY, cart, coupon, finals, line, offer, presale, reasons


def _group(*tiers: tuple[int, int], repeating: bool = False) -> TierGroup:
    return TierGroup(tuple([VoucherTier(yuan * 100, count) for yuan, count in tiers]), repeating)


A = _group((199, 1), (399, 2), (599, 3))
B = _group((299, 1))
EVERY_100 = _group((100, 1), repeating=True)
SHOPS = ("first", "second")


def _event(fine: FinePrint, x: TierGroup = A, y: TierGroup = A, **more: Any) -> VoucherEvent:
    groups = {(shop, name): group for shop in SHOPS for name, group in (("x", x), ("y", y))}
    day = from_shop_text("2016-11-11 00:00")
    event = VoucherEvent("d11", "购物券", frozenset(SHOPS), groups, day, day + DAY, day, fine=fine)
    return replace(event, **more)


def _quoted(
    wanted: Cart, event: VoucherEvent, *coupons: Coupon, held: int = 99, book: Book | None = None
) -> Quote:
    purse = Purse(tuple(map(HeldCoupon, coupons)), event, held)
    return (book or Book(())).quote(wanted, purse, AT)


def _used(quote: Quote) -> list[int]:
    return [pool.vouchers for pool in quote.pools]


def _goods(key: str, yuan: float, category: str = "x", shop: str = "first", **more: Any) -> CartLine:
    return line(key, round(yuan * 100), category=category, shop=shop, **more)


# ---- coupons: one of the shop's on an order, which acts before an item's ----

HALF = offer(Less(5_000))  # of a hundred


@pytest.mark.seed(139)
@pytest.mark.parametrize(
    ("first", "applied", "total"),
    [(FirstCoupon.SHOP, ["shop", "item"], 8_000), (FirstCoupon.ITEM, ["item"], 8_500)],
)
def test_the_shops_coupon_acts_first_or_the_items(first: FirstCoupon, applied: list[str], total: int) -> None:
    """After the item's 15 yuan the shop's threshold of 100 is not reached any more."""
    held = coupon(500, 10_000, "shop"), coupon(1_500, 2_000, "item", items=["1"])
    quote = _quoted(cart(line("1", 10_000)), _event(FinePrint(first_coupon=first)), *held)
    assert ([one.offer for one in quote.applied], quote.total_fen) == (applied, total)


def test_coupons_as_they_are_named_act_in_that_order_too() -> None:
    held = coupon(500, 1_000, "shop"), coupon(1_500, 2_000, "item", items=["1"])
    event = _event(FinePrint(first_coupon=FirstCoupon.ITEM))
    purse = Purse(tuple(map(HeldCoupon, held)), event, 0)
    quote = Book(()).quote(cart(line("1", 10_000)), purse, AT, ("shop", "item"))
    assert [(one.offer, one.counted_fen) for one in quote.applied] == [("item", 10_000), ("shop", 8_500)]


@pytest.mark.parametrize(("most", "used", "total"), [(1, 1, 9_300), (2, 2, 8_700), (3, 3, 8_200)])
def test_an_order_may_use_several_of_the_shops_coupons(most: int, used: int, total: int) -> None:
    held = [coupon(value, 0, f"c{value}") for value in (700, 600, 500, 400)]
    quote = _quoted(cart(line("1", 10_000)), _event(FinePrint(shop_coupons=most)), *held)
    assert (len(quote.coupons), quote.total_fen) == (used, total)
    assert reasons(quote)["c400"] == ("not_chosen", 0)
    purse = Purse(tuple(map(HeldCoupon, held)), _event(FinePrint(shop_coupons=most)), 0)
    named = Book(()).quote(cart(line("1", 10_000)), purse, AT, [one.key for one in held])
    assert (named.coupons, reasons(named)["c400"][0]) == (quote.coupons, "other")


# ---- what is held against the tiers ----


@pytest.mark.parametrize(("counts", "used"), [(VoucherCounts.LEFT, [0]), (VoucherCounts.LISTED, [1])])
def test_tiers_count_what_the_levels_before_left_or_the_list_amount(
    counts: VoucherCounts, used: list[int]
) -> None:
    event = _event(FinePrint(voucher_counts=counts))
    quote = _quoted(cart(_goods("1", 199)), event, book=Book([HALF]))
    assert _used(quote) == used
    assert quote.total_fen == 19_900 - 5_000 - 1_000 * used[0]


def test_no_more_is_taken_off_than_is_left_whatever_counts() -> None:
    event = _event(FinePrint(voucher_counts=VoucherCounts.LISTED), x=EVERY_100)
    quote = _quoted(cart(_goods("1", 300)), event, book=Book([offer(Less(28_500))]))
    assert (_used(quote), quote.total_fen) == ([1], 500)
    quote = _quoted(cart(_goods("1", 300)), event, book=Book([offer(Less(29_500))]))
    assert (_used(quote), reasons(quote)["d11"]) == ([0], ("lacks_fen", 500))


@pytest.mark.parametrize(
    ("counts", "used"), [(PostageCounts.NEVER, [0, 0]), (PostageCounts.FOR_TIERS, [1, 0])]
)
def test_postage_counts_for_no_tier_or_in_the_pool_of_the_orders_first_line(
    counts: PostageCounts, used: list[int]
) -> None:
    event = _event(FinePrint(postage_counts=counts), y=B)
    wanted = cart(_goods("1", 190), _goods("2", 295, "y"), postage_fen=1_000)
    assert _used(_quoted(wanted, event)) == used


@pytest.mark.seed(156)
@pytest.mark.parametrize(("counts", "used"), [(PresaleCounts.FINAL, [0]), (PresaleCounts.WHOLE, [1])])
def test_of_a_presale_the_final_payment_counts_or_the_whole_price(
    counts: PresaleCounts, used: list[int]
) -> None:
    event = _event(FinePrint(presale_counts=counts))
    wanted = cart(_goods("1", 200, presale=presale(Stage.FINAL, 2_000, 4_000)))
    quote = _quoted(wanted, event)
    assert (_used(quote), quote.due_fen) == (used, 16_000 - 1_000 * used[0])


# ---- tiers, pools, limits, ties ----


@pytest.mark.seed(140)
@pytest.mark.parametrize(("reached", "used"), [(TiersReached.HIGHEST, [2]), (TiersReached.ALL, [3])])
def test_the_highest_tier_counts_or_all_that_are_reached(reached: TiersReached, used: list[int]) -> None:
    assert _used(_quoted(cart(_goods("1", 400)), _event(FinePrint(tiers_reached=reached)))) == used


@pytest.mark.seed(141)
@pytest.mark.parametrize(
    ("pooling", "used"), [(Pooling.OVER_CATEGORIES, [1]), (Pooling.WITHIN_CATEGORY, [0, 0])]
)
def test_categories_of_a_shop_count_together_or_each_for_itself(pooling: Pooling, used: list[int]) -> None:
    event = _event(FinePrint(pooling=pooling))
    assert _used(_quoted(cart(_goods("1", 100), _goods("2", 100, "y")), event)) == used
    over_shops = cart(_goods("1", 100), _goods("2", 100, shop="second"))
    assert _used(_quoted(over_shops, event)) == [1]  # the same category counts over shops in any case


@pytest.mark.seed(150)
@pytest.mark.parametrize(("limit", "used"), [(OrderLimit.AMOUNT, [6]), (OrderLimit.NUMBER, [3])])
def test_an_orders_limit_is_an_amount_or_a_number_of_vouchers(limit: OrderLimit, used: list[int]) -> None:
    """Six vouchers over two orders are 30 yuan for each, and each order has a share of all six."""
    event = _event(FinePrint(order_limit=limit), x=EVERY_100, most_fen=3_000)
    assert _used(_quoted(cart(_goods("1", 400), _goods("2", 400, shop="second")), event)) == used


@pytest.mark.parametrize(
    ("tie", "used"), [(TieBetweenPools.LARGER, [0, 1]), (TieBetweenPools.EARLIER, [1, 0])]
)
def test_of_equals_the_larger_pool_takes_more_or_the_earlier(tie: TieBetweenPools, used: list[int]) -> None:
    wanted = cart(_goods("1", 200), _goods("2", 300, "y"))
    assert _used(_quoted(wanted, _event(FinePrint(tie=tie), y=B), held=1)) == used


@pytest.mark.parametrize(
    ("fewer", "used"), [(FewerVouchers.ALLOWED, [2, 2]), (FewerVouchers.WHOLE_TIERS, [3, 0])]
)
def test_a_pool_may_use_fewer_than_its_tier_allows_or_only_whole_tiers(
    fewer: FewerVouchers, used: list[int]
) -> None:
    """Four are held, and each of two pools would use 3 or 2 at once."""
    three, two = _group((299, 2), (599, 3)), _group((199, 3))
    event = _event(FinePrint(fewer=fewer, tie=TieBetweenPools.EARLIER), x=three, y=two)
    wanted = cart(_goods("1", 600), _goods("2", 200, "y"))
    assert _used(_quoted(wanted, event, held=4)) == ([3, 1] if fewer is FewerVouchers.ALLOWED else [3, 0])
    limited = replace(event, most_fen=2_000)
    two_orders = cart(_goods("1", 600), _goods("2", 200, "y", shop="second"))
    assert _used(_quoted(two_orders, limited)) == (used if fewer is FewerVouchers.ALLOWED else [2, 0])


@pytest.mark.parametrize(
    ("held", "most_fen", "less_fen", "said"),
    [
        (1, 30_000, 1, (Reason.HELD, 0)),  # too few for a tier
        (5, 1_000, 1, (Reason.CAP, 0)),
        (5, 30_000, 18_500, (Reason.LACKS_FEN, 500)),  # less is left of the goods than the tier takes off
    ],
)
def test_where_only_whole_tiers_may_be_used_it_is_said_what_stands_in_the_way(
    held: int, most_fen: int, less_fen: int, said: tuple[Reason, int]
) -> None:
    fine = FinePrint(fewer=FewerVouchers.WHOLE_TIERS, voucher_counts=VoucherCounts.LISTED)
    event = replace(_event(fine, x=_group((100, 2))), most_fen=most_fen)
    quote = _quoted(cart(_goods("1", 200)), event, held=held, book=Book((offer(Less(less_fen)),)))
    assert [(one.reason, one.lacks) for one in quote.not_applied] == [said]


def test_whole_tiers_that_are_too_many_to_try_end_with_what_was_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    event = _event(FinePrint(fewer=FewerVouchers.WHOLE_TIERS), y=B)
    wanted = cart(_goods("1", 600), _goods("2", 300, "y"))
    assert _used(_quoted(wanted, event, held=3)) == [3, 0]
    monkeypatch.setattr(voucher_steps, "MOST_TRIED", 1)
    assert _used(_quoted(wanted, event, held=3)) == [0, 0]


@pytest.mark.seed(142)
@pytest.mark.parametrize(
    ("spare", "left"),
    [(SpareFen.EARLIER, [6_366, 6_367, 6_367]), (SpareFen.LATER, [6_367, 6_367, 6_366])],
)
def test_a_spare_fen_goes_to_the_earlier_line_or_to_the_later(spare: SpareFen, left: list[int]) -> None:
    event = _event(FinePrint(spare_fen=spare))
    assert finals(_quoted(cart(*(_goods(key, 67) for key in "123")), event)) == left
    shops = cart(_goods("1", 67), _goods("2", 67, shop="second"), _goods("3", 67, shop="third"))
    groups = dict.fromkeys([(shop, "x") for shop in (*SHOPS, "third")], A)
    three = replace(event, groups=groups, merchants=frozenset((*SHOPS, "third")))
    quote = _quoted(shops, three)
    assert finals(quote) == left
    assert [shop for shop, _ in quote.pools[0].by_shop] == [*SHOPS, "third"]


# ---- instants ----


@pytest.mark.seed(148)
@pytest.mark.parametrize(
    ("by", "ordered", "used"),
    [
        (EffectiveBy.PAYMENT, "2016-11-10 23:59", [1]),
        (EffectiveBy.ORDER, "2016-11-10 23:59", []),
        (EffectiveBy.ORDER, "2016-11-11 00:00", [1]),
    ],
)
def test_vouchers_are_usable_by_the_time_of_payment_or_of_the_order(
    by: EffectiveBy, ordered: str, used: list[int]
) -> None:
    wanted = cart(_goods("1", 200), ordered_at=from_shop_text(ordered))
    quote = _quoted(wanted, _event(FinePrint(effective_by=by)))
    assert _used(quote) == used
    assert reasons(quote) == ({} if used else {"d11": ("not_yet", 0)})


def test_what_is_ordered_on_the_day_may_be_paid_after_it() -> None:
    wanted = cart(_goods("1", 200), ordered_at=from_shop_text("2016-11-11 23:59"))
    paid = from_shop_text("2016-11-12 00:10")
    for by, total in ((EffectiveBy.PAYMENT, 20_000), (EffectiveBy.ORDER, 19_000)):
        purse = Purse((), _event(FinePrint(effective_by=by)), 9)
        assert Book(()).quote(wanted, purse, paid).total_fen == total


FIRST = Merchant("first", True, True, True, None, {})
TERMS = replace(DOUBLE_11_2016, offered={"x": (A, B), "y": (A,)})


@pytest.mark.seed(137)
@pytest.mark.parametrize(("deadline", "may"), [(Deadline.LATE, False), (Deadline.IN_TIME, True)])
def test_at_the_very_instant_of_a_deadline_it_is_late_or_not_yet(deadline: Deadline, may: bool) -> None:
    terms = replace(TERMS, fine=FinePrint(deadline=deadline))
    assert may_set_up(terms, FIRST, "x", A, terms.set_up_until).may is may
    chosen = replace(FIRST, chosen={"x": A}, set_up_at=terms.set_up_until)
    assert is_event_merchant(terms, chosen).may is may
    assert may_edit_tiers(terms, chosen, "x", B, terms.edit_until).may is may
    later = terms.set_up_until + timedelta(microseconds=1)
    assert may_set_up(terms, FIRST, "x", A, later).may is False


@pytest.mark.seed(149)
@pytest.mark.parametrize(
    ("fixed", "category", "to", "why"),
    [
        (FixedTiers.ONE_GROUP, "x", A, Why.FINE),
        (FixedTiers.ONE_GROUP, "y", B, Why.ONE_GROUP),
        (FixedTiers.ONE_TIER, "x", A, Why.ONE_TIER),
        (FixedTiers.ONE_TIER, "y", B, Why.NOT_OFFERED),
    ],
)
def test_tiers_are_fixed_where_one_group_is_offered_or_where_one_tier_was_chosen(
    fixed: FixedTiers, category: str, to: TierGroup, why: Why
) -> None:
    terms = replace(TERMS, fine=FinePrint(fixed_tiers=fixed))
    chosen = replace(FIRST, chosen={"x": B, "y": A}, set_up_at=terms.set_up_from)
    assert may_edit_tiers(terms, chosen, category, to, terms.set_up_from).why is why


# ---- since when ----


def test_an_events_own_holds_on_its_days_and_what_was_ruled_on_all_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    several = FinePrint(shop_coupons=2)
    monkeypatch.setattr(
        fine_print,
        "RULINGS",
        (Ruling(date(2016, 12, 1), several, "later"), Ruling(date(2016, 8, 25), AS_CHOSEN, "first")),
    )
    held = [coupon(value, 0, f"c{value}", ends_at=AT + 99 * DAY) for value in (700, 600)]
    wanted = cart(line("1", 10_000))

    def used(at: Any, event: VoucherEvent | None) -> int:
        return len(Book(()).quote(wanted, Purse(tuple(map(HeldCoupon, held)), event), at).coupons)

    assert [used(AT, None), used(AT, _event(several)), used(AT + DAY, _event(several))] == [1, 2, 1]
    december = from_shop_text("2016-12-01 00:00")
    assert [used(december - timedelta(seconds=1), None), used(december, None)] == [1, 2]
    assert ruling_at(from_shop_text("2012-11-11 00:00")).source == "first"  # it held before, too


def test_an_event_is_priced_by_its_fine_print() -> None:
    fine = FinePrint(tiers_reached=TiersReached.ALL)
    assert as_event(replace(TERMS, fine=fine), []).fine == fine
    assert as_event(TERMS, []).fine is AS_CHOSEN
