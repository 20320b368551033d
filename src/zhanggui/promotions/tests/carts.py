"""Carts and offers for tables: amounts in fen, one day in November 2016."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from zhanggui.promotions.rules.account import Quote
from zhanggui.promotions.rules.cart import Cart, CartLine, Presale, Stage
from zhanggui.promotions.rules.event import Purse
from zhanggui.promotions.rules.fine_print import (
    AS_CHOSEN,
    EffectiveBy,
    FewerVouchers,
    FinePrint,
    FirstCoupon,
    OrderLimit,
    Pooling,
    PostageCounts,
    PresaleCounts,
    SpareFen,
    TieBetweenPools,
    TiersReached,
    VoucherCounts,
)
from zhanggui.promotions.rules.offers import (
    Coupon,
    CouponKind,
    HeldCoupon,
    Level,
    Offer,
    Scope,
    Tier,
    Tiers,
    Tool,
)
from zhanggui.promotions.rules.pricing import Book

AT = datetime(2016, 11, 11, 4, 0, tzinfo=UTC)  # noon in Shanghai
DAY = timedelta(days=1)
SHOP = "first"
# What was chosen as often as anything else.
FINE_PRINTS = st.just(AS_CHOSEN) | st.builds(
    FinePrint,
    first_coupon=st.sampled_from(FirstCoupon),
    shop_coupons=st.integers(1, 3),
    voucher_counts=st.sampled_from(VoucherCounts),
    postage_counts=st.sampled_from(PostageCounts),
    presale_counts=st.sampled_from(PresaleCounts),
    tiers_reached=st.sampled_from(TiersReached),
    pooling=st.sampled_from(Pooling),
    order_limit=st.sampled_from(OrderLimit),
    tie=st.sampled_from(TieBetweenPools),
    fewer=st.sampled_from(FewerVouchers),
    spare_fen=st.sampled_from(SpareFen),
    effective_by=st.sampled_from(EffectiveBy),
)


def line(
    key: str, price_fen: int, quantity: int = 1, *, item: str = "", shop: str = SHOP, **more: object
) -> CartLine:
    return CartLine(key, shop, item or key, price_fen, quantity, **more)  # type: ignore[arg-type]


def cart(*lines: CartLine, postage_fen: int = 0, **more: object) -> Cart:
    postage = {one.shop: postage_fen for one in lines} if postage_fen else {}
    return Cart(lines, postage, **more)  # type: ignore[arg-type]


def simple(*prices: int) -> Cart:
    return cart(*(line(str(place), fen) for place, fen in enumerate(prices, start=1)))


def offer(
    tool: Tool,
    key: str = "offer",
    *,
    items: Iterable[str] = (),
    shop: str = SHOP,
    most: int | None = None,
    bars: Iterable[Level] = (),
    starts_at: datetime = AT - DAY,
    ends_at: datetime = AT + DAY,
) -> Offer:
    scope = Scope(shop, items=frozenset(items))
    return Offer(key, key, scope, tool, starts_at, ends_at, most, frozenset(bars))


def spend_and_save(*pairs: tuple[int, int], every: bool = False, times: int | None = None) -> Tiers:
    return Tiers(
        tuple(Tier(from_fen=start, less_fen=less) for start, less in pairs), every=every, times=times
    )


def coupon(
    value_fen: int,
    threshold_fen: int = 0,
    key: str = "coupon",
    *,
    items: Iterable[str] = (),
    shop: str = SHOP,
    kind: CouponKind | None = None,
    starts_at: datetime = AT - DAY,
    ends_at: datetime = AT + DAY,
) -> Coupon:
    scope = Scope(shop, items=frozenset(items))
    kind = kind or (CouponKind.ITEM if items else CouponKind.SHOP)
    return Coupon(key, key, kind, scope, threshold_fen, value_fen, starts_at, ends_at)


def purse(*coupons: Coupon) -> Purse:
    return Purse(coupons=tuple(HeldCoupon(one) for one in coupons))


def priced(
    wanted: Cart, *offers: Offer, holds: Purse | None = None, use: tuple[str, ...] | None = None
) -> Quote:
    return Book(offers).quote(wanted, holds or Purse(), AT, use)


def finals(quote: Quote) -> list[int]:
    return [one.final_fen for one in quote.lines]


def reasons(quote: Quote) -> dict[str, tuple[str, int]]:
    return {one.offer: (str(one.reason), one.lacks) for one in quote.not_applied}


def presale(stage: Stage, deposit_fen: int, counts_fen: int | None = None) -> Presale:
    return Presale(stage, deposit_fen, counts_fen)
