"""What the shop's tags are: groups, words, new names, merging."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from zhanggui.customers import rules
from zhanggui.customers.actions.holding import hold_words
from zhanggui.customers.events import BuyersChanged
from zhanggui.customers.models import BuyerGroup, MovedTag, TagGroup
from zhanggui.customers.queries.taxonomy import holders, holders_of_several, taxonomy
from zhanggui.customers.rules import groups as group_rules
from zhanggui.customers.rules import taxonomy as tag_rules
from zhanggui.customers.rules.taxonomy import TagSet, group_of
from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.announcements import announce
from zhanggui.foundation.failures import UnableTo


class CannotChangeTags(UnableTo):
    """A name that is none, is taken, or would give a buyer two of what one can have once."""


@transaction.atomic
def write_tag_group(
    *, name: str, was: str = "", several: bool, meaning: str, by: Actor, at: datetime
) -> None:
    """A new group of tags, or a change of the one that is called `was`."""
    hold_words(shop_id=by.shop_id)
    name = rules.clean_words(name)
    if not 0 < len(name) <= tag_rules.GROUP_LETTERS:
        raise CannotChangeTags("标签组的名字要有 1 到 {most} 个字", most=tag_rules.GROUP_LETTERS)
    if meaning not in tag_rules.MEANINGS:
        raise CannotChangeTags("没有这种颜色")
    found = _own(by.shop_id)
    row = found.get(was)
    if was and row is None:
        raise CannotChangeTags("这个标签组已经不在了")
    if name in found and name != was:
        raise CannotChangeTags("已经有「{name}」这一组了", name=name)
    if row is None and len(found) >= tag_rules.GROUPS:
        raise CannotChangeTags("最多 {most} 个标签组", most=tag_rules.GROUPS)
    row = row or TagGroup(shop_id=by.shop_id, rank=max((one.rank for one in found.values()), default=0) + 1)
    if row.several and not several and row.pk:
        _refuse_doubled(by.shop_id, name, (*row.words, *row.retired))
    before = [row.name, row.several, row.meaning] if row.pk else [None, None, None]
    row.name, row.several, row.meaning = name, several, meaning
    row.save()
    after = [name, several, meaning]
    keys = ("tag_group", "several", "meaning")
    changes = {key: [old, new] for key, old, new in zip(keys, before, after, strict=True) if old != new}
    if changes:
        audit(verb="write_tag_group", thing="tag_group", thing_id=name, changes=changes, by=by, at=at)


@transaction.atomic
def raise_tag_group(*, name: str, by: Actor, at: datetime) -> None:
    """The group stands one place further up."""
    hold_words(shop_id=by.shop_id)
    rows = list(_own(by.shop_id).values())
    place = next((place for place, row in enumerate(rows) if row.name == name), 0)
    if place:
        rows.insert(place - 1, rows.pop(place))
        for rank, row in enumerate(rows, start=1):
            row.rank = rank
        TagGroup.objects.bulk_update(rows, ["rank"])
        changes = {"rank": [place + 1, place]}
        audit(verb="raise_tag_group", thing="tag_group", thing_id=name, changes=changes, by=by, at=at)


@transaction.atomic
def drop_tag_group(*, name: str, by: Actor, at: datetime) -> None:
    """The group is no more; its words stay on their buyers, as free tags."""
    hold_words(shop_id=by.shop_id)
    found = _own(by.shop_id)
    row = found.get(name)
    if row is None:
        return
    if len(found) == 1:
        raise CannotChangeTags("至少留一个标签组")
    row.delete()
    changes = {"words": ["、".join((*row.words, *row.retired)), None]}
    audit(verb="drop_tag_group", thing="tag_group", thing_id=name, changes=changes, by=by, at=at)


@transaction.atomic
def add_tag_word(*, group: str, name: str, by: Actor, at: datetime) -> None:
    """A word of a group: a new one, one that was retired, or a free tag that gets its place."""
    hold_words(shop_id=by.shop_id)
    name = _word(name)
    rows = _own(by.shop_id)
    row = rows.get(group)
    if row is None:
        raise CannotChangeTags("这个标签组已经不在了")
    owner = next((one for one in rows.values() if name in (*one.words, *one.retired)), row)
    if owner.pk != row.pk:
        raise CannotChangeTags("「{name}」已经在「{group}」里了", name=name, group=owner.name)
    if name in row.words:
        return
    if len(row.words) >= tag_rules.WORDS:
        raise CannotChangeTags("一组最多 {most} 个标签", most=tag_rules.WORDS)
    if not row.several:
        _refuse_doubled(by.shop_id, row.name, (*row.words, *row.retired, name))
    row.words.append(name)
    row.retired = [one for one in row.retired if one != name]
    row.save()
    MovedTag.objects.filter(shop_id=by.shop_id, name=name).delete()
    changes = {"tag": [None, name]}
    audit(verb="add_tag_word", thing="tag_group", thing_id=group, changes=changes, by=by, at=at)


@transaction.atomic
def retire_tag_word(*, name: str, by: Actor, at: datetime) -> None:
    """The word is not offered any more; who has it keeps it."""
    hold_words(shop_id=by.shop_id)
    row = next((one for one in _own(by.shop_id).values() if name in one.words), None)
    if row is None:
        return
    row.words.remove(name)
    row.retired.append(name)
    row.save()
    changes = {"tag": [name, None]}
    audit(verb="retire_tag_word", thing="tag_group", thing_id=row.name, changes=changes, by=by, at=at)


@transaction.atomic
def rename_tag(*, name: str, to: str, by: Actor, at: datetime) -> int:
    """A tag, of a group or free, gets a name that no other has; how many buyers had it."""
    hold_words(shop_id=by.shop_id)
    to = _word(to)
    if to == name:
        return 0
    groups = taxonomy(by.shop_id)
    if group_of(groups, to) or holders(by.shop_id, [to]):
        raise CannotChangeTags("已经有「{to}」了,要把两个并成一个请用「合并」", to=to)
    return _become("rename_tag", groups, name, to, by, at)


@transaction.atomic
def merge_tags(*, name: str, into: str, by: Actor, at: datetime) -> int:
    """All who have the one tag have the other from now on; how many had the one."""
    hold_words(shop_id=by.shop_id)
    into = rules.clean_words(into)
    if into == name:
        raise CannotChangeTags("请选另一个标签来合并")
    groups = taxonomy(by.shop_id)
    target = group_of(groups, into)
    if target is None and not holders(by.shop_id, [into]):
        raise CannotChangeTags("没有「{into}」这个标签", into=into)
    if target and not target.several:
        _refuse_doubled(by.shop_id, target.name, [*(one for one in target.known if one != into), name])
    return _become("merge_tags", groups, name, into, by, at)


def _become(verb: str, groups: Sequence[TagSet], name: str, to: str, by: Actor, at: datetime) -> int:
    moved = _moved(by.shop_id, name, to)
    if not moved and group_of(groups, name) is None:
        raise CannotChangeTags("没有「{name}」这个标签", name=name)
    after = {one.name: one for one in tag_rules.renamed(groups, name, to)}
    if tuple(after.values()) != tuple(groups):
        rows = list(_own(by.shop_id).values())
        for row in rows:
            row.words, row.retired = list(after[row.name].words), list(after[row.name].retired)
        TagGroup.objects.bulk_update(rows, ["words", "retired"])
    _rename_in_rules(by.shop_id, name, to)
    MovedTag.objects.filter(shop_id=by.shop_id, name=to).delete()
    MovedTag.objects.filter(shop_id=by.shop_id, became=name).update(became=to)
    MovedTag.objects.update_or_create(
        shop_id=by.shop_id, name=name, defaults={"became": to, "by_name": by.name, "at": at}
    )
    changes = {"tag": [name, to], "buyers_moved": [None, len(moved)]}
    audit(verb=verb, thing="shop", thing_id=by.shop_id, changes=changes, by=by, at=at)
    if moved:
        announce(BuyersChanged(shop_id=by.shop_id, buyer_ids=tuple(moved)))
    return len(moved)


# Who has both keeps the one that was there, with who gave it and when.
_DROP = """
    DELETE FROM customers_buyertag AS old USING customers_buyertag AS kept
    WHERE old.shop_id = %(shop)s AND old.name = %(name)s
        AND kept.buyer_id = old.buyer_id AND kept.name = %(to)s
    RETURNING old.buyer_id
"""
_MOVE = """
    UPDATE customers_buyertag SET name = %(to)s WHERE shop_id = %(shop)s AND name = %(name)s
    RETURNING buyer_id
"""


def _moved(shop_id: int, name: str, to: str) -> list[int]:
    values: dict[str, int | str] = {"shop": shop_id, "name": name, "to": to}
    found: list[int] = []
    with connection.cursor() as cursor:
        for statement in (_DROP, _MOVE):
            cursor.execute(statement, values)
            found += [buyer_id for (buyer_id,) in cursor.fetchall()]
    return found


def _rename_in_rules(shop_id: int, name: str, to: str) -> None:
    changed = []
    for row in BuyerGroup.objects.filter(shop_id=shop_id, rule__isnull=False):
        rule = group_rules.rule_in(row.rule or {})
        after = group_rules.with_tag_renamed(rule, name, to)
        if after != rule:
            row.rule = after.stored()
            changed.append(row)
    BuyerGroup.objects.bulk_update(changed, ["rule"])


def _word(name: str) -> str:
    name = rules.clean_words(name)
    if not 0 < len(name) <= rules.TAG_LENGTH:
        raise CannotChangeTags("标签要有 1 到 {most} 个字", most=rules.TAG_LENGTH)
    return name


def _refuse_doubled(shop_id: int, group: str, tags: Sequence[str]) -> None:
    count = holders_of_several(shop_id, tags)
    if count:
        raise CannotChangeTags(
            "「{group}」只能选一个,有 {count} 位买家会有两个。先给这些买家去掉一个", group=group, count=count
        )


def _own(shop_id: int) -> dict[str, TagGroup]:
    """The shop's rows by name, in their order; what is shipped becomes the shop's own with its first
    change."""
    rows = list(TagGroup.objects.filter(shop_id=shop_id).order_by("rank", "pk"))
    if not rows:
        rows = TagGroup.objects.bulk_create(
            TagGroup(
                shop_id=shop_id,
                name=one.name,
                rank=rank,
                several=one.several,
                meaning=one.meaning,
                words=list(one.words),
                retired=list(one.retired),
            )
            for rank, one in enumerate(tag_rules.SHIPPED, start=1)
        )
    return {row.name: row for row in rows}
