"""What is asked: a cart, and what may be taken off it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from zhanggui.promotions.rules.cart import (
    MOST_FEN,
    MOST_LINES,
    MOST_PIECES,
    Cart,
    CartLine,
    Presale,
    Stage,
    WrongCart,
)
from zhanggui.promotions.rules.codec.offers import MOST_COUPONS, MOST_OFFERS, coupons_in, event_in, offers_in
from zhanggui.promotions.rules.codec.parsing import Fields, Node, WrongJson, parsed
from zhanggui.promotions.rules.event import Purse, VoucherEvent
from zhanggui.promotions.rules.offers import HeldCoupon, Offer
from zhanggui.promotions.rules.refunds import Cause

VERSION = 1
ENDLESS = "endless"
MOST_SUM_FEN = 2**53 - 1  # the largest whole number that every reader of JSON keeps exactly
SHOP = "shop"  # who a line or an offer belongs to when nobody says
_MOST_VOUCHERS = 1_000_000
_WHY_WRONG = {
    "key twice": ("两行的 key 一样", "two lines have the same key"),
    "deposit": (
        "定金不能超过价格,抵扣的不能少于定金、不能超过价格",
        "the deposit is at most the price, and what it counts for lies between the two",
    ),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """`offers` null: not named, so that a shop's own may be used. `at` null: now. `use`: see `Book.quote`."""

    cart: Cart
    offers: tuple[Offer, ...] | None
    coupons: tuple[HeldCoupon, ...] | None
    event: VoucherEvent | None
    vouchers: int | None
    endless: bool
    at: datetime | None
    use: tuple[str, ...] | None
    hints: bool

    @property
    def purse(self) -> Purse:
        return Purse(self.coupons or (), self.event, self.vouchers, self.endless)


@dataclass(frozen=True, slots=True)
class AskedRefund:
    """`path`: where it stands. `at` null: now. `pieces` null: all that are left."""

    path: str
    line: str
    at: datetime | None
    pieces: int | None
    after_sale: bool
    cause: Cause


@dataclass(frozen=True, slots=True)
class AskedBack:
    bought: Asked
    refunds: tuple[AskedRefund, ...]


_BOUGHT = ("version", "at", "cart", "offers", "coupons", "event", "vouchers", "use")


def asked(data: bytes, shop: str = SHOP) -> Asked:
    """Reads what somebody sent. WrongJson says where it is wrong and what was expected."""
    return _asked(parsed(data).fields(*_BOUGHT, "hints"), shop)


def refund_asked(data: bytes, shop: str = SHOP) -> AskedBack:
    """A cart as it was paid, and what is to be refunded of it. WrongJson."""
    fields = parsed(data).fields(*_BOUGHT, "refunds")
    bought = _asked(fields, shop)
    nodes = fields.need("refunds").items(MOST_LINES, least=1)
    return AskedBack(bought, tuple(_refund(node, bought) for node in nodes))


def _refund(node: Node, bought: Asked) -> AskedRefund:
    fields = node.fields("line", "at", "pieces", "after_sale", "cause")
    line, at, cause = fields.need("line"), fields.get("at"), fields.get("cause")
    if line.text() not in {one.key for one in bought.cart.lines}:
        raise line.wrong(f"购物车里没有「{line.text()}」这一行", f'the cart has no line "{line.text()}"')
    return AskedRefund(
        path=node.path,
        line=line.text(),
        at=at.instant() if at else None,
        pieces=fields.maybe_whole("pieces", 1, MOST_PIECES),
        after_sale=fields.flag("after_sale"),
        cause=cause.choice(Cause) if cause else Cause.RETURNED,
    )


def _asked(fields: Fields, shop: str) -> Asked:
    fields.whole("version", VERSION, VERSION, unsaid=VERSION)
    at, offers, coupons = fields.get("at"), fields.get("offers"), fields.get("coupons")
    event, use = fields.get("event"), fields.get("use")
    vouchers, endless = _vouchers(fields)
    held = coupons_in(coupons, shop) if coupons else None
    if use:
        _are_there(use, {one.coupon.key for one in held or ()})
    return Asked(
        cart=_cart(fields.need("cart"), shop),
        offers=offers_in(offers, shop) if offers else None,
        coupons=held,
        event=event_in(event) if event else None,
        vouchers=vouchers,
        endless=endless,
        at=at.instant() if at else None,
        use=tuple(use.texts(MOST_COUPONS)) if use else None,
        hints=fields.flag("hints"),
    )


def _are_there(use: Node, keys: Collection[str]) -> None:
    for one in use.items(MOST_COUPONS):
        if one.text() not in keys:
            raise one.wrong(
                f"coupons 里没有「{one.text()}」", f'there is no "{one.text()}" among the coupons'
            )


def _vouchers(fields: Fields) -> tuple[int | None, bool]:
    node = fields.get("vouchers")
    if node is None:
        return None, False
    if node.value == ENDLESS:
        return None, True
    if isinstance(node.value, str):
        raise node.wrong(
            f"要张数,或者 {ENDLESS}(不用券的跨店满减)",
            f"a number of vouchers is needed, or {ENDLESS} (a discount that needs none)",
        )
    return node.whole(0, _MOST_VOUCHERS), False


def _cart(node: Node, shop: str) -> Cart:
    fields = node.fields("lines", "postage_fen", "province", "bought", "ordered_at")
    ordered = fields.get("ordered_at")
    nodes = fields.need("lines").items(MOST_LINES, least=1)
    lines = tuple(_line(one, shop, place) for place, one in enumerate(nodes, start=1))
    if sum(line.price_fen * line.quantity for line in lines) > MOST_SUM_FEN:
        raise WrongJson(
            f"{node.path}.lines", f"合计最多 {MOST_SUM_FEN} 分", f"at most {MOST_SUM_FEN} fen in all"
        )
    postage = _numbers(fields, "postage_fen", lambda one: one.whole(0, MOST_FEN))
    _shops_are_there(fields.get("postage_fen"), {line.shop for line in lines})
    try:
        return Cart(
            lines,
            postage_fen=postage,
            province=fields.maybe_text("province"),
            bought=_numbers(fields, "bought", lambda one: one.whole(0, 10**9)),
            ordered_at=ordered.instant() if ordered else None,
        )
    except WrongCart as wrong:
        raise WrongJson(
            _place(wrong, node, nodes, lines), *_WHY_WRONG.get(wrong.code, (wrong.code, wrong.code))
        ) from None


def _shops_are_there(postage: Node | None, shops: Collection[str]) -> None:
    """A postage of nobody's order would be asked of nobody."""
    for shop, node in (postage.named(MOST_LINES + MOST_OFFERS) if postage else {}).items():
        if shop not in shops:
            raise node.wrong(f"购物车里没有「{shop}」的商品", f'the cart has nothing of "{shop}"')


def _place(wrong: WrongCart, cart: Node, nodes: list[Node], lines: tuple[CartLine, ...]) -> str:
    for node, line in zip(nodes, lines, strict=True):
        if wrong.where and line.key == wrong.where:
            return f"{node.path}.presale"
    return f"{cart.path}.lines"


def _numbers(fields: Fields, name: str, read: Callable[[Node], int]) -> dict[str, int]:
    node = fields.get(name)
    return (
        {} if node is None else {key: read(one) for key, one in node.named(MOST_LINES + MOST_OFFERS).items()}
    )


def _line(node: Node, shop: str, place: int) -> CartLine:
    fields = node.fields("key", "shop", "item", "sku", "category", "price_fen", "quantity", "presale")
    presale = fields.get("presale")
    return CartLine(
        key=fields.text("key", unsaid=str(place)),
        shop=fields.text("shop", unsaid=shop),
        item=fields.need("item").text(),
        price_fen=fields.need("price_fen").whole(0, MOST_FEN),
        quantity=fields.whole("quantity", 1, MOST_PIECES, unsaid=1),
        sku=fields.maybe_text("sku"),
        category=fields.maybe_text("category"),
        presale=_presale(presale) if presale else None,
    )


def _presale(node: Node) -> Presale:
    fields = node.fields("stage", "deposit_fen", "counts_fen")
    return Presale(
        fields.need("stage").choice(Stage),
        fields.need("deposit_fen").whole(0, MOST_FEN),
        fields.maybe_whole("counts_fen", 0, MOST_FEN),
    )
