"""What holds for every price, whatever the cart and the offers."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from zhanggui.promotions.rules.account import Quote
from zhanggui.promotions.rules.cart import Cart, CartLine, Presale, Stage
from zhanggui.promotions.rules.event import Purse, TierGroup, VoucherEvent, VoucherTier
from zhanggui.promotions.rules.offers import (
    ByPieces,
    Coupon,
    CouponKind,
    HeldCoupon,
    Less,
    NthAt,
    Offer,
    PayFewer,
    PiecesFor,
    Rate,
    Scope,
    SpecialPrice,
    Tier,
    Tiers,
)
from zhanggui.promotions.rules.pricing import Book
from zhanggui.promotions.tests.carts import AT, DAY, FINE_PRINTS

SHOPS, ITEMS, CATEGORIES = ("first", "second"), ("a", "b", "c"), ("clothes", "shoes", None)
FEN = st.integers(0, 60_000)
PRESALES = st.one_of(
    st.none(), st.none(), st.builds(Presale, st.sampled_from(list(Stage)), st.just(0)), st.none()
)
LINES = st.builds(
    CartLine,
    key=st.just("?"),
    shop=st.sampled_from(SHOPS),
    item=st.sampled_from(ITEMS),
    price_fen=FEN,
    quantity=st.integers(1, 4),
    sku=st.none(),
    category=st.sampled_from(CATEGORIES),
    presale=PRESALES,
)


@st.composite
def carts(draw: st.DrawFn, most: int = 6) -> Cart:
    lines = draw(st.lists(LINES, min_size=1, max_size=most))
    keyed = [
        CartLine(str(key), one.shop, one.item, one.price_fen, one.quantity, None, one.category, one.presale)
        for key, one in enumerate(lines, start=1)
    ]
    return Cart(tuple(keyed), draw(st.dictionaries(st.sampled_from(SHOPS), st.integers(0, 2000))))


SCOPES = st.builds(
    Scope,
    shop=st.sampled_from(SHOPS),
    items=st.frozensets(st.sampled_from(ITEMS), max_size=2),
    categories=st.frozensets(st.sampled_from(("clothes", "shoes")), max_size=1),
    but=st.frozensets(st.sampled_from(ITEMS), max_size=1),
)
RATES = st.integers(100, 999)
TIERS = st.builds(
    Tier,
    from_fen=st.integers(1, 60_000),
    from_pieces=st.integers(0, 3),
    less_fen=st.integers(0, 5_000),
    thousandths=st.sampled_from((1000, 900, 850)),
    gifts=st.sampled_from(((), ("袜子",))),
    free_postage=st.booleans(),
)
TOOLS = st.one_of(
    st.builds(SpecialPrice, FEN),
    st.builds(Rate, RATES),
    st.builds(Less, st.integers(1, 9_000)),
    st.builds(NthAt, st.integers(2, 3), RATES),
    st.builds(PiecesFor, st.integers(2, 4), FEN),
    st.builds(PayFewer, st.just(3), st.integers(1, 2)),
    st.builds(ByPieces, st.just(((2, 900), (3, 800)))),
    st.builds(Tiers, st.tuples(TIERS)),
    st.builds(Tiers, st.tuples(TIERS), every=st.just(True), times=st.sampled_from((None, 3))),
)


@st.composite
def offers(draw: st.DrawFn, most: int = 4) -> tuple[Offer, ...]:
    pairs = draw(st.lists(st.tuples(SCOPES, TOOLS), max_size=most))
    return tuple(
        Offer(f"o{one}", "", scope, tool, AT - DAY, AT + DAY) for one, (scope, tool) in enumerate(pairs)
    )


@st.composite
def coupons(draw: st.DrawFn, most: int = 4) -> tuple[HeldCoupon, ...]:
    wanted = st.tuples(
        SCOPES, st.sampled_from(list(CouponKind)), st.integers(0, 50_000), st.integers(1, 9_000)
    )
    return tuple(
        HeldCoupon(Coupon(f"c{one}", "", kind, scope, threshold, value, AT - DAY, AT + DAY))
        for one, (scope, kind, threshold, value) in enumerate(draw(st.lists(wanted, max_size=most)))
    )


GROUPS = st.sampled_from(
    (
        TierGroup((VoucherTier(19900, 1), VoucherTier(39900, 2), VoucherTier(59900, 3))),
        TierGroup((VoucherTier(29900, 1),)),
        TierGroup((VoucherTier(10000, 1),), repeating=True),
    )
)


@st.composite
def purses(draw: st.DrawFn) -> Purse:
    groups = draw(
        st.dictionaries(st.tuples(st.sampled_from(SHOPS), st.sampled_from(("clothes", "shoes"))), GROUPS)
    )
    merchants = frozenset(draw(st.sets(st.sampled_from(SHOPS))))
    event = VoucherEvent("event", "", merchants, groups, AT - DAY, AT + DAY, AT - DAY, fine=draw(FINE_PRINTS))
    held = draw(st.one_of(st.none(), st.integers(0, 12)))
    return Purse(draw(coupons()), draw(st.sampled_from((event, None))), held)


def whole(cart: Cart, held: tuple[Offer, ...], purse: Purse) -> Quote:
    return Book(held).quote(cart, purse, AT)


@given(carts(), offers(), purses())
def test_every_fen_is_accounted_for(cart: Cart, held: tuple[Offer, ...], purse: Purse) -> None:
    quote = whole(cart, held, purse)
    for asked, line in zip(cart.lines, quote.lines, strict=True):
        assert line.key == asked.key
        assert line.list_fen == asked.price_fen * asked.quantity
        assert line.final_fen == line.list_fen - sum(cut.fen for cut in line.deductions) >= 0
        assert all(cut.fen > 0 for cut in line.deductions)
        assert 0 <= line.due_fen <= line.final_fen
    assert quote.total_fen == sum(line.final_fen for line in quote.lines) + sum(
        order.postage_fen for order in quote.orders
    )
    assert quote.list_fen - quote.saved_fen == quote.total_fen == sum(one.total_fen for one in quote.orders)
    cuts = [cut for line in quote.lines for cut in line.deductions]
    for one in quote.applied:
        assert one.fen == sum(
            cut.fen for cut in cuts if cut.offer == one.offer and cut.level is one.level
        ) or (
            one.level == "voucher"  # once for each pool
        )
    assert sum(pool.fen for pool in quote.pools) == sum(cut.fen for cut in cuts if cut.level == "voucher")


@given(carts(), offers(), purses())
def test_every_offer_and_coupon_acts_or_says_why_not(
    cart: Cart, held: tuple[Offer, ...], purse: Purse
) -> None:
    quote = whole(cart, held, purse)
    acts = {one.offer for one in quote.applied}
    why = [one.offer for one in quote.not_applied]
    for key in [offer.key for offer in held] + [one.coupon.key for one in purse.coupons]:
        assert key in acts or why.count(key) == 1, key
    assert set(quote.coupons) <= acts


@given(carts(), offers(), purses(), st.randoms(use_true_random=False))
def test_the_order_of_the_lines_changes_nothing(
    cart: Cart, held: tuple[Offer, ...], purse: Purse, random: object
) -> None:
    lines = list(cart.lines)
    random.shuffle(lines)  # type: ignore[attr-defined]
    quote, other = whole(cart, held, purse), whole(Cart(tuple(lines), cart.postage_fen), held, purse)
    assert other.total_fen == quote.total_fen
    assert {line.key: line for line in other.lines} == {line.key: line for line in quote.lines}
    assert whole(cart, held, purse) == quote  # and once more is the same


@settings(max_examples=60)
@given(carts(5), offers(2), purses())
def test_no_other_choice_of_coupons_costs_less(cart: Cart, held: tuple[Offer, ...], purse: Purse) -> None:
    book = Book(held)
    keys = [one.coupon.key for one in purse.coupons]
    every = [
        book.quote(cart, purse, AT, tuple(key for key, taken in zip(keys, choice, strict=True) if taken))
        for choice in product((False, True), repeat=len(keys))
    ]
    assert book.quote(cart, purse, AT).total_fen == min(one.total_fen for one in every)


@given(carts(), st.lists(TIERS, min_size=1, max_size=1), st.integers(0, 5))
def test_one_more_piece_makes_nothing_else_dearer(cart: Cart, tiers: list[Tier], place: int) -> None:
    """With one spend-and-save over the whole shop: what is bought besides never costs more than its price."""
    tier = Tier(from_fen=tiers[0].from_fen, less_fen=tiers[0].less_fen)
    held = tuple(
        Offer(shop, "", Scope(shop), Tiers((tier,), every=True), AT - DAY, AT + DAY) for shop in SHOPS
    )
    line = cart.lines[place % len(cart.lines)]
    more = CartLine("new", line.shop, line.item, line.price_fen)
    before, after = (
        whole(cart, held, Purse()),
        whole(Cart((*cart.lines, more), cart.postage_fen), held, Purse()),
    )
    assert after.total_fen <= before.total_fen + more.price_fen
