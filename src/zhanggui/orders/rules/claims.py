"""How a visitor proves that an order is theirs."""

from __future__ import annotations

import hmac
import re
import unicodedata

from zhanggui.foundation.moves import Moves

OPEN, VERIFIED, REFUSED = "open", "verified", "refused"
CLAIM = Moves(
    name="认领订单",
    first=OPEN,
    table={
        (OPEN, "mismatch"): OPEN,
        (OPEN, "match"): VERIFIED,
        (OPEN, "exhaust"): REFUSED,
    },
)
TRIES_A_DAY = 5  # of one visitor, for all orders together
TRIES_AN_ORDER = 5  # for one order number, by all visitors together: cookies cost nothing


def tries_left(*, visitor_tries_today: int, order_tries: int) -> int:
    return max(0, min(TRIES_A_DAY - visitor_tries_today, TRIES_AN_ORDER - order_tries))


def plain(text: str) -> str:
    """A typed text as it is compared: half-width, without blanks at its ends, without NUL, which no
    database takes."""
    return unicodedata.normalize("NFKC", text).replace("\0", "").strip()


# What pages and people put between the digits of a long number, so that it can be read.
_BETWEEN = re.compile("[ \t\u200b\u2010-\u2015\u2212-]")


def order_number(text: str) -> str:
    """The number as it is stored, of what was typed or copied: "2231 9583-4912" is 223195834912."""
    text = plain(text).removeprefix("'")  # a spreadsheet's mark for "this is text"
    bare = _BETWEEN.sub("", text)
    return bare if bare.isdigit() else text


def proves(*, name: str, tail: str, known_name: str | None, known_tail: str) -> bool:
    """Whether the visitor knows the receiver's name and the phone's last four digits.

    A name that is only known masked proves nothing.
    """
    whole_name = plain(known_name or "")
    knowable = bool(whole_name) and "*" not in whole_name and bool(re.fullmatch("[0-9]{4}", known_tail))
    # All are always compared, so that the time tells nothing.
    same_name = hmac.compare_digest(plain(name).encode(), whole_name.encode())
    same_tail = hmac.compare_digest(plain(tail).encode(), known_tail.encode())
    return knowable & same_name & same_tail
