"""Which SKU a file's row or an order's line means: one statement for thousands of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from zhanggui.catalog.models import Item
from zhanggui.catalog.queries.cards import SkuCard
from zhanggui.catalog.queries.goods import sku_cards
from zhanggui.catalog.rules import Candidate, SkuRef, pick

# By each of the four ways in which a SKU or its item may be named; each is one index.
_CANDIDATES = """
SELECT sku.id, sku.item_id, sku.number, sku.outer_id, sku.properties, item.number, item.outer_id
FROM catalog_sku sku JOIN catalog_item item ON item.id = sku.item_id
WHERE sku.id IN (
  SELECT id FROM catalog_sku WHERE shop_id = %(shop)s AND outer_id = ANY(%(sku_outer_ids)s)
  UNION SELECT id FROM catalog_sku WHERE shop_id = %(shop)s AND number = ANY(%(sku_numbers)s)
  UNION SELECT one.id FROM catalog_sku one JOIN catalog_item its ON its.id = one.item_id
    WHERE its.shop_id = %(shop)s AND its.number = ANY(%(item_numbers)s)
  UNION SELECT one.id FROM catalog_sku one JOIN catalog_item its ON its.id = one.item_id
    WHERE its.shop_id = %(shop)s AND its.outer_id = ANY(%(item_outer_ids)s)
)
ORDER BY sku.id
"""


@dataclass(frozen=True)
class Match:
    """The SKU that is meant, if that is sure, and how many it may be."""

    sku: SkuCard | None
    among: int


def skus_for(shop_id: int, refs: Iterable[SkuRef | tuple[str | None, ...]]) -> list[SkuCard | None]:
    """The SKU that each reference means; None when there is none, or when it may be several."""
    return [match.sku for match in match_skus(shop_id, refs)]


def match_skus(shop_id: int, refs: Iterable[SkuRef | tuple[str | None, ...]]) -> list[Match]:
    asked = [SkuRef(*ref) for ref in refs]
    picked = _picked(shop_id, asked)
    cards = sku_cards({one[0].sku_id for one in picked.values() if len(one) == 1})
    return [
        Match(cards[picked[ref][0].sku_id] if len(picked[ref]) == 1 else None, len(picked[ref]))
        for ref in asked
    ]


def items_for(shop_id: int, refs: Iterable[SkuRef | tuple[str | None, ...]]) -> list[int | None]:
    """The item that each reference is about, also where it leaves the SKU open; None when it is not sure."""
    asked = [SkuRef(*ref) for ref in refs]
    known = _known(shop_id, asked)
    return [_only({one.item_id for one in pick(ref, _of(known, ref)) or _of(known, ref)}) for ref in asked]


def _only(item_ids: set[int]) -> int | None:
    return next(iter(item_ids)) if len(item_ids) == 1 else None


def items_titled(shop_id: int, titles: Collection[str]) -> dict[str, int]:
    """The items of these titles: {title: item id}, the newest where several have one."""
    rows = Item.objects.filter(shop_id=shop_id, title__in=list(titles)).order_by("id")
    return {title: pk for title, pk in rows.values_list("title", "pk") if title}


def _picked(shop_id: int, refs: Sequence[SkuRef]) -> dict[SkuRef, list[Candidate]]:
    known = _known(shop_id, refs)
    return {ref: pick(ref, _of(known, ref)) for ref in dict.fromkeys(refs)}


def _of(known: Mapping[tuple[str, str], list[Candidate]], ref: SkuRef) -> list[Candidate]:
    return list(dict.fromkeys(one for key in _keys(ref) for one in known.get(key, ())))


def _keys(ref: SkuRef) -> list[tuple[str, str]]:
    """What a candidate must have, in the four ways."""
    ways = (
        ("item", ref.item_number),
        ("sku", ref.sku_number),
        ("sku code", ref.sku_outer_id),
        ("item code", ref.item_outer_id),
        ("item code", ref.sku_outer_id),
    )
    return [(way, value) for way, value in ways if value]


def _known(shop_id: int, refs: Sequence[SkuRef]) -> dict[tuple[str, str], list[Candidate]]:
    wanted: dict[str, set[str]] = {"item": set(), "sku": set(), "sku code": set(), "item code": set()}
    for ref in refs:
        for way, value in _keys(ref):
            wanted[way].add(value)
    with connection.cursor() as cursor:
        cursor.execute(
            _CANDIDATES,
            {
                "shop": shop_id,
                "sku_outer_ids": sorted(wanted["sku code"]),
                "sku_numbers": sorted(wanted["sku"]),
                "item_numbers": sorted(wanted["item"]),
                "item_outer_ids": sorted(wanted["item code"]),
            },
        )
        rows = [Candidate(row[0], row[1], *(text or "" for text in row[2:])) for row in cursor.fetchall()]
    known: dict[tuple[str, str], list[Candidate]] = defaultdict(list)
    for one in rows:
        known["item", one.item_number].append(one)
        known["sku", one.number].append(one)
        known["sku code", one.outer_id].append(one)
        known["item code", one.item_outer_id].append(one)
    return known
