"""The open list of lines to the outside: one a channel."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from zhanggui.customers.queries import buyer_card
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.lists import OpenList


class NotNow(UnableTo):
    """Nothing has left: it is tried again by itself."""


class NotTaken(UnableTo):
    """The outside refused it, and would again."""


class Unsure(UnableTo):
    """It may have arrived, or not. A person decides: nothing is said twice by itself."""


@dataclass(frozen=True)
class Word:
    """A word to carry. `address` is the buyer's on the channel; `asked_at` when it was said."""

    errand_id: int
    shop_id: int
    conversation_id: int
    position: int
    address: str
    name: str
    kind: str
    text: str
    picture_id: int | None
    by_program: bool
    asked_at: datetime


@dataclass(frozen=True)
class Line:
    """`post` carries one word and answers what the outside said, or raises one of the above. `refusal` says
    why nothing can leave to a conversation now, or nothing; `until` when that begins if the buyer stays
    silent. `facts` are what the page of channels tells of
    the line; it is not set up when there are none. `check` and `page` name addresses: one tries the line now,
    the other tells more of it."""

    key: str
    title: str
    errand: str
    post: Callable[[Word], str]
    refusal: Callable[[int, int, datetime], str]
    facts: Callable[[int], Mapping[str, str]]
    says: str  # how it is set up
    check: str = ""
    page: str = ""
    until: Callable[[int], datetime | None] = lambda _: None  # conversation


LINES: OpenList[Line] = OpenList("lines to the outside")


def line_of_buyer(buyer_id: int) -> Line | None:
    buyer = buyer_card(buyer_id)
    return LINES.get(buyer.channel) if buyer else None


def line_of_errand(kind: str) -> Line | None:
    return next((line for line in LINES if line.errand == kind), None)
