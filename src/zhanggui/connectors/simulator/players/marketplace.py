"""The marketplace: keeps the day's orders, tells the house what changed, does what the house asks for."""

from __future__ import annotations

import asyncio
import itertools
import logging
import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

from django.db import DatabaseError, close_old_connections

from zhanggui.connectors.simulator.gate import Gate
from zhanggui.connectors.simulator.players.timer import Timer
from zhanggui.connectors.simulator.script import Purchase
from zhanggui.connectors.simulator.tally import Tally
from zhanggui.connectors.simulator.world.baskets import order_number, parcel, postage_fen
from zhanggui.connectors.simulator.world.people import Person, moved
from zhanggui.connectors.simulator.world.trades import NEVER_PAID, Return, Trade
from zhanggui.foundation.calendar import day_starts_at, shop_day
from zhanggui.marketplace.rules import RefundKind, RefundStatus, TradeStatus

logger = logging.getLogger(__name__)
Answer = TypeVar("Answer")
_TELLS_SECONDS, _TELLS_REAL_SECONDS = 20, 1.0
_PARCELS_LEAVE = (timedelta(hours=10, minutes=30), timedelta(hours=16, minutes=30), timedelta(hours=19))
_UNPAID_LIVES = timedelta(days=1)
_FIRST_PLACE = 100_000  # places below are history's


@dataclass
class Marketplace:
    """One shop's orders on the marketplace. Its methods are what buyers and sellers do on its own pages."""

    gate: Gate
    timer: Timer
    tally: Tally
    seed: int
    database: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))
    trades: dict[str, Trade] = field(default_factory=dict)
    _changed: dict[str, Trade] = field(default_factory=dict)
    _places: itertools.count[int] = field(default_factory=lambda: itertools.count(_FIRST_PLACE))

    def __post_init__(self) -> None:
        self.chance = random.Random(f"{self.seed} marketplace")  # noqa: S311 - made-up orders, no secret

    # What buyers do.

    def place(self, person: Person, purchase: Purchase) -> Trade:
        at = self.timer.now()
        # A second of its own within the day: a simulator that was started again takes no number twice.
        since = int((at - day_starts_at(shop_day(at))).total_seconds())
        trade = Trade(
            number=order_number(shop_day(at), since * 50 + next(self._places) % 50 + _FIRST_PLACE, self.seed),
            person=person,
            lines=purchase.lines,
            created_at=at,
            postage_fen=postage_fen(purchase.lines),
            buyer_message=purchase.message,
        )
        self.trades[trade.number] = trade
        self.tally.count("orders")
        return self._touched(trade)

    def pay(self, trade: Trade) -> None:
        if trade.status == TradeStatus.WAIT_BUYER_PAY:
            trade.pay(self.timer.now())
            self.tally.count("paid_orders")
            self._touched(trade)

    def cancel(self, trade: Trade) -> None:
        """Unpaid: closed. Paid and still here: the money is asked back."""
        if trade.status == TradeStatus.WAIT_BUYER_PAY:
            trade.close(NEVER_PAID, self.timer.now())
            self._touched(trade)
        elif trade.status == TradeStatus.WAIT_SELLER_SEND_GOODS:
            self.ask_back(trade, RefundKind.REFUND_ONLY, "不想要了")

    def ask_back(self, trade: Trade, kind: RefundKind, reason: str) -> None:
        at = self.timer.now()
        number = f"{self.chance.randint(10**16, 10**17 - 1)}"
        trade.ask_back(Return(number, kind, RefundStatus.WAIT_SELLER_AGREE, at, reason, at))
        self.tally.count("refunds_asked")
        self._touched(trade)

    def change_address(self, trade: Trade) -> Person:
        """The buyer's new address, as they will type it in the chat; the order keeps the old one."""
        return moved(trade.person, self.chance)

    # What the seller does in the marketplace's own back office.

    def agree(self, order_number_: str) -> bool:
        trade = self.trades.get(order_number_)
        open_ones = [one for one in trade.returns if one.status.waits_for_us] if trade else []
        if trade is None or not open_ones:
            return False
        needs_goods = open_ones[0].kind == RefundKind.RETURN and trade.shipped_at is not None
        status = RefundStatus.WAIT_BUYER_RETURN_GOODS if needs_goods else RefundStatus.SUCCESS
        trade.settle_return(open_ones[0], status, self.timer.now())
        self._touched(trade)
        return True

    # Its own life.

    def adopt(self, trades: Sequence[Trade]) -> None:
        """Orders of the days before that are still under way."""
        over = {TradeStatus.FINISHED, TradeStatus.CLOSED, TradeStatus.CLOSED_BY_TAOBAO}
        self.trades.update({trade.number: trade for trade in trades if trade.status not in over})

    async def run(self) -> None:
        """Tells what changed and does what is asked, for ever."""
        parcels = asyncio.create_task(self._send_parcels())
        try:
            while True:
                await self.timer.beat(_TELLS_SECONDS, _TELLS_REAL_SECONDS)
                await self.tell()
        finally:
            parcels.cancel()

    async def tell(self) -> None:
        """One telling. What the house cannot take now is told again the next time."""
        self._close_unpaid()
        told, self._changed = self._changed, {}
        if not told:
            return
        try:
            await self.in_database(self.gate.tell, list(told.values()), self.timer.now())
        except DatabaseError as failure:
            self.tally.trouble(f"not told: {failure}")
            self._changed = {**told, **self._changed}
        else:
            self.tally.count("tellings")

    async def in_database(self, what: Callable[..., Answer], *given: Any) -> Answer:
        """On the one thread that has a connection."""

        def alone() -> Answer:
            close_old_connections()
            return what(*given)

        return await asyncio.get_running_loop().run_in_executor(self.database, alone)

    async def _send_parcels(self) -> None:
        while True:
            at = self.timer.now()
            today = day_starts_at(shop_day(at))
            leaves = [
                today + day + time for day in (timedelta(), timedelta(days=1)) for time in _PARCELS_LEAVE
            ]
            await self.timer.until(next(one for one in leaves if one > at))
            self.send_parcels()

    def send_parcels(self) -> None:
        """What is paid leaves; what nobody asks back."""
        at = self.timer.now()
        for trade in self.trades.values():
            if trade.status == TradeStatus.WAIT_SELLER_SEND_GOODS and not trade.returns:
                trade.ship(*parcel(self.chance), at)
                self.tally.count("parcels")
                self._touched(trade)

    def _close_unpaid(self) -> None:
        at = self.timer.now()
        for trade in self.trades.values():
            if trade.status == TradeStatus.WAIT_BUYER_PAY and at - trade.created_at > _UNPAID_LIVES:
                trade.close(NEVER_PAID, at)
                self._touched(trade)

    def _touched(self, trade: Trade) -> Trade:
        self._changed[trade.number] = trade
        return trade
