"""The marketplace: keeps the day's orders, tells the house what changed, does what the house asks for."""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import DatabaseError, close_old_connections

from zhanggui.connectors.simulator.chance import chance_of
from zhanggui.connectors.simulator.gate import Gate, number_in
from zhanggui.connectors.simulator.memory import Memory
from zhanggui.connectors.simulator.players.timer import Timer
from zhanggui.connectors.simulator.script import Purchase
from zhanggui.connectors.simulator.tally import Tally
from zhanggui.connectors.simulator.world.baskets import order_number, parcel, postage_fen
from zhanggui.connectors.simulator.world.people import Person, moved
from zhanggui.connectors.simulator.world.trades import NEVER_PAID, Return, Trade
from zhanggui.foundation.calendar import day_starts_at, shop_day
from zhanggui.marketplace.queries import ErrandCard
from zhanggui.marketplace.rules import RefundKind, RefundStatus, TradeStatus
from zhanggui.outreach.rules import CLOSE_ERRAND

logger = logging.getLogger(__name__)
Answer = TypeVar("Answer")
_TELLS_SECONDS, _TELLS_REAL_SECONDS = 20, 1.0
_CUT_OFF = timedelta(hours=16)
_PARCELS_LEAVE = timedelta(hours=16, minutes=30)  # what was paid before the cut-off
_FOREIGN_MEMOS = ("仓库:已拣货", "仓库:缺货等到下午", "店长:老客,多放一张贺卡", "打单:合并包裹")
_FOREIGN_SHARE = 0.03
_UNPAID_LIVES, _OVER_LIVES = timedelta(days=1), timedelta(days=3)
_COMES_BACK = timedelta(days=2)
_FIRST_PLACE = 100_000  # places below are history's


@dataclass
class Marketplace:
    """One shop's orders on the marketplace. Its methods are what buyers and sellers do on its own pages."""

    gate: Gate
    timer: Timer
    tally: Tally
    seed: int
    memory: Memory | None = None
    database: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))
    trades: dict[str, Trade] = field(default_factory=dict)
    _changed: dict[str, Trade] = field(default_factory=dict)
    _places: itertools.count[int] = field(default_factory=lambda: itertools.count(_FIRST_PLACE))

    def __post_init__(self) -> None:
        self.chance = chance_of(f"{self.seed} marketplace")

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
            if self.chance.random() < _FOREIGN_SHARE:  # others write into the same memo
                words = self.chance.choice(_FOREIGN_MEMOS)
                trade.note(f"{trade.memo} {words}".strip(), trade.flag, self.timer.now())
                self.tally.count("foreign_memos")
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

    def agree(self, refund_number: str) -> bool:
        """Goods that are on their way or with the buyer have to come back first, if they are to."""
        for trade in self.trades.values():
            for one in trade.returns:
                if one.number == refund_number and one.status.waits_for_us:
                    asked = one.status == RefundStatus.WAIT_SELLER_AGREE
                    comes_back = asked and one.kind == RefundKind.RETURN and trade.shipped_at is not None
                    status = RefundStatus.WAIT_BUYER_RETURN_GOODS if comes_back else RefundStatus.SUCCESS
                    trade.settle_return(one, status, self.timer.now())
                    self._touched(trade)
                    return True
        return False

    # Its own life.

    def adopt(self, trades: Sequence[Trade]) -> None:
        """Orders of the days before that are still under way."""
        self.trades.update({trade.number: trade for trade in trades if not trade.over})

    async def run(self) -> None:
        """Tells what changed and does what is asked, for ever."""
        parcels = asyncio.create_task(self._send_parcels())
        try:
            while True:
                await self.timer.beat(_TELLS_SECONDS, _TELLS_REAL_SECONDS)
                await self.tell()
                await self.do_errands()
        finally:
            parcels.cancel()

    async def tell(self) -> None:
        """One telling. What the house cannot take now is told again the next time."""
        self._let_time_pass()
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
            if self.memory:
                self.memory.keep(told.values(), shop_day(self.timer.now()))

    async def do_errands(self) -> None:
        """What the house asks for is done, unless the order is not as it was when it was asked for: then it
        is told once more, and the house asks anew."""
        at = self.timer.now()
        try:
            errands = await self.in_database(self.gate.errands, at)
            ours = {errand: self.trades.get(number_in(errand)) for errand in errands}
            strangers = [errand for errand, trade in ours.items() if trade is None]
            ended = [
                (errand.id, why)
                for errand, trade in ours.items()
                if trade is not None and (why := self._perform(errand, trade)) is not None
            ]
            if strangers:
                ended += await self.in_database(self.gate.do_for_strangers, strangers, at)
            if ended:
                await self.in_database(self.gate.end, ended, at)
        except DatabaseError as failure:
            self.tally.trouble(f"errands: {failure}")

    def _perform(self, errand: ErrandCard, trade: Trade) -> str | None:
        """Nothing when it is done, why it cannot be, or None: not yet."""
        told = errand.payload
        if errand.kind == CLOSE_ERRAND:
            return self._close(trade, told["reason"])
        if trade.memo != told["base"]:
            self.tally.count("memos_crossed")
            self._touched(trade)
            return None
        trade.note(told["memo"], told["flag"], self.timer.now())
        self.tally.count("memos_written")
        self._touched(trade)
        return ""

    def _close(self, trade: Trade, reason: str) -> str:
        if trade.status != TradeStatus.WAIT_BUYER_PAY:
            return "买家已经付款,不能关闭"
        trade.close(reason, self.timer.now())
        self.tally.count("orders_closed")
        self._touched(trade)
        return ""

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
            leaves_at = today + _PARCELS_LEAVE
            if leaves_at <= at:
                leaves_at += timedelta(days=1)
            await self.timer.until(leaves_at)
            await self.send_parcels(leaves_at - _PARCELS_LEAVE + _CUT_OFF)

    async def send_parcels(self, cut_off: datetime) -> None:
        """What was paid before the cut-off leaves, unless it is asked back or its address is in doubt."""
        at = self.timer.now()
        held = await self.in_database(self.gate.held_back, at)
        for trade in self.trades.values():
            if trade.status != TradeStatus.WAIT_SELLER_SEND_GOODS or trade.returns:
                continue
            if trade.number in held:
                self.tally.count("parcels_held")
            elif trade.paid_at and trade.paid_at < cut_off:
                trade.ship(*parcel(self.chance), at)
                self.tally.count("parcels")
                self._touched(trade)

    def _let_time_pass(self) -> None:
        """What becomes of orders without anybody's doing."""
        at = self.timer.now()
        for trade in tuple(self.trades.values()):
            if trade.over:
                if at - trade.seen_at > _OVER_LIVES:
                    del self.trades[trade.number]
            elif trade.paid_at is None and at - trade.created_at > _UNPAID_LIVES:
                trade.close(NEVER_PAID, at)
                self._touched(trade)
            elif trade.shipped_at:
                self._travel(trade, trade.shipped_at, at)

    def _travel(self, trade: Trade, shipped_at: datetime, at: datetime) -> None:
        """A parcel arrives, and what is to come back comes back."""
        returning = [one for one in trade.returns if one.status == RefundStatus.WAIT_BUYER_RETURN_GOODS]
        for one in returning:
            if at - one.seen_at > _COMES_BACK:
                trade.settle_return(one, RefundStatus.WAIT_SELLER_CONFIRM_GOODS, at)
                self._touched(trade)
        # Between two and nine days, as the number would have it.
        arrives_at = shipped_at + timedelta(hours=48 + int(trade.number[-5:]) % 168)
        if not trade.returns and at > arrives_at:
            trade.finish(at)
            self._touched(trade)

    def _touched(self, trade: Trade) -> Trade:
        self._changed[trade.number] = trade
        return trade
