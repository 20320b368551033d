"""The players' sense of time: the house's clock, however fast it runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Timer:
    """`now` is the house's clock; `speed` how many of its seconds pass in a real one."""

    now: Callable[[], datetime]
    speed: float

    async def until(self, at: datetime) -> None:
        left = (at - self.now()).total_seconds()
        if left > 0:
            await asyncio.sleep(left / self.speed)

    async def seconds(self, of_the_house: float) -> None:
        await asyncio.sleep(of_the_house / self.speed)

    async def beat(self, of_the_house: float, real: float) -> None:
        """The longer of both: nothing hurries more than a machine can."""
        await asyncio.sleep(max(of_the_house / self.speed, real))
