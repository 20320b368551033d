"""What staff do between two chats: remarks that they owe, addresses in doubt, what the list says is due."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from zhanggui.connectors.simulator.chance import Chance
from zhanggui.connectors.simulator.players.browser import Browser, Page
from zhanggui.connectors.simulator.players.floor import Floor
from zhanggui.connectors.simulator.staff import Colleague
from zhanggui.connectors.simulator.talk.answers import promises
from zhanggui.connectors.simulator.tally import Promised

_ORDER = re.compile(r"/orders/(\d+)/remark")
_WISH = re.compile(r"/addresses/wishes/(\d+)/accept")
_IN_DOUBT = re.compile(r'<td class="acts">.*?"(?:/orders/(\d+)|/addresses/(\d+)/confirm)"', re.DOTALL)
_OWES = timedelta(hours=3)  # a buyer who has not ordered by then will not
_CALL_SECONDS = 60


@dataclass(frozen=True)
class _Owed:
    """A promise that is not written down yet; `buyer` is to whom."""

    buyer: int
    promised: Promised


@dataclass
class Chores:
    """One member's work beside the chat. Each look does one thing."""

    floor: Floor
    who: Colleague
    browser: Browser
    chance: Chance
    _owed: list[_Owed] = field(default_factory=list)
    _looks_at: datetime = field(init=False)

    def __post_init__(self) -> None:
        self._looks_at = self.floor.timer.now()

    def owe(self, buyer: int, promised: Promised) -> None:
        self._owed.append(_Owed(buyer, promised))

    async def look(self) -> bool:
        """Does what is next, when it is time to look at all; false when there was nothing to do."""
        at = self.floor.timer.now()
        if at < self._looks_at:
            return False
        if await self._write_remarks() or await self._see_to_addresses():
            return True
        self._looks_at = at + timedelta(seconds=self.who.habits.looks_at_work_seconds)
        return False

    # Remarks.

    async def _write_remarks(self) -> bool:
        """The remarks that keep what was promised, as soon as the buyer has an order."""
        done = False
        for owed in tuple(self._owed):
            if await self._write_remark(owed):
                self._owed.remove(owed)
                done = True
            elif owed.promised.at < self.floor.timer.now() - _OWES:
                self._owed.remove(owed)
                self.floor.tally.count("promises_without_order")
        return done

    async def _write_remark(self, owed: _Owed) -> bool:
        slot = await self.browser.get(f"/orders/slot/{owed.buyer}")
        order = _ORDER.search(slot.text)
        if order is None:
            return False
        kept = promises()[owed.promised.kind]
        await self.floor.timer.seconds(len(kept.reason) / self.who.habits.letters_a_second)
        form = {"flag": str(kept.flag), "reason": kept.reason, "promise": kept.kind}
        if self._took(await self.browser.post(f"/orders/{order[1]}/remark", form), "a remark"):
            owed.promised.remarked = True
            self.floor.tally.count("remarks")
        return True

    # Addresses.

    async def _see_to_addresses(self) -> bool:
        """The first address that is in doubt and that no colleague has in hand."""
        page = await self.browser.get("/addresses/")
        for order_id, check_id in _IN_DOUBT.findall(page.text):
            if order_id and order_id not in self.floor.busy_with:
                part = await self.browser.get(f"/addresses/of-order/{order_id}")
                wish = _WISH.search(part.text)
                if wish:
                    await self._do(order_id, wish[0], {})
                    return True
            elif check_id and check_id not in self.floor.busy_with:
                how = self.chance.choice(("chat", "phone"))
                await self._do(check_id, f"/addresses/{check_id}/confirm", {"how": how})
                return True
        return False

    async def _do(self, what: str, path: str, form: dict[str, str]) -> None:
        """Talks with the buyer, then says what came of it."""
        self.floor.busy_with.add(what)
        try:
            await self.floor.timer.seconds(self.chance.uniform(0.5, 2) * _CALL_SECONDS)
            if self._took(await self.browser.post(path, form), path):
                self.floor.tally.count("addresses_confirmed" if form else "wishes_accepted")
        finally:
            self.floor.busy_with.discard(what)

    def _took(self, page: Page, what: str) -> bool:
        if not page.ok:
            self.floor.tally.trouble(f"{self.who.login}: {what} refused ({page.status}): {page.text[:120]}")
        return page.ok
