"""How long a million past orders take under a planned campaign: `make bench-whatif`.

A million orders of one shop with 1.8 lines each in the embedded PostgreSQL (bench/many_orders.py and lines
beside them), 400 items in 12 categories, a campaign of three offers, three coupons and the vouchers of a
marketplace event. Then the job that the page starts, as the worker runs it, and the same rows read by bare
COPY in the same run. `--quick`: 50,000 orders. `--keep FOLDER` fills or uses the folder's database.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg

from bench.many_orders import DAYS, NOW
from bench.orders import _client, _database, _django

TARGET_SECONDS = 60.0
_ITEMS = """
    INSERT INTO catalog_item (shop_id, number, title, category, price_fen, cost_fen, changed_at, searched,
        grams)
    SELECT %(shop)s, 'i' || n, '商品' || n, '类目' || n %% 12, 1900 + n * 137 %% 30000,
        (1900 + n * 137 %% 30000) * 45 / 100, now(), '', '{}'
    FROM generate_series(0, 399) AS n
"""
# Half of the orders hold one kind of goods, few hold three; some goods sell ten times as often as others.
_LINES = """
    INSERT INTO orders_orderline (shop_id, order_number, position, item_number, price_fen, quantity, extra)
    SELECT shop_id, number, k, 'i' || item, 1900 + item * 137 %% 30000, pieces, '{}' FROM (
        SELECT o.shop_id, o.number, k, 1 + abs(hashint8(o.id * 5 + k)) %% 6 / 5 AS pieces,
            (abs(hashint8(o.id * 7 + k)) %% 1000) * (abs(hashint8(o.id * 7 + k)) %% 1000) / 2500 AS item
        FROM orders_order AS o,
            generate_series(1, CASE WHEN abs(hashint8(o.id)) %% 100 < 48 THEN 1
                WHEN abs(hashint8(o.id)) %% 100 < 74 THEN 2 ELSE 3 END) AS k
        WHERE o.shop_id = %(shop)s) AS drawn
"""


def main(arguments: list[str]) -> int:
    quick = "--quick" in arguments
    keep = Path(arguments[arguments.index("--keep") + 1]) if "--keep" in arguments else None
    with _database(keep) as url:
        _django(url)
        _client(url, 50_000 if quick else 1_000_000)
        return _measure(url, quick=quick)


def _measure(url: str, *, quick: bool) -> int:
    from zhanggui.foundation.actors import program  # noqa: PLC0415 - Django must be set up
    from zhanggui.foundation.clock import now  # noqa: PLC0415
    from zhanggui.promotions.actions import ask_what_if  # noqa: PLC0415
    from zhanggui.promotions.jobs import reckon  # noqa: PLC0415
    from zhanggui.promotions.queries import what_if_card  # noqa: PLC0415
    from zhanggui.shops.queries import shop_by_slug  # noqa: PLC0415

    shop = shop_by_slug("many")
    assert shop is not None
    _fill_lines(url, shop.id)
    _plan_campaign(shop.id)
    since, until = NOW - timedelta(days=DAYS + 30), NOW + timedelta(days=1)
    begun = time.perf_counter()
    what_if = ask_what_if(
        paid_at=NOW, since=since, until=until, vouchers=10, coupons=True, by=program(shop.id), at=now()
    )
    reckon(shop.id, what_if)
    seconds = time.perf_counter() - begun
    card = what_if_card(shop.id, what_if)
    assert card is not None
    assert card.tally is not None
    tally = card.tally
    bare = _bare_copy(url)
    assert sum(tally.by_level.values()) == tally.goods.discount_fen
    result = {
        "name": "whatif",
        "orders": tally.orders,
        "pieces": tally.goods.pieces,
        "seconds": round(seconds, 1),
        "orders_per_s": round(tally.orders / seconds),
        "bare_copy_seconds": round(bare, 1),
        "ratio": round(bare / seconds, 3),
        "saved_yuan_by_level": {level: fen // 100 for level, fen in tally.by_level.items()},
        "vouchers": tally.vouchers,
        "target": {"seconds": TARGET_SECONDS},
        "ok": quick or seconds < TARGET_SECONDS,
    }
    print(json.dumps(result, ensure_ascii=False))
    return 0 if result["ok"] else 1


def _fill_lines(url: str, shop_id: int) -> None:
    with psycopg.connect(url, autocommit=True) as line:
        if line.execute("SELECT 1 FROM orders_orderline LIMIT 1").fetchone():
            return
        line.execute(_ITEMS, {"shop": shop_id})
        line.execute(_LINES, {"shop": shop_id})
        line.execute("VACUUM ANALYZE orders_orderline")


def _plan_campaign(shop_id: int) -> None:
    from zhanggui.foundation.actors import program  # noqa: PLC0415 - Django must be set up
    from zhanggui.promotions.actions import (  # noqa: PLC0415
        choose_tiers,
        record_event,
        set_up_coupon,
        set_up_offer,
    )
    from zhanggui.promotions.queries import offers_of, shop_key  # noqa: PLC0415
    from zhanggui.promotions.rules import offers as rules  # noqa: PLC0415
    from zhanggui.promotions.rules.presets import next_double_11  # noqa: PLC0415

    if offers_of(shop_id):
        return
    shop, day, by = shop_key(shop_id), timedelta(days=1), program(shop_id)
    span = (NOW, NOW + 3 * day)
    some = rules.Scope(shop, categories=frozenset({"类目1", "类目2", "类目3"}))
    for name, scope, tool in (
        ("三类九折", some, rules.Rate(900)),
        (
            "每满 300 减 40",
            rules.Scope(shop),
            rules.Tiers((rules.Tier(from_fen=30000, less_fen=4000),), every=True),
        ),
        ("满 99 送袜子", rules.Scope(shop), rules.Tiers((rules.Tier(from_fen=9900, gifts=("袜子",)),))),
    ):
        offer = rules.Offer(name, name, scope, tool, *span)
        set_up_offer(offer=offer, by=by, at=NOW - day)
    for value, threshold in ((500, 9900), (1000, 19900), (3000, 39900)):
        kind = rules.CouponKind.SHOP
        coupon = rules.Coupon("", f"满 {threshold // 100}", kind, rules.Scope(shop), threshold, value, *span)
        set_up_coupon(coupon=coupon, by=by, at=NOW - day)
    terms = replace(
        next_double_11(NOW),
        set_up_from=NOW - 9 * day,
        set_up_until=NOW - day,
        edit_until=NOW - day,
        shown_from=NOW - day,
        usable_from=NOW,
        usable_until=NOW + 3 * day,
    )
    merchant = {"passed_audition": True, "enrolled": True, "is_selected": True}
    event = record_event(number="double-11", terms=terms, by=by, at=NOW - 2 * day, **merchant)
    groups = {f"类目{one}": terms.groups(f"类目{one}") for one in range(12)}
    chosen = {category: found[one % len(found)] for one, (category, found) in enumerate(groups.items())}
    choose_tiers(event_id=event, chosen=chosen, by=by, at=NOW - 2 * day)


def _bare_copy(url: str) -> float:
    begun = time.perf_counter()
    with psycopg.connect(url) as line, line.cursor() as cursor:
        statement = (
            "COPY (SELECT o.id, o.total_fen, o.postage_fen, l.item_number, l.price_fen, l.quantity"
            " FROM orders_order AS o JOIN orders_orderline AS l"
            " ON l.shop_id = o.shop_id AND l.order_number = o.number) TO STDOUT"
        )
        with cursor.copy(statement) as copy:
            for _ in copy:
                pass
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
