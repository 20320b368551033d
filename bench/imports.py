"""How fast files come in: `make bench-import`.

1. 100,000 orders and their 180,000 lines, as two files of the platform, into a running house by the
   command, its start included: orders a second over both files, and the peak memory of all its processes
   beside that of a tenth of the rows. A quarter of the orders has a remark or a message, which are indexed
   letter by letter.
2. The ceiling in the same run: the same rows by a bare COPY into tables without any index.
3. 20 messages a second between 50 agents and their buyers while 100,000 other rows come in.

`--quick` shortens every part; its figures are only a sign of life.
"""

from __future__ import annotations

import asyncio
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import uvloop

from bench.chat import gather, leave, paced, quantiles
from bench.servers import House, house
from zhanggui.connectors.files.sample import export_2017
from zhanggui.connectors.files.tests.details import detail_list, lines_of_orders
from zhanggui.connectors.files.tests.generate import rows

TARGET_RATE = 3_000
TARGET_P95_MS = 100.0
# The importing process may grow with the caches of a warm program, not with the file.
TARGET_GROWTH = 1.25
LINES_AN_ORDER = 1.8
_LOOKS_SECONDS = 0.05
_CAME = """
    SELECT kind, rows, new, extract(epoch FROM finished_at - received_at)::float8
    FROM marketplace_delivery ORDER BY id DESC LIMIT %s
"""


def _files(folder: Path, orders: int, seed: int, first: int) -> list[Path]:
    """Two files of made-up history; `first` keeps the numbers of several pairs apart."""
    when = datetime(2017, 1, 1) + timedelta(days=seed)  # noqa: DTZ001 - wall time of a shop
    start = f"{when:%Y-%m-%d %H:%M:%S}"
    listed = folder / f"ExportOrderList20260101{seed:04d}.csv"
    listed.write_bytes(export_2017(_mostly_silent(rows(orders, seed=seed, start=start, first=first))))
    lines = folder / f"ExportOrderDetailList20260101{seed:04d}.csv"
    lines.write_bytes(detail_list(2022, lines_of_orders(orders, seed=seed, start=start, first=first)))
    return [listed, lines]


def _mostly_silent(made: Iterator[dict[str, str]]) -> Iterator[dict[str, str]]:
    """A quarter of the orders with a remark or a message; of those in tests nearly all have one."""
    for place, row in enumerate(made):
        yield row if place % 10 < 3 else row | {"订单备注": "", "买家留言": ""}


def _bring(running: House, paths: list[Path], *, rest: int = 0) -> dict[str, Any]:
    """`zhanggui import any`, from its start to its end. `rest`: how long it rests after each batch while
    somebody is at a desk, in percent of it."""
    environment = {**running.environment, "DATABASE_URL": running.database_url}
    environment["ZHANGGUI_IMPORT_REST"] = str(rest)
    command = [sys.executable, "-m", "zhanggui.config.cli", "import", "any", "--shop", "demo"]
    peaks: dict[int, int] = {}
    spent = _children_cpu()
    begun = time.perf_counter()
    importing = subprocess.Popen([*command, *map(str, paths)], env=environment, stdout=subprocess.DEVNULL)
    while importing.poll() is None:
        for pid in (importing.pid, *_children(importing.pid)):
            peaks[pid] = max(_peak_mb(pid), peaks.get(pid, 0))
        time.sleep(_LOOKS_SECONDS)
    taken = time.perf_counter() - begun
    with psycopg.connect(running.database_url) as line:
        came = line.execute(_CAME, [len(paths)]).fetchall()
    assert importing.returncode == 0, came
    assert all(rows == new for _, rows, new, _ in came), came
    return {
        "seconds": round(taken, 2),
        "seconds_of_each": {kind: round(seconds, 2) for kind, _, _, seconds in came},
        "rows": sum(rows for _, rows, _, _ in came),
        "peak_mb": sum(peaks.values()),
        "cpu_seconds": round(_children_cpu() - spent, 2),
    }


def _children(pid: int) -> list[int]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parent = (process / "stat").read_text().rpartition(")")[2].split()[1]
            found += [int(process.name)] if int(parent) == pid else []
    return found


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _peak_mb(pid: int) -> int:
    """0 when it is gone by now. Not getrusage: its peak is inherited from whoever started the process."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    peak = [line for line in status.splitlines() if line.startswith("VmHWM")]
    return int(peak[0].split()[1]) // 1024 if peak else 0


def _bare_copy(url: str) -> tuple[float, int]:
    """Seconds and rows of a COPY of what the import wrote, into bare tables of the same shape."""
    taken, count = 0.0, 0
    with psycopg.connect(url, autocommit=True) as line:
        for table in ("orders_order", "orders_orderline"):
            line.execute(f"CREATE TABLE bare (LIKE {table})")  # type: ignore[arg-type]
            columns = _columns(line, table)
            with line.cursor().copy(f"COPY {table} ({columns}) TO STDOUT") as copy:  # type: ignore[arg-type]
                data = b"".join(bytes(block) for block in copy)
            begun = time.perf_counter()
            with line.cursor().copy(f"COPY bare ({columns}) FROM STDIN") as copy:  # type: ignore[arg-type]
                copy.write(data)
            taken += time.perf_counter() - begun
            count += data.count(b"\n")
            line.execute("DROP TABLE bare")
    return taken, count


def _columns(line: psycopg.Connection[Any], table: str) -> str:
    """All columns but those that the database computes."""
    found = line.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
        " AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
        [table],
    )
    return ", ".join(name for (name,) in found)


async def _chat_beside(running: House, paths: list[Path], agents: int, buyers: int) -> dict[str, Any]:
    party = await gather(running, agents, buyers)
    alone = quantiles(await paced(party, 20, 10))
    bringing = asyncio.create_task(asyncio.to_thread(_bring, running, paths, rest=100))
    times: list[float] = []
    while not bringing.done():
        times += await paced(party, 20, 2)
    await leave(party)
    took = await bringing
    return {"alone": alone, "beside": quantiles(times), "messages": len(times), **took}


def main() -> int:
    quick = "--quick" in sys.argv
    orders = 5_000 if quick else 100_000
    with tempfile.TemporaryDirectory(prefix="zhanggui-import-") as name, house() as running:
        folder = Path(name)
        Path(name).chmod(0o755)
        small = _bring(running, _files(folder, orders // 10, 1, 10**15))
        whole = _bring(running, _files(folder, orders, 2, 2 * 10**15))
        seconds = whole["seconds"]
        print(f"import: {whole}", flush=True)
        bare, count = _bare_copy(running.database_url)
        print(f"the same {count} rows by a bare COPY: {bare:.2f} s", flush=True)
        beside = _files(folder, round(orders / (1 + LINES_AN_ORDER)), 3, 3 * 10**15)
        talk = uvloop.run(_chat_beside(running, beside, *((10, 100) if quick else (50, 500))))
        print(f"chat: {talk}", flush=True)
    rate = orders / seconds
    growth = whole["peak_mb"] / small["peak_mb"]
    copied = whole["rows"] * (bare / count)
    ok = rate >= TARGET_RATE and growth <= TARGET_GROWTH and talk["beside"]["p95_ms"] < TARGET_P95_MS
    line = {
        "name": "import",
        "orders": orders,
        "rows": whole["rows"],
        "seconds": seconds,
        "seconds_of_each": whole["seconds_of_each"],
        "orders_per_s": round(rate),
        "rows_per_s": round(whole["rows"] / seconds),
        "importer_cpu_seconds": whole["cpu_seconds"],
        "bare_copy_rows_per_s": round(count / bare),
        "ratio": round(copied / seconds, 3),
        "peak_mb": {"tenth": small["peak_mb"], "whole": whole["peak_mb"]},
        "chat": {"alone": talk["alone"], "beside_an_import": talk["beside"], "messages": talk["messages"]},
        "target": {"orders_per_s": TARGET_RATE, "growth": TARGET_GROWTH, "chat_p95_ms": TARGET_P95_MS},
        "ok": ok,
    }
    print(json.dumps(line))
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
