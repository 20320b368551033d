"""A day is played: history first, then buyers come, staff work in their shifts, the marketplace tells."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from zhanggui.connectors.simulator.frugal import give_back
from zhanggui.connectors.simulator.gate import Gate
from zhanggui.connectors.simulator.memory import Memory
from zhanggui.connectors.simulator.players.agent import Agent
from zhanggui.connectors.simulator.players.buyer import Buyer, Street
from zhanggui.connectors.simulator.players.floor import Floor
from zhanggui.connectors.simulator.players.marketplace import Marketplace
from zhanggui.connectors.simulator.players.timer import Timer
from zhanggui.connectors.simulator.script import first_after, visits_of
from zhanggui.connectors.simulator.staff import Colleague
from zhanggui.connectors.simulator.tally import Tally
from zhanggui.connectors.simulator.world.history import DAYS, PastDay, past_days
from zhanggui.connectors.simulator.world.shelf import articles
from zhanggui.foundation.calendar import day_starts_at, shop_day
from zhanggui.shops.queries import StaffCard

logger = logging.getLogger(__name__)
_AT_ONCE = 16
_LEAVES_REAL_SECONDS = 5.0
_DAYS_TOLD_AT_ONCE = 5


@dataclass(frozen=True)
class Plan:
    """What is played: how many orders a day brings about, and who works."""

    seed: int
    orders: int
    chatting: float
    staff: Sequence[Colleague]
    leaves_seconds: float = 0
    days: int = DAYS  # of history
    rests: bool = False  # while history is brought, so that whoever looks at pages goes first


@dataclass
class House:
    """Where the house answers, and what the players need to get in."""

    host: str
    port: int
    slug: str
    shop_id: int
    password: str
    answered_by: Sequence[StaffCard]  # who answered in the days before
    memory: Memory | None = None


@dataclass
class Simulation:
    plan: Plan
    house: House
    timer: Timer
    tally: Tally = field(default_factory=Tally)
    _threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(_AT_ONCE))
    _running: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        gate = Gate(self.house.shop_id)
        self.marketplace = Marketplace(gate, self.timer, self.tally, self.plan.seed, self.house.memory)
        where = (self.house.host, self.house.port)
        self.street = Street(
            *where,
            self.house.slug,
            self.marketplace,
            self.timer,
            self.tally,
            self._threads,
            self.plan.seed,
        )
        self.floor = Floor(
            *where,
            self.timer,
            self.tally,
            self._threads,
            self.plan.seed,
            self.house.password,
            self.marketplace,
            self.plan.leaves_seconds,
        )

    async def play(self, until: datetime | None) -> None:
        """From now on: to `until`, or for ever, one day after the other."""
        await self.bring_history()
        self._begin(self.marketplace.run())
        try:
            while until is None or self.timer.now() < until:
                await self._play_day(until)
        finally:
            await self._end()

    async def bring_history(self) -> None:
        """The goods and the ninety days before today, or what came after the last day that was lived."""
        at, market = self.timer.now(), self.marketplace
        memory = self.house.memory
        if memory:
            memory.recall()
            market.adopt(list(memory.trades.values()))
        lived = memory.lived if memory else None
        if lived is None:
            await market.in_database(market.gate.tell_goods, articles(), at)
        days: list[PastDay] = []
        for day in past_days(self.plan.seed, shop_day(at), at, days=self.plan.days, after=lived):
            days.append(day)
            if len(days) == _DAYS_TOLD_AT_ONCE:
                await self._tell(days, at)
                days = []
        await self._tell(days, at)
        give_back()

    async def _tell(self, days: Sequence[PastDay], at: datetime) -> None:
        begun, market = time.monotonic(), self.marketplace
        trades = [trade for day in days for trade in day.trades]
        talks = [talk for day in days for talk in day.talks]
        if not trades:
            return
        self.tally.count("past_orders", await market.in_database(market.gate.tell, trades, at))
        told = await market.in_database(market.gate.tell_talks, talks, self.house.answered_by, at)
        self.tally.count("past_talks", told)
        market.adopt(trades)
        if market.memory:
            market.memory.keep([trade for trade in trades if not trade.over], days[-1].on)
        if self.plan.rests:
            await asyncio.sleep(time.monotonic() - begun)

    async def _play_day(self, until: datetime | None) -> None:
        at = self.timer.now()
        today = shop_day(at)
        begins, ends = day_starts_at(today), day_starts_at(today + timedelta(days=1))
        for who in self.plan.staff:
            first, last = (begins + timedelta(hours=hour) for hour in who.shift)
            if at < last:
                self._begin(self._shift(who, first, last))
        visits = visits_of(self.plan.seed, today, orders=self.plan.orders, chatting=self.plan.chatting)
        for visit in first_after(visits, at):
            if until is not None and visit.comes_at >= until:
                break
            await self.timer.until(visit.comes_at)
            self._begin(Buyer(self.street, visit).come())
        await self.timer.until(ends if until is None else min(ends, until))

    async def _shift(self, who: Colleague, first: datetime, last: datetime) -> None:
        await self.timer.until(first)
        await Agent(self.floor, who, last).work()

    def _begin(self, player: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self._watched(player))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _watched(self, player: Coroutine[Any, Any, None]) -> None:
        try:
            await player
        except Exception as failure:
            logger.exception("a player fell out of the day")
            self.tally.trouble(f"{type(failure).__name__}: {failure}")

    async def _end(self) -> None:
        for task in tuple(self._running):
            task.cancel()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(
                asyncio.gather(*self._running, return_exceptions=True), _LEAVES_REAL_SECONDS
            )
        await self.marketplace.tell()
        self._threads.shutdown(wait=False, cancel_futures=True)
        self.marketplace.database.shutdown()
