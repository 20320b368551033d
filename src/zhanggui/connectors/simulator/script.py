"""The script of a day: who comes when, asks what, buys what. Pure: the same seed, the same day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from zhanggui.connectors.simulator.chance import Chance, chance_of
from zhanggui.connectors.simulator.talk.questions import AFTER, BEFORE, intents
from zhanggui.connectors.simulator.world.baskets import basket, buyer_message
from zhanggui.connectors.simulator.world.hours import moment
from zhanggui.connectors.simulator.world.people import REGULARS, Person, person
from zhanggui.connectors.simulator.world.trades import Line

CHANGE_ADDRESS, CHANGE_GOODS, URGE, CANCEL, ASK_BACK = "address", "change", "urge", "cancel", "return"
# After an order: how often of a thousand, and within how many seconds.
_TROUBLES = (
    (CHANGE_ADDRESS, 30, (60, 3_000)),
    (CHANGE_GOODS, 35, (60, 4_000)),
    (URGE, 60, (3_600, 14_400)),
    (CANCEL, 20, (120, 5_400)),
    (ASK_BACK, 12, (600, 10_000)),
)
_NEWCOMERS_FROM = 10_000


@dataclass(frozen=True)
class Trouble:
    """What goes wrong after an order: the buyer comes back with it."""

    kind: str
    after_seconds: float


@dataclass(frozen=True)
class Purchase:
    """What is bought. `pays_after_seconds`: None, never. `again`: placed twice by mistake. `proves`: tells
    the shop in the chat which order it is. `card`: what becomes of the address card."""

    lines: tuple[Line, ...]
    message: str
    pays_after_seconds: float | None
    again: bool
    proves: bool
    card: str
    troubles: tuple[Trouble, ...] = ()


@dataclass(frozen=True)
class Visit:
    """One coming of one buyer. Without `asks` they only buy, and nobody hears of them before the order."""

    number: int
    person: Person
    comes_at: datetime
    asks: tuple[str, ...]
    purchase: Purchase | None

    def chance(self, seed: int) -> Chance:
        """This visit's own chance: what others do does not change it."""
        return chance_of(f"{seed} {self.comes_at.isoformat()} visit {self.number}")


YES, CORRECT, SILENCE = "yes", "correct", "silence"


def visits_of(seed: int, on: date, *, orders: int, chatting: float = 0.4) -> tuple[Visit, ...]:
    """A day's visits, as they come; about so many of them end in an order, and this share of all chats."""
    chance = chance_of(f"{seed} {on} script")
    # Of those who chat three in five buy.
    count = round(orders / (1 - 0.4 * chatting))
    comings = sorted(moment(on, chance) for _ in range(count))
    return tuple(_visit(seed, number, at, chance, chatting) for number, at in enumerate(comings, 1))


def _visit(seed: int, number: int, at: datetime, chance: Chance, chatting: float) -> Visit:
    drawn = (
        chance.randint(1, REGULARS) if chance.random() < 0.5 else _NEWCOMERS_FROM + at.day * 10_000 + number
    )
    who = person(drawn, seed)
    if chance.random() >= chatting:
        return Visit(number, who, at, (), _purchase(chance, talks=False))
    stage = AFTER if chance.random() < 0.15 else BEFORE
    open_to = [key for key, one in intents().items() if one.stage == stage and key not in {"greet", "thanks"}]
    asked = chance.sample(open_to, chance.choices((1, 2, 3, 4), (35, 35, 20, 10))[0])
    asks = ("greet", *asked) if chance.random() < 0.5 else tuple(asked)
    buys = stage == BEFORE and chance.random() < 0.7
    return Visit(number, who, at, asks, _purchase(chance, talks=True) if buys else None)


def _purchase(chance: Chance, *, talks: bool) -> Purchase:
    never, late = chance.random() < 0.06, chance.random() < 0.12
    soon = chance.expovariate(1 / 90) + 5
    return Purchase(
        lines=basket(chance),
        message=buyer_message(chance),
        pays_after_seconds=None if never else chance.uniform(1_800, 18_000) if late else soon,
        again=chance.random() < 0.02,
        proves=talks and chance.random() < 0.85,
        card=chance.choices((YES, CORRECT, SILENCE), (70, 6, 24))[0],
        troubles=_troubles(chance) if talks else (),
    )


def _troubles(chance: Chance) -> tuple[Trouble, ...]:
    drawn = chance.randrange(1_000)
    for kind, share, (soonest, latest) in _TROUBLES:
        if drawn < share:
            return (Trouble(kind, chance.uniform(soonest, latest)),)
        drawn -= share
    return ()


def first_after(visits: tuple[Visit, ...], at: datetime) -> tuple[Visit, ...]:
    """Those who are still to come; whoever came within the last minute is let in."""
    return tuple(visit for visit in visits if visit.comes_at >= at - timedelta(minutes=1))
