"""A voucher event's calendar, and who may do what in it when. Spans are half-open, days are Shanghai's.

The numbers in brackets are the seed features of the source's 18 answers. What it leaves open is *chosen*.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from zhanggui.foundation.calendar import from_shop_text
from zhanggui.promotions.rules.event import TierGroup, VoucherEvent
from zhanggui.promotions.rules.fine_print import AS_CHOSEN, Deadline, FinePrint, FixedTiers

EVERY_OTHER = ""  # the category whose groups are offered where no category's own are


class Place(StrEnum):
    """Where a buyer sees the vouchers (153)."""

    ITEM_PAGE = "item_page"
    CART = "cart"
    LANDING_PAGE = "landing_page"


class Device(StrEnum):
    """Where the search results carry the badge (154)."""

    PC = "pc"
    WIRELESS = "wireless"


class Why(StrEnum):
    """Why something may be or may not be."""

    FINE = "fine"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    NOT_PASSED = "not_passed"  # the event's audition (海选)
    NOT_ENROLLED = "not_enrolled"
    NOT_SET_UP = "not_set_up"
    NOT_SELECTED = "not_selected"  # officially, by the marketplace
    NO_CATEGORY = "no_category"  # nobody knows the item's
    NOT_OFFERED = "not_offered"  # the event has no such group for the category
    ONE_GROUP = "one_group"  # there is no other one to change to
    ONE_TIER = "one_tier"  # the group that was chosen has no other tier
    SAME = "same"  # it is chosen already
    NOT_CHOSEN = "not_chosen"  # the shop has chosen no group for the category
    NEVER = "never"  # at no time, by nobody


class Answer(NamedTuple):
    """`since`: the instant from which it may be, or from which it may not any more, where there is one."""

    may: bool
    why: Why
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class EventTerms:
    """A marketplace's voucher event. `offered`: the groups of each first-level category, of which a shop
    chooses one; under `EVERY_OTHER` those of the categories that are not named. `endless`: the discount needs
    no voucher (跨店满减)."""

    key: str
    name: str
    set_up_from: datetime
    set_up_until: datetime
    edit_until: datetime
    shown_from: datetime
    usable_from: datetime
    usable_until: datetime
    suspends_from: datetime | None = None
    suspends_until: datetime | None = None
    offered: Mapping[str, tuple[TierGroup, ...]] = field(default_factory=dict)
    face_fen: int = 1000
    most_fen: int | None = 30_000
    endless: bool = False
    fine: FinePrint = AS_CHOSEN

    def groups(self, category: str) -> tuple[TierGroup, ...]:
        own = self.offered.get(category)
        return self.offered.get(EVERY_OTHER, ()) if own is None else own


# Source: the 18 answers to merchants on the 2016 Double-11 voucher (features 137, 143, 148 to 152). "Before
# 30 September, 0 o'clock" ends as that day begins; "11.1 to 11" holds the 11th (*chosen*).
DOUBLE_11_2016 = EventTerms(
    key="double_11_2016",
    name="2016 双十一购物券",
    set_up_from=from_shop_text("2016-08-25 10:00:00"),
    set_up_until=from_shop_text("2016-09-01 22:00:00"),
    edit_until=from_shop_text("2016-09-30 00:00:00"),
    shown_from=from_shop_text("2016-11-01 00:00:00"),
    usable_from=from_shop_text("2016-11-11 00:00:00"),
    usable_until=from_shop_text("2016-11-12 00:00:00"),
    suspends_from=from_shop_text("2016-11-01 00:00:00"),
    suspends_until=from_shop_text("2016-11-12 00:00:00"),
)


@dataclass(frozen=True, slots=True)
class Merchant:
    """A shop's standing in an event. `set_up_at`: when it first chose its tiers. `is_selected`: officially,
    by the marketplace. `chosen`: its one group for each first-level category."""

    shop: str
    passed_audition: bool = False
    enrolled: bool = False
    is_selected: bool = False
    set_up_at: datetime | None = None
    chosen: Mapping[str, TierGroup] = field(default_factory=dict)


def is_event_merchant(terms: EventTerms, merchant: Merchant) -> Answer:
    """Passed the audition, enrolled and set up in time (137, 145, 146)."""
    entry = _has_entry(merchant)
    if not entry.may:
        return entry
    at = merchant.set_up_at
    if at is None:
        return Answer(may=False, why=Why.NOT_SET_UP)
    return _in_time(terms, terms.set_up_until, at)


def may_set_up(
    terms: EventTerms, merchant: Merchant, category: str, group: TierGroup, at: datetime
) -> Answer:
    """Whether a shop may choose this group for a category that it has chosen none for (137, 140)."""
    entry = _has_entry(merchant)
    if not entry.may:
        return entry
    if category in merchant.chosen:
        return may_edit_tiers(terms, merchant, category, group, at)
    window = _in_time(terms, terms.set_up_until, at)
    if window.may and group not in terms.groups(category):
        return Answer(may=False, why=Why.NOT_OFFERED)
    return window


def may_edit_tiers(
    terms: EventTerms, merchant: Merchant, category: str, group: TierGroup, at: datetime
) -> Answer:
    """Whether a shop may choose another group instead of its first (149): only the officially selected, and
    where there is another ("merchants with one tier to choose from may not", read as `fine.fixed_tiers` says:
    *chosen*)."""
    if category not in merchant.chosen:
        return Answer(may=False, why=Why.NOT_CHOSEN)
    if not merchant.is_selected:
        return Answer(may=False, why=Why.NOT_SELECTED)
    offered = terms.groups(category)
    fixed = _why_fixed(terms, offered, merchant.chosen[category])
    if fixed is not None:
        return Answer(may=False, why=fixed)
    window = _in_time(terms, terms.edit_until, at)
    if window.may and group not in offered:
        return Answer(may=False, why=Why.NOT_OFFERED)
    if window.may and group == merchant.chosen[category]:
        return Answer(may=False, why=Why.SAME)
    return window


def _why_fixed(terms: EventTerms, offered: Collection[TierGroup], chosen: TierGroup) -> Why | None:
    if terms.fine.fixed_tiers is FixedTiers.ONE_GROUP:
        # Of what was told wrongly and is told anew, the one that is offered now can be chosen.
        return Why.ONE_GROUP if len(offered) <= 1 and chosen in offered else None
    return Why.ONE_TIER if len(chosen.tiers) <= 1 else None


def may_delete() -> Answer:
    """What was set up is never deleted (149)."""
    return Answer(may=False, why=Why.NEVER)


def may_change_validity() -> Answer:
    """The days on which vouchers are usable are the event's (148)."""
    return Answer(may=False, why=Why.NEVER)


def is_usable(terms: EventTerms, paid_at: datetime) -> Answer:
    """On the event's own days only (148, 151). `paid_at`: or ordered, where the fine print says so."""
    return _within(terms.usable_from, terms.usable_until, paid_at)


def is_suspended(terms: EventTerms, merchant: Merchant, at: datetime) -> bool:
    """Whether the shop's own shop-dimension vouchers do not hold for now (152)."""
    if terms.suspends_from is None or terms.suspends_until is None:
        return False
    if not terms.suspends_from <= at < terms.suspends_until:
        return False
    return not is_event_merchant(terms, merchant).may


class Showing(NamedTuple):
    """What buyers see of a shop's vouchers: on which pages, with the badge in whose search, and whether a
    voucher counts when they pay now."""

    places: frozenset[Place]
    badge: frozenset[Device]
    usable: bool
    why: Why


_NOWHERE = Showing(frozenset(), frozenset(), usable=False, why=Why.FINE)


def what_shows(terms: EventTerms, merchant: Merchant, at: datetime) -> Showing:
    """Pages show the vouchers from `shown_from` on, search results the badge from the start of the event,
    both until it is over, and for its merchants only (146, 151, 153, 154; the end is *chosen*)."""
    standing = is_event_merchant(terms, merchant)
    if not standing.may:
        return _NOWHERE._replace(why=standing.why)
    shown = _within(terms.shown_from, terms.usable_until, at)
    if not shown.may:
        return _NOWHERE._replace(why=shown.why)
    usable = is_usable(terms, at)
    badge = frozenset(Device) if usable.may else frozenset()
    return Showing(frozenset(Place), badge, usable.may, usable.why)


class ItemCheck(NamedTuple):
    """The set-up check of one item (147): the group that holds for it, or why none does."""

    group: TierGroup | None
    why: Why


def check_item(terms: EventTerms, merchant: Merchant, category: str | None) -> ItemCheck:
    """Every item of an event merchant counts, event item or not, by its first-level category (145)."""
    standing = is_event_merchant(terms, merchant)
    if not standing.may:
        return ItemCheck(None, standing.why)
    if not category:
        return ItemCheck(None, Why.NO_CATEGORY)
    group = merchant.chosen.get(category)
    if group is not None:
        return ItemCheck(group, Why.FINE)
    return ItemCheck(None, Why.NOT_CHOSEN if terms.groups(category) else Why.NOT_OFFERED)


def unset_categories(terms: EventTerms, merchant: Merchant, categories: Collection[str]) -> list[str]:
    """The shop's first-level categories for which it has still to choose, in order."""
    return sorted(one for one in set(categories) if terms.groups(one) and one not in merchant.chosen)


def as_event(terms: EventTerms, merchants: Iterable[Merchant]) -> VoucherEvent:
    """The event as carts are priced under it: its merchants, and what they chose."""
    taking_part = [one for one in merchants if is_event_merchant(terms, one).may]
    return VoucherEvent(
        key=terms.key,
        name=terms.name,
        merchants=frozenset(one.shop for one in taking_part),
        groups={(one.shop, category): group for one in taking_part for category, group in one.chosen.items()},
        usable_from=terms.usable_from,
        usable_until=terms.usable_until,
        shown_from=terms.shown_from,
        face_fen=terms.face_fen,
        most_fen=terms.most_fen,
        suspends_from=terms.suspends_from,
        suspends_until=terms.suspends_until,
        fine=terms.fine,
    )


def _has_entry(merchant: Merchant) -> Answer:
    if not merchant.passed_audition:
        return Answer(may=False, why=Why.NOT_PASSED)
    if not merchant.enrolled:
        return Answer(may=False, why=Why.NOT_ENROLLED)
    return Answer(may=True, why=Why.FINE)


def _in_time(terms: EventTerms, deadline: datetime, at: datetime) -> Answer:
    """From the start of the set-up to a deadline, at whose very instant it is late (*chosen*), or not yet."""
    if at == deadline and terms.fine.deadline is Deadline.IN_TIME:
        return Answer(may=True, why=Why.FINE, since=terms.set_up_from)
    return _within(terms.set_up_from, deadline, at)


def _within(since: datetime, until: datetime, at: datetime) -> Answer:
    if at < since:
        return Answer(may=False, why=Why.TOO_EARLY, since=since)
    if at >= until:
        return Answer(may=False, why=Why.TOO_LATE, since=until)
    return Answer(may=True, why=Why.FINE, since=since)
