"""How fast the list of orders is: `make bench-orders`.

A million orders of one shop in the embedded PostgreSQL (bench/many_orders.py), then the list's own view
through the Django client, a few hundred questions of every kind in mixed order: the first page, deep
pages, every filter, filters together (unlucky ones too: a rare word with a common status, a common word
with a rare one, what only old orders have), and everything that the box understands. Beside it, in the
same run: the list's own statements, once more, by bare psycopg.

`--quick` makes 50,000 orders and asks less; its figures are only a sign of life.
`--questions N` asks N of each kind. `--keep FOLDER` fills the folder's database, or uses what an earlier
run left there.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import psycopg

from bench.many_orders import DAYS, FAITHFUL, NOW, fill
from zhanggui.config import embedded

if TYPE_CHECKING:
    from django.test import Client

TARGET_P95_MS = 100.0
SHOP = "many"


@dataclass(frozen=True)
class Size:
    orders: int = 1_000_000
    questions: int = 200  # of each kind


QUICK = Size(orders=50_000, questions=20)


@dataclass(frozen=True)
class Known:
    """What somebody may hold in their hands: taken from orders at random."""

    numbers: list[str]
    nicks: list[str]
    waybills: list[str]
    tails: list[str]


Ask = Callable[[random.Random, Known], dict[str, str]]


def _days(chance: random.Random, length: int) -> dict[str, str]:
    begin = NOW.date() - timedelta(days=chance.randrange(length, DAYS))
    return {"from": str(begin), "to": str(begin + timedelta(days=length - 1))}


def _place(chance: random.Random) -> str:
    at = NOW - timedelta(days=chance.random() * DAYS)
    return f"{int(at.timestamp() * 1_000_000)}.0"


def _plain(**parts: str) -> Ask:
    return lambda _chance, _known: parts


COMMON = ("加急", "改地址", "发顺丰", "贺卡", "快递柜", "尽快发货")
RARE = ("绣花", "绣花签名", "换吊牌", "补差价77", "买家123")
OLD = "送口罩"  # in a third of the remarks of the first two years, never since

KINDS: dict[str, Ask] = {
    "first page": _plain(),
    "deep page": lambda c, _: {"after": _place(c)},
    "page back": lambda c, _: {"before": _place(c)},
    "unpaid": _plain(stage="unpaid"),
    "to ship": _plain(stage="to_ship"),
    "shipped": _plain(stage="shipped"),
    "done": _plain(stage="done"),
    "done, deep": lambda c, _: {"stage": "done", "after": _place(c)},
    "closed": _plain(stage="closed"),
    "refund": _plain(stage="refund"),
    "with remark": lambda c, _: {"remark": "1", "after": _place(c)},
    "with message": lambda c, _: {"message": "1", "after": _place(c)},
    "no waybill": lambda c, _: {"no_waybill": "1", "stage": c.choice(["", "shipped", "done", "closed"])},
    "created within": lambda c, _: _days(c, c.choice([1, 7, 30, 365])),
    "paid within": lambda c, _: {"by": "paid"} | _days(c, c.choice([1, 7, 30, 365])),
    "amount": lambda c, _: {"least": str(c.randrange(20, 9000)), "most": str(9001 + c.randrange(900))},
    "amount of few": lambda c, _: {"least": (low := str(c.randrange(999, 9999))), "most": low},
    "remark, message, closed": _plain(remark="1", message="1", stage="closed"),
    "remark, message, refund, no waybill": _plain(remark="1", message="1", stage="refund", no_waybill="1"),
    "paid within, closed, remark": lambda c, _: (
        {"by": "paid", "stage": "closed", "remark": "1"} | _days(c, c.choice([30, 365, 700]))
    ),
    "created within, amount, refund": lambda c, _: {"stage": "refund", "least": "500"} | _days(c, 365),
    "done, amount, no waybill": _plain(stage="done", least="900", no_waybill="1"),
    "nothing there": lambda c, _: {
        "stage": c.choice(["unpaid", "to_ship"]),
        "to": "2024-01-31",
        "remark": "1",
    },
    "number": lambda c, k: {"q": c.choice(k.numbers)},
    "number's last four": lambda c, k: {"q": c.choice(k.numbers)[-4:]},
    "number's last six": lambda c, k: {"q": c.choice(k.numbers)[-6:]},
    "number's beginning": lambda c, k: {"q": c.choice(k.numbers)[:9]},
    "nick": lambda c, k: {"q": c.choice(k.nicks)},
    "nick of 3,000 orders": _plain(q=FAITHFUL),
    "nick's beginning": lambda c, k: {"q": c.choice(k.nicks)[: c.choice([2, 3, 4])]},
    "phone tail": lambda c, k: {"q": c.choice(k.tails)},
    "phone": lambda c, k: {"q": f"1380000{c.choice(k.tails)}"},
    "waybill": lambda c, k: {"q": c.choice(c.choice(k.waybills).split())},
    "common word": lambda c, _: {"q": c.choice(COMMON)},
    "rare word": lambda c, _: {"q": c.choice(RARE)},
    "old word": _plain(q=OLD),
    "two words": lambda c, _: {"q": f"{c.choice(COMMON)} {c.choice(RARE)}"},
    "rare word, common status": lambda c, _: {"q": c.choice(RARE), "stage": "done"},
    "common word, rare status": lambda c, _: {
        "q": c.choice(COMMON),
        "stage": c.choice(["unpaid", "to_ship"]),
    },
    "old word, recent days": _plain(**{"q": OLD, "from": "2025-06-01"}),
    "old word, shipped": _plain(q=OLD, stage="shipped"),
    "old word, closed, amount": _plain(q=OLD, stage="closed", least="300"),
    "common word, paid within": lambda c, _: {"q": c.choice(COMMON), "by": "paid"} | _days(c, 30),
    "nick's beginning, unpaid": _plain(q="tb", stage="unpaid"),
    "nothing found": lambda c, _: {"q": c.choice(["没有这样的词", "不存在的会员", "zz9876543210", "大象"])},
}


@dataclass
class Seen:
    """What was measured of one kind."""

    view_ms: list[float] = field(default_factory=list)
    bare_ms: list[float] = field(default_factory=list)
    statements: set[int] = field(default_factory=set)
    example: str = ""


@contextmanager
def _database(keep: Path | None) -> Iterator[str]:
    """The address of an embedded PostgreSQL, durable as it is shipped."""
    folder = keep or Path(tempfile.mkdtemp(prefix="zhanggui-orders-"))
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)  # PostgreSQL runs under another account when we are root
    server = embedded.locate(folder)
    try:
        with server.in_use():
            yield server.url
    finally:
        if keep is None:
            shutil.rmtree(folder, ignore_errors=True)


def _django(url: str) -> None:
    os.environ |= {"DATABASE_URL": url, "ZHANGGUI_SECRET_KEY": "only-for-the-benchmark"}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhanggui.config.settings")
    import django  # noqa: PLC0415 - the settings read the address
    from django.core import management  # noqa: PLC0415

    django.setup()
    management.call_command("migrate", interactive=False, verbosity=0)


def _client(url: str, orders: int) -> Client:
    """A member of the shop's staff, logged in. The shop is filled when it is new."""
    from django.test import Client  # noqa: PLC0415 - Django must be set up

    from zhanggui.foundation.actors import program  # noqa: PLC0415
    from zhanggui.shops.actions import hire, open_shop  # noqa: PLC0415
    from zhanggui.shops.models import Staff  # noqa: PLC0415
    from zhanggui.shops.queries import shop_by_slug  # noqa: PLC0415
    from zhanggui.shops.rules import AGENT  # noqa: PLC0415

    if shop_by_slug(SHOP) is None:
        shop = open_shop(slug=SHOP, name="示例店", platform="tmall", at=NOW)
        who = {"login": "bench", "name": "测", "agent_number": "B1", "password": "only-for-the-benchmark"}
        hire(shop_id=shop.id, role=AGENT, by=program(shop.id), at=NOW, **who)
        begun = time.perf_counter()
        with psycopg.connect(url) as line:
            fill(line, shop.id, orders)
        took = time.perf_counter() - begun
        print(f"{orders:,} orders in {took:.0f} s: {orders / took:,.0f}/s into every index", flush=True)
        with psycopg.connect(url, autocommit=True) as line:
            line.execute("VACUUM ANALYZE orders_order")  # as the server does by itself some minutes later
    client = Client()
    client.force_login(Staff.objects.get(login="bench"), "django.contrib.auth.backends.ModelBackend")
    return client


def _known(url: str) -> Known:
    with psycopg.connect(url) as line:
        rows = line.execute(
            "SELECT number, buyer_nick, nullif(waybill, ''), phone_tail"
            " FROM orders_order TABLESAMPLE SYSTEM (0.5) REPEATABLE (7) LIMIT 4000"
        ).fetchall()
    columns = [[text for text in column if text] for column in zip(*rows, strict=True)]
    return Known(*columns)


def _ask(client: Client, known: Known, questions: int) -> dict[str, Seen]:
    """Every question in mixed order, so that no kind profits from its own last answer."""
    from django.db import connection  # noqa: PLC0415 - Django must be set up
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    chance = random.Random(7)
    todo = [(kind, KINDS[kind](chance, known)) for kind in KINDS for _ in range(questions)]
    chance.shuffle(todo)
    seen: dict[str, Seen] = defaultdict(Seen)
    for _, parts in todo[:20]:
        client.get(f"/orders/?{urlencode(parts)}")  # warm
    for place, (kind, parts) in enumerate(todo):
        address = f"/orders/?{urlencode(parts)}"
        begun = time.perf_counter()
        answer = client.get(address)
        seen[kind].view_ms.append((time.perf_counter() - begun) * 1000)
        if answer.status_code != 200:
            raise RuntimeError(f"{answer.status_code} {address}")
        seen[kind].example = address
        if place % 10 == 0:
            with CaptureQueriesContext(connection) as captured:
                client.get(address)
            sql = [one["sql"] for one in captured.captured_queries if "orders_order" in one["sql"]]
            seen[kind].statements.add(len(captured.captured_queries))
            seen[kind].bare_ms.append(_bare(connection.connection, sql))
    return seen


def _bare(line: Any, statements: list[str]) -> float:
    """The same statements without Django, on a warm connection."""
    with psycopg.ClientCursor(line) as cursor:
        begun = time.perf_counter()
        for statement in statements:
            cursor.execute(statement)
            cursor.fetchall()
        return (time.perf_counter() - begun) * 1000


def _figures(times: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(times, n=100) if len(times) > 1 else [times[0]] * 99
    return {"p50": round(cuts[49], 1), "p95": round(cuts[94], 1), "max": round(max(times), 1)}


def main() -> int:
    size = QUICK if "--quick" in sys.argv else Size()
    size = replace(size, questions=int(_option("--questions", str(size.questions))))
    kept = _option("--keep", "")
    keep = Path(kept) if kept else None
    with _database(keep) as url:
        _django(url)
        client = _client(url, size.orders)
        seen = _ask(client, _known(url), size.questions)
    return _report(size, seen)


def _option(name: str, default: str) -> str:
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else default


def _report(size: Size, seen: dict[str, Seen]) -> int:
    kinds = {kind: _figures(seen[kind].view_ms) for kind in KINDS}
    print(f"{'milliseconds':38}{'p50':>8}{'p95':>8}{'max':>8}{'bare SQL p50':>14}{'statements':>12}")
    for kind, figures in kinds.items():
        bare = _figures(seen[kind].bare_ms)["p50"] if seen[kind].bare_ms else 0.0
        count = "/".join(map(str, sorted(seen[kind].statements)))
        print(
            f"{kind:38}{figures['p50']:8.1f}{figures['p95']:8.1f}{figures['max']:8.1f}{bare:14.1f}{count:>12}"
        )
    slowest = max(kinds, key=lambda kind: kinds[kind]["p95"])
    every = _figures([took for one in seen.values() for took in one.view_ms])
    bare = _figures([took for one in seen.values() for took in one.bare_ms])
    ok = kinds[slowest]["p95"] < TARGET_P95_MS
    line = {
        "name": "orders",
        "orders": size.orders,
        "questions": sum(len(one.view_ms) for one in seen.values()),
        "kinds": len(kinds),
        "all_ms": every,
        "slowest_kind": slowest,
        "slowest_kind_ms": kinds[slowest],
        "most_statements": max(count for one in seen.values() for count in one.statements),
        "bare_sql_ms": bare,
        "ratio": round(every["p50"] / bare["p50"], 2),
        "target": {"p95_ms_of_every_kind": TARGET_P95_MS},
        "ok": ok,
    }
    print(json.dumps(line, ensure_ascii=False))
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
