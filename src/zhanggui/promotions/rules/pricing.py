"""The price of a cart, level by level, with an account of every fen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from zhanggui.promotions.rules.account import (
    Deduction,
    PoolUse,
    Quote,
    QuotedLine,
    QuotedOrder,
    Reason,
)
from zhanggui.promotions.rules.cart import Cart, CartLine, Stage
from zhanggui.promotions.rules.choosing import best_coupons
from zhanggui.promotions.rules.coupons import Combination, Taken, Usable, standing, taken, usable
from zhanggui.promotions.rules.event import Purse, fine_print_of
from zhanggui.promotions.rules.item_level import take_item_level
from zhanggui.promotions.rules.offers import Level, Offer
from zhanggui.promotions.rules.shop_level import take_shop_level
from zhanggui.promotions.rules.table import Table, is_deposit
from zhanggui.promotions.rules.voucher_level import Vouchers

NOTHING_HELD = Purse()
PRESALE = "presale"  # the key under which what a deposit counts for beyond itself is taken off
_Found = list[tuple[Offer, list[int]]]


def quote(cart: Cart, offers: Iterable[Offer], vouchers: Purse, at: datetime) -> Quote:
    """What a cart costs at an instant. `Book` prices many carts under the same offers."""
    return Book(offers).quote(cart, vouchers, at)


class Book:
    """Offers, prepared to price many carts. Their order is the order in which the shop keeps them."""

    def __init__(self, offers: Iterable[Offer]) -> None:
        self.offers = tuple(offers)
        if len({offer.key for offer in self.offers}) < len(self.offers):
            message = "two offers have the same key"
            raise ValueError(message)
        self._holding: dict[tuple[str, str, str | None], tuple[int, ...]] = {}

    def quote(self, cart: Cart, purse: Purse, at: datetime, use: Sequence[str] | None = None) -> Quote:
        """`use`: the keys of the coupons to take; null: those that cost the buyer least."""
        table = Table.laid(cart, at, fine_print_of(purse.event, cart, at))
        items, shops = self._found(table)
        take_item_level(table, items)
        _set_deposits_aside(table)
        take_shop_level(table, shops)
        vouchers = Vouchers(table, purse)
        coupons = _take_coupons(table, purse, vouchers, use)
        pools = vouchers.take(table)
        return _account(table, pools=pools, coupons=coupons)

    def _found(self, table: Table) -> tuple[_Found, _Found]:
        """The live offers of each level that hold something, with the places that they hold."""
        places: dict[int, list[int]] = {}
        for place, line in enumerate(table.lines):
            for one in self._offers_of(line):
                places.setdefault(one, []).append(place)
        found: tuple[_Found, _Found] = ([], [])
        at = table.at
        for one, offer in enumerate(self.offers):
            if not offer.starts_at <= at < offer.ends_at:
                reason = Reason.NOT_YET if at < offer.starts_at else Reason.OVER
                table.refuse(offer, offer.level, reason, places.get(one, ()))
            elif one in places:
                found[offer.level is Level.SHOP].append((offer, places[one]))
            else:
                table.refuse(offer, offer.level, Reason.NO_LINE)
        return found

    def _offers_of(self, line: CartLine) -> tuple[int, ...]:
        name = line.shop, line.item, line.category
        held = self._holding.get(name)
        if held is None:
            held = tuple(one for one, offer in enumerate(self.offers) if offer.scope.holds(line))
            self._holding[name] = held
        return held


def _set_deposits_aside(table: Table) -> None:
    """Of a line whose final payment is due only that counts from here on (*chosen*)."""
    for place, line in enumerate(table.lines):
        presale = line.presale
        if presale is None or presale.stage is not Stage.FINAL:
            continue
        paid = min(table.left[place], presale.deposit_fen * line.quantity)
        counts = presale.deposit_fen if presale.counts_fen is None else presale.counts_fen
        more = min(table.left[place] - paid, counts * line.quantity - presale.deposit_fen * line.quantity)
        table.deposits[place] = paid
        table.left[place] -= paid + more
        table.aside[place] = paid + more
        if more:
            table.cuts[place].append(Deduction(PRESALE, "", Level.ITEM, more))


def _take_coupons(
    table: Table, purse: Purse, vouchers: Vouchers, use: Sequence[str] | None
) -> tuple[str, ...]:
    if not purse.coupons:
        return ()
    found = usable(table, purse)
    wanted: Combination
    if use is None:
        wanted = best_coupons(table, found, vouchers)
    else:
        wanted = tuple(one for one in found if one.coupon.key in use)
    does = taken(table.left.copy(), wanted, table.fine.shop_coupons)
    for one in does:
        table.take(one.coupon, Level.COUPON, one.places, one.cuts)
    used = tuple([one.coupon.key for one in does])
    for other in found:
        if other.coupon.key not in used:
            _say_unused(table, other, does, is_wanted=other in wanted)
    return used


def _say_unused(table: Table, one: Usable, does: Sequence[Taken], *, is_wanted: bool) -> None:
    """Another stands where it would lie; or those before it left too little; or it is not wanted."""
    free, by = standing(one, does, table.fine.shop_coupons)
    amount = table.amount(free)
    if not free:
        reason, lacks = Reason.OTHER if is_wanted else Reason.NOT_CHOSEN, 0
    elif amount < one.coupon.threshold_fen:
        reason, lacks = Reason.LACKS_FEN, one.coupon.threshold_fen - amount
    else:
        reason, lacks = Reason.NOT_CHOSEN if amount else Reason.NOTHING_OFF, 0
    table.refuse(one.coupon, Level.COUPON, reason, free or one.places, lacks=lacks, by=by)


def _account(table: Table, *, pools: tuple[PoolUse, ...], coupons: tuple[str, ...]) -> Quote:
    places = {line.key: place for place, line in enumerate(table.lines)}
    cart = table.cart
    lines: list[QuotedLine] = []
    shops: dict[str, list[QuotedLine]] = {}
    for line in cart.lines:
        place = places[line.key]
        presale = line.presale
        due = table.left[place]
        if presale is not None and presale.stage is Stage.DEPOSIT:
            due = presale.deposit_fen * line.quantity
        quoted = QuotedLine(
            line.key,
            line.price_fen * line.quantity,
            tuple(table.cuts[place]),
            table.left[place] + table.deposits[place],
            due,
        )
        lines.append(quoted)
        shops.setdefault(line.shop, []).append(quoted)
    orders = tuple([_order(table, shop, those) for shop, those in shops.items()])
    list_fen = sum([line.list_fen for line in lines]) + sum([order.postage_list_fen for order in orders])
    total = sum([order.total_fen for order in orders])
    return Quote(
        at=table.at,
        lines=tuple(lines),
        orders=orders,
        applied=tuple(table.applied),
        not_applied=tuple(table.not_applied),
        pools=pools,
        gifts=tuple(table.gifts),
        coupons=coupons,
        list_fen=list_fen,
        saved_fen=list_fen - total,
        total_fen=total,
        due_fen=sum([order.due_fen for order in orders]),
    )


def _order(table: Table, shop: str, lines: Sequence[QuotedLine]) -> QuotedOrder:
    """Postage comes last and counts for no threshold (*chosen*); of a deposit it is not asked yet."""
    asked = table.cart.postage_fen.get(shop, 0)
    free = table.free_postage.get(shop)
    cuts = (Deduction(free.key, free.name, Level.POSTAGE, asked),) if free is not None and asked else ()
    postage = 0 if cuts else asked
    fen = sum([line.final_fen for line in lines])
    due = sum([line.due_fen for line in lines])
    now = 0 if table.has_deposits and _only_deposits(table, shop) else postage
    return QuotedOrder(shop, fen, asked, cuts, postage, fen + postage, due + now)


def _only_deposits(table: Table, shop: str) -> bool:
    return all(is_deposit(line) for line in table.lines if line.shop == shop)
