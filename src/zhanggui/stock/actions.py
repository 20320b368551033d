from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from django.db import connection, transaction

from zhanggui.catalog.queries import SkuRef, match_skus, skus_of_shop
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.recorded import Recorded, Refused
from zhanggui.stock import rules
from zhanggui.stock.models import Stock
from zhanggui.stock.rules import Counted

_LOCK_ORDERS = 7_301  # the first half of the advisory lock; the second is an order's bucket
_BUCKETS = 64
_VALUES = ("on_hand", "counted_at", "page", "page_at")


class CannotReserve(UnableTo):
    """A SKU is not the shop's, or a quantity is none."""


@dataclass(frozen=True, kw_only=True)
class StockCount:
    """What somebody counted of one SKU, named as files name it. None: not said."""

    ref: SkuRef
    on_hand: int | None = None
    page: int | None = None
    counted_at: datetime | None = None


@transaction.atomic
def record_counts(*, shop_id: int, counts: Sequence[StockCount], by: Actor, at: datetime) -> Recorded:
    """Takes in counts; an older one never undoes a newer one, twice is once.

    Refused is a SKU that is not there, a name that fits several, or a row that contradicts one above it.
    """
    if by.shop_id != shop_id:
        message = f"{by.name} of shop {by.shop_id} cannot count the stock of shop {shop_id}"
        raise ValueError(message)
    refused: list[Refused] = []
    told: list[tuple[int, StockCount]] = []
    matches = match_skus(shop_id, [count.ref for count in counts])
    said: dict[tuple[int, datetime | None], StockCount] = {}
    for place, (count, match) in enumerate(zip(counts, matches, strict=True)):
        if match.sku is None:
            refused.append(Refused(place, "ref", _unmatched(count.ref, match.among)))
        elif reason := rules.blame(count.on_hand):
            refused.append(Refused(place, "on_hand", reason))
        elif reason := rules.blame(count.page):
            refused.append(Refused(place, "page", reason))
        elif _contradict(said.setdefault((match.sku.id, count.counted_at), count), count):
            refused.append(Refused(place, "ref", "这个规格前面已经有一行,写的数不一样;请合成一行"))
        else:
            told.append((match.sku.id, count))
    before = _locked({sku_id for sku_id, _ in told})
    after = dict(before)
    outcomes: list[tuple[int, str]] = []
    for sku_id, count in told:
        known = after[sku_id]
        after[sku_id] = (
            rules.counted(known[0], count.on_hand, told_at=count.counted_at, at=at),
            rules.counted(known[1], count.page, told_at=count.counted_at, at=at),
        )
        new = known == (Counted(), Counted())
        outcomes.append((sku_id, "unchanged" if after[sku_id] == known else "new" if new else "changed"))
    changed = {sku_id for sku_id, known in after.items() if known != before[sku_id]}
    _write({sku_id: after[sku_id] for sku_id in changed})
    counted = [outcome if sku_id in changed else "unchanged" for sku_id, outcome in outcomes]
    return Recorded(
        new=counted.count("new"),
        changed=counted.count("changed"),
        unchanged=counted.count("unchanged"),
        refused=tuple(refused),
    )


def _contradict(one: StockCount, other: StockCount) -> bool:
    """Whether two counts of one SKU at one time are of different numbers: which of them is meant, or their
    sum, only who counted can tell."""
    pairs = ((one.on_hand, other.on_hand), (one.page, other.page))
    return any(None not in pair and pair[0] != pair[1] for pair in pairs)


def _unmatched(ref: SkuRef, among: int) -> str:
    named = " / ".join(filter(None, (ref.item_number or ref.item_outer_id, ref.sku_outer_id, ref.properties)))
    if among > 1:
        return f"「{named}」有 {among} 个规格都对得上,分不清是哪一个,请写上商品编号和规格"
    return f"没有找到「{named}」这个规格,请先导入商品" if named else "没有写是哪个商品、哪个规格"


def _locked(sku_ids: Collection[int]) -> dict[int, tuple[Counted, Counted]]:
    """What is known of each SKU's stock: on hand, and on the page. Locked in one order, so that two counts
    at once wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO stock_stock (sku_id) SELECT unnest(%s::bigint[]) ON CONFLICT (sku_id) DO NOTHING",
            [sorted(sku_ids)],
        )
    rows = Stock.objects.select_for_update().filter(sku_id__in=list(sku_ids)).order_by("sku_id")
    return {
        sku_id: (Counted(on_hand, counted_at), Counted(page, page_at))
        for sku_id, on_hand, counted_at, page, page_at in rows.values_list("sku_id", *_VALUES)
    }


def _write(stock: Mapping[int, tuple[Counted, Counted]]) -> None:
    rows = [
        {"sku_id": sku_id, **dict(zip(_VALUES, (*on_hand, *page), strict=True))}
        for sku_id, (on_hand, page) in stock.items()
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE stock_stock SET on_hand = told.on_hand, counted_at = told.counted_at,"
            " page = told.page, page_at = told.page_at"
            " FROM jsonb_to_recordset(%s) AS told(sku_id bigint, on_hand bigint, counted_at timestamptz,"
            " page bigint, page_at timestamptz) WHERE stock_stock.sku_id = told.sku_id",
            [orjson.dumps(rows).decode()],
        )


@transaction.atomic
def reserve(*, shop_id: int, wanted: Mapping[str, Mapping[int, int]], by: Actor, at: datetime) -> None:
    """Sets the reservations of these orders to exactly {order number: {SKU id: quantity}}; of an order with
    none, all are released. Twice is once."""
    if by.shop_id != shop_id:
        message = f"{by.name} of shop {by.shop_id} cannot reserve the goods of shop {shop_id}"
        raise ValueError(message)
    if any(quantity < 1 for skus in wanted.values() for quantity in skus.values()):
        raise CannotReserve("预留的件数至少是 1")
    promised = {sku_id for skus in wanted.values() for sku_id in skus}
    if promised - skus_of_shop(shop_id, promised):
        raise CannotReserve("要预留的规格不是本店的")
    numbers = sorted(wanted)
    rows = [
        {"order_number": number, "sku_id": sku_id, "quantity": quantity}
        for number in numbers
        for sku_id, quantity in sorted(wanted[number].items())
    ]
    told = orjson.dumps(rows).decode()
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [_LOCK_ORDERS, f"{shop_id} ", _BUCKETS, numbers])
        cursor.execute(_RELEASE, [told, shop_id, numbers])
        if rows:
            cursor.execute(_RESERVE, [shop_id, at, told])


# Two who reserve for the same orders go one after the other. An order has no row here that could be locked,
# and a lock for each of thousands would fill the server's table of locks: hence buckets, in one order.
_LOCK = """
SELECT pg_advisory_xact_lock(%s, bucket) FROM (
  SELECT DISTINCT abs(hashtext(%s || number) %% %s) AS bucket FROM unnest(%s::text[]) AS told(number)
  ORDER BY bucket
) AS buckets
"""
_TOLD = "jsonb_to_recordset(%s) AS told(order_number text, sku_id bigint, quantity bigint)"
_RELEASE = f"""
DELETE FROM stock_reservation AS kept WHERE NOT EXISTS (
  SELECT 1 FROM {_TOLD} WHERE told.order_number = kept.order_number AND told.sku_id = kept.sku_id
) AND shop_id = %s AND order_number = ANY(%s)
"""  # noqa: S608 - our own text
_RESERVE = f"""
INSERT INTO stock_reservation (shop_id, sku_id, order_number, quantity, at)
SELECT %s, sku_id, order_number, quantity, %s FROM {_TOLD}
ON CONFLICT (shop_id, order_number, sku_id) DO UPDATE SET quantity = EXCLUDED.quantity, at = EXCLUDED.at
WHERE stock_reservation.quantity <> EXCLUDED.quantity
"""  # noqa: S608 - our own text
