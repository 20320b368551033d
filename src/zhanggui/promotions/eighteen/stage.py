"""Where the demo carts play: three made-up shops, their categories, and the event of 2016 as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.utils.translation import gettext_noop as noop

from zhanggui.foundation.calendar import from_shop_text
from zhanggui.promotions.rules.cart import Cart, CartLine, Presale
from zhanggui.promotions.rules.event import Purse, TierGroup, VoucherEvent, VoucherTier
from zhanggui.promotions.rules.offers import Coupon, CouponKind, HeldCoupon, Offer, Scope, Tier, Tiers, Tool
from zhanggui.promotions.rules.pricing import Book
from zhanggui.promotions.rules.windows import DOUBLE_11_2016, Merchant, as_event

FIRST, SECOND, THIRD = "first", "second", "third"
SHOPS = {FIRST: noop("甲店"), SECOND: noop("乙店"), THIRD: noop("丙店(没有参加)")}
CLOTHES, SHOES, BOOKS, BAGS, TEXTILES, FOOD = "女装", "女鞋", "图书", "箱包", "家纺", "零食"


def _group(*tiers: tuple[int, int], repeating: bool = False) -> TierGroup:
    return TierGroup(tuple(VoucherTier(yuan * 100, count) for yuan, count in tiers), repeating)


A = _group((199, 1), (399, 2), (599, 3))
B = _group((299, 1))
C = _group((100, 1), repeating=True)
D = _group((200, 1), repeating=True)
E = _group((99, 1), repeating=True)
TERMS = replace(
    DOUBLE_11_2016,
    name=noop("购物券"),
    offered={CLOTHES: (A, B), SHOES: (A,), BOOKS: (C,), BAGS: (B,), TEXTILES: (D,), FOOD: (E,)},
)


def moment(text: str) -> datetime:
    """ "11-11 20:00" of 2016, in the shops' time."""
    return from_shop_text(f"2016-{text}")


IN_TIME = moment("08-26 09:00")
THE_DAY = moment("11-11 20:00")
CHOSEN = {CLOTHES: A, SHOES: A, BOOKS: C, BAGS: B, TEXTILES: D, FOOD: E}
FIRST_SHOP = Merchant(FIRST, True, True, True, IN_TIME, CHOSEN)
SECOND_SHOP = replace(FIRST_SHOP, shop=SECOND)
THIRD_SHOP = Merchant(THIRD)
EVENT = as_event(TERMS, (FIRST_SHOP, SECOND_SHOP, THIRD_SHOP))
_WEEKS = timedelta(days=90)


@dataclass(frozen=True)
class Demo:
    """A cart, what may be taken off it, and when it is paid. `held` null: nobody knows how many vouchers."""

    caption: str
    lines: tuple[CartLine, ...]
    offers: tuple[Offer, ...] = ()
    coupons: tuple[Coupon, ...] = ()
    held: int | None = 10
    at: datetime = THE_DAY
    event: VoucherEvent = EVENT

    @property
    def cart(self) -> Cart:
        return Cart(self.lines)

    @property
    def purse(self) -> Purse:
        return Purse(tuple(map(HeldCoupon, self.coupons)), self.event, self.held)

    @property
    def book(self) -> Book:
        return Book(self.offers)


@dataclass(frozen=True)
class Said:
    """What the engine answers to a question that is no cart. `good` null: neither yes nor no."""

    question: str
    answer: str
    good: bool | None = None


@dataclass(frozen=True)
class Rule:
    """One of the 18: `seeds` are the features of the source that it answers."""

    number: int
    title: str
    says: str
    seeds: tuple[int, ...]
    demos: tuple[Demo, ...]
    asks: Callable[[], list[Said]] = field(default=list)


def goods(
    item: str, yuan: float, category: str = CLOTHES, *, shop: str = FIRST, quantity: int = 1,
    presale: Presale | None = None, key: str = "",
) -> CartLine:  # fmt: skip
    return CartLine(
        key or f"{shop} {item}", shop, item, round(yuan * 100), quantity, category=category, presale=presale
    )


def lined(*lines: CartLine) -> tuple[CartLine, ...]:
    """In this order, whatever they are called."""
    return tuple(replace(line, key=str(place)) for place, line in enumerate(lines, 1))


def offer(name: str, tool: Tool) -> Offer:
    return Offer(name, name, Scope(FIRST), tool, THE_DAY - _WEEKS, THE_DAY + _WEEKS)


def spend_and_save(yuan: int, less: int) -> Tiers:
    return Tiers((Tier(yuan * 100, 0, less * 100),))


def coupon(
    name: str, yuan: int, less: int, *, shop: str = FIRST, kind: CouponKind = CouponKind.SHOP
) -> Coupon:
    return Coupon(name, name, kind, Scope(shop), yuan * 100, less * 100, THE_DAY - _WEEKS, THE_DAY + _WEEKS)
