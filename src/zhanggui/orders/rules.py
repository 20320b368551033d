"""Which snapshot wins, what is shown of a receiver, and how a visitor proves an order."""

from __future__ import annotations

import hmac
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import Any

from zhanggui.foundation.moves import Moves
from zhanggui.marketplace.rules import StatusGroup

# How far an order has come


class Stage(IntEnum):
    """What people ask the list for. The numbers stand in the database (the generated column `stage`)."""

    UNPAID = 1
    TO_SHIP = 2
    SHIPPED = 3
    DONE = 4
    CLOSED = 5


STAGES = MappingProxyType(
    {
        StatusGroup.UNPAID: Stage.UNPAID,
        StatusGroup.PAID_HOLD: Stage.TO_SHIP,
        StatusGroup.TO_SHIP: Stage.TO_SHIP,
        StatusGroup.SHIPPED: Stage.SHIPPED,
        StatusGroup.SIGNED: Stage.SHIPPED,
        StatusGroup.DONE: Stage.DONE,
        StatusGroup.CLOSED_AFTER_PAY: Stage.CLOSED,
        StatusGroup.CLOSED_BEFORE_PAY: Stage.CLOSED,
    }
)

# A snapshot against what is known


@dataclass(frozen=True)
class Told:
    """What a source told about one order or line, and when. A value of None means that it does not say.

    `seen_at` is the latest instant that it gives for the thing itself; None when it gives none.
    """

    seen_at: datetime | None
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
        after = Told(told.seen_at or known.seen_at, told.told_at, values)
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


def happened_after(known: Told | None, told: Told) -> datetime | None:
    """An instant before which the change that this snapshot shows cannot have happened; None when nothing
    tells, as for a line without any instant that is told for the first time."""
    bounds = [at for at in (told.seen_at, known.told_at if known else None) if at]
    return max(bounds, default=None)


def _newer(known: Told, told: Told) -> bool | None:
    """Whether the snapshot is newer; None when nothing tells."""
    if told.seen_at and known.seen_at and told.seen_at != known.seen_at:
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


# The lines of an order

# What a line sells: lists without the lines' own numbers know a line by this.
_GOODS = ("title", "properties", "sku_outer_id", "item_outer_id", "item_number", "package")
_HOW_MUCH = ("price_fen", "quantity")


def same_lines(known: Sequence[Mapping[str, Any]], told: Sequence[Mapping[str, Any]]) -> list[int | None]:
    """Which known line of the order each told one is; None for a new one. None is used twice.

    A line's own number decides where both have one; else what it sells, most alike first, and at last the
    only one that is left on both sides: a changed title or price makes no second line.
    """
    found: list[int | None] = [None] * len(told)
    free = list(range(len(known)))
    for alike in (_same_number, _same_sale, _same_goods):
        for place, line in enumerate(told):
            if found[place] is not None:
                continue
            match = next((at for at in free if alike(known[at], line)), None)
            if match is not None:
                found[place] = match
                free.remove(match)
    left = [place for place, match in enumerate(found) if match is None]
    if (
        len(left) == len(free) == 1
        and len(known) == len(told)
        and not _numbers(known[free[0]], told[left[0]])
    ):
        found[left[0]] = free[0]
    return found


def _numbers(known: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
    """Whether both lines have numbers of their own."""
    return bool(known["oid"] and told["oid"])


def _same_number(known: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
    return _numbers(known, told) and bool(known["oid"] == told["oid"])


def _same_sale(known: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
    return _same_goods(known, told) and all(known[word] == told[word] for word in _HOW_MUCH)


def _same_goods(known: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
    """Whether nothing that both say of the goods differs, and something agrees."""
    if _numbers(known, told):
        return False
    both = [(known[word], told[word]) for word in _GOODS if known[word] and told[word]]
    return bool(both) and all(one == other for one, other in both)


@dataclass(frozen=True)
class LineMarks:
    """By what a refund case may know a line."""

    case_number: str | None
    item_number: str | None
    item_outer_id: str | None
    sku_outer_id: str | None
    title: str | None


def line_of_refund(
    lines: Sequence[LineMarks], *, number: str, item_number: str | None, code: str | None, title: str | None
) -> int | None:
    """The place of the line that a refund case is about; None when it is not clear.

    The line that has shown the case before; else the only one that agrees with what the case says; else
    the only line there is.
    """
    ways = (
        lambda line: line.case_number == number,
        lambda line: bool(item_number) and line.item_number == item_number,
        lambda line: bool(code) and code in {line.item_outer_id, line.sku_outer_id},
        lambda line: bool(title) and line.title == title,
        lambda _line: len(lines) == 1,
    )
    for agrees in ways:
        places = [place for place, line in enumerate(lines) if agrees(line)]
        if len(places) == 1:
            return places[0]
    return None


# Money

PAID, REFUNDED, SETTLED, FEE = "paid", "refunded", "settled", "fee"
MONEY_KINDS = (PAID, REFUNDED, SETTLED, FEE)
# The kind, the column that tells its sum so far, which way it goes, and the column that says when.
_MONEY = (
    (PAID, "paid_fen", 1, "paid_at"),
    (REFUNDED, "refund_fen", -1, None),
    (SETTLED, "settled_fen", 1, "finished_at"),
    (FEE, "fee_fen", -1, "finished_at"),
)


@dataclass(frozen=True)
class Movement:
    """Money of an order that moved: `fen` is plus for paid and settled, minus for refunded and fee."""

    kind: str
    fen: int
    at: datetime


def movements(known: Told | None, after: Told) -> list[Movement]:
    """What must be appended so that each kind's entries add up to what is told now.

    Where no instant is told for a movement, it is the latest that is told of the order.
    """
    found = []
    for kind, column, sign, when in _MONEY:
        sum_now, sum_before = after.values[column] or 0, (known.values[column] or 0) if known else 0
        at = (after.values[when] if when else None) or after.seen_at
        if sum_now != sum_before and at:
            found.append(Movement(kind, sign * (sum_now - sum_before), at))
    return found


@dataclass(frozen=True)
class Account:
    """An order's money explained, in fen; None where no source has said enough.

    `listed` is what the lines cost as listed; `discount` is what the goods cost less than that, and
    `surplus` what they cost more (a price that was raised, or a line that is missing). `unexplained` is what
    the marketplace's own total differs from goods plus postage.
    """

    listed: int | None
    discount: int | None
    surplus: int | None
    goods: int | None
    postage: int | None
    total: int | None
    unexplained: int | None


def account(
    lines: Sequence[tuple[int | None, int | None]],
    *,
    goods: int | None,
    postage: int | None,
    total: int | None,
) -> Account:
    """`lines` are (price of a piece, quantity). 总金额 = 应付货款 + 应付邮费."""
    costs = [price * quantity for price, quantity in lines if price is not None and quantity is not None]
    listed = sum(costs) if lines and len(costs) == len(lines) else None
    less = None if listed is None or goods is None else listed - goods
    known = None not in (goods, postage, total)
    return Account(
        listed=listed,
        discount=max(less, 0) if less is not None else None,
        surplus=max(-less, 0) if less is not None else None,
        goods=goods,
        postage=postage,
        total=total,
        unexplained=(total or 0) - (goods or 0) - (postage or 0) if known else None,
    )


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
