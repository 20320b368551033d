"""What was agreed in a chat and must be written down: promises, other goods, another address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from zhanggui.connectors.simulator.players.browser import Browser, Form, Page
from zhanggui.connectors.simulator.talk.answers import promises
from zhanggui.connectors.simulator.tally import Promised

_REMARK = re.compile(r"/orders/\d+/remark")
_ORDER = re.compile(r"/orders/(\d+)/remark")
_CHANGE = re.compile(r"/addresses/\d+/change")
# As buyers type it: name, phone, address at the end of what they say.
_RECEIVER = re.compile(r"(\S{2,10}) (1\d{10}) (\S.{5,})$")


@dataclass(frozen=True)
class Note:
    """Something to write on the newest order of a buyer, as soon as there is one."""

    buyer: int
    since: datetime
    form: Form
    promised: Promised | None = None

    async def write(self, browser: Browser) -> Page | None:
        """The house's answer; None while the buyer has no order."""
        slot = (await browser.get(f"/orders/slot/{self.buyer}")).text
        path = await self._path(browser, slot)
        return await browser.post(path, self.form) if path else None

    async def _path(self, _browser: Browser, slot: str) -> str | None:
        found = _REMARK.search(slot)
        return found[0] if found else None


class Move(Note):
    """The buyer said another address in words: it is written where the address is checked."""

    async def _path(self, browser: Browser, slot: str) -> str | None:
        order = _ORDER.search(slot)
        if order is None:
            return None
        found = _CHANGE.search((await browser.get(f"/addresses/of-order/{order[1]}")).text)
        return found[0] if found else None


def of_promise(buyer: int, promised: Promised) -> Note:
    kept = promises()[promised.kind]
    form = {"flag": str(kept.flag), "reason": kept.reason, "promise": kept.kind}
    return Note(buyer, promised.at, form, promised)


def of_words(buyer: int, intent: str, asked: str, at: datetime) -> Note | None:
    """What must be written down of what a buyer asks about an order that has not left."""
    if intent == "change":
        what = "size" if "码" in asked else "colour"
        return Note(buyer, at, {"change": what, "reason": asked[:80]})
    said = _RECEIVER.search(asked) if intent == "address" else None
    if said is None:
        return None
    return Move(buyer, at, {"name": said[1], "phone": said[2], "address": said[3]})
