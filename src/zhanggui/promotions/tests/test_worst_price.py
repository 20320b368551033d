"""What a floor stands on: no cart makes a piece cheaper than the review reckons; ordinary set-ups pass."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from zhanggui.promotions.rules.cart import Cart, CartLine
from zhanggui.promotions.rules.event import Purse, TierGroup, VoucherEvent, VoucherTier
from zhanggui.promotions.rules.fine_print import AS_CHOSEN, FinePrint
from zhanggui.promotions.rules.offers import (
    ByPieces,
    Coupon,
    CouponKind,
    HeldCoupon,
    Less,
    Level,
    NthAt,
    Offer,
    PayFewer,
    PiecesFor,
    Rate,
    Scope,
    SpecialPrice,
    Tier,
    Tiers,
    Tool,
)
from zhanggui.promotions.rules.pricing import Book
from zhanggui.promotions.rules.review import Good, GoodSku, Shelf, review_coupon, review_offer
from zhanggui.promotions.rules.review.worst import lies_within
from zhanggui.promotions.tests.carts import FINE_PRINTS

AT = datetime(2026, 11, 1, tzinfo=UTC)
DAY = timedelta(days=1)
SHOP = "example"
CLOTHES, SHOES = "女装", "鞋"
WHOLE = Scope(SHOP)


def scoped(*items: str, categories: tuple[str, ...] = (), but: tuple[str, ...] = ()) -> Scope:
    return Scope(SHOP, frozenset(items), frozenset(categories), frozenset(but))


def offer(tool: Tool, key: str, scope: Scope = WHOLE, bars: frozenset[Level] = frozenset()) -> Offer:
    return Offer(key, "活动", scope, tool, AT, AT + DAY, bars=bars)


def coupon(threshold: int, value: int, key: str, scope: Scope = WHOLE) -> Coupon:
    kind = CouponKind.SHOP if scope.is_whole_shop else CouponKind.ITEM
    return Coupon(key, "券", kind, scope, threshold, value, AT, AT + DAY)


def money(*pairs: tuple[int, int], every: bool = False, times: int | None = None) -> Tiers:
    return Tiers(tuple(Tier(from_fen=start, less_fen=less) for start, less in pairs), every, times)


def pieces(count: int, *, less: int = 0, rate: int = 1000, every: bool = False) -> Tiers:
    return Tiers((Tier(from_pieces=count, less_fen=less, thousandths=rate),), every)


def good(item: str, price: int, least: int | None = None, category: str = CLOTHES) -> Good:
    return Good(item, item, category, (GoodSku(None, "", price, least),))


def _alone(event: VoucherEvent | None) -> tuple[VoucherEvent, ...]:
    return () if event is None else (event,)


def voucher_event(group: TierGroup, fine: FinePrint = AS_CHOSEN) -> VoucherEvent:
    """Another shop takes part, too."""
    groups = {(shop, category): group for shop in (SHOP, "other") for category in (CLOTHES, SHOES)}
    return VoucherEvent("e", "购物券", frozenset({SHOP, "other"}), groups, AT, AT + DAY, AT, fine=fine)


D11 = TierGroup((VoucherTier(19_900, 1), VoucherTier(39_900, 2), VoucherTier(59_900, 3)))


class SetUp(NamedTuple):
    """A piece of 100.00 yuan, what acts on it, and the floor that it keeps to the fen."""

    offers: tuple[Offer, ...]
    coupons: tuple[Coupon, ...]
    group: TierGroup | None
    floor_fen: int
    others: tuple[Good, ...] = ()


SHOP_RATE = offer(Rate(900), "rate")
SPECIAL = offer(SpecialPrice(6_000), "special", scoped("1"), frozenset({Level.SHOP, Level.COUPON}))
ORDINARY = {
    "a rate": SetUp((SHOP_RATE,), (), None, 9_000),
    "a rate and spend-and-save": SetUp((SHOP_RATE, offer(money((19_900, 2_000)), "m")), (), None, 8_096),
    "tiers": SetUp((offer(money((19_900, 2_000), (29_900, 4_000)), "m"),), (), None, 8_663),
    "tiers and a coupon of the shop, on one threshold": SetUp(
        (offer(money((19_900, 2_000)), "m"),), (coupon(19_900, 1_000, "c"),), None, 8_631
    ),
    "every so much": SetUp((offer(money((30_000, 5_000), every=True), "m"),), (), None, 8_334),
    "every so much, at most so often": SetUp(
        (offer(money((30_000, 5_000), every=True, times=2), "m"),), (), None, 8_334
    ),
    "two pieces at a rate": SetUp((offer(pieces(2, rate=900), "m"),), (), None, 9_000, (good("socks", 900),)),
    "two pieces less something, all of one price": SetUp(
        (offer(pieces(2, less=1_000), "m"),), (), None, 9_500, (good("2", 10_000),)
    ),
    "the second at half price": SetUp((offer(NthAt(2, 500), "n"),), (), None, 7_500),
    "a Double 11: a rate, tiers, a coupon and vouchers": SetUp(
        (SHOP_RATE, offer(money((29_900, 3_000)), "m")), (coupon(19_900, 1_000, "c"),), D11, 7_405
    ),
    "later years' every 300 less 50": SetUp(
        (), (), TierGroup((VoucherTier(30_000, 5),), repeating=True), 8_334
    ),
    "a special price on which nothing else counts": SetUp(
        (SPECIAL, offer(money((19_900, 5_000)), "m")), (coupon(9_900, 500, "c"),), None, 6_000
    ),
    "an item's own coupon beside the shop's": SetUp(
        (), (coupon(20_000, 1_000, "c"), coupon(9_900, 500, "i", scoped("1"))), None, 9_021
    ),
}


@pytest.mark.parametrize("name", ORDINARY)
def test_ordinary_set_ups_pass_down_to_the_floor_that_they_keep(name: str) -> None:
    told = ORDINARY[name]
    event = None if told.group is None else voucher_event(told.group)
    for short, expected in ((0, set[str]()), (1, {"below_least"})):
        goods = [good("1", 10_000, told.floor_fen + short), *told.others]
        found = set()
        for planned in told.offers:
            offers = [one for one in told.offers if one is not planned]
            found |= {
                blame.code
                for blame in review_offer(planned, Shelf(goods, offers, told.coupons, _alone(event)), AT)
            }
        for given_out in told.coupons:
            coupons = [one for one in told.coupons if one is not given_out]
            shelf = Shelf(goods, told.offers, coupons, _alone(event))
            found |= {blame.code for blame in review_coupon(given_out, shelf, AT)}
        if not told.offers and not told.coupons:
            far = coupon(10**9, 1, "far")
            found |= {blame.code for blame in review_coupon(far, Shelf(goods, (), (), _alone(event)), AT)}
        assert found == expected, (name, short)


def test_what_makes_other_goods_cheaper_is_refused_for_their_sake() -> None:
    """Two pieces less 10.00: beside one of 45.00 a piece of 50.00 costs 44.74, beside one of 5.00 40.91."""
    two = offer(pieces(2, less=1_000), "m")
    cheap = offer(SpecialPrice(500), "cheap", scoped("sticker"))
    for floor_fen, found in ((4_091, []), (4_092, ["below_least"])):
        goods = [good("1", 5_000, floor_fen), good("sticker", 4_500)]
        assert review_offer(two, Shelf(goods), AT) == []
        blames = review_offer(cheap, Shelf(goods, [two]), AT)
        assert [blame.code for blame in blames] == found
    known = [good("1", 5_000, 4_800), good("sticker", 4_500)]  # below its floor already
    assert review_offer(cheap, Shelf(known, [two]), AT) == []


@pytest.mark.parametrize(
    ("inner", "outer", "is_within"),
    [
        (WHOLE, WHOLE, True),
        (scoped("1"), WHOLE, True),
        (WHOLE, scoped("1"), False),
        (scoped("1"), scoped(but=("1",)), False),
        (scoped("2"), scoped(but=("1",)), True),
        (scoped(but=("1",)), scoped(but=("1",)), True),
        (scoped(but=("1", "2")), scoped(but=("1",)), True),
        (scoped(categories=(SHOES,)), scoped(but=("1",)), False),
        (scoped("1"), scoped("1", "2"), True),
        (scoped("1"), scoped(categories=(CLOTHES,)), False),
        (scoped("1", categories=(SHOES,)), scoped("1", categories=(SHOES, CLOTHES)), True),
        (WHOLE, Scope("other"), False),
    ],
)
def test_scopes_that_lie_in_others(inner: Scope, outer: Scope, is_within: bool) -> None:
    assert lies_within(inner, outer) == is_within


# ---- whatever is set up, and whatever is bought ----

THRESHOLDS = st.one_of(st.integers(10, 300).map(lambda yuan: yuan * 100), st.integers(1_000, 30_000))
PARTS = st.integers(1, 60)  # percent of a threshold
PRICES = st.one_of(st.integers(1, 200).map(lambda yuan: yuan * 100), st.integers(100, 20_000))
BARS = st.one_of(st.just(frozenset[Level]()), st.frozensets(st.sampled_from([Level.SHOP, Level.COUPON])))
SCOPES = st.sampled_from(
    [WHOLE, WHOLE, scoped("1"), scoped("1", "2"), scoped(but=("2",)), scoped(categories=(CLOTHES,))]
)


@st.composite
def tools_of_money(draw: st.DrawFn) -> Tiers:
    kind = draw(st.sampled_from(["every", "rate", "less", "tiers", "tiers"]))
    threshold, times = draw(THRESHOLDS), draw(st.none() | st.integers(1, 3))
    if kind == "every":
        return money((threshold, max(1, threshold * draw(PARTS) // 100)), every=True, times=times)
    count = draw(st.integers(1, 3))
    if kind == "rate":
        return pieces(count, rate=draw(st.integers(300, 999)))
    if kind == "less":
        every = draw(st.booleans())
        return replace(
            pieces(count, less=draw(st.integers(1, 3_000)), every=every), times=times if every else None
        )
    thresholds = sorted(draw(st.sets(THRESHOLDS, min_size=1, max_size=3)))
    return money(*((one, max(1, one * draw(PARTS) // 100)) for one in thresholds))


ITEM_TOOLS = st.one_of(
    st.builds(Rate, st.integers(300, 999)),
    st.builds(Less, st.integers(1, 3_000)),
    st.builds(NthAt, st.integers(2, 3), st.integers(1, 999)),
    st.builds(PayFewer, st.just(3), st.integers(1, 2)),
    st.builds(PiecesFor, st.integers(2, 3), st.integers(1_000, 20_000)),
    st.builds(lambda rate: ByPieces(((2, rate),)), st.integers(300, 999)),
)
GROUPS = st.sampled_from(
    [
        None,
        TierGroup((VoucherTier(10_000, 1), VoucherTier(20_000, 3))),
        TierGroup((VoucherTier(9_000, 1),), repeating=True),
    ]
)


class Case(NamedTuple):
    offers: tuple[Offer, ...]  # the first is the planned one
    coupons: tuple[Coupon, ...]
    group: TierGroup | None
    lines: tuple[CartLine, ...]  # the first is the one looked at
    fine: FinePrint = AS_CHOSEN

    @property
    def event(self) -> VoucherEvent | None:
        return None if self.group is None else voucher_event(self.group, self.fine)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    held = draw(SCOPES)
    offers = [offer(draw(ITEM_TOOLS), "i", held, draw(BARS))]
    if held == scoped("1"):
        offers += [offer(draw(ITEM_TOOLS), "j", scoped("3"), draw(BARS))] * draw(st.booleans())
    offers.append(offer(draw(tools_of_money()), "s", draw(SCOPES), draw(BARS)))
    coupons = []
    for place in range(draw(st.integers(0, 3))):
        threshold = draw(THRESHOLDS)
        coupons.append(coupon(threshold, max(1, threshold * draw(PARTS) // 100), f"c{place}", draw(SCOPES)))
    # Others bring something to its threshold, if they can.
    price = draw(PRICES)
    marks = [price, *(one.threshold_fen for one in coupons)]
    for one in offers:
        marks += [tier.from_fen for tier in one.tool.tiers] if isinstance(one.tool, Tiers) else []
    near = st.tuples(st.sampled_from(marks), st.sampled_from(marks)).map(lambda two: abs(two[0] - two[1]))
    lines = [CartLine("1", SHOP, "1", price, draw(st.integers(1, 3)), category=CLOTHES)]
    for place in range(2, draw(st.integers(1, 5)) + 1):
        item = draw(st.sampled_from(["2", "3", "4"]))
        shop = draw(st.sampled_from([SHOP, SHOP, "other"]))
        fen = draw(st.one_of(PRICES, near, st.sampled_from(marks), st.integers(1, 300)))
        category = SHOES if item == "4" else CLOTHES
        lines.append(
            CartLine(str(place), shop, item, max(1, fen), draw(st.integers(1, 4)), category=category)
        )
    return Case(tuple(offers), tuple(coupons), draw(GROUPS), tuple(lines), draw(FINE_PRINTS))


def reckoned(case: Case) -> int | None:
    """What the review says of a piece whose floor is its price; none where it refuses for another reason."""
    price = case.lines[0].price_fen
    goods = [
        good(line.item, line.price_fen, price if place == 0 else None, line.category or "")
        for place, line in enumerate(case.lines)
        if line.shop == SHOP
    ]
    blames = review_offer(case.offers[0], Shelf(goods, case.offers[1:], case.coupons, _alone(case.event)), AT)
    codes = {blame.code for blame in blames}
    if codes - {"below_least"}:
        return None
    return int(str(blames[0].said["worst_fen"])) if blames else price


KNOWN = Case(
    (offer(Rate(300), "i"), offer(pieces(3, rate=300), "s")),
    (coupon(1_000, 30, "c"),),
    None,
    (
        CartLine("1", SHOP, "1", 5_332, 2, category=CLOTHES),
        CartLine("2", SHOP, "2", 145, 3, category=CLOTHES),
    ),
)


@given(cases())
@example(KNOWN)
def test_no_cart_sells_a_piece_below_what_the_review_reckons(case: Case) -> None:
    worst = reckoned(case)
    assume(worst is not None)
    assert worst is not None
    purse = Purse(tuple(map(HeldCoupon, case.coupons)), case.event, None, endless=True)
    line = case.lines[0]
    paid = Book(case.offers).quote(Cart(case.lines), purse, AT).lines[0].final_fen
    # It is rounded up; and whole fen are shared out at each of five levels.
    assert paid >= (worst - 1) * line.quantity - 5
