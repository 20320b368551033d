"""How fast carts are priced: `make bench-quote`.

1. Carts of 5 lines under 3 offers (10 % off half of the goods, 10 yuan off every 100 up to 30 times, free
   postage from 99), from rows of items, prices and pieces to a full account of every fen; and beside it in
   the same run, on the same carts, django-oscar with three site offers of the same kind (which takes its
   10 per 100 once). One process each; oscar stands in an environment of its own (bench/oscar.lock).
2. The same carts with the vouchers of a marketplace event.
3. The same with 8 coupons, of which the choice that costs the buyer least together with the vouchers is
   found exactly: the longest of 100 carts (p99).

`--quick` shortens every part; its figures are only a sign of life.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path

from zhanggui.promotions.rules.account import Quote
from zhanggui.promotions.rules.cart import Cart, CartLine
from zhanggui.promotions.rules.event import Purse, TierGroup, VoucherEvent, VoucherTier
from zhanggui.promotions.rules.offers import Coupon, CouponKind, HeldCoupon, Offer, Rate, Scope, Tier, Tiers
from zhanggui.promotions.rules.pricing import Book

AT = datetime(2016, 11, 11, 4, tzinfo=UTC)
SPAN = {"starts_at": AT - timedelta(days=1), "ends_at": AT + timedelta(days=1)}
SHOP = "first"
TARGET_RATIO, TARGET_P99_MS = 100.0, 5.0
_HERE = Path(__file__).parent
_PEER = _HERE.parent / "var" / "bench-oscar"

Row = tuple[str, int, int]  # item, fen, pieces


def main(arguments: list[str]) -> int:
    quick = "--quick" in arguments
    carts = _carts(40 if quick else 200)
    seconds = 0.5 if quick else 4.0
    bare, full, choosing = _book(), _purse(coupons=False), _purse(coupons=True)
    before = _rate(carts, lambda cart: bare.quote(cart, Purse(), AT), seconds)
    peer = _peer(carts)
    after = _rate(carts, lambda cart: bare.quote(cart, Purse(), AT), seconds)
    ours = (before + after) / 2
    with_vouchers = _rate(carts, lambda cart: bare.quote(cart, full, AT), seconds)
    taken = _latencies(carts, lambda cart: bare.quote(cart, choosing, AT), 200 if quick else 5_000)
    peer_rate = peer["carts"] / peer["seconds"]
    applying_rate = peer["carts"] / peer["applying_seconds"]
    p99 = _quantile(taken, 0.99)
    result = {
        "name": "quote",
        "carts_per_s": round(ours),
        "carts_per_s_with_vouchers": round(with_vouchers),
        "choice_of_8_coupons_and_vouchers_ms": {
            "p50": round(_quantile(taken, 0.5), 3),
            "p99": round(p99, 3),
            "longest": round(max(taken), 3),
        },
        "oscar_carts_per_s": round(peer_rate, 1),
        "oscar_offers_alone_per_s": round(applying_rate, 1),
        "ratio": round(ours / peer_rate, 1),
        "ratio_to_its_offers_alone": round(ours / applying_rate, 1),
        "target": {"ratio": TARGET_RATIO, "p99_ms": TARGET_P99_MS},
        "ok": ours >= TARGET_RATIO * applying_rate and p99 < TARGET_P99_MS,
    }
    print(json.dumps(result))
    return 0 if result["ok"] else 1


def _carts(count: int) -> list[list[Row]]:
    draw = random.Random(11)
    prices = {f"i{one:02d}": draw.randrange(1_900, 29_900, 100) for one in range(60)}
    return [
        [(item, prices[item], draw.randint(1, 3)) for item in draw.sample(sorted(prices), 5)]
        for _ in range(count)
    ]


def _book() -> Book:
    whole = Scope(SHOP)
    some = Scope(SHOP, items=frozenset(f"i{one:02d}" for one in range(0, 60, 2)))
    return Book(
        (
            Offer("rate", "九折", some, Rate(900), **SPAN),
            Offer(
                "save",
                "每满 100 减 10",
                whole,
                Tiers((Tier(from_fen=10_000, less_fen=1_000),), every=True, times=30),
                **SPAN,
            ),
            Offer("post", "满 99 包邮", whole, Tiers((Tier(from_fen=9_900, free_postage=True),)), **SPAN),
        )
    )


def _purse(*, coupons: bool) -> Purse:
    """Two categories with different tiers, ten vouchers; three coupons of the shop and five of items."""
    first = TierGroup((VoucherTier(19_900, 1), VoucherTier(39_900, 2), VoucherTier(59_900, 3)))
    second = TierGroup((VoucherTier(10_000, 1),), repeating=True)
    event = VoucherEvent(
        "event",
        "购物券",
        frozenset({SHOP}),
        {(SHOP, "even"): first, (SHOP, "odd"): second},
        SPAN["starts_at"],
        SPAN["ends_at"],
        SPAN["starts_at"],
    )
    held = tuple(HeldCoupon(one) for one in _coupons()) if coupons else ()
    return Purse(held, event, 10)


def _coupons() -> list[Coupon]:
    shop, item = CouponKind.SHOP, CouponKind.ITEM
    whole = [
        Coupon(f"s{one}", "店铺券", shop, Scope(SHOP), threshold, value, **SPAN)
        for one, (threshold, value) in enumerate(((9_900, 500), (29_900, 2_500), (49_900, 6_000)))
    ]
    some = [
        Coupon(
            f"c{one}",
            "商品券",
            item,
            Scope(SHOP, items=frozenset(f"i{(one * 12 + k):02d}" for k in range(24) if one * 12 + k < 60)),
            3_000 + one * 2_000,
            300 + one * 250,
            **SPAN,
        )
        for one in range(5)
    ]
    return whole + some


def _made(rows: list[Row]) -> Cart:
    lines = tuple(
        CartLine(str(key), SHOP, item, fen, pieces, category="odd" if fen // 100 % 2 else "even")
        for key, (item, fen, pieces) in enumerate(rows)
    )
    return Cart(lines, {SHOP: 800})


def _rate(carts: list[list[Row]], price: Callable[[Cart], Quote], seconds: float) -> float:
    """Carts a second, from the rows to the account."""
    for rows in carts:
        quote = price(_made(rows))
        assert quote.total_fen == sum(line.final_fen for line in quote.lines) + sum(
            order.postage_fen for order in quote.orders
        )
    done, begun = 0, time.perf_counter()
    while (took := time.perf_counter() - begun) < seconds:
        for rows in carts:
            price(_made(rows))
        done += len(carts)
    return done / took


def _latencies(carts: list[list[Row]], price: Callable[[Cart], Quote], count: int) -> list[float]:
    taken = []
    for rows in islice(cycle(carts), count):
        begun = time.perf_counter()
        price(_made(rows))
        taken.append((time.perf_counter() - begun) * 1000)
    return taken


def _quantile(taken: list[float], part: float) -> float:
    return sorted(taken)[int(len(taken) * part)]


def _peer(carts: list[list[Row]]) -> dict[str, float]:
    python = _PEER / "bin" / "python"
    if not (_PEER / "ready").exists():
        print("installing django-oscar into var/bench-oscar ...", file=sys.stderr, flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", _PEER], check=True)
        install = [python, "-m", "pip", "install", "-qqq", "--require-hashes", "-r", _HERE / "oscar.lock"]
        subprocess.run(install, check=True)
        (_PEER / "ready").touch()
    asked = "".join(json.dumps(rows) + "\n" for rows in carts)
    peer = subprocess.run(
        [python, _HERE / "oscar_peer.py"], input=asked, text=True, capture_output=True, check=True
    )
    return dict(json.loads(peer.stdout.splitlines()[-1]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
