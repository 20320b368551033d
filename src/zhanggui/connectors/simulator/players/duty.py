"""A shift from the office's side: the lead plans it, what is open is handed over, the next one confirms."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from zhanggui.connectors.simulator.players.browser import Browser
from zhanggui.connectors.simulator.players.floor import Floor
from zhanggui.connectors.simulator.staff import COLLEAGUES, Colleague
from zhanggui.foundation.calendar import shop_day
from zhanggui.shops.rules import LEAD

_LOOKS = timedelta(minutes=20)
_PERSON = re.compile(r'<option value="(\d+)"[^>]*>\s*([^<\s]+)')
_SHEET = re.compile(r'href="/handover/(\d+)"')


@dataclass
class Duty:
    floor: Floor
    who: Colleague
    browser: Browser
    _looks_at: datetime = field(init=False)

    def __post_init__(self) -> None:
        self._looks_at = self.floor.timer.now() + _LOOKS

    async def begin(self) -> None:
        """The lead types the day's shifts; everybody takes over what was left for the next one."""
        if self.who.role == LEAD:
            await self._plan()
        await self.take_over()

    async def _plan(self) -> None:
        page = await self.browser.get("/shifts/")
        known = {name: number for number, name in _PERSON.findall(page.text)}
        day = shop_day(self.floor.timer.now()).isoformat()
        for one in COLLEAGUES:
            if one.name not in known:
                continue
            begins, ends = (f"{int(hour):02d}:{int(hour % 1 * 60):02d}" for hour in one.shift)
            form = {"staff": known[one.name], "day": day, "begins": begins, "ends": ends}
            planned = await self.browser.post("/shifts/plan", {**form})
            self.floor.tally.count("shifts_planned" if planned.ok else "shifts_refused")

    async def look(self) -> bool:
        """Now and then, whether somebody left something; false when it is not time or nobody did."""
        at = self.floor.timer.now()
        if at < self._looks_at:
            return False
        self._looks_at = at + _LOOKS
        return await self.take_over()

    async def take_over(self) -> bool:
        page = await self.browser.get("/handover/")
        for number in dict.fromkeys(_SHEET.findall(page.text)):
            confirms = f"/handover/{number}/confirm"
            if confirms in (await self.browser.get(f"/handover/{number}")).text:
                took = await self.browser.post(confirms)
                self.floor.tally.count("sheets_confirmed" if took.ok else "sheets_refused")
                return True
        return False

    async def end(self) -> None:
        written = await self.browser.post("/handover/write", {"note": "没有别的", "own": ""})
        self.floor.tally.count("sheets_written" if written.ok else "sheets_not_written")
