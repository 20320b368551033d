"""What the address of the list asks for, and the addresses that ask for a little more or less."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhanggui.foundation.money import parse_yuan
from zhanggui.orders.asking import LONGEST_TEXT, Filters, Way
from zhanggui.orders.rules import Stage, plain

Read = TypeVar("Read", date, int)

STAGES = {
    "unpaid": (gettext_lazy("待付款"), Stage.UNPAID),
    "to_ship": (gettext_lazy("待发货"), Stage.TO_SHIP),
    "shipped": (gettext_lazy("已发货"), Stage.SHIPPED),
    "done": (gettext_lazy("已完成"), Stage.DONE),
    "closed": (gettext_lazy("已关闭"), Stage.CLOSED),
}
REFUND = "refund"
_NAMES = (
    "q",
    "as",
    "stage",
    "by",
    "from",
    "to",
    "least",
    "most",
    "remark",
    "message",
    "no_waybill",
    "after",
    "before",
)
# A marketplace's orders are of these years; the calendar's first and last days cannot be counted with.
_YEARS = range(2003, 2100)


@dataclass(frozen=True)
class Asked:
    """An address understood: what could not be is said in `problems` and left out."""

    given: Mapping[str, str]  # the parts that say something, as they were given
    text: str
    way: Way | None
    filters: Filters
    problems: tuple[str, ...]

    def address(self, path: str, **changes: str) -> str:
        """The list's address with some parts changed; an empty one is left out, and so is the place."""
        parts = {**self.given, "after": "", "before": "", **changes}
        said = urlencode({name: text for name, text in parts.items() if text})
        return f"{path}?{said}" if said else path


def asked(query: Mapping[str, str]) -> Asked:
    given = {name: text for name in _NAMES if (text := plain(query.get(name, "")))}
    problems: list[str] = []
    if len(given.get("q", "")) > LONGEST_TEXT:
        given["q"] = given["q"][:LONGEST_TEXT].rstrip()
        problems.append(_("查找的文字太长,只按前 %(count)s 个字找。") % {"count": LONGEST_TEXT})
    return Asked(
        given=given,
        text=given.get("q", ""),
        way=Way(given["as"]) if given.get("as") in set(Way) else None,
        filters=_filters(given, problems),
        problems=tuple(problems),
    )


def _filters(given: dict[str, str], problems: list[str]) -> Filters:
    since, until = _pair(given, ("from", "to"), _day, problems)
    least, most = _pair(given, ("least", "most"), _fen, problems)
    stage = given.get("stage", "")
    return Filters(
        stage=STAGES[stage][1] if stage in STAGES else None,
        refunded=stage == REFUND,
        remarked="remark" in given,
        messaged="message" in given,
        no_waybill="no_waybill" in given,
        by_paid=given.get("by") == "paid",
        since=since,
        until=until,
        least_fen=least,
        most_fen=most,
    )


def _pair(
    given: dict[str, str], names: tuple[str, str], read: Callable[[str], Read], problems: list[str]
) -> tuple[Read | None, Read | None]:
    """Both ends of a span; the wrong way round is understood."""
    low, high = (_part(given, name, read, problems) for name in names)
    if low is not None and high is not None and low > high:
        given[names[0]], given[names[1]] = given[names[1]], given[names[0]]
        return high, low
    return low, high


def _part(given: dict[str, str], name: str, read: Callable[[str], Read], problems: list[str]) -> Read | None:
    if name not in given:
        return None
    try:
        return read(given[name])
    except ValueError as problem:
        problems.append(str(problem) % {"text": _short(given.pop(name))})
        return None


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text.replace("/", "-").replace(".", "-"))
    except ValueError:
        day = None
    if day is None or day.year not in _YEARS:
        raise ValueError(_("「%(text)s」不是日期,写成 2026-11-21 这样。"))
    return day


def _fen(text: str) -> int:
    try:
        fen = parse_yuan(text)
    except ValueError:
        fen = None
    if fen is None or fen < 0:
        raise ValueError(_("「%(text)s」不是金额,写成 99 或 99.50 这样。"))
    return int(fen)


def _short(text: str) -> str:
    return text if len(text) <= 20 else f"{text[:20]}…"
