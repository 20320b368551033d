"""A figure as it is shown: the number, its definition by the shop's terms, and the way to its cases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext

from zhanggui.conversations.facts import MEASURES, SHOP, Figures, Measure, Unit
from zhanggui.conversations.rules.figures import Terms
from zhanggui.conversations.templatetags.durations import lasted
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import SEE_FIGURES

NOBODY = "nobody"


@dataclass(frozen=True)
class Cell:
    """`says` is the definition; `url` the list behind the number, none where there is nothing to list."""

    title: str
    shown: str
    says: str
    url: str


@dataclass(frozen=True)
class Line:
    """`url` leads to the hours of this agent."""

    name: str
    number: str
    url: str
    cells: list[Cell]
    is_shown: bool = False


@dataclass(frozen=True)
class Bar:
    """`late` and `fast` are thousandths of the longest bar: rounds out of time, and in time."""

    name: str
    fast: int
    late: int
    cells: list[Cell]


@dataclass(frozen=True)
class Days:
    first: date
    last: date

    @property
    def asked(self) -> dict[str, str]:
        return {"from": self.first.isoformat(), "to": self.last.isoformat()}


class Sheet:
    """Numbers as they are shown, each with what it says by the shop's terms and with its cases."""

    def __init__(self, staff: StaffCard, days: Days, terms: Terms) -> None:
        self._staff = staff
        self._days = days
        self._words = {
            "fast": _lasting(terms.fast_seconds),
            "prompt": _lasting(terms.prompt_seconds),
            "cap": _lasting(terms.cap_seconds),
            "slow": _lasting(terms.slow_seconds),
            "long": _lasting(60 * terms.long_minutes),
            "apart": _lasting(60 * terms.apart_minutes),
            "linked": str(terms.linked_days),
        }

    def title(self, one: Measure) -> str:
        return gettext(one.title) % self._words

    def says(self, one: Measure) -> str:
        return gettext(one.says) % self._words

    def heads(self) -> list[tuple[str, str]]:
        return [(self.title(one), self.says(one)) for one in MEASURES]

    def groups(self) -> list[tuple[str, int]]:
        return [(key, len(list(of))) for key, of in groupby(MEASURES, key=lambda one: one.group)]

    def line(self, who: int | None, name: str, number: str, figures: Figures, *, of: int | None) -> Line:
        url = f"{reverse('figures')}?{urlencode({**self._days.asked, 'who': key_of(who)})}"
        cells = [self._cell(one, figures, who, self._days.asked) for one in MEASURES]
        return Line(name, number, url, cells, is_shown=who == of)

    def bars(self, rows: Iterable[tuple[str, dict[str, str], Figures]], *, who: int | None) -> list[Bar]:
        """By (name, what the address says of it, figures)."""
        found = list(rows)
        longest = max((one.rounds for _, _, one in found), default=0) or 1
        return [
            Bar(
                name,
                fast=1000 * one.fast // longest,
                late=1000 * (one.rounds - one.fast) // longest,
                cells=[self._cell(measure, one, who, {**self._days.asked, **more}) for measure in of_bars()],
            )
            for name, more, one in found
        ]

    def _cell(self, one: Measure, figures: Figures, who: int | None, asked: dict[str, str]) -> Cell:
        number = one.of(figures)
        more = {"figure": one.cases, "measure": one.key, "who": key_of(who)}
        url = f"{reverse('figure_cases')}?{urlencode({**asked, **more})}"
        at_zero = one.unit == Unit.RATE and number is not None and one.key not in _OF_FEW
        opens = bool(number or at_zero) and may_open(self._staff, who)
        return Cell(self.title(one), _shown(one, number), self.says(one), url if opens else "")


# Rates whose list is their numerator: at zero there is nothing to open.
_OF_FEW = frozenset({"invited_rate", "satisfied_rate", "dissatisfied_rate"})
_BARS_OF = (
    "consulted",
    "first_reply",
    "average_reply",
    "fast_rate",
    "rounds",
    "unanswered",
    "average_points",
)


def of_bars() -> list[Measure]:
    return [one for one in MEASURES if one.key in _BARS_OF]


def may_open(staff: StaffCard, who: int | None) -> bool:
    """One's own cases; everybody's for who may see them."""
    return staff.may(SEE_FIGURES) or who == staff.id


def key_of(who: int | None) -> str:
    """As addresses name them."""
    if who is None:
        return NOBODY
    return "shop" if who == SHOP else str(who)


def _shown(one: Measure, number: float | None) -> str:
    if number is None:
        return "—"
    match one.unit:
        case Unit.RATE:
            return f"{100 * number:.1f}%"
        case Unit.POINTS:
            return f"{number:.2f}"
        case Unit.SECONDS:
            return f"{number:.1f}" if number < 60 else lasted(round(number))
        case _:
            return f"{number:,}"


def _lasting(seconds: int) -> str:
    if seconds % 60:
        return gettext("%(seconds)s 秒") % {"seconds": seconds}
    return gettext("%(minutes)s 分钟") % {"minutes": seconds // 60}
