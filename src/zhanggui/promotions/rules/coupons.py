"""Coupons: a shop's first, then an item's; and every choice of them that a buyer has."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from zhanggui.promotions.rules.account import Reason
from zhanggui.promotions.rules.event import Purse
from zhanggui.promotions.rules.offers import Coupon, CouponKind, HeldCoupon, Level
from zhanggui.promotions.rules.table import Table, spread

MOST_ITEM_COUPONS = 10  # of one shop, that are tried in every combination


class Usable(NamedTuple):
    """A coupon that something in the cart might reach, and the lines that it holds."""

    coupon: Coupon
    places: list[int]


Combination = tuple[Usable, ...]  # in the order in which they are taken: the shop's, then the items'


def usable(table: Table, purse: Purse) -> list[Usable]:
    """The buyer's coupons that could take something off now; why the others cannot is written down. The
    shop's come first, of each kind those that are worth most: so they act (*chosen*)."""
    found: list[Usable] = []
    lines = table.lines
    for coupon, held in _sorted(purse.coupons):
        holds = coupon.scope.holds
        places = [place for place, line in enumerate(lines) if holds(line)]
        reason, lacks, by = _why_not(table, purse, coupon, places, held)
        if reason is None:
            found.append(Usable(coupon, table.open_places(places, Level.COUPON)))
        else:
            counted = table.open_places(places, Level.COUPON) if lacks else places
            table.refuse(coupon, Level.COUPON, reason, counted, lacks=lacks, by=by)
    return found


def _sorted(held: tuple[HeldCoupon, ...]) -> list[tuple[Coupon, int]]:
    """Each coupon once, and how many of it there are."""
    if len(held) < 2:
        return [(one.coupon, one.count) for one in held]
    counts: dict[str, int] = {}
    coupons: dict[str, Coupon] = {}
    for one in held:
        key = one.coupon.key
        counts[key] = counts.get(key, 0) + one.count
        coupons[key] = one.coupon
    return [(coupon, counts[coupon.key]) for coupon in sorted(coupons.values(), key=_by_worth)]


def _by_worth(coupon: Coupon) -> tuple[bool, int, str]:
    return coupon.kind is CouponKind.ITEM, -coupon.value_fen, coupon.key


def _why_not(
    table: Table, purse: Purse, coupon: Coupon, places: list[int], held: int
) -> tuple[Reason | None, int, str]:
    reason = _why_not_held(table, purse, coupon, held)
    if reason is not None:
        by = purse.event.key if reason is Reason.SUSPENDED and purse.event is not None else ""
        return reason, 0, by
    if not places:
        return Reason.NO_LINE, 0, ""
    open_places = table.open_places(places, Level.COUPON)
    if not open_places:
        by = table.bars.get((places[0], Level.COUPON), "")
        return (Reason.BARRED if by else Reason.DEPOSIT), 0, by
    amount = table.amount(open_places)
    if amount < coupon.threshold_fen:
        return Reason.LACKS_FEN, coupon.threshold_fen - amount, ""
    return (None if amount else Reason.NOTHING_OFF), 0, ""


def _why_not_held(table: Table, purse: Purse, coupon: Coupon, held: int) -> Reason | None:
    if held <= 0:
        return Reason.HELD
    if table.at < coupon.starts_at:
        return Reason.NOT_YET
    if table.at >= coupon.ends_at:
        return Reason.OVER
    is_shop_voucher = coupon.kind is CouponKind.SHOP_VOUCHER
    if is_shop_voucher and purse.event is not None and purse.event.suspends(coupon.scope.shop, table.at):
        return Reason.SUSPENDED
    return None


def alone(table: Table, found: Sequence[Usable]) -> Combination | None:
    """The best choice where nothing hangs on the others: no coupon of an item, and no voucher after. Null:
    there are some of an item."""
    best: dict[str, tuple[int, str]] = {}
    chosen: dict[str, Usable] = {}
    for one in found:
        coupon = one.coupon
        if coupon.kind is CouponKind.ITEM:
            return None
        shop = coupon.scope.shop
        worth = -min(coupon.value_fen, table.amount(one.places)), coupon.key
        if shop not in best or worth < best[shop]:
            best[shop], chosen[shop] = worth, one
    return tuple(chosen.values())


class Choice(NamedTuple):
    """Coupons of one shop that act together, what they leave of every line, and on which of them an item's
    coupon lies."""

    combination: Combination
    left: list[int]
    held: frozenset[int]


def choices(left: list[int], found: Iterable[Usable]) -> list[list[Choice]]:
    """For each shop, every set of its coupons of which each takes something off: at most one of the shop's
    kind, any of the items'. Beyond the ten items' coupons that are worth most a shop's are left out
    (*chosen*)."""
    by_shop: dict[str, list[Usable]] = {}
    for one in found:
        by_shop.setdefault(one.coupon.scope.shop, []).append(one)
    return [_of_shop(left, those) for those in by_shop.values()]


def _of_shop(left: list[int], those: list[Usable]) -> list[Choice]:
    none = Choice((), left, frozenset())
    shops = [one for one in those if one.coupon.kind is not CouponKind.ITEM]
    items = [one for one in those if one.coupon.kind is CouponKind.ITEM][:MOST_ITEM_COUPONS]
    found = [none, *filter(None, [_with(none, shop) for shop in shops])]
    for item in items:
        found += filter(None, [_with(choice, item) for choice in found])
    return found


def _with(choice: Choice, one: Usable) -> Choice | None:
    """The choice with one coupon more, when that takes something off."""
    does = _take(choice.left, choice.held, one)
    if does is None:
        return None
    left = choice.left.copy()
    for place, fen in zip(does.places, does.cuts, strict=True):
        left[place] -= fen
    held = choice.held.union(does.places) if one.coupon.kind is CouponKind.ITEM else choice.held
    return Choice((*choice.combination, one), left, held)


class Taken(NamedTuple):
    coupon: Coupon
    places: list[int]
    cuts: list[int]


def _take(left: list[int], held: Collection[int], one: Usable) -> Taken | None:
    """What a coupon takes off what is left; an item's only of lines that have no other item's."""
    coupon, free = one
    if held and coupon.kind is CouponKind.ITEM:
        free = [place for place in free if place not in held]
    amounts = [left[place] for place in free]
    amount = sum(amounts)
    if amount < max(1, coupon.threshold_fen):
        return None
    return Taken(coupon, free, spread(min(coupon.value_fen, amount), amounts))


def taken(left: list[int], combination: Iterable[Usable]) -> list[Taken]:
    """What the coupons take off one after the other, `left` being changed; those that would take nothing are
    passed over, and of a shop's kind the second."""
    does: list[Taken] = []
    held: set[int] = set()
    shops: set[str] = set()  # that have their one coupon
    for one in combination:
        coupon = one.coupon
        is_item = coupon.kind is CouponKind.ITEM
        if not is_item and coupon.scope.shop in shops:
            continue
        takes = _take(left, held, one)
        if takes is None:
            continue
        if is_item:
            held.update(takes.places)
        else:
            shops.add(coupon.scope.shop)
        for place, fen in zip(takes.places, takes.cuts, strict=True):
            left[place] -= fen
        does.append(takes)
    return does


def standing(one: Usable, does: Iterable[Taken]) -> tuple[list[int], str]:
    """Where a coupon could lie beside those that do, and which of those stands in its way."""
    coupon, free, by = one.coupon, one.places, ""
    for other in does:
        both = {coupon.kind is CouponKind.ITEM, other.coupon.kind is CouponKind.ITEM}
        if both == {True}:
            left = [place for place in free if place not in other.places]
        else:
            left = [] if both == {False} and coupon.scope.shop == other.coupon.scope.shop else free
        if len(left) < len(free):
            free, by = left, other.coupon.key
    return free, by
