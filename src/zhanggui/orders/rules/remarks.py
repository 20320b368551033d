"""What a remark says: its flag, what was changed, what was promised."""

from __future__ import annotations

import re
from types import MappingProxyType

# Codes and colours of the marketplaces' own seller flag; the hex values are ours (orders.css).
FLAGS = MappingProxyType({0: "灰", 1: "红", 2: "黄", 3: "绿", 4: "蓝", 5: "粉"})
GREY, RED, YELLOW = 0, 1, 2

SIZE, COLOUR, PRICE, ADDRESS = "size", "colour", "price", "address"
CHANGES = MappingProxyType({SIZE: "改尺码", COLOUR: "改颜色", PRICE: "改价", ADDRESS: "改地址"})

GIFT_PROMISE, COURIER_PROMISE, TIME_PROMISE = "gift", "courier", "time"
PRICE_PROMISE, COLOUR_PROMISE = "price", "colour"
PROMISES = MappingProxyType(
    {
        GIFT_PROMISE: "赠品",
        COURIER_PROMISE: "快递",
        TIME_PROMISE: "时间",
        PRICE_PROMISE: "价格",
        COLOUR_PROMISE: "颜色",
    }
)

REASON_LETTERS = 200
_MARKS = str.maketrans("【】", "[]")
# What ends a remark in the platform's text: within a reason it would end it too early.
_END = re.compile(r" (?=工号\S{1,10} \d{4}-\d\d-\d\d \d\d:\d\d)", re.ASCII)


def flag_of(flag: int | None) -> int:
    """Red unless somebody chose another: what was changed or promised must not be overlooked."""
    return RED if flag is None else flag


def clean_reason(text: str) -> str:
    """In one line, and without what the platform's text is read back by."""
    plain = "".join(char if char.isprintable() else " " for char in text.translate(_MARKS))
    reason = " ".join(plain.split())
    while (shorter := _END.sub("", reason)) != reason:  # what is left may end a remark again
        reason = shorter
    return reason
