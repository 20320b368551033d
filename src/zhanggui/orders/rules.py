"""Which snapshot wins, what is shown of a receiver, and how a visitor proves an order."""

from __future__ import annotations

import hmac
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from zhanggui.foundation.moves import Moves

# A snapshot against what is known


@dataclass(frozen=True)
class Told:
    """What a source told about one order, and when. A value of None means that it does not say."""

    seen_at: datetime
    told_at: datetime | None
    values: Mapping[str, Any]


class Verdict(StrEnum):
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    OLDER = "older"
    # As old as what is known, and different: which one is right cannot be told from the two.
    UNDECIDED = "undecided"


def weigh(known: Told, told: Told) -> tuple[Verdict, Told]:
    """What a snapshot does to what is known: the verdict, and what is known afterwards.

    A newer one is believed in all that it says; an older one only fills in what nobody has said yet.
    No transition is ever wrong: the marketplace's order is mirrored, not ruled.
    """
    newer = _newer(known, told)
    if newer is True:
        values = {key: _rather(told.values.get(key), value) for key, value in known.values.items()}
        after = Told(told.seen_at, told.told_at, values)
    else:
        values = {
            key: told.values.get(key) if value is None else value for key, value in known.values.items()
        }
        after = Told(known.seen_at, known.told_at, values)
    if values != known.values:
        return Verdict.CHANGED, after
    if newer is True or _same(known, told):
        return Verdict.UNCHANGED, after
    return (Verdict.UNDECIDED if newer is None else Verdict.OLDER), after


def happened_after(known: Told | None, told: Told) -> datetime:
    """An instant before which the change that this snapshot shows cannot have happened."""
    return max(told.seen_at, known.told_at) if known and known.told_at else told.seen_at


def _newer(known: Told, told: Told) -> bool | None:
    """Whether the snapshot is newer; None when nothing tells."""
    if told.seen_at != known.seen_at:
        return told.seen_at > known.seen_at
    if told.told_at == known.told_at or told.told_at is None:
        return None
    return known.told_at is None or told.told_at > known.told_at


def _same(known: Told, told: Told) -> bool:
    return all(_rather(told.values.get(key), value) == value for key, value in known.values.items())


def _rather(told: Any, known: Any) -> Any:
    """The newer word, unless it says nothing or only shows the known one behind a mask."""
    if told is None:
        return known
    if isinstance(told, dict) and isinstance(known, dict):
        return {**known, **told}
    if isinstance(told, str) and isinstance(known, str) and "*" in told and hides(told, known):
        return known
    return told


def hides(masked: str, full: str) -> bool:
    """Whether the masked text ("张*", "138****0001") can stand for the full one."""
    shown = (re.escape(part) for part in re.split(r"\*+", masked))
    return re.fullmatch(".+".join(shown), full, re.DOTALL) is not None


# Money

PAID, REFUNDED, SETTLED, FEE = "paid", "refunded", "settled", "fee"
MONEY_KINDS = (PAID, REFUNDED, SETTLED, FEE)

# The receiver, masked

_DIGITS = re.compile(r"\d{7,}")
_REGION_ENDS = (
    "省",
    "市",
    "自治区",
    "特别行政区",
    "自治州",
    "地区",
    "盟",
    "区",
    "县",
    "旗",
    "镇",
    "乡",
    "街道",
)
_REGION_ALONE = frozenset({"北京", "上海", "天津", "重庆", "香港", "澳门", "台湾"})


def phone_tail(phone: str | None) -> str:
    """The last four digits of the number itself, without an extension; empty when there are none."""
    if not phone:
        return ""
    whole = _DIGITS.search(phone)
    if whole:
        return whole[0][-4:]
    shown = re.findall(r"\d+", phone)
    return shown[-1] if shown and len(shown[-1]) == 4 else ""


def masked_name(name: str | None) -> str:
    """张三 -> 张*; a name that came masked stays as it is."""
    if not name:
        return ""
    return name if "*" in name else name[0] + "*" * max(len(name) - 1, 1)


def masked_phone(phone: str | None) -> str:
    """13800000001 -> 138****0001; shorter numbers show their last four digits."""
    tail = phone_tail(phone)
    if not phone or not tail:
        return ""
    whole = _DIGITS.search(phone)
    return f"{whole[0][:3]}****{tail}" if whole and len(whole[0]) >= 11 else f"****{tail}"


def region(address: str | None) -> str:
    """Province, city and district of an address that names them apart; nothing of the street."""
    shown: list[str] = []
    parts = (address or "").split()
    for part in parts[: min(3, len(parts) - 1)]:
        if not _is_region(part):
            break
        shown.append(part)
    if len(shown) > 1 and shown[1] == f"{shown[0]}市":
        del shown[0]  # 北京 北京市
    return "".join(shown)


def _is_region(part: str) -> bool:
    named = part in _REGION_ALONE or part.endswith(_REGION_ENDS)
    return named and len(part) <= 12 and not any(letter.isdigit() for letter in part)


# A visitor's claim

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
