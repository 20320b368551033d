"""Coupons: a shop's first, then an item's (or the other way round, as the fine print says); and every choice
of them that a buyer has."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from zhanggui.promotions.rules.account import Reason
from zhanggui.promotions.rules.event import Purse
from zhanggui.promotions.rules.fine_print import FinePrint, FirstCoupon
from zhanggui.promotions.rules.offers import Coupon, CouponKind, HeldCoupon, Level
from zhanggui.promotions.rules.table import Table, spread

MOST_ITEM_COUPONS = 10  # of one shop, that are tried in every combination
MOST_BESIDE_EACH_OTHER = 5  # of a shop's kind, where an order may use several


class Usable(NamedTuple):
    """A coupon that something in the cart might reach, and the lines that it holds."""

    coupon: Coupon
    places: list[int]


Combination = tuple[Usable, ...]  # in the order in which they are taken: by kind, in each by worth


def usable(table: Table, purse: Purse) -> list[Usable]:
    """The buyer's coupons that could take something off now; why the others cannot is written down. The
    kind that acts first comes first, of each kind those that are worth most: so they act (*chosen*)."""
    found: list[Usable] = []
    lines = table.lines
    for coupon, held in _sorted(purse.coupons, table.fine.first_coupon):
        holds = coupon.scope.holds
        places = [place for place, line in enumerate(lines) if holds(line)]
        reason, lacks, by = _why_not(table, purse, coupon, places, held)
        if reason is None:
            found.append(Usable(coupon, table.open_places(places, Level.COUPON)))
        else:
            counted = table.open_places(places, Level.COUPON) if lacks else places
            table.refuse(coupon, Level.COUPON, reason, counted, lacks=lacks, by=by)
    return found


def _sorted(held: tuple[HeldCoupon, ...], first: FirstCoupon) -> list[tuple[Coupon, int]]:
    """Each coupon once, and how many of it there are."""
    if len(held) < 2:
        return [(one.coupon, one.count) for one in held]
    counts: dict[str, int] = {}
    coupons: dict[str, Coupon] = {}
    for one in held:
        key = one.coupon.key
        counts[key] = counts.get(key, 0) + one.count
        coupons[key] = one.coupon
    second = first is FirstCoupon.SHOP

    def by_worth(coupon: Coupon) -> tuple[bool, int, str]:
        return (coupon.kind is CouponKind.ITEM) is second, -coupon.value_fen, coupon.key

    return [(coupon, counts[coupon.key]) for coupon in sorted(coupons.values(), key=by_worth)]


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
    """The best choice where nothing hangs on the others: no coupon of an item, one of the shop's kind on an
    order, and no voucher after. Null: it does hang on them."""
    if table.fine.shop_coupons > 1:
        return None
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


def choices(left: list[int], found: Iterable[Usable], fine: FinePrint) -> list[list[Choice]]:
    """For each shop, every set of its coupons of which each takes something off: of the shop's kind at most
    as many as an order may use, any of the items'. Beyond the ten items' coupons that are worth most a shop's
    are left out (*chosen*), and where an order may use several of the shop's, beyond five of those."""
    by_shop: dict[str, list[Usable]] = {}
    for one in found:
        by_shop.setdefault(one.coupon.scope.shop, []).append(one)
    return [_of_shop(left, those, fine) for those in by_shop.values()]


def _of_shop(left: list[int], those: list[Usable], fine: FinePrint) -> list[Choice]:
    shops = [one for one in those if one.coupon.kind is not CouponKind.ITEM]
    items = [one for one in those if one.coupon.kind is CouponKind.ITEM][:MOST_ITEM_COUPONS]
    found = [Choice((), left, frozenset())]
    if fine.first_coupon is FirstCoupon.SHOP:
        return _with_items(_with_shops(found, shops, fine.shop_coupons), items)
    return _with_shops(_with_items(found, items), shops, fine.shop_coupons)


def _with_shops(found: list[Choice], shops: list[Usable], most: int) -> list[Choice]:
    """Each choice as it is, and with up to so many of the shop's kind."""
    if most == 1:
        return [*found, *filter(None, [_with(choice, shop) for choice in found for shop in shops])]
    counts = [0] * len(found)
    for shop in shops[:MOST_BESIDE_EACH_OTHER]:
        for place in range(len(found)):
            more = _with(found[place], shop) if counts[place] < most else None
            if more is not None:
                found.append(more)
                counts.append(counts[place] + 1)
    return found


def _with_items(found: list[Choice], items: list[Usable]) -> list[Choice]:
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


def taken(left: list[int], combination: Iterable[Usable], most: int) -> list[Taken]:
    """What the coupons take off one after the other, `left` being changed; those that would take nothing are
    passed over, and of a shop's kind those beyond `most`."""
    does: list[Taken] = []
    held: set[int] = set()
    used: dict[str, int] = {}  # of each shop's kind
    for one in combination:
        coupon = one.coupon
        is_item = coupon.kind is CouponKind.ITEM
        if not is_item and used.get(coupon.scope.shop, 0) == most:
            continue
        takes = _take(left, held, one)
        if takes is None:
            continue
        if is_item:
            held.update(takes.places)
        else:
            used[coupon.scope.shop] = used.get(coupon.scope.shop, 0) + 1
        for place, fen in zip(takes.places, takes.cuts, strict=True):
            left[place] -= fen
        does.append(takes)
    return does


def standing(one: Usable, does: Iterable[Taken], most: int) -> tuple[list[int], str]:
    """Where a coupon could lie beside those that do, and which of those stands in its way."""
    coupon, free, by = one.coupon, one.places, ""
    room = most
    for other in does:
        both = {coupon.kind is CouponKind.ITEM, other.coupon.kind is CouponKind.ITEM}
        if both == {True}:
            left = [place for place in free if place not in other.places]
        else:
            room -= both == {False} and coupon.scope.shop == other.coupon.scope.shop
            left = free if room else []
        if len(left) < len(free):
            free, by = left, other.coupon.key
    return free, by
