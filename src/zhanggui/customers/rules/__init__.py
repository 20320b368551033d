from __future__ import annotations

import re
import unicodedata
from types import MappingProxyType

NAME_LENGTH = 100
MARKETPLACE = "taobao"  # the channel of who buys on the marketplace, and chats in its own client
WEB, EMAIL, WECHAT = "web", "email", "wechat"
CHANNELS = (MARKETPLACE, WEB, EMAIL, WECHAT)
# What a buyer of the channel is called.
CHANNEL_TITLES = MappingProxyType(
    {MARKETPLACE: "淘宝买家", WEB: "网页访客", EMAIL: "邮件买家", WECHAT: "微信买家"}
)
TAG_LENGTH = 20
NOTE_LENGTH = 500
TAGS_PER_BUYER = 30

_JOINER = "\u200d"
_GAPS = re.compile(r"\s+")


def clean_words(text: str) -> str:
    """One line of text without control characters, white space folded. The joiner within one picture of
    several (a family) is a part of it."""
    shown = "".join(
        " " if unicodedata.category(letter)[0] == "C" and not _joins(text, place) else letter
        for place, letter in enumerate(text)
    )
    return _GAPS.sub(" ", shown).strip()


def _joins(text: str, place: int) -> bool:
    if text[place] != _JOINER or not 0 < place < len(text) - 1:
        return False
    before, after = unicodedata.category(text[place - 1]), unicodedata.category(text[place + 1])
    return after == "So" and before in {"So", "Sk", "Mn"}


def visitor_name(key: str) -> str:
    """What a visitor without a name is called: the last four letters tell two of them apart."""
    return f"访客 {key[-4:].upper()}"


def is_masked(nick: str) -> bool:
    """Whether the platform hid a part of it ("云**9"): it is nobody's name and may stand for many."""
    return "*" in nick or "＊" in nick


def is_nick(text: str) -> bool:
    """Whether one marketplace buyer can be called so."""
    return 0 < len(text) <= NAME_LENGTH and not is_masked(text)
