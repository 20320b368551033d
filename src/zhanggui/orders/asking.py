"""What the list of orders can be asked for: what a typed text may mean, and which filters there are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zhanggui.orders.rules import Stage, order_number, plain

LONGEST_TEXT = 100
SHORTEST_WORD = 2  # letters; a single letter stands in every second remark
_SHORTEST_ENDING, _SHORTEST_BEGINNING, _LONGEST_NUMBER = 4, 8, 64
_NUMBER = re.compile(rf"(?=.*[0-9])[0-9A-Za-z_-]{{1,{_LONGEST_NUMBER}}}")
_WAYBILL = re.compile(r"(?=.*\d)[0-9A-Za-z-]{8,40}")
_MOBILE = re.compile("1[3-9][0-9]{9}")


class Way(StrEnum):
    """By what an order is looked for. In this order the ways stand on the page."""

    NUMBER = "number"
    TAIL = "tail"
    PHONE = "phone"
    WAYBILL = "waybill"
    NICK = "nick"
    ENDING = "ending"
    BEGINNING = "beginning"
    NICK_BEGINS = "nick_begins"
    WORDS = "words"


# In these ways a text names an order or its buyer; in the others it is a part of something.
OUTRIGHT = frozenset({Way.NUMBER, Way.TAIL, Way.PHONE, Way.WAYBILL, Way.NICK})


@dataclass(frozen=True)
class Question:
    """One meaning of what somebody typed: look for this text in this way."""

    way: Way
    text: str

    @property
    def words(self) -> list[str]:
        """The words that must all stand in the remark or the message."""
        return self.text.split() if self.way == Way.WORDS else []


def questions(typed: str) -> tuple[Question, ...]:
    """Everything that the text may mean; nothing when it is too short or too long to mean anything.

    Buyers read out the last digits of an order's number, so its ending is understood from four digits on;
    its beginning, which all orders of a week share, only from eight.
    """
    text, number = plain(typed), order_number(typed)
    if not text or len(text) > LONGEST_TEXT:
        return ()
    meant: dict[Way, str] = {Way.NICK: text}
    if _NUMBER.fullmatch(number):
        meant[Way.NUMBER] = number
    if number.isascii() and number.isdigit():
        meant |= _digits(number)
    if _WAYBILL.fullmatch(text):
        meant[Way.WAYBILL] = text
    if len(text) >= SHORTEST_WORD:
        meant[Way.NICK_BEGINS] = text
    if any(len(word) >= SHORTEST_WORD for word in text.split()):
        meant[Way.WORDS] = " ".join(text.split())
    return tuple(Question(way, meant[way]) for way in Way if way in meant)


def _digits(number: str) -> dict[Way, str]:
    meant: dict[Way, str] = {}
    if _SHORTEST_ENDING <= len(number) <= _LONGEST_NUMBER:
        meant[Way.ENDING] = number
    if _SHORTEST_BEGINNING <= len(number) <= _LONGEST_NUMBER:
        meant[Way.BEGINNING] = number
    if len(number) == 4:
        meant[Way.TAIL] = number
    if _MOBILE.fullmatch(number):
        meant[Way.PHONE] = number
    return meant


def next_beginning(digits: str) -> str | None:
    """The first number behind all that begin with these digits: 1299 -> 13; None behind 999."""
    bare = digits.rstrip("9")
    return bare[:-1] + str(int(bare[-1]) + 1) if bare else None


@dataclass(frozen=True)
class Filters:
    """What the list leaves out. `since` and `until` are shop days, both of them within."""

    stage: Stage | None = None
    refunded: bool = False
    remarked: bool = False
    messaged: bool = False
    no_waybill: bool = False
    by_paid: bool = False  # days are of the payment, and so is the list's order
    since: date | None = None
    until: date | None = None
    least_fen: int | None = None
    most_fen: int | None = None

    @property
    def any(self) -> bool:
        return self != Filters()
