"""Groups of buyers: written, retired, and who is in them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from zhanggui.customers import rules
from zhanggui.customers.actions.holding import hold_words
from zhanggui.customers.events import BuyerChanged
from zhanggui.customers.models import BuyerGroup, GroupMember
from zhanggui.customers.queries.buyers import BuyerCard
from zhanggui.customers.rules import groups as group_rules
from zhanggui.customers.rules.groups import GroupRule
from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.announcements import announce
from zhanggui.foundation.failures import UnableTo


class CannotGroup(UnableTo):
    """No such group, one by rule, or one too many."""


@transaction.atomic
def write_group(
    *, name: str, rule: GroupRule | None, group_id: int | None = None, by: Actor, at: datetime
) -> int:
    """A new group of buyers, by hand (`rule` None) or by rule, or a change of one; returns its id. What
    is by hand stays by hand."""
    name = rules.clean_words(name)
    if not 0 < len(name) <= group_rules.GROUP_NAME_LETTERS:
        raise CannotGroup("分组的名字要有 1 到 {most} 个字", most=group_rules.GROUP_NAME_LETTERS)
    fault = group_rules.fault_in(rule) if rule else None
    if fault:
        raise CannotGroup("{why}", why=fault)
    hold_words(shop_id=by.shop_id)  # a tag that the rule names may be getting another name
    found = {row.pk: row for row in BuyerGroup.objects.filter(shop_id=by.shop_id, retired_at=None)}
    row = found.get(group_id) if group_id else None
    if group_id and row is None:
        raise CannotGroup("这个分组已经不在了")
    if any(other.name == name and other is not row for other in found.values()):
        raise CannotGroup("已经有「{name}」这个分组了", name=name)
    if row is None and len(found) >= group_rules.GROUPS_PER_SHOP:
        raise CannotGroup("最多 {most} 个分组", most=group_rules.GROUPS_PER_SHOP)
    if row is not None and (row.rule is None) != (rule is None):
        raise CannotGroup("手工的分组和按规则的分组不能互相改")
    before = [row.name, row.rule] if row else [None, None]
    row = row or BuyerGroup(shop_id=by.shop_id)
    row.name, row.rule = name, rule.stored() if rule else None
    row.by_name, row.at = by.name, at
    changes = {
        key: [old, new]
        for key, old, new in zip(("name", "rule"), before, (name, row.rule), strict=True)
        if old != new
    }
    if changes:
        row.save()
        audit(verb="write_group", thing="buyer_group", thing_id=row.pk, changes=changes, by=by, at=at)
    return row.pk


@transaction.atomic
def retire_group(*, group_id: int, by: Actor, at: datetime) -> None:
    """The group is not shown any more; who was in it stays on record."""
    row = BuyerGroup.objects.select_for_update().filter(pk=group_id, shop_id=by.shop_id).first()
    if row is None:
        raise CannotGroup("这个分组已经不在了")
    if row.retired_at is not None:
        return
    row.retired_at = at
    row.save(update_fields=["retired_at"])
    changes = {"name": [row.name, None]}
    audit(verb="retire_group", thing="buyer_group", thing_id=row.pk, changes=changes, by=by, at=at)


@transaction.atomic
def add_to_group(*, buyer: BuyerCard, group_id: int, by: Actor, at: datetime) -> None:
    """The buyer stands in the contact list, in this group; twice is once."""
    row = _by_hand(buyer.shop_id, group_id)
    _, is_new = GroupMember.objects.get_or_create(
        group_id=row.pk, buyer_id=buyer.id, defaults={"by_name": by.name, "at": at}
    )
    if is_new:
        changes = {"buyer_group": [None, row.name]}
        audit(verb="add_to_group", thing="buyer", thing_id=buyer.id, changes=changes, by=by, at=at)
        announce(BuyerChanged(shop_id=buyer.shop_id, buyer_id=buyer.id))


@transaction.atomic
def remove_from_group(*, buyer: BuyerCard, group_id: int, by: Actor, at: datetime) -> None:
    row = _by_hand(buyer.shop_id, group_id)
    gone, _ = GroupMember.objects.filter(group_id=row.pk, buyer_id=buyer.id).delete()
    if gone:
        changes = {"buyer_group": [row.name, None]}
        audit(verb="remove_from_group", thing="buyer", thing_id=buyer.id, changes=changes, by=by, at=at)
        announce(BuyerChanged(shop_id=buyer.shop_id, buyer_id=buyer.id))


def _by_hand(shop_id: int, group_id: int) -> BuyerGroup:
    row = BuyerGroup.objects.filter(pk=group_id, shop_id=shop_id, retired_at=None).first()
    if row is None:
        raise CannotGroup("这个分组已经不在了")
    if row.rule is not None:
        raise CannotGroup("「{name}」是按规则的分组,合规则的买家自己就在里面", name=row.name)
    return row
