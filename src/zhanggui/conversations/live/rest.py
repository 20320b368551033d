"""The rest of a long desk: what its first frame has no room for follows in parts, read once for all who ask.

After a restart fifty desks ask at the same moment, and ten thousand buyers may be waiting.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection

import orjson

from zhanggui.conversations import queries
from zhanggui.conversations.live.desks import DeskCaller, asked, asking, filling, note_shown
from zhanggui.conversations.live.followers import patiently

PART_ROWS = 500
BREATH_SECONDS = 0.05  # between two parts: messages go first
DRAWN_SECONDS = 0.4  # before the first: a page draws what it has, and others come to ask for the same


async def push_rest() -> None:
    while True:
        await asked.wait()
        while asking:
            await asyncio.sleep(DRAWN_SECONDS)
            shop_id, callers = asking.popitem()
            try:
                await _push(shop_id, callers)
            finally:  # what did not come is found by the sweep
                filling.discard(shop_id)
                for caller in callers:
                    caller.has_all()
        asked.clear()


async def _push(shop_id: int, callers: Collection[DeskCaller]) -> None:
    after, more = None, True
    while more and any(caller.socket.is_open for caller in callers):
        rows = await patiently(queries.waiting_after, shop_id, after, PART_ROWS)
        more = len(rows) == PART_ROWS
        encoded = orjson.dumps({"is": "desk", "rest": True, "rows": rows, "more": more}).decode()
        for caller in callers:
            caller.socket.send_encoded(encoded)
        note_shown(shop_id, rows)
        if more:
            after = (rows[-1]["waiting_since"], rows[-1]["conversation"])
            await asyncio.sleep(BREATH_SECONDS)
