"""What somebody copied in the marketplace's chat client may name: a nick, an order's number, the end of a
phone, or a line of a chat in which one of these stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from zhanggui.customers.rules import clean_words
from zhanggui.orders.rules import plain

LONGEST: Final = 200
_NUMBERS: Final = 5
# What the chat client puts before a nick when it is copied there.
_PREFIX: Final = "cntaobao"
# Who speaks, before the time or the words: "南风 2026-11-22 10:12:33", "南风(10:12:33):", "南风:".
_SPEAKER: Final = re.compile(r"([^\s:：()（）]+)[\s(（]*(?:\d{2,4}[-/]|\d{1,2}:\d{2}|[:：])")
_NUMBER: Final = re.compile(r"(?<![0-9])[0-9]{15,21}(?![0-9])")
_IN_GROUPS: Final = re.compile(r"(?<![0-9])[0-9]{3,5}(?:[ -][0-9]{1,5}){3,6}(?![0-9])")
_PHONE: Final = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])")
_TAIL: Final = re.compile(r"(?:手机|电话|尾号|后四位)[^0-9]{0,4}([0-9]{4})(?![0-9])")


@dataclass(frozen=True)
class Pasted:
    """`numbers` are of orders or phones and stand in the text among others; `speaker` is whose line of a chat
    it is, empty when it looks like none."""

    text: str
    speaker: str
    numbers: tuple[str, ...]

    @property
    def is_number(self) -> bool:
        return bool(self.numbers) or self.text.replace(" ", "").isdigit()

    @property
    def nicks(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(filter(None, (self.text, self.speaker))))


def understood(copied: str) -> Pasted:
    text = clean_words(copied)[:LONGEST].removeprefix(_PREFIX)
    speaker = _SPEAKER.match(text)
    return Pasted(text, speaker[1] if speaker else "", tuple(dict.fromkeys(_numbers(plain(text))))[:_NUMBERS])


def _numbers(text: str) -> list[str]:
    whole = _NUMBER.findall(text)
    grouped = (re.sub("[ -]", "", group) for group in _IN_GROUPS.findall(text)) if not whole else ()
    return [
        *whole,
        *(number for number in grouped if _NUMBER.fullmatch(number)),
        *_PHONE.findall(text),
        *_TAIL.findall(text),
    ]
