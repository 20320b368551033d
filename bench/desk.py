"""How heavy the desk is: `make bench-desk`.

1. 10,000 buyers who wait in the demo shop, one in four of them since the night, and an agent who has forty of
   them: the page and its socket's first desk frame, and every row (time, bytes, what it costs the server);
   then a real Chromium: from the address to a list that is drawn, from a key to the talk that it opens, and
   how much of each second the page is busy while rows change. Beside it the same page with a handful.
2. What the server spends while nobody does anything, with one desk open.
3. 5,000 visitors' sockets and 500 desks on which nobody says a word: memory of the web process, each.

`--quick` takes 1,000 conversations and 500 sockets; its figures are only a sign of life.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import time
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import uvloop
from playwright.async_api import Page, async_playwright
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from bench.servers import House, house
from zhanggui.config import doctor
from zhanggui.config.processes import memory

TARGET_USABLE_MS = 300.0
TARGET_SOCKET_KB, TARGET_DESK_KB = 40.0, 60.0
CHROMIUM = doctor.browser() or "chromium"
TICKS = 100  # of /proc, a second


@dataclass(frozen=True)
class Size:
    talks: int = 10_000
    openings: int = 10
    changes: int = 40
    still_seconds: float = 15
    visitors: int = 5_000
    desks: int = 500


QUICK = Size(talks=1_000, openings=3, changes=10, still_seconds=4, visitors=450, desks=50)

_FILL = """
    WITH shop AS (SELECT id FROM shops_shop WHERE slug = 'demo'),
    me AS (SELECT id FROM shops_staff WHERE login = 'linxiao'),
    came AS (
        INSERT INTO customers_buyer (shop_id, channel, key, name, created_at)
        SELECT shop.id, 'web', 'desk' || n, '买家' || n, now() FROM shop, generate_series(1, %(talks)s) n
        RETURNING id, shop_id, substr(key, 5)::int AS n
    )
    INSERT INTO conversations_conversation (shop_id, buyer_id, created_at, last_position, last_text,
        last_side, last_at, waiting_since, asked_position, questions, "left", agent_id, read_by_buyer,
        read_by_staff)
    SELECT shop_id, came.id, now(), 1, '请问这件还有现货吗,今天能不能发,我是第 ' || n || ' 位',
        'buyer', now() - interval '1 hour' + n * interval '0.1 s',
        now() - interval '1 hour' + n * interval '0.1 s', 1, 1, n %% 4 = 0,
        CASE WHEN n %% (%(talks)s / 40) = 1 THEN me.id END, 0, 0
    FROM came, me
"""
_SAID = """
    INSERT INTO conversations_message (conversation_id, position, side, client_id, kind, text, at)
    SELECT id, 1, 'buyer', 'desk-' || id, 'text', last_text, last_at FROM conversations_conversation
    WHERE last_text LIKE '请问这件还有现货吗%%'
"""


def fill(running: House, talks: int) -> None:
    with psycopg.connect(running.database_url, autocommit=True) as line:
        line.execute(_FILL, {"talks": talks})
        line.execute(_SAID)
        line.execute("VACUUM ANALYZE")


def spent(pid: int) -> float:
    """Milliseconds of a processor that the process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / TICKS


def costs(running: House) -> float:
    """Of the web process and the database together."""
    web = running.running()["web"][0]
    postmaster = int((next(running.folder.rglob("postmaster.pid"))).read_text().split()[0])
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    return sum(spent(int(pid)) for pid in (web, *children) if Path(f"/proc/{pid}").exists())


def middle(times: list[float]) -> float:
    return sorted(times)[len(times) // 2]


def figures_of(times: list[float]) -> dict[str, float]:
    return {"p50": round(middle(times), 1), "max": round(max(times), 1)}


async def _line(running: House, cookie: str, path: str = "/live") -> ClientConnection:
    return await connect(
        f"{running.wire}{path}",
        additional_headers={"Cookie": cookie},
        compression=None,
        max_size=None,
        ping_interval=None,
        open_timeout=60,
    )


def _page(running: House, cookie: str) -> bytes:
    asked = urllib.request.Request(f"{running.address}/reception/", headers={"Cookie": cookie})
    with urllib.request.urlopen(asked, timeout=30) as answer:
        return bytes(answer.read())


async def first_frames(running: House, cookie: str, openings: int) -> dict[str, Any]:
    """The page, then its socket until the first desk frame: milliseconds, and bytes."""
    page_ms, desk_ms, figures = [], [], {}
    for _ in range(openings):
        begun = time.perf_counter()
        page = await asyncio.to_thread(_page, running, cookie)
        page_ms.append((time.perf_counter() - begun) * 1000)
        begun = time.perf_counter()
        line = await _line(running, cookie)
        while True:
            frame = await line.recv()
            told = json.loads(frame)
            if told["is"] == "desk":
                break
        desk_ms.append((time.perf_counter() - begun) * 1000)
        figures = {
            "page_bytes": len(page),
            "first_desk_rows": len(told["rows"]),
            "first_desk_bytes": _bytes(frame),
        }
        await line.close()
        await asyncio.sleep(0.3)
    return {"page_ms": figures_of(page_ms), "first_desk_ms": figures_of(desk_ms), **figures}


def _bytes(frame: str | bytes) -> int:
    return len(frame.encode() if isinstance(frame, str) else frame)


async def whole_desk(running: House, cookie: str, talks: int) -> dict[str, Any]:
    """Until every row is there: milliseconds, bytes and what it costs the server."""
    before, begun, size = costs(running), time.perf_counter(), 0
    line = await _line(running, cookie)
    rows: set[int] = set()
    while len(rows) < talks and time.perf_counter() - begun < 60:
        frame = await line.recv()
        told = json.loads(frame)
        if told["is"] == "desk":
            size += _bytes(frame)
            rows.update(row["conversation"] for row in told["rows"])
    took = (time.perf_counter() - begun) * 1000
    await line.close()
    return {
        "every_row_ms": round(took),
        "every_row_bytes": size,
        "every_row_cost_ms": round(costs(running) - before),
        "rows": len(rows),
    }


async def still(running: House, cookie: str, seconds: float) -> float:
    """Milliseconds of a processor that each second costs while one desk is open and nothing happens."""
    line = await _line(running, cookie)
    reading = asyncio.create_task(_read(line))
    await asyncio.sleep(8)  # everything is told
    before = costs(running)
    await asyncio.sleep(seconds)
    cost = (costs(running) - before) / seconds
    reading.cancel()
    await line.close()
    return round(cost, 1)


async def _read(line: ClientConnection) -> None:
    with contextlib.suppress(ConnectionClosed):
        async for _ in line:
            pass


_WATCH = """() => {
    window.busy = [];
    new PerformanceObserver((list) => {
        for (const one of list.getEntries()) window.busy.push([one.startTime, one.duration]);
    }).observe({ type: "longtask", buffered: true });
}"""
# What an agent needs to begin: rows with their seconds, and a key that opens one.
_USABLE = """() => new Promise((done) => {
    const look = () => {
        const wait = document.querySelector("ol.queue > li .wait");
        const drawn = wait && wait.textContent;
        requestAnimationFrame(drawn ? () => setTimeout(() => done(performance.now())) : look);
    };
    look();
})"""


@asynccontextmanager
async def _browser_page(running: House, cookie: str) -> AsyncIterator[Page]:
    cookies = [part.partition("=") for part in cookie.split("; ")]
    async with async_playwright() as player:
        browser = await player.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        context = await browser.new_context(viewport={"width": 1280, "height": 720})
        await context.add_cookies([{"name": a, "value": b, "url": running.address} for a, _, b in cookies])
        yield await context.new_page()
        await browser.close()


async def openings(page: Page, running: House, times: int) -> tuple[list[float], list[float]]:
    """Milliseconds from the address to a list that is drawn, and from a key to the talk that it opens."""
    usable, keys = [], []
    for _ in range(times + 1):
        await page.goto(f"{running.address}/reception/", wait_until="commit")
        usable.append(float(await page.evaluate(_USABLE)))
        begun = time.perf_counter()
        await page.keyboard.press("j")
        await page.locator("ol.queue a[aria-current]").first.wait_for()
        keys.append((time.perf_counter() - begun) * 1000)
        await asyncio.sleep(2)
    return usable[1:], keys[1:]  # the first fills the browser's cache


async def in_a_browser(running: House, cookie: str, size: Size) -> dict[str, Any]:
    async with _browser_page(running, cookie) as page:
        usable, keys = await openings(page, running, size.openings)
        busy = await _busy(page, running, size)
    return {"usable_ms": figures_of(usable), "key_ms": figures_of(keys), **busy}


async def with_few(running: House, size: Size) -> dict[str, Any]:
    """The same page with the demo shop's handful: what the page costs without a long list."""
    cookie = await asyncio.to_thread(running.staff_cookie, "linxiao")
    async with _browser_page(running, cookie) as page:
        usable, keys = await openings(page, running, size.openings)
    return {"usable_ms_of_few": figures_of(usable), "key_ms_of_few": figures_of(keys)}


async def _busy(page: Page, running: House, size: Size) -> dict[str, Any]:
    """How long the page is not at hand, in pieces over 50 ms, while rows change one after the other."""
    await asyncio.sleep(6)  # every row is there
    shown = await page.locator("[data-tab=waiting] b").text_content()
    await page.evaluate(_WATCH)
    begins = float(await page.evaluate("performance.now()"))
    session = await page.context.new_cdp_session(page)
    await session.send("Performance.enable")
    before = await _task_seconds(session)
    with psycopg.connect(running.database_url, autocommit=True) as line:
        for number in range(size.changes):
            line.execute(_CHANGE, {"n": number * 7})
            await asyncio.sleep(0.25)
    await asyncio.sleep(4)
    spent_ms = (await _task_seconds(session) - before) * 1000
    busy = [length for at, length in await page.evaluate("window.busy") if at > begins]
    return {
        "waiting_shown": shown,
        "nodes": await page.evaluate("document.querySelectorAll('ol.queue > li').length"),
        "change_busy_ms": round(spent_ms / (size.changes * 0.25 + 4), 1),  # a second
        "longest_task_ms": round(max(busy, default=0)),
    }


async def _task_seconds(session: Any) -> float:
    told = await session.send("Performance.getMetrics")
    return float(next(one["value"] for one in told["metrics"] if one["name"] == "TaskDuration"))


# A row changes, and the server hears of it as of any other.
_CHANGE = """
    WITH one AS (
        SELECT id, shop_id FROM conversations_conversation
        WHERE waiting_since IS NOT NULL ORDER BY id OFFSET %(n)s LIMIT 1
    )
    UPDATE conversations_conversation c
    SET last_position = c.last_position + 1, last_text = '在吗' || %(n)s, last_at = now()
    FROM one WHERE c.id = one.id
"""


async def idle(running: House, cookies: list[str], path: str) -> tuple[float, list[ClientConnection]]:
    """KB of the web process's memory that one of these sockets takes; and the sockets, still open: who came
    after others went would find their memory."""
    web = [running.running()["web"][0]]
    before = memory(web).resident
    lines: list[ClientConnection] = []
    for start in range(0, len(cookies), 50):
        lines += await asyncio.gather(*(_line(running, one, path) for one in cookies[start : start + 50]))
    _kept.update(asyncio.create_task(_read(line)) for line in lines)
    await asyncio.sleep(5)
    return round((memory(web).resident - before) * 1024 / len(cookies), 1), lines


_kept: set[asyncio.Task[None]] = set()


async def _desk_part(running: House, size: Size) -> dict[str, Any]:
    cookie = await asyncio.to_thread(running.staff_cookie, "linxiao")
    figures: dict[str, Any] = {}
    parts: tuple[Callable[[], Awaitable[dict[str, Any]]], ...] = (
        lambda: first_frames(running, cookie, size.openings),
        lambda: whole_desk(running, cookie, size.talks),
        lambda: in_a_browser(running, cookie, size),
    )
    for part in parts:
        found = await part()
        print(found, flush=True)
        figures |= found
    figures["still_cost_ms_a_second"] = await still(running, cookie, size.still_seconds)
    return figures


async def _idle_part(running: House, size: Size) -> dict[str, float]:
    visitors = [running.visitor_cookie(number) for number in range(size.visitors)]
    cookie = await asyncio.to_thread(running.staff_cookie, "linxiao")
    _, warm = await idle(running, visitors[:20], "/chat/demo/live")
    _, warm_desks = await idle(running, [cookie] * 5, "/live")
    a_visitor, guests = await idle(running, visitors[20:], "/chat/demo/live")
    a_desk, desks = await idle(running, [cookie] * size.desks, "/live")
    for line in (*warm, *warm_desks, *guests, *desks):
        line.transport.abort()
    return {"visitor_socket_kb": a_visitor, "desk_socket_kb": a_desk}


def main() -> int:
    size = QUICK if "--quick" in sys.argv else Size()
    with house() as running:
        sockets = uvloop.run(_idle_part(running, size))
        print(sockets, flush=True)
        few = uvloop.run(with_few(running, size))
        print(few, flush=True)
        fill(running, size.talks)
        figures = uvloop.run(_desk_part(running, size))
    usable = figures["usable_ms"]["p50"]
    line = {
        "name": "desk",
        "talks": size.talks,
        **figures,
        **few,
        **sockets,
        "target": {
            "usable_ms": TARGET_USABLE_MS,
            "visitor_socket_kb": TARGET_SOCKET_KB,
            "desk_socket_kb": TARGET_DESK_KB,
        },
        "ok": usable < TARGET_USABLE_MS
        and sockets["visitor_socket_kb"] < TARGET_SOCKET_KB
        and sockets["desk_socket_kb"] < TARGET_DESK_KB,
    }
    print(json.dumps(line, ensure_ascii=False))
    return 0 if line["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
