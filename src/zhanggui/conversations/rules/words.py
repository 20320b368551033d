"""The words of a conversation, and what may stand in a text."""

from __future__ import annotations

import re
from types import MappingProxyType

BUYER, STAFF, AUTO = "buyer", "staff", "auto"
SIDES = (BUYER, STAFF, AUTO)
TEXT, PICTURE = "text", "picture"
# Something to answer with a button, from a room above: its text says the same to a client without buttons.
CARD = "card"
# The words stand in a chat client that we cannot read: an agent pressed a key for them, or took that back.
ELSEWHERE, UNDONE = "elsewhere", "undone"
PRESSES = (ELSEWHERE, UNDONE)
# Where a buyer may be; one that is not named here is shown by its key.
CHANNEL_TITLES = MappingProxyType({"web": "网页", "taobao": "淘宝", "email": "邮件", "wechat": "微信"})
TEXT_LETTERS = 2_000
CALL_LETTERS = 200
# What a phone call came to.
CALL_OUTCOMES = MappingProxyType(
    {
        "solved": "解决了",
        "promised": "答应了事情",
        "no_answer": "没人接",
        "complaint": "投诉",
        "other": "其他",
    }
)
SNIPPET_LETTERS = 80
ASK_LEAD = "ask_lead"  # the kind of task
QUESTION_LETTERS = 200
ANSWER_LETTERS = 500
CLIENT_ID_LETTERS = 64
# How an agent came to have a buyer.
BY_ANSWER, BY_ROUTE, BY_TRANSFER, BY_TAKING = "answered", "routed", "transferred", "taken"
# How a round ends: by a human word, without one, or because it needed none.
ANSWERED, CLOSED, EXCUSED = "answered", "closed", "excused"
ROUND_ENDS = (ANSWERED, CLOSED, EXCUSED)
# What staff see in a talk and the buyer does not.
NOTE, WHISPER, TRANSFERRED, TAKEN, ROUTED, RELEASED = (
    "note",
    "whisper",
    "transferred",
    "taken",
    "routed",
    "released",
)
ASIDES = (NOTE, WHISPER, TRANSFERRED, TAKEN, ROUTED, RELEASED, CLOSED, EXCUSED)
ASIDE_LETTERS = 500
_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
# Control characters but tab and line break, and halves of pairs, which no database takes.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
# Joiners, marks of direction and fillers: nothing by themselves.
_UNSEEN = re.compile("[\\s\u00ad\u115f\u1160\u200b-\u200f\u2028-\u202e\u2060-\u2069\u3164\ufe0f\ufeff]*")


def clean_text(text: str) -> str:
    """The text without control characters (line breaks stay) and without blank edges; empty when
    nothing of it can be seen."""
    clean = _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return "" if _UNSEEN.fullmatch(clean) else clean


def snippet(kind: str, text: str) -> str:
    """What a list shows of a message."""
    shown = "[图片]" if kind == PICTURE else " ".join(text.split())  # a press has no words
    return shown[:SNIPPET_LETTERS]


def is_client_id(text: object) -> bool:
    return isinstance(text, str) and _CLIENT_ID.fullmatch(text) is not None
