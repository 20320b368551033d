"""Open lists: what a shop tells everybody who opens its chat, how words leave on other channels, and what
buyers think as rooms above keep it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from zhanggui.customers.rules import WEB
from zhanggui.foundation.lists import OpenList
from zhanggui.shops.queries import ShopCard

MOST = 4


@dataclass(frozen=True)
class ChatNotice:
    """Short sentences of a room that hold for the whole shop at an instant, the most important first."""

    key: str
    rank: int
    tell: Callable[[ShopCard, datetime], list[str]]


CHAT_NOTICES: OpenList[ChatNotice] = OpenList("chat notices")


def chat_notices(shop: ShopCard, at: datetime) -> list[str]:
    told = [line for one in sorted(CHAT_NOTICES, key=lambda one: one.rank) for line in one.tell(shop, at)]
    return told[:MOST]


@dataclass(frozen=True)
class StepDeed:
    """What shows a step of the reception without a word: whether it was done for this buyer of the shop since
    then. `key` names the step (`rules.steps.Step`)."""

    key: str
    step: str
    done: Callable[[int, int, datetime], bool]


STEP_DEEDS: OpenList[StepDeed] = OpenList("deeds that show a step")


def steps_done(shop_id: int, buyer_id: int, since: datetime) -> frozenset[str]:
    return frozenset(one.step for one in STEP_DEEDS if one.done(shop_id, buyer_id, since))


@dataclass(frozen=True)
class Opinion:
    """What a buyer thinks, as a room above keeps it. `subject` is one of the subjects of feedback, "" for
    none of them; `title` is what it is called there."""

    buyer_id: int
    buyer: str
    item_id: int | None
    item: str
    subject: str
    title: str
    words: str
    position: int
    by_id: int
    by_name: str
    at: datetime


@dataclass(frozen=True)
class OpinionSource:
    """A kind of feedback (`key`) that is not marked here: a room above keeps it, and it is counted with the
    rest. `counts` answers (item, subject, how many) of a shop in a span, `cases` the newest of them; without
    an item of all, 0 of those that name none."""

    key: str
    counts: Callable[[int, datetime, datetime], Sequence[tuple[int | None, str, int]]]
    cases: Callable[[int, datetime, datetime, str, int | None], Sequence[Opinion]]


OPINIONS: OpenList[OpinionSource] = OpenList("opinions that are kept elsewhere")

OURS = WEB  # words leave by the wire: on disk is sent


@dataclass(frozen=True)
class Departing:
    """A word that is on disk and has still to leave; `by_name` is empty for the program's."""

    shop_id: int
    conversation_id: int
    position: int
    kind: str
    text: str
    picture_id: int | None
    by_name: str


@dataclass(frozen=True)
class Carrier:
    """How words leave on the channel `key`.

    `refusal` says why none can leave to a conversation at an instant, or nothing. `take` is called in the
    transaction that writes the words: it asks for their sending, which somebody does later, and nobody says
    "sent" before.
    """

    key: str
    refusal: Callable[[int, int, datetime], str]  # shop, conversation
    take: Callable[[Sequence[Departing], datetime], None]


CARRIERS: OpenList[Carrier] = OpenList("carriers of words")


def leaves_by_itself(channel: str, *, elsewhere: bool) -> bool:
    """Whether words reach a buyer there without an agent's hand."""
    return channel == OURS or (not elsewhere and CARRIERS.get(channel) is not None)
