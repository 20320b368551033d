"""Gives the buyers who wait to who is there: after the commit that made them wait, never within it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import orjson

from zhanggui.conversations import queries
from zhanggui.conversations.actions import Routed, release_unattended, route_waiting
from zhanggui.conversations.live.desks import desks_of, queue_told
from zhanggui.conversations.live.followers import patiently
from zhanggui.conversations.rules import SKILL, Assignment
from zhanggui.foundation.clock import now
from zhanggui.foundation.live.carrier import Event
from zhanggui.foundation.live.sockets import Frame

SWEEP_SECONDS = 2.0
# While nobody has room only what is told can change that, or a talk that falls silent: a lost event, or a
# shift that begins, is found this much later.
FULL_SECONDS = 8.0
BREATH_SECONDS = 0.1  # between two passes: what comes in a burst is given out together
SHOWN = 200  # reasons that a desk is told
_due: dict[int, None] = {}
_full_until: dict[int, float] = {}  # shops in which nobody has room, and when they are looked at anyway
_news = asyncio.Event()


def hear_queue(event: Event) -> None:
    """Somebody waits who is nobody's, or somebody may take more than before."""
    _due[event["s"]] = None
    _news.set()


def look_at_all() -> None:
    """Events may have been missed: the next sweep is now."""
    _news.set()


async def run() -> None:
    """Routes the shops that were named as they are named, and every two seconds all in which somebody waits
    and may have a place: nobody is kept waiting by a lost event, or by somebody who went without a word."""
    loop = asyncio.get_running_loop()
    swept_at = 0.0
    while True:
        _news.clear()
        if loop.time() - swept_at >= SWEEP_SECONDS:
            swept_at = loop.time()
            for shop_id in await patiently(queries.shops_with_waiters):
                released = await patiently(release_unattended, shop_id=shop_id, at=now())
                if released or swept_at >= _full_until.get(shop_id, 0.0):
                    _due[shop_id] = None
        due = list(_due)
        _due.clear()
        for shop_id in due:
            _say_why(shop_id, await _routed(shop_id))
        await asyncio.sleep(BREATH_SECONDS)
        if not _due:
            await _until_news(swept_at + SWEEP_SECONDS - loop.time())


async def _until_news(seconds: float) -> None:
    try:
        await asyncio.wait_for(_news.wait(), max(0.0, seconds))
    except TimeoutError:
        return


async def _routed(shop_id: int) -> Routed:
    routed = await patiently(route_waiting, shop_id=shop_id, at=now())
    if routed.goes_on:
        _due[shop_id] = None
    if routed.waiting and not routed.placed and all(one.why != SKILL for one in routed.waiting):
        _full_until[shop_id] = asyncio.get_running_loop().time() + FULL_SECONDS
    else:
        _full_until.pop(shop_id, None)
    return routed


def _say_why(shop_id: int, routed: Routed) -> None:
    """Tells this process's desks who is not placed, and why, when that has changed."""
    frame = orjson.dumps(queue_frame(routed.waiting)).decode()
    if queue_told.get(shop_id, _NOBODY) == frame:
        return
    queue_told[shop_id] = frame
    for caller in tuple(desks_of.get(shop_id, ())):
        caller.socket.send_encoded(frame)


def queue_frame(waiting: Sequence[Assignment]) -> Frame:
    return {
        "is": "queue",
        "waiting": [
            {
                "conversation": one.conversation_id,
                "why": one.why,
                "wants": sorted(one.wants),
                "relaxes_at": one.relaxes_at,
            }
            for one in waiting[:SHOWN]
        ],
    }


_NOBODY = orjson.dumps(queue_frame(())).decode()
