"""The short form of `make soak`: real processes, real PostgreSQL with fsync on, real kill -9."""

from __future__ import annotations

import asyncio

import pytest
import websockets
from bench import soak
from bench.wire import Client, Reader

ITEMS = [{"position": place, "id": f"message-{place}", "text": f"第 {place} 句"} for place in range(1, 6)]
TRUTH = {7: [(item["position"], item["id"], item["text"]) for item in ITEMS]}


def judged(items: list[dict[str, object]], saved: dict[str, tuple[int, int]]) -> list[str]:
    client = Client(lambda: "", "")
    client.readers[7] = Reader(items=items)
    client.saved = saved
    findings = soak.Findings("control")
    soak.judge([client], TRUTH, findings)
    return findings.wrong


@pytest.mark.parametrize(
    ("items", "saved"),
    [
        (ITEMS[:4], {}),  # the last one was not seen
        (ITEMS[:2] + ITEMS[3:], {}),  # one in the middle is missing
        ([ITEMS[1], ITEMS[0], *ITEMS[2:]], {}),  # out of order
        ([*ITEMS, ITEMS[4]], {}),  # one twice
        (ITEMS, {"message-9": (7, 9)}),  # acknowledged, not on disk
        (ITEMS, {"message-2": (7, 3)}),  # acknowledged at another place
    ],
)
def test_the_judge_sees_what_is_wrong(
    items: list[dict[str, object]], saved: dict[str, tuple[int, int]]
) -> None:
    assert judged(items, saved)


def test_the_judge_is_content_with_the_truth() -> None:
    assert judged(ITEMS, {"message-2": (7, 2)}) == []


def test_a_client_that_is_stopped_while_its_line_opens_stays_stopped() -> None:
    async def story() -> int:
        async def keep(line: websockets.ServerConnection) -> None:
            await line.wait_closed()

        async with websockets.serve(keep, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            opening = asyncio.Event()

            def address() -> str:
                opening.set()
                return f"ws://127.0.0.1:{port}"

            client = Client(address, "")
            running = asyncio.create_task(client.run())
            await opening.wait()
            await client.stop()
            await asyncio.wait_for(running, 10)
            return client.connections

    assert soak.alone(story()) == 0


def test_nothing_is_lost_when_the_server_and_the_database_are_killed() -> None:
    findings = soak.soak(soak.Plan(messages=500, per_second=70, blows=("web", "database", "web")))
    assert findings.wrong == []
    assert findings.blows == 3
    assert findings.acknowledged == 500 + 20
    assert findings.connections > 22 * 2  # everybody was cut off at least once


def test_nothing_is_lost_between_two_servers_of_which_in_the_end_one_dies_for_good() -> None:
    """One house for both stories: to start it takes longer than they do."""
    with soak.two_servers() as servers:
        killed = soak.soak_two(servers, soak.Plan(messages=300, per_second=70, blows=("valkey", "web 2")))
        last = soak.Plan(messages=300, per_second=70, blows=("web for good",), first=1_000)
        dead = soak.soak_for_good(servers, last)
    assert killed.wrong == []
    assert killed.blows == 2
    assert killed.acknowledged == 300 + 20
    assert dead.wrong == []
    assert dead.processes == 1  # nobody started the dead one again
    assert dead.acknowledged == 300 + 20
    assert dead.connections > 22  # those who were at the dead one came back
