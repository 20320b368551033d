"""Groups of buyers, by hand and by rule, and what of the past they are asked by."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from zhanggui.customers.models import Buyer, BuyerGroup, BuyerPast, BuyerTag, GroupMember
from zhanggui.customers.rules.groups import GroupRule, rule_in


@dataclass(frozen=True)
class GroupCard:
    id: int
    name: str
    rule: GroupRule | None  # None: by hand
    by_name: str
    at: datetime


@dataclass(frozen=True)
class MembershipCard:
    """That a buyer is in a group by hand: since when, by whom."""

    group_id: int
    name: str
    by_name: str
    at: datetime


@dataclass(frozen=True)
class PastCard:
    contacted_at: datetime | None = None
    orders: int = 0
    paid_fen: int = 0
    ordered_at: datetime | None = None
    bought: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()


def groups(shop_id: int) -> list[GroupCard]:
    """The shop's groups, those by hand first, by age."""
    rows = BuyerGroup.objects.filter(shop_id=shop_id, retired_at=None).order_by("pk")
    return sorted(map(_card, rows), key=lambda one: one.rule is not None)


def group_card(shop_id: int, group_id: int) -> GroupCard | None:
    row = BuyerGroup.objects.filter(shop_id=shop_id, pk=group_id, retired_at=None).first()
    return _card(row) if row else None


def _card(row: BuyerGroup) -> GroupCard:
    rule = None if row.rule is None else rule_in(row.rule)
    return GroupCard(row.pk, row.name, rule, row.by_name, row.at)


def memberships(buyer_ids: Collection[int]) -> dict[int, list[MembershipCard]]:
    """The groups by hand in which each of the buyers is."""
    rows = GroupMember.objects.filter(buyer_id__in=list(buyer_ids), group__retired_at=None)
    found: dict[int, list[MembershipCard]] = {}
    for row in rows.select_related("group").order_by("at", "pk"):
        card = MembershipCard(row.group_id, row.group.name, row.by_name, row.at)
        found.setdefault(row.buyer_id, []).append(card)
    return found


def pasts(buyer_ids: Collection[int]) -> dict[int, PastCard]:
    rows = BuyerPast.objects.filter(buyer_id__in=list(buyer_ids))
    return {
        row.buyer_id: PastCard(
            row.contacted_at, row.orders, row.paid_fen, row.ordered_at, tuple(row.bought), tuple(row.asked)
        )
        for row in rows
    }


def count_in(shop_id: int, group: GroupCard, *, at: datetime) -> int:
    if group.rule is None:
        return GroupMember.objects.filter(group_id=group.id).count()
    return count_fitting(shop_id, group.rule, at=at)


def count_fitting(shop_id: int, rule: GroupRule, *, at: datetime) -> int:
    return Buyer.objects.filter(shop_id=shop_id).filter(fitting(rule, at=at)).count()


def in_group(group: GroupCard, *, at: datetime) -> Q:
    """A condition on buyers."""
    if group.rule is None:
        return Q(Exists(GroupMember.objects.filter(group_id=group.id, buyer=OuterRef("pk"))))
    return fitting(group.rule, at=at)


def with_tag(*names: str) -> Q:
    """A condition on buyers: one of the tags."""
    return Q(Exists(BuyerTag.objects.filter(shop=OuterRef("shop"), name__in=names, buyer=OuterRef("pk"))))


def with_past(**told: Any) -> Q:
    return Q(Exists(BuyerPast.objects.filter(shop=OuterRef("shop"), buyer=OuterRef("pk"), **told)))


def fitting(rule: GroupRule, *, at: datetime) -> Q:
    """`rules.groups.fits`, as a condition on buyers."""
    asked = Q()
    for tag in rule.all_tags:
        asked &= with_tag(tag)
    if rule.any_tags:
        asked &= with_tag(*rule.any_tags)
    if rule.no_tags:
        asked &= ~with_tag(*rule.no_tags)
    told = _told(rule, at)
    if told:
        asked &= with_past(**told)
    # Whoever has no past has no orders: what one has not got is asked by what one has.
    if rule.orders_below is not None:
        asked &= ~with_past(orders__gte=rule.orders_below)
    if rule.paid_below_fen is not None:
        asked &= ~with_past(paid_fen__gte=rule.paid_below_fen)
    return asked


def _told(rule: GroupRule, at: datetime) -> Mapping[str, Any]:
    told: dict[str, Any] = {}
    if rule.bought:
        told["bought__overlap"] = list(rule.bought)
    if rule.asked:
        told["asked__overlap"] = list(rule.asked)
    if rule.within_days is not None:
        told["contacted_at__gte"] = at - timedelta(days=rule.within_days)
    if rule.before_days is not None:
        told["contacted_at__lt"] = at - timedelta(days=rule.before_days)
    if rule.orders_from:
        told["orders__gte"] = rule.orders_from
    if rule.paid_from_fen:
        told["paid_fen__gte"] = rule.paid_from_fen
    return told
