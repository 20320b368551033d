"""How live events travel between processes: PostgreSQL NOTIFY, or Redis when there are several nodes.

An event is a small dictionary with a kind `k`. `tell` is called inside the transaction that makes
the events true, and nobody hears of them when it is rolled back. Events travel in batches; a batch has a
mark of its own, by which every process that heard it knows it again (`lately`).
"""

from __future__ import annotations

import asyncio
import logging
import queue
import secrets
import threading
import time
from collections.abc import AsyncIterator, Iterator
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final

import orjson
import psycopg
from django.conf import settings
from django.db import connection, transaction

from zhanggui.foundation.live.database import with_fresh_line
from zhanggui.foundation.statements import Call, Statement, execute

if TYPE_CHECKING:  # where there is none, no process loads it: a tenth of a second of each start
    from redis import Redis

CHANNEL: Final = "zhanggui_live"
# PostgreSQL refuses a payload of 8,000 bytes and more.
PAYLOAD_BYTES: Final = 7900
GATHERED: Final = 500  # events that go out together, about
# Between two notices of the post: whoever says one thing is heard at once, and what many say in a burst costs
# one commit and one waking of every listener, not one each.
BREATH_SECONDS: Final = 0.004
_MARK_BYTES, _MARK_LETTERS = 8, 11
LOST: Final = "lost"  # the kind that says: somebody could not send, whatever was told before may be missing

_NOTIFY: Final = Statement("live_notify", "text", f"SELECT pg_notify('{CHANNEL}', $1)")

Event = dict[str, Any]
Batch = tuple[str, list[Event]]
logger = logging.getLogger(__name__)


def tell(events: list[Event]) -> None:
    """Sends the events to every process after the commit, in commit order.

    An event of more than 7.9 kB cannot travel: the sender must name the thing instead.
    """
    payloads = list(packed(events))
    if settings.REDIS_URL:
        transaction.on_commit(lambda: _publish(payloads))
    elif payloads:
        _notify(payloads)


def tell_after_commit(events: list[Event]) -> None:
    """The same for the message path, in a commit of its own that writes nothing: PostgreSQL lets only
    one commit with a notice through at a time, disk and all. When the process dies between the two,
    the readers' sweep finds what was not told."""
    if events:
        transaction.on_commit(lambda: _send_soon(events))


_Post = queue.SimpleQueue[list[Event] | None]
_outgoing: _Post | None = None


def send_in_background() -> None:
    """From now on what `tell_after_commit` is given is sent by a thread of its own, in the same order:
    while one notice is under way the next gather, and who writes does not wait. For processes that
    live long; where nothing was said, it is sent before the writer goes on."""
    global _outgoing  # noqa: PLW0603 - one post per process
    if _outgoing is None:
        _outgoing = queue.SimpleQueue()
        threading.Thread(target=_send_all, args=(_outgoing,), name="live-post", daemon=True).start()


def take_over() -> None:
    """A process that lives long begins: the one in whose place it comes may have died between a commit and
    its telling, which nobody else can know of. A notice is part of the commit; only Redis must be told."""
    global _lost  # noqa: PLW0603 - one Redis per process
    if settings.REDIS_URL:
        _lost = True
        _publish([])


def stop_sending() -> None:
    """What is under way is still sent, and from now on everybody sends for himself again."""
    global _outgoing  # noqa: PLW0603 - one post per process
    if _outgoing is not None:
        _outgoing.put(None)
        _outgoing = None


def _send_soon(events: list[Event]) -> None:
    post = _outgoing
    if post is None:
        _send(events)
    else:
        post.put(events)


def _send_all(post: _Post) -> None:
    going = True
    while going:
        gathered: list[Event] = []
        found = post.get()
        while found is not None:
            gathered.extend(found)
            if len(gathered) >= GATHERED or post.empty():
                break
            found = post.get()
        going = found is not None
        try:
            with_fresh_line(partial(_send, gathered))
        except Exception as broken:  # noqa: BLE001 - readers find what they were not told by sweeping
            logger.warning("%d live events were not sent: %s", len(gathered), broken)
        if going:
            time.sleep(BREATH_SECONDS)
    connection.close()


def _send(events: list[Event]) -> None:
    payloads = list(packed(events))
    if settings.REDIS_URL:
        _publish(payloads)
    elif payloads:
        _notify(payloads)


def _notify(payloads: list[bytes]) -> None:
    with connection.cursor() as cursor:
        # Notices arrive in the order in which they were given.
        execute(cursor, *(Call(_NOTIFY, (marked(payload).decode(),)) for payload in payloads))


def new_mark() -> str:
    return secrets.token_urlsafe(_MARK_BYTES)


def marked(payload: bytes) -> bytes:
    return new_mark().encode() + payload


def opened(said: bytes | str) -> Batch:
    """The mark and the events of what arrived."""
    text = said.decode() if isinstance(said, bytes) else said
    return text[:_MARK_LETTERS], orjson.loads(text[_MARK_LETTERS:])


def travels(event: Event) -> bool:
    """Whether the event is small enough to be told."""
    return len(orjson.dumps(event)) + 2 <= PAYLOAD_BYTES


def packed(events: list[Event]) -> Iterator[bytes]:
    """The events as JSON arrays, each of at most PAYLOAD_BYTES. ValueError for one that is larger."""
    batch: list[bytes] = []
    size = 1
    for event in events:
        body = orjson.dumps(event)
        if len(body) + 2 > PAYLOAD_BYTES:
            message = f"live event of {len(body)} bytes, at most {PAYLOAD_BYTES}"
            raise ValueError(message)
        if size + len(body) + 1 > PAYLOAD_BYTES:
            yield b"[" + b",".join(batch) + b"]"
            batch, size = [], 1
        batch.append(body)
        size += len(body) + 1
    if batch:
        yield b"[" + b",".join(batch) + b"]"


@cache
def _redis() -> Redis:
    from redis import Redis  # noqa: PLC0415 - only with REDIS_URL

    return Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5)


_QUIET_SECONDS = 2.0
_quiet_until = 0.0
_lost = False  # something was not published since the last time that anything was


def _publish(payloads: list[bytes]) -> None:
    global _quiet_until, _lost  # noqa: PLW0603 - one Redis per process
    from redis import RedisError  # noqa: PLC0415 - only with REDIS_URL

    if time.monotonic() < _quiet_until:
        _lost = True
        return
    try:
        pipeline = _redis().pipeline(transaction=False)
        for payload in (*packed([{"k": LOST}] if _lost else []), *payloads):
            pipeline.publish(CHANNEL, marked(payload))
        pipeline.execute()
        _lost = False
    except RedisError:
        _lost = True
        # The messages are on disk; every process finds them at its next sweep. For a moment nobody
        # tries again: a Redis that does not answer must not hold up the writer.
        _quiet_until = time.monotonic() + _QUIET_SECONDS
        logger.warning("live events could not be published, readers catch up by sweeping", exc_info=True)


LOOK_SECONDS = 3.0


async def departures() -> AsyncIterator[None]:
    """Each time that fewer processes listen than a moment ago: who went may have died between a commit and
    its telling, and perhaps nobody comes in its place. One word to Redis every LOOK_SECONDS, none without."""
    from redis.asyncio import Redis  # noqa: PLC0415 - only with REDIS_URL

    before = 0
    async with Redis.from_url(settings.REDIS_URL, health_check_interval=15) as client:
        while True:
            [(_, listeners)] = await client.pubsub_numsub(CHANNEL)
            if listeners < before:
                yield
            before = listeners
            await asyncio.sleep(LOOK_SECONDS)


async def listen() -> AsyncIterator[Batch | None]:
    """Batches of events as they come; None first, when the line is open (events before it are lost).

    Raises when the line breaks: the caller listens again and lets its readers catch up.
    """
    source = _listen_redis() if settings.REDIS_URL else _listen_notify()
    async for item in source:
        yield item


async def _listen_notify() -> AsyncIterator[Batch | None]:
    where = connection.settings_dict
    said: dict[str, Any] = {name: value for name, value in where["OPTIONS"].items() if name != "pool"}
    line = await psycopg.AsyncConnection.connect(
        dbname=where["NAME"],
        user=where["USER"] or None,
        password=where["PASSWORD"] or None,
        host=where["HOST"] or None,
        port=where["PORT"] or None,
        autocommit=True,
        **{**said, "application_name": "zhanggui live"},
    )
    async with line:
        await line.execute(f"LISTEN {CHANNEL}")
        yield None
        async for notice in line.notifies():
            yield opened(notice.payload)


async def _listen_redis() -> AsyncIterator[Batch | None]:
    from redis.asyncio import Redis  # noqa: PLC0415 - only with REDIS_URL

    client = Redis.from_url(settings.REDIS_URL, health_check_interval=15)
    async with client, client.pubsub() as subscription:
        await subscription.subscribe(CHANNEL)
        async for message in subscription.listen():
            if message["type"] == "subscribe":
                yield None
            elif message["type"] == "message":
                yield opened(message["data"])
