"""The ear of a process: hears live events and hands them to the rooms that asked for their kind."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from django.conf import settings

from zhanggui.foundation.live.carrier import LOST, Event, departures, listen
from zhanggui.foundation.live.lately import Lately

logger = logging.getLogger(__name__)

lately = Lately()  # of the kinds that are kept

_ears: dict[str, Callable[[Event], None]] = {}
_kept: set[str] = set()
_after_gap: list[Callable[[], None]] = []
_services: list[Callable[[], Awaitable[None]]] = []
_RETRY_SECONDS = 0.5


def hear(kind: str, ear: Callable[[Event], None], *, kept: bool = False) -> None:
    """Registers who takes events of this kind, on the event loop; what is kept stays known for a while."""
    _ears[kind] = ear
    if kept:
        _kept.add(kind)


def after_gap(catch_up: Callable[[], None]) -> None:
    """Registers what must be done when events may have been missed."""
    _after_gap.append(catch_up)


def service(run: Callable[[], Awaitable[None]]) -> None:
    """Registers a coroutine that lives as long as the server process (a sweep, a heart-beat)."""
    _services.append(run)


async def run() -> None:
    """Hears and serves until cancelled. A line or a service that breaks is taken up again."""
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_for_ever(_hear_all))
        if settings.REDIS_URL:
            tasks.create_task(_for_ever(_mind_departures))
        for one in _services:
            tasks.create_task(_for_ever(one))


async def _for_ever(work: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await work()
        except Exception as broken:  # noqa: BLE001 - whatever it was, the process must hear again
            logger.warning("%s broke (%s), again in %.1f s", work.__qualname__, broken, _RETRY_SECONDS)
        await asyncio.sleep(_RETRY_SECONDS)


async def _hear_all() -> None:
    async for batch in listen():
        if batch is None:
            _gap()
        else:
            take_batch(*batch)


async def _mind_departures() -> None:
    async for _ in departures():
        _gap()


def _gap() -> None:
    lately.begin()
    for catch_up in _after_gap:
        catch_up()


def take_batch(mark: str, events: list[Event]) -> None:
    if kept := [event for event in events if event.get("k") in _kept]:
        lately.note(mark, kept)
    for event in events:
        take(event)


def take(event: Event) -> None:
    kind = event.get("k", "")
    if kind == LOST:
        _gap()
        return
    ear = _ears.get(kind)
    if ear is None:
        return
    try:
        ear(event)
    except Exception:
        logger.exception("an ear failed on %s", event.get("k"))
