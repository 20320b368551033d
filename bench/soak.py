"""Nothing is lost: agents and buyers talk while lines drop and processes are killed.

    python -m bench.soak            5,000 messages, one server process, then two with Valkey

At the end every reader has the same messages in the same order, none twice, and every acknowledged
one is on disk at the place that was acknowledged.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

import psycopg

from bench.servers import Exchange, House, house, valkey
from bench.wire import Client

Told = TypeVar("Told")
AGENTS = ("linxiao", "chenchen")
_LONGEST_STORY_SECONDS = 240
_OF_THE_PROGRAM = ("auto-", "away-")  # its own words' ids are told apart within one conversation only


@dataclass(frozen=True)
class Plan:
    """How long a story is. `blows` are struck at equal distances: "web", "web 2", "database" or "valkey";
    after "web for good" that process stays dead."""

    messages: int
    buyers: int = 20
    per_second: float = 55
    drops_per_second: float = 3
    first: int = 0  # the number of the first buyer, where others talked in the same house before
    blows: tuple[str, ...] = ("web", "database", "web")


@dataclass
class Findings:
    """What the story came to. `wrong` is empty when nothing was lost, doubled or out of order."""

    name: str
    messages: int = 0
    acknowledged: int = 0
    connections: int = 0
    doubles_held_back: int = 0
    gaps_mended: int = 0
    blows: int = 0
    processes: int = 0  # that serve at the end
    back_seconds: float = 0  # the longest time from a blow until everybody had a line again
    seconds: float = 0
    wrong: list[str] = field(default_factory=list)


async def tell_story(name: str, running: House, plan: Plan, exchange: Exchange | None = None) -> Findings:
    findings = Findings(name)
    started = time.monotonic()
    chance = random.Random(20261121)
    agents = [
        Client(lambda: f"{running.wire}/live", running.staff_cookie(login), plan.first + seed)
        for seed, login in enumerate(AGENTS)
    ]
    cookies = [running.visitor_cookie(plan.first + number) for number in range(plan.buyers)]
    buyers = [
        Client(lambda: f"{running.wire}/chat/demo/live", cookie, plan.first + 100 + seed)
        for seed, cookie in enumerate(cookies)
    ]
    clients = [*agents, *buyers]
    tasks = [asyncio.create_task(client.run()) for client in clients]
    for place, buyer in enumerate(buyers):
        await buyer.send(f"第 {place} 位买家来了")
    await _until(lambda: all(buyer.readers for buyer in buyers), 30, "every buyer has a conversation")
    conversations = [next(iter(buyer.readers)) for buyer in buyers]
    for agent in agents:
        for conversation in conversations:
            await agent.follow(conversation)
    trouble = asyncio.create_task(_drop_lines(clients, plan, chance))
    returns: list[asyncio.Task[float]] = []

    async def strike(blow: str) -> None:
        await asyncio.to_thread(_strike, running, exchange, blow)
        returns.append(asyncio.create_task(_back(clients)))

    await _talk(plan, agents, buyers, conversations, chance, strike)
    findings.blows = len(plan.blows)
    findings.back_seconds = round(max([0.0, *await asyncio.gather(*returns)]), 2)
    findings.processes = len(running.living_web())
    trouble.cancel()
    await _until(lambda: not any(client.outbox for client in clients), 90, "everything is acknowledged")
    truth = on_disk(running, conversations)
    await _until(
        lambda: all(
            client.readers[conversation].last == len(truth[conversation])
            for client in clients
            for conversation in client.readers
            if conversation in truth
        ),
        60,
        "every reader has read to the end",
    )
    await _until(
        lambda: all(_waiting(agent) == _waiting_on_disk(running) for agent in agents),
        20,
        "every desk shows who waits",
    )
    judge(clients, truth, findings)
    for client in clients:
        await client.stop()
    await asyncio.gather(*tasks, return_exceptions=True)
    findings.seconds = round(time.monotonic() - started, 1)
    return findings


async def _talk(
    plan: Plan,
    agents: Sequence[Client],
    buyers: Sequence[Client],
    conversations: Sequence[int],
    chance: random.Random,
    strike: Callable[[str], Awaitable[None]],
) -> None:
    blows = {
        round((place + 1) * plan.messages / (len(plan.blows) + 1)): blow
        for place, blow in enumerate(plan.blows)
    }
    begun = time.monotonic()
    for number in range(plan.messages):
        if number in blows:
            await strike(blows[number])
        if chance.random() < 0.4:
            await chance.choice(agents).send(f"客服的第 {number} 句,请您稍等", chance.choice(conversations))
        else:
            await chance.choice(buyers).send(f"买家的第 {number} 句 " + "好" * chance.randrange(40))
        ahead = begun + number / plan.per_second - time.monotonic()
        if ahead > 0:
            await asyncio.sleep(ahead)


async def _back(clients: Sequence[Client]) -> float:
    """Seconds until everybody has a line again."""
    begun = time.monotonic()
    await asyncio.sleep(0.05)  # a line that was cut is noticed
    await _until(lambda: all(client.has_line for client in clients), 60, "everybody is back")
    return time.monotonic() - begun


def _strike(running: House, exchange: Exchange | None, blow: str) -> None:
    if blow == "valkey" and exchange:
        exchange.kill_and_start()
    elif blow == "database":
        running.kill_database()
    elif blow == "web for good":
        running.kill_web_for_good()
    else:
        running.kill_web(1 if blow == "web 2" else 0)


async def _drop_lines(clients: Sequence[Client], plan: Plan, chance: random.Random) -> None:
    while True:
        await asyncio.sleep(chance.expovariate(plan.drops_per_second))
        chance.choice(clients).drop()


async def _until(true: Callable[[], bool], seconds: float, what: str) -> None:
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            raise TimeoutError(f"after {seconds} s still not: {what}")
        await asyncio.sleep(0.05)


def _waiting(agent: Client) -> set[int]:
    return {conversation for conversation, row in agent.desk.items() if row["waiting_since"]}


def _waiting_on_disk(running: House) -> set[int]:
    with psycopg.connect(running.database_url) as line:
        rows = line.execute("SELECT id FROM conversations_conversation WHERE waiting_since IS NOT NULL")
        return {row[0] for row in rows.fetchall()}


def on_disk(running: House, conversations: Sequence[int]) -> dict[int, list[tuple[int, str, str]]]:
    with psycopg.connect(running.database_url) as line:
        rows = line.execute(
            "SELECT conversation_id, position, client_id, text FROM conversations_message"
            " WHERE conversation_id = ANY(%s) ORDER BY conversation_id, position",
            (list(conversations),),
        ).fetchall()
    truth: dict[int, list[tuple[int, str, str]]] = {conversation: [] for conversation in conversations}
    for conversation, position, client_id, text in rows:
        truth[conversation].append((position, client_id, text))
    return truth


def judge(
    clients: Sequence[Client], truth: dict[int, list[tuple[int, str, str]]], findings: Findings
) -> None:
    places = {}
    for conversation, rows in truth.items():
        if [position for position, _, _ in rows] != list(range(1, len(rows) + 1)):
            findings.wrong.append(f"conversation {conversation}: positions have a gap")
        for position, client_id, _ in rows:
            by_program = client_id.startswith(_OF_THE_PROGRAM)
            places[(conversation, client_id) if by_program else client_id] = (conversation, position)
        findings.messages += len(rows)
    if len(places) != findings.messages:
        findings.wrong.append("a message is on disk twice")
    for client in clients:
        findings.connections += client.connections
        findings.acknowledged += len(client.saved)
        if client.refused:
            findings.wrong.append(f"refused: {client.refused[0]}")
        findings.wrong.extend(
            f"acknowledged at {place}, on disk at {places.get(client_id)}"
            for client_id, place in client.saved.items()
            if places.get(client_id) != place
        )
        for conversation, reader in client.readers.items():
            if conversation not in truth:
                continue
            findings.doubles_held_back += reader.doubles
            findings.gaps_mended += reader.gaps
            seen = [(item["position"], item["id"], item["text"]) for item in reader.items]
            if seen != truth[conversation]:
                findings.wrong.append(f"a reader of {conversation} saw something else than what is on disk")


def alone(story: Coroutine[Any, Any, Told]) -> Told:
    """Runs a story on a thread of its own: the caller's may have a loop already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, asyncio.wait_for(story, _LONGEST_STORY_SECONDS)).result()


def soak(plan: Plan) -> Findings:
    """One server process, live frames by NOTIFY."""
    with house() as running:
        return alone(tell_story("one process, NOTIFY", running, plan))


@contextmanager
def two_servers() -> Iterator[tuple[House, Exchange]]:
    """Two server processes and Valkey between them."""
    with valkey() as exchange, house(ZHANGGUI_WEB_PROCESSES="2", REDIS_URL=exchange.address) as running:
        yield running, exchange


def soak_two(servers: tuple[House, Exchange], plan: Plan) -> Findings:
    running, exchange = servers
    return alone(tell_story("two processes, Valkey", running, plan, exchange))


def soak_for_good(servers: tuple[House, Exchange], plan: Plan) -> Findings:
    """One of the two is killed and stays dead: everybody goes on at the other. The last story of a house."""
    running, exchange = servers
    return alone(tell_story("two processes, one dies for good", running, plan, exchange))


def main() -> int:
    stories = [soak(Plan(messages=5_000))]
    with two_servers() as servers:
        stories.append(soak_two(servers, Plan(messages=5_000, blows=("web 2", "valkey", "web"))))
        for_good = Plan(messages=5_000, blows=("web for good",), first=1_000)
        stories.append(soak_for_good(servers, for_good))
    for findings in stories:
        print(json.dumps(asdict(findings), ensure_ascii=False))
    return 1 if any(findings.wrong for findings in stories) else 0


if __name__ == "__main__":
    sys.exit(main())
