"""What is known of the buyer to whom a text goes: asked only for texts that seem to cross a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from zhanggui.catalog.queries import (
    ItemCard,
    SkuCard,
    item_by_number,
    item_cards,
    items_of_buyer,
    knowledge_cards,
    skus_of_items,
)
from zhanggui.foundation.calendar import SHANGHAI, shop_day
from zhanggui.guard.rules import Fact, Situation
from zhanggui.orders.queries import OrderCard, order_stages, orders_of_buyer
from zhanggui.orders.rules import Stage
from zhanggui.shops.queries import next_cut_off

_ORDERS, _ITEMS, _SPOKEN = 20, 5, 8
# Where "free shipping" on a page commonly does not reach.
_FAR = ("新疆", "西藏", "内蒙古", "青海", "宁夏", "甘肃", "海南", "香港", "澳门", "台湾", "海外")


def situated(situation: Situation, *, shop_id: int, buyer_id: int | None, at: datetime) -> Situation:
    """The situation with what the buyer's orders and goods tell; a handful of questions."""
    closes_at = next_cut_off(shop_id, at=at)
    late = shop_day(closes_at) != shop_day(at)
    cut_off = f"{closes_at.astimezone(SHANGHAI):%H:%M}"
    if buyer_id is None:
        return replace(situation, after_cut_off=late, cut_off=cut_off)
    orders = orders_of_buyer(buyer_id)[:_ORDERS]
    stages = order_stages(shop_id, [order.id for order in orders])
    ids = items_of_buyer(shop_id, buyer_id)[:_ITEMS]
    items = list(item_cards(shop_id, ids).values())
    return replace(
        situation,
        ours=(*situation.ours, *_ours(orders)),
        # Of what leaves today one may say so; whether that is meant is not known.
        after_cut_off=None if late and _leaves_today(orders, stages, closes_at) else late,
        cut_off=cut_off,
        awaits_parcel=Stage.TO_SHIP in stages.values() if orders else None,
        seven_day=_all_alike(item.seven_day for item in items),
        free_shipping=_ships_free(items, orders),
    )


def _leaves_today(orders: list[OrderCard], stages: Mapping[int, Stage], closes_at: datetime) -> bool:
    """Whether all that this buyer waits for was paid before today's cut-off: it does leave today."""
    closed_at = closes_at - timedelta(days=1)
    waiting = [order for order in orders if stages.get(order.id) == Stage.TO_SHIP]
    return bool(waiting) and all(order.paid_at and order.paid_at < closed_at for order in waiting)


def _ours(orders: list[OrderCard]) -> Iterable[str]:
    for order in orders:
        yield order.number
        yield from order.waybills
        yield from filter(None, (order.receiver.phone, order.receiver.address, order.receiver.name))


def _ships_free(items: list[ItemCard], orders: list[OrderCard]) -> bool | None:
    """Not known where the buyer lives far off: pages often leave those provinces out."""
    if any(order.receiver.address.startswith(_FAR) for order in orders):
        return None
    return _all_alike(item.free_shipping for item in items)


def _all_alike(values: Iterable[bool | None]) -> bool | None:
    found = set(values)
    return found.pop() if len(found) == 1 else None


_LINK = re.compile(r"(?:taobao|tmall)\.com/[^\s]{0,80}?[?&]id=(\d{1,20})")
_ONE_SIZE = "均码"
_NAME = 3  # letters of a title's word that names the item
_SIZES = re.compile("尺码|尺寸|鞋码|码数|大小")


def facts_about(shop_id: int, buyer_id: int, text: str, said: Sequence[str | int]) -> tuple[Fact, ...]:
    """What the cards say of the items of which the text may speak: the last one linked or shown in what was
    `said` (in order; a number is an item that was shown), else those that concern the buyer and that the text
    names, else all that do. None when they are too many."""
    items = _spoken_of(shop_id, buyer_id, text, said)
    ids = [item.id for item in items]
    skus, cards = skus_of_items(ids), knowledge_cards(ids)
    return tuple(
        _fact(item, skus[item.id], cards[item.id].sections if item.id in cards else {}) for item in items
    )


def _fact(item: ItemCard, skus: Sequence[SkuCard], sections: Mapping[str, str]) -> Fact:
    prices = {item.price_fen, *(sku.price_fen for sku in skus)}
    return Fact(
        title=item.name,
        price_fen=tuple(sorted(fen for fen in prices if fen is not None)),
        attributes=item.attributes,
        sizes=_sizes(skus),
        material=sections.get("material", ""),
        washing=sections.get("cautions", ""),
    )


def _spoken_of(shop_id: int, buyer_id: int, text: str, said: Sequence[str | int]) -> list[ItemCard]:
    for one in reversed(said):
        if isinstance(one, int):
            found = [*item_cards(shop_id, [one]).values()]
        else:
            found = [
                item for number in reversed(_LINK.findall(one)) if (item := item_by_number(shop_id, number))
            ]
        if found:
            return found[:1]
    ids = items_of_buyer(shop_id, buyer_id)
    items = [*item_cards(shop_id, ids).values()] if len(ids) <= _SPOKEN else []
    return [item for item in items if _names(text, item)] or items


def _names(text: str, item: ItemCard) -> bool:
    return any(word in text for word in item.title.split() if len(word) >= _NAME)


def _size(value: str) -> str:
    """M of "M码"; 均码 has no other name."""
    text = value.strip().lower()
    return text if text == _ONE_SIZE else text.removesuffix("码")


def _sizes(skus: Sequence[SkuCard]) -> frozenset[str]:
    pairs = (pair.partition(":") for sku in skus for pair in sku.properties.split(";"))
    return frozenset(_size(value) for name, _, value in pairs if _SIZES.search(name))
