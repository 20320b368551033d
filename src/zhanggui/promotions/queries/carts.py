"""Orders as the carts that they once were."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from zhanggui.catalog.queries import ItemCard, SkuCard, item_cards, sku_cards
from zhanggui.orders.queries import OrderCard, orders_page, with_details
from zhanggui.promotions.queries.kept import shop_key
from zhanggui.promotions.queries.shelf import sku_key
from zhanggui.promotions.rules.cart import Cart, CartLine, WrongCart


@dataclass(frozen=True)
class OrderCart:
    """`cart` is null where the order's lines are not known well enough to be priced."""

    order: OrderCard
    cart: Cart | None


def recent_carts(shop_id: int, most: int) -> list[OrderCart]:
    """The carts of the shop's newest orders that can be priced."""
    found = order_carts(shop_id, orders_page(shop_id).orders)
    return [one for one in found if one.cart is not None][:most]


def order_carts(shop_id: int, orders: Sequence[OrderCard]) -> list[OrderCart]:
    """In the order of the orders; as many questions for fifty as for one."""
    told = with_details(shop_id, orders)
    lines = [line for order in told if order.details for line in order.details.lines]
    items = item_cards(shop_id, {line.item_id for line in lines if line.item_id is not None})
    skus = sku_cards({line.sku_id for line in lines if line.sku_id is not None})
    shop = shop_key(shop_id) if told else ""
    return [OrderCart(order, _cart(shop, order, _lines(shop, order, items, skus))) for order in told]


def _lines(
    shop: str, order: OrderCard, items: Mapping[int, ItemCard], skus: Mapping[int, SkuCard]
) -> Iterator[CartLine]:
    """WrongCart where a price or a quantity is not known."""
    for place, line in enumerate(order.details.lines if order.details else (), 1):
        item = items.get(line.item_id) if line.item_id is not None else None
        sku = skus.get(line.sku_id) if line.sku_id is not None else None
        if line.price_fen is None or line.quantity is None:
            raise WrongCart("price", str(place))
        yield CartLine(
            key=str(place),
            shop=shop,
            item=item.number if item else line.code or line.title,
            price_fen=line.price_fen,
            quantity=line.quantity,
            sku=sku_key(sku) if sku else None,
            category=(item.category or None) if item else None,
        )


def _cart(shop: str, order: OrderCard, lines: Iterable[CartLine]) -> Cart | None:
    try:
        postage = {shop: order.postage_fen or 0}
        return Cart(tuple(lines), postage_fen=postage, ordered_at=order.created_at)
    except WrongCart:
        return None
