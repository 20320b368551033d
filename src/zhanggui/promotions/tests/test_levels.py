"""Each tool and each level by tables: what it takes off, in fen, and why not when it does not."""

from __future__ import annotations

import pytest

from zhanggui.promotions.rules.account import Quote
from zhanggui.promotions.rules.cart import Cart, CartLine, Stage, WrongCart
from zhanggui.promotions.rules.event import Purse, TierGroup, VoucherEvent, VoucherTier
from zhanggui.promotions.rules.offers import (
    ByPieces,
    CouponKind,
    Less,
    Level,
    NthAt,
    PayFewer,
    PiecesFor,
    Rate,
    SpecialPrice,
    Tier,
    Tiers,
    Tool,
)
from zhanggui.promotions.tests.carts import (
    AT,
    DAY,
    cart,
    coupon,
    finals,
    line,
    offer,
    presale,
    priced,
    purse,
    reasons,
    simple,
    spend_and_save,
)


@pytest.mark.parametrize(
    ("tool", "lines", "expected"),
    [
        (SpecialPrice(8800), [(9900, 2)], [17600]),
        (SpecialPrice(9900), [(8800, 1)], [8800]),  # never dearer
        (Rate(880), [(9999, 1)], [8799]),  # 87.9912
        (Rate(885), [(1000, 3)], [2655]),
        (Rate(995), [(100, 3)], [300]),  # 99.5 fen a piece is 100: half a fen counts as one
        (Less(500), [(9900, 2)], [18800]),
        (Less(500), [(300, 2)], [0]),
        (NthAt(2, 500), [(10000, 1)], [10000]),
        (NthAt(2, 500), [(10000, 2)], [15000]),
        (NthAt(2, 500), [(10000, 5)], [40000]),
        (NthAt(2, 0), [(10000, 1), (6000, 1)], [6250, 3750]),  # 6000 free, borne by both
        (NthAt(3, 500), [(10000, 2), (4000, 2)], [18333, 7667]),  # of 3 the cheapest; one piece is over
        (PiecesFor(3, 9900), [(4000, 2), (3500, 1)], [6887, 3013]),
        (PiecesFor(3, 9900), [(4000, 7)], [23800]),
        (PiecesFor(3, 99000), [(4000, 3)], [12000]),  # never dearer
        (PayFewer(3, 2), [(5000, 4)], [15000]),
        (PayFewer(3, 1), [(5000, 1), (4000, 1), (3000, 1)], [2083, 1667, 1250]),
        (ByPieces(((2, 900), (3, 800))), [(10000, 1)], [10000]),
        (ByPieces(((2, 900), (3, 800))), [(10000, 1), (5000, 1)], [9000, 4500]),
        (ByPieces(((2, 900), (3, 800))), [(10000, 1), (5000, 3)], [8000, 12000]),
    ],
)
def test_item_level_tools(tool: Tool, lines: list[tuple[int, int]], expected: list[int]) -> None:
    wanted = cart(*(line(str(one), price, pieces) for one, (price, pieces) in enumerate(lines)))
    assert finals(priced(wanted, offer(tool))) == expected


def test_a_price_by_sku() -> None:
    tool = SpecialPrice(9000, {"black": 8000})
    wanted = cart(line("1", 9900, item="i", sku="black"), line("2", 9900, item="i", sku="white"))
    assert finals(priced(wanted, offer(tool))) == [8000, 9000]


@pytest.mark.parametrize(("bought", "expected"), [(0, 9900 * 2 + 5000 * 3), (2, 9900 * 4 + 5000), (3, 49500)])
def test_only_so_many_pieces_at_the_low_price(bought: int, expected: int) -> None:
    wanted = cart(line("1", 9900, 5), bought={"offer": bought})
    quote = priced(wanted, offer(SpecialPrice(5000), most=3))
    assert quote.total_fen == expected
    assert reasons(quote) == ({"offer": ("used_up", 0)} if bought == 3 else {})


def test_the_limit_goes_where_it_saves_most() -> None:
    wanted = cart(line("1", 9900, 2), line("2", 20000, 1))
    assert finals(priced(wanted, offer(Rate(500), most=2))) == [4950 + 9900, 10000]


RATES = Tiers((Tier(from_pieces=2, thousandths=900), Tier(from_pieces=3, thousandths=800)))


@pytest.mark.parametrize(
    ("tool", "prices", "expected"),
    [
        (spend_and_save((19900, 2000), (29900, 4000)), (19899,), 19899),
        (spend_and_save((19900, 2000), (29900, 4000)), (19900,), 17900),
        (spend_and_save((19900, 2000), (29900, 4000)), (29899,), 27899),
        (spend_and_save((19900, 2000), (29900, 4000)), (20000, 9900), 25900),
        (spend_and_save((10000, 1000), every=True), (35000,), 32000),
        (spend_and_save((10000, 1000), every=True, times=30), (400000,), 370000),  # 40 times, 30 count
        (spend_and_save((10000, 1000), every=True, times=30), (5000,) * 7, 32000),
        (
            Tiers((Tier(from_pieces=2, thousandths=900), Tier(from_pieces=3, thousandths=800))),
            (10000,),
            10000,
        ),
        (RATES, (9999, 3333), 11999),
        (RATES, (5,) * 3, 12),
        (Tiers((Tier(from_pieces=2, less_fen=700),), every=True), (1000,) * 5, 3600),
        (Tiers((Tier(from_fen=100, less_fen=700),)), (300,), 0),  # never below nothing
    ],
)
def test_shop_level(tool: Tiers, prices: tuple[int, ...], expected: int) -> None:
    quote = priced(simple(*prices), offer(tool))
    assert quote.total_fen == expected
    assert sum(finals(quote)) == expected


def test_a_shop_deduction_is_split_by_largest_remainder() -> None:
    assert finals(priced(simple(6700, 6700, 6700), offer(spend_and_save((20000, 1000))))) == [
        6366,
        6367,
        6367,
    ]


@pytest.mark.seed(139)
def test_each_level_works_on_what_the_one_before_left() -> None:
    """199 is reached before the rate and not after it; the coupon's threshold is missed after both."""
    rate, save = offer(Rate(900), "rate"), offer(spend_and_save((19900, 2000)), "save")
    quote = priced(simple(20000), rate, save)
    assert (quote.total_fen, reasons(quote)) == (18000, {"save": ("lacks_fen", 1900)})
    quote = priced(simple(23000), rate, save, holds=purse(coupon(1000, 19900)))
    assert quote.total_fen == 18700
    assert reasons(quote) == {"coupon": ("lacks_fen", 1200)}
    quote = priced(simple(24400), rate, save, holds=purse(coupon(1000, 19900)))
    assert [cut.level for cut in quote.lines[0].deductions] == [Level.ITEM, Level.SHOP, Level.COUPON]
    assert [cut.fen for cut in quote.lines[0].deductions] == [2440, 2000, 1000]


def test_of_two_that_meet_on_a_line_the_larger_takes_it() -> None:
    quote = priced(simple(10000, 10000), offer(Rate(900), "rate"), offer(Less(1500), "less", items=["2"]))
    assert (finals(quote), reasons(quote)) == ([9000, 9000], {"less": ("other", 0)})
    quote = priced(simple(10000, 10000), offer(Rate(900), "rate"), offer(Less(2500), "less", items=["2"]))
    assert finals(quote) == [9000, 7500]


def test_an_offer_can_bar_the_levels_after_it() -> None:
    low = offer(SpecialPrice(5000), "low", items=["1"], bars=[Level.SHOP, Level.COUPON])
    save = offer(spend_and_save((10000, 1000)), "save")
    quote = priced(simple(9900, 10000), low, save, holds=purse(coupon(500)))
    assert finals(quote) == [5000, 8500]
    quote = priced(simple(9900), low, save, holds=purse(coupon(500)))
    assert finals(quote) == [5000]
    assert reasons(quote) == {"save": ("barred", 0), "coupon": ("barred", 0)}
    assert {one.by for one in quote.not_applied} == {"low"}


def test_gifts_and_free_postage_stand_beside_money() -> None:
    gift = offer(Tiers((Tier(from_fen=10000, gifts=("袜子",), free_postage=True),)), "gift")
    save = offer(spend_and_save((10000, 1000), every=True), "save")
    quote = priced(cart(line("1", 25000), postage_fen=1200), gift, save)
    assert (quote.total_fen, quote.list_fen, quote.saved_fen) == (23000, 26200, 3200)
    assert [(one.name, one.times) for one in quote.gifts] == [("袜子", 1)]
    assert quote.orders[0].postage_deductions[0].offer == "gift"


def test_a_tier_may_save_and_give_and_free_the_postage() -> None:
    tiers = Tiers(
        (Tier(from_fen=5000, gifts=("贴纸",)), Tier(from_fen=10000, less_fen=900, free_postage=True))
    )
    quote = priced(cart(line("1", 6000), postage_fen=800), offer(tiers))
    assert (quote.total_fen, [one.name for one in quote.gifts]) == (6800, ["贴纸"])
    quote = priced(cart(line("1", 10000), postage_fen=800), offer(tiers))
    assert (quote.total_fen, quote.gifts) == (9100, ())


def test_no_free_postage_to_far_provinces() -> None:
    free = offer(Tiers((Tier(free_postage=True),), no_free_postage_to=frozenset({"西藏"})))
    assert priced(cart(line("1", 100), postage_fen=800), free).total_fen == 100
    quote = priced(cart(line("1", 100), postage_fen=800, province="西藏"), free)
    assert (quote.total_fen, reasons(quote)) == (900, {"offer": ("far", 0)})


def test_postage_counts_for_no_threshold() -> None:
    quote = priced(cart(line("1", 9500), postage_fen=800), offer(spend_and_save((10000, 1000))))
    assert (quote.total_fen, reasons(quote)) == (10300, {"offer": ("lacks_fen", 500)})


def test_offers_of_other_days_shops_and_items() -> None:
    quote = priced(
        simple(10000),
        offer(Rate(900), "before", starts_at=AT - 2 * DAY, ends_at=AT),
        offer(Rate(900), "after", starts_at=AT + DAY, ends_at=AT + 2 * DAY),
        offer(Rate(900), "elsewhere", shop="second"),
        offer(Rate(900), "other", items=["9"]),
    )
    assert quote.total_fen == 10000
    assert reasons(quote) == {
        "before": ("over", 0),
        "after": ("not_yet", 0),
        "elsewhere": ("no_line", 0),
        "other": ("no_line", 0),
    }


def test_shops_are_priced_apart() -> None:
    wanted = Cart((line("1", 10000), line("2", 10000, shop="second")), {"first": 500, "second": 700})
    quote = priced(wanted, offer(spend_and_save((20000, 5000))), offer(Rate(900), "second", shop="second"))
    assert [(order.shop, order.total_fen) for order in quote.orders] == [("first", 10500), ("second", 9700)]


def test_a_deposit_is_paid_as_it_is_and_counts_for_more_later() -> None:
    save = offer(spend_and_save((20000, 3000)), "save")
    deposit = cart(line("1", 30000, presale=presale(Stage.DEPOSIT, 5000, 10000)))
    quote = priced(deposit, save, holds=purse(coupon(1000)))
    assert (quote.total_fen, quote.due_fen) == (30000, 5000)
    assert reasons(quote) == {"save": ("deposit", 0), "coupon": ("deposit", 0)}
    final = cart(line("1", 30000, presale=presale(Stage.FINAL, 5000, 10000)))
    quote = priced(final, save, holds=purse(coupon(1000)))
    assert (quote.due_fen, quote.total_fen) == (30000 - 10000 - 3000 - 1000, 21000)


@pytest.mark.parametrize(
    ("coupons", "used", "total"),
    [
        ((coupon(1000, 10000),), ("coupon",), 19000),
        ((coupon(1000, 20001),), (), 20000),
        ((coupon(1000, key="a"), coupon(3000, 15000, key="b")), ("b",), 17000),  # one shop coupon
        ((coupon(1000, key="a"), coupon(500, key="i", items=["1"])), ("a", "i"), 18500),
        ((coupon(900, key="i", items=["1"]), coupon(500, key="j", items=["1", "2"])), ("i", "j"), 18600),
        ((coupon(900, key="i", items=["1"]), coupon(500, key="j", items=["1"])), ("i",), 19100),
        ((coupon(19900, key="a"), coupon(500, key="i", items=["1"], kind=CouponKind.ITEM)), ("a", "i"), 50),
        ((coupon(99900, key="a"),), ("a",), 0),
        # The small one leaves the item's threshold in reach: 5 + 30 beats 20.
        (
            (coupon(2000, key="a"), coupon(500, key="b"), coupon(3000, 9500, "i", items=["1"])),
            ("b", "i"),
            16500,
        ),
    ],
)
def test_the_coupons_that_cost_least(coupons: tuple[object, ...], used: tuple[str, ...], total: int) -> None:
    quote = priced(simple(10000, 10000), holds=purse(*coupons))  # type: ignore[arg-type]
    assert (set(quote.coupons), quote.total_fen) == (set(used), total)


def test_each_shop_takes_one_coupon() -> None:
    wanted = cart(line("1", 10000), line("2", 10000, shop="second"))
    quote = priced(wanted, holds=purse(coupon(1000, key="a"), coupon(700, key="b", shop="second")))
    assert (quote.coupons, finals(quote)) == (("a", "b"), [9000, 9300])


def test_told_which_coupons_to_use_it_uses_no_others() -> None:
    both = purse(coupon(1000, key="a"), coupon(3000, key="b"), coupon(100, 90000, key="c"))
    quote = priced(simple(10000), holds=both, use=("a", "c"))
    assert (quote.coupons, quote.total_fen) == (("a",), 9000)
    assert reasons(quote) == {"b": ("not_chosen", 0), "c": ("lacks_fen", 80000)}


def why_coupons(quote: Quote) -> list[tuple[str, str, int, str]]:
    return sorted((one.offer, str(one.reason), one.lacks, one.by) for one in quote.not_applied)


def test_a_second_coupon_of_the_shop_lacks_nothing() -> None:
    """After the first 80 yuan are left: 20 yuan more would still not let the second be used."""
    both = purse(coupon(3000, 10000, "a"), coupon(2000, 10000, "b"))
    assert why_coupons(priced(simple(11000), holds=both)) == [("b", "not_chosen", 0, "a")]
    assert why_coupons(priced(simple(11000), holds=both, use=("a", "b"))) == [("b", "other", 0, "a")]


def test_an_items_coupon_says_what_stands_in_its_way() -> None:
    first = coupon(3000, 9000, "i", items=["1"])
    held = purse(first, coupon(2000, 9000, "j", items=["1"]))
    assert why_coupons(priced(simple(11000), holds=held, use=("i", "j"))) == [("j", "other", 0, "i")]
    wide = purse(first, coupon(2000, 9000, "j", items=["1", "2"]))
    quote = priced(simple(11000, 5000), holds=wide, use=("i", "j"))
    assert why_coupons(quote) == [("j", "lacks_fen", 4000, "i")]
    assert quote.not_applied[0].lines == ("2",)  # where it could still lie
    after = purse(coupon(3000, key="s"), coupon(2000, 9000, "j", items=["1"]))
    assert why_coupons(priced(simple(11000), holds=after, use=("s", "j"))) == [("j", "lacks_fen", 1000, "")]


def test_postage_is_not_asked_of_a_deposit_alone() -> None:
    deposit = line("1", 30000, presale=presale(Stage.DEPOSIT, 5000))
    quote = priced(cart(deposit, postage_fen=800))
    assert (quote.due_fen, quote.total_fen) == (5000, 30800)
    assert priced(cart(deposit, line("2", 1000), postage_fen=800)).due_fen == 6800
    final = line("1", 30000, presale=presale(Stage.FINAL, 5000))
    assert priced(cart(final, postage_fen=800)).due_fen == 25800


def test_a_pool_that_is_worth_less_than_one_voucher_lacks_the_rest() -> None:
    """The threshold is reached, but a voucher takes off its whole face or nothing."""
    group = TierGroup((VoucherTier(500, 1),))
    event = VoucherEvent(
        "d11", "购物券", frozenset({"first"}), {("first", "x"): group}, AT - DAY, AT + DAY, AT
    )
    quote = priced(cart(line("1", 700, category="x")), holds=Purse((), event, 9))
    assert reasons(quote) == {"d11": ("lacks_fen", 300)}


def test_lines_that_no_voucher_counts_say_which_offer_bars_them() -> None:
    event = VoucherEvent(
        "d11",
        "购物券",
        frozenset({"first"}),
        {("first", "x"): TierGroup((VoucherTier(5000, 1),))},
        AT - DAY,
        AT + DAY,
        AT,
    )
    low = [offer(Rate(500), f"low{key}", items=[key], bars=[Level.VOUCHER]) for key in "12"]
    wanted = cart(*(line(key, 9900, category="x") for key in "123"))
    quote = priced(wanted, *low, holds=Purse((), event, 9))
    assert [(str(one.reason), one.by, one.lines) for one in quote.not_applied] == [
        ("barred", "low1", ("1",)),
        ("barred", "low2", ("2",)),
    ]


def test_a_coupon_that_lacks_something_names_the_lines_that_count() -> None:
    deposit = line("1", 30000, presale=presale(Stage.DEPOSIT, 5000))
    quote = priced(cart(deposit, line("2", 4000)), holds=purse(coupon(500, 5000)))
    (missed,) = quote.not_applied
    assert (missed.reason, missed.lacks, missed.lines) == ("lacks_fen", 1000, ("2",))


@pytest.mark.parametrize(
    ("lines", "code", "where"),
    [
        ((), "empty", ""),
        ((CartLine("1", "s", "i", -1),), "price", "1"),
        ((CartLine("1", "s", "i", 1, 0),), "quantity", "1"),
        ((CartLine("1", "s", "i", 1), CartLine("1", "s", "i", 1)), "key twice", ""),
        ((CartLine("1", "s", "i", 1, presale=presale(Stage.DEPOSIT, 2)),), "deposit", "1"),
        ((CartLine("1", "s", "i", 10, presale=presale(Stage.FINAL, 2, 1)),), "deposit", "1"),
    ],
)
def test_carts_that_cannot_be_priced(lines: tuple[CartLine, ...], code: str, where: str) -> None:
    with pytest.raises(WrongCart) as wrong:
        Cart(lines)
    assert (wrong.value.code, wrong.value.where) == (code, where)
