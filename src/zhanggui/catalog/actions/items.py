"""Recording items and SKUs: a few statements a batch, whatever the batch's size."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

import orjson
from django.db import connection, models, transaction

from zhanggui.catalog import rules
from zhanggui.catalog.models import Item, Sku
from zhanggui.catalog.rules import Blame, ItemEntry, SkuEntry
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.recorded import Recorded, Refused

_ITEM = (
    "outer_id",
    "title",
    "category",
    "price_fen",
    "cost_fen",
    "floor_fen",
    "weight_grams",
    "attributes",
    "free_shipping",
    "seven_day",
    "on_sale",
)
_SKU = ("number", "outer_id", "properties", "price_fen", "cost_fen", "floor_fen", "weight_grams")
_ITEM_WRITTEN = (*_ITEM, "changed_at", "searched", "grams")
NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"


@dataclass
class _Goods:
    """An item in the batch: as it was known, and as it is after the entries so far."""

    item_id: int
    before: ItemEntry | None
    sku_ids: list[int]
    after: ItemEntry | None = None
    outcomes: list[str] = field(default_factory=list)

    def take(self, told: ItemEntry) -> Blame | None:
        known = self.after or self.before
        after = rules.merged(known, told)
        found = after if isinstance(after, Blame) else rules.blame(after)
        if found or isinstance(after, Blame):
            return found
        self.outcomes.append(NEW if known is None else UNCHANGED if after == known else CHANGED)
        self.after = after
        return None

    @property
    def changed(self) -> bool:
        return self.after is not None and self.after != self.before


@transaction.atomic
def record_items(*, shop_id: int, items: Sequence[ItemEntry], by: Actor, at: datetime) -> Recorded:
    """Takes in what a file says of items and their SKUs; what it does not say stays. Twice is once.

    Refused is what has no number or has a price or a floor price below its cost.
    """
    if by.shop_id != shop_id:
        message = f"{by.name} of shop {by.shop_id} cannot record items of shop {shop_id}"
        raise ValueError(message)
    told = [rules.tidy(entry) for entry in items]
    refused = [
        Refused(place, found.field, found.reason)
        for place, entry in enumerate(told)
        if (found := rules.blame(entry))
    ]
    out = {one.place for one in refused}
    numbers = dict.fromkeys(entry.number for place, entry in enumerate(told) if place not in out)
    goods = _locked(shop_id, numbers, at)
    for place, entry in enumerate(told):
        if place not in out and (found := goods[entry.number].take(entry)):
            refused.append(Refused(place, found.field, found.reason))
    _forget([one.item_id for one in goods.values() if one.before is None and one.after is None])
    _write(shop_id, [one for one in goods.values() if one.changed], at)
    return _counted(goods.values(), sorted(refused, key=lambda one: one.place))


# Numbered in the order of the file, inserted in the order of their numbers.
_INSERT_MISSING = """
WITH missing AS MATERIALIZED (
  SELECT nextval(pg_get_serial_sequence('catalog_item', 'id')) AS id, number FROM (
    SELECT number FROM unnest(%(numbers)s::text[]) WITH ORDINALITY AS told(number, place)
    WHERE NOT EXISTS (
      SELECT 1 FROM catalog_item item WHERE item.shop_id = %(shop)s AND item.number = told.number
    )
    ORDER BY place
  ) AS told
)
INSERT INTO catalog_item (id, shop_id, number, changed_at, searched, grams)
SELECT id, %(shop)s, number, %(at)s, '', '{}' FROM missing ORDER BY number
ON CONFLICT (shop_id, number) DO NOTHING RETURNING number
"""


def _locked(shop_id: int, numbers: Collection[str], at: datetime) -> dict[str, _Goods]:
    """The items as they are known, made where they are new; their rows stay locked.

    Sorted by number, so two imports of the same items wait for each other instead of deadlocking.
    """
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_MISSING, {"shop": shop_id, "at": at, "numbers": list(numbers)})
        made = {number for (number,) in cursor.fetchall()}
    rows = list(
        Item.objects.select_for_update()
        .filter(shop_id=shop_id, number__in=list(numbers))
        .order_by("number")
        .values("id", "number", *_ITEM)
    )
    skus: dict[int, list[tuple[int, SkuEntry]]] = {row["id"]: [] for row in rows}
    known = [row["id"] for row in rows if row["number"] not in made]
    for sku_id, item_id, *values in (
        Sku.objects.filter(item_id__in=known).order_by("id").values_list("id", "item_id", *_SKU)
    ):
        skus[item_id].append((sku_id, SkuEntry(**dict(zip(_SKU, values, strict=True)))))
    return {
        row["number"]: _Goods(
            item_id=row["id"],
            before=None if row["number"] in made else _entry(row, skus[row["id"]]),
            sku_ids=[sku_id for sku_id, _ in skus[row["id"]]],
        )
        for row in rows
    }


def _entry(row: dict[str, Any], skus: Iterable[tuple[int, SkuEntry]]) -> ItemEntry:
    said = {name: row[name] for name in _ITEM}
    if said["attributes"] is not None:
        said["attributes"] = dict(said["attributes"])
    return ItemEntry(number=row["number"], skus=tuple(sku for _, sku in skus), **said)


def _forget(item_ids: list[int]) -> None:
    """Items that were made for entries which were then all refused."""
    if item_ids:
        Item.objects.filter(pk__in=item_ids).delete()


def _write(shop_id: int, goods: list[_Goods], at: datetime) -> None:
    items, new, changed = [], [], []
    for one in goods:
        after = one.after
        if after is None:
            continue
        items.append({"id": one.item_id, **_item_values(after, at)})
        before = one.before.skus if one.before else ()
        for place, sku in enumerate(after.skus):
            values = {name: getattr(sku, name) for name in _SKU}
            if place >= len(before):
                new.append({"shop_id": shop_id, "item_id": one.item_id, **values})
            elif sku != before[place]:
                changed.append({"id": one.sku_ids[place], **values})
    with connection.cursor() as cursor:
        for statement, rows in ((_update_items(), items), (_update_skus(), changed), (_insert_skus(), new)):
            if rows:
                cursor.execute(statement, [orjson.dumps(rows).decode()])


def _item_values(item: ItemEntry, at: datetime) -> dict[str, Any]:
    searched = rules.searched(
        [item.title, item.number, item.outer_id, *dict.fromkeys(sku.outer_id for sku in item.skus)]
    )
    return {
        **{name: getattr(item, name) for name in _ITEM},
        "attributes": None if item.attributes is None else list(item.attributes.items()),
        "changed_at": at,
        "searched": searched,
        "grams": rules.grams(searched),
    }


def _counted(goods: Iterable[_Goods], refused: list[Refused]) -> Recorded:
    outcomes = [
        # What two entries did and undid between them is no change.
        outcome if one.changed else UNCHANGED
        for one in goods
        for outcome in one.outcomes
    ]
    return Recorded(
        new=outcomes.count(NEW),
        changed=outcomes.count(CHANGED),
        unchanged=outcomes.count(UNCHANGED),
        refused=tuple(refused),
    )


@cache
def _update_items() -> str:
    return _update(Item, _ITEM_WRITTEN)


@cache
def _update_skus() -> str:
    return _update(Sku, _SKU)


def _update(model: type[models.Model], columns: Sequence[str]) -> str:
    table = model._meta.db_table  # noqa: SLF001 - documented
    sets = ", ".join(f"{name} = told.{name}" for name in columns)
    return (
        f"UPDATE {table} SET {sets}"  # noqa: S608 - our own columns' names
        f" FROM jsonb_to_recordset(%s) AS told(id bigint, {_typed(model, columns)})"
        f" WHERE {table}.id = told.id"
    )


@cache
def _insert_skus() -> str:
    columns = ("shop_id", "item_id", *_SKU)
    names = ", ".join(columns)
    return (
        f"INSERT INTO catalog_sku ({names}) SELECT {names}"  # noqa: S608 - our own columns' names
        f" FROM jsonb_to_recordset(%s) AS told({_typed(Sku, columns)})"
    )


def _typed(model: type[models.Model], columns: Sequence[str]) -> str:
    """The columns with their types, as a record set wants them."""
    known = {one.attname: one for one in model._meta.concrete_fields}  # noqa: SLF001 - documented
    return ", ".join(f"{name} {known[name].db_type(connection)}" for name in columns)
