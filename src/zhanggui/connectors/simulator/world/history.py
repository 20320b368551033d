"""The ninety days before today: orders as they stand by now, and what was said in the chats."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from zhanggui.connectors.simulator.chance import Chance, chance_of
from zhanggui.connectors.simulator.talk.answers import curt_answer, good_answer
from zhanggui.connectors.simulator.talk.questions import AFTER, BEFORE, ORDER, ask, intents
from zhanggui.connectors.simulator.world.baskets import (
    basket,
    buyer_message,
    order_number,
    parcel,
    postage_fen,
)
from zhanggui.connectors.simulator.world.hours import moment
from zhanggui.connectors.simulator.world.people import Person, person, regulars
from zhanggui.connectors.simulator.world.trades import NEVER_PAID, Return, Trade
from zhanggui.foundation.calendar import day_starts_at
from zhanggui.marketplace.rules import RefundKind, RefundStatus

DAYS = 90
_ORDERS, _TALKS = 40, 12  # of an ordinary day
_CUT_OFF = timedelta(hours=16)
_REASONS = ("不喜欢/效果不好", "尺寸拍错/不喜欢", "快递一直未送达", "质量问题", "少件/漏发")
_BUYER, _STAFF = "buyer", "staff"


@dataclass(frozen=True)
class Word:
    side: str
    text: str
    at: datetime


@dataclass(frozen=True)
class Talk:
    """One visit to the chat, long ago. `staff` numbers who answered."""

    key: str
    person: Person
    staff: int
    words: tuple[Word, ...]


@dataclass(frozen=True)
class PastDay:
    on: date
    trades: tuple[Trade, ...]
    talks: tuple[Talk, ...]


def past_days(
    seed: int, today: date, at: datetime, *, days: int = DAYS, after: date | None = None
) -> Iterator[PastDay]:
    """The days before today, eldest first, without those up to `after`; orders as they stand at `at`."""
    for back in range(days, 0, -1):
        on = today - timedelta(days=back)
        if after is None or on > after:
            yield past_day(seed, on, at)


def past_day(seed: int, on: date, at: datetime) -> PastDay:
    chance = chance_of(f"{seed} {on} past")
    busy = 1.3 if on.weekday() >= 5 else 1.0
    trades = [
        _trade(seed, on, place, chance, at) for place in range(int(chance.uniform(0.8, 1.2) * _ORDERS * busy))
    ]
    talks = [_talk(seed, on, place, chance) for place in range(int(chance.uniform(0.8, 1.2) * _TALKS * busy))]
    return PastDay(on, tuple(trades), tuple(sorted(talks, key=lambda talk: talk.words[0].at)))


def _trade(seed: int, on: date, place: int, chance: Chance, at: datetime) -> Trade:
    lines = basket(chance)
    # Two of three are bought by those who come back.
    number = chance.randint(1, len(regulars(seed))) if chance.random() < 0.66 else 0
    trade = Trade(
        number=order_number(on, place, seed),
        person=person(number, seed) if number else person(1_000 + chance.randrange(8_000), seed),
        lines=lines,
        created_at=moment(on, chance),
        postage_fen=postage_fen(lines),
        buyer_message=buyer_message(chance),
    )
    _live(trade, chance, at)
    return trade


def _live(trade: Trade, chance: Chance, at: datetime) -> None:
    """What became of it until now. Every chance is drawn, whether its time has come or not: tomorrow the
    same order has gone further on the same way."""
    never = chance.random() < 0.08
    paid_at = trade.created_at + timedelta(minutes=chance.expovariate(1 / 12))
    courier, waybill = parcel(chance)
    shipped_at = _next_cut_off(paid_at) + timedelta(minutes=chance.uniform(20, 90))
    finished_at = shipped_at + timedelta(days=chance.uniform(2, 9))
    wants_back, half = chance.random() < 0.05, chance.random()
    reason, memo = chance.choice(_REASONS), chance.choice(_MEMOS)
    number = f"{chance.randint(10**16, 10**17 - 1)}"
    if never:
        if trade.created_at + timedelta(days=1) <= at:
            trade.close(NEVER_PAID, trade.created_at + timedelta(days=1))
        return
    if paid_at > at:
        return
    trade.pay(paid_at)
    if memo:
        trade.note(memo, chance.randint(1, 5), paid_at)
    if shipped_at <= at:
        trade.ship(courier, waybill, shipped_at)
    if wants_back:
        asked_at = shipped_at + (finished_at - shipped_at) * half
        if asked_at <= at:
            _ask_back(trade, number, reason, asked_at, at)
            return
    if finished_at <= at:
        trade.finish(finished_at)


_MEMOS = (*("",) * 14, "改 XL; 送洗衣袋 A12", "买家要顺丰,已补 12 元 A07", "和上一单合并发 A12", "周末送 A07")


def _ask_back(trade: Trade, number: str, reason: str, asked_at: datetime, at: datetime) -> None:
    kind = RefundKind.REFUND_ONLY if reason == _REASONS[2] else RefundKind.RETURN
    one = Return(number, kind, RefundStatus.WAIT_SELLER_AGREE, asked_at, reason, asked_at)
    trade.ask_back(one)
    settled_at = asked_at + timedelta(hours=20)
    if settled_at <= at:
        trade.settle_return(one, RefundStatus.SUCCESS, settled_at)


def _next_cut_off(paid_at: datetime) -> datetime:
    day = day_starts_at((paid_at + timedelta(hours=8)).date())
    return day + _CUT_OFF if paid_at < day + _CUT_OFF else day + _CUT_OFF + timedelta(days=1)


def _talk(seed: int, on: date, place: int, chance: Chance) -> Talk:
    who = chance.choice(regulars(seed))
    stage = chance.choices((BEFORE, ORDER, AFTER), (60, 20, 20))[0]
    wanted = [intent.key for intent in intents().values() if intent.stage == stage and intent.key != "greet"]
    answer = curt_answer if chance.random() < 0.15 else good_answer
    at = moment(on, chance)
    words: list[Word] = []
    for intent in ("greet", *chance.sample(wanted, chance.choices((1, 2, 3), (40, 40, 20))[0]), "thanks"):
        words.append(Word(_BUYER, ask(intent, who.manner, chance, body=who.body), at))
        at += timedelta(seconds=chance.expovariate(1 / 40) + 5)
        words.append(Word(_STAFF, answer(intent, chance), at))
        at += timedelta(seconds=chance.expovariate(1 / 50) + 10)
    return Talk(f"{on:%y%m%d}-{place:03d}", who, chance.randrange(2), tuple(words))
