"""Somebody holds one conversation's row for seconds: nobody else waits for it, nothing is lost, and who asked
for that very row is told to press again."""

from __future__ import annotations

import asyncio
import http.client
import json
import re
import time
from contextlib import closing

import psycopg
from bench.servers import House, house
from bench.soak import alone
from bench.wire import Client

from zhanggui.config.tests.database import database_for_program


async def talk_beside_a_held_row(running: House, database: str) -> tuple[float, list[str]]:
    """The longest wait of another buyer, and what the held conversation holds in the end."""
    held, other = (
        Client(lambda: f"{running.wire}/chat/demo/live", running.visitor_cookie(number), number)
        for number in (1, 2)
    )
    tasks = [asyncio.create_task(client.run()) for client in (held, other)]
    for client in (held, other):
        await client.send("您好")
        await settled(client)
    conversation = next(iter(held.readers))
    longest = 0.0
    with psycopg.connect(database) as line:
        line.execute("SELECT FROM conversations_conversation WHERE id = %s FOR UPDATE", (conversation,))
        await held.send("第一句")
        await held.send("第二句")
        for number in range(8):
            begun = time.monotonic()
            await other.send(f"我不该等 {number}")
            await settled(other)
            longest = max(longest, time.monotonic() - begun)
            await asyncio.sleep(0.3)
        assert len(held.outbox) == 2
        pressed = await asyncio.to_thread(closed_by_page, running, conversation)
        assert "有人正在改同一条" in pressed
    await settled(held)
    # That it is saved is told before the message itself comes back.
    for _ in range(500):
        if len(said(held, conversation)) == 3:
            break
        await asyncio.sleep(0.01)
    for client in (held, other):
        await client.stop()
    await asyncio.gather(*tasks, return_exceptions=True)
    return longest, said(held, conversation)


def said(client: Client, conversation: int) -> list[str]:
    return [item["text"] for item in client.readers[conversation].items if item["side"] == "buyer"]


def closed_by_page(running: House, conversation: int) -> str:
    cookies = running.staff_cookie("linxiao")
    token = re.search(r"csrftoken=([^;]+)", cookies)
    headers = {"Cookie": cookies, "X-CSRFToken": token[1] if token else "", "Accept": "application/json"}
    with closing(http.client.HTTPConnection("127.0.0.1", running.port, timeout=20)) as line:
        line.request("POST", f"/reception/{conversation}/close", b"", headers)
        answer = line.getresponse()
        assert answer.status == 503
        return str(json.loads(answer.read())["say"])


async def settled(client: Client) -> None:
    until = time.monotonic() + 20
    while client.outbox or not client.readers:
        assert time.monotonic() < until
        await asyncio.sleep(0.01)


def test_a_held_row_holds_up_nobody_else(django_db_setup: None) -> None:  # noqa: ARG001 - is copied
    database = database_for_program()
    with house(DATABASE_URL=database) as running:
        longest, held = alone(talk_beside_a_held_row(running, database))
    assert longest < 4
    assert held == ["您好", "第一句", "第二句"]
