"""The campaign calendar: the days on which every marketplace shop sells, and the shop's own.

Source: seed feature 223 ("6.18, Double 11, Double 12"). The days of warming-up before a day are *chosen*
after 2016's Double 11, which was shown from the first of the month.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

OWN = "own"


@dataclass(frozen=True, slots=True)
class YearlyDay:
    """A sales day that returns every year, and how many days before it warming-up begins."""

    kind: str
    name: str
    month: int
    day: int
    warm_up_days: int


YEARLY = (
    YearlyDay("618", "6.18 年中大促", 6, 18, 17),
    YearlyDay("double_11", "双十一", 11, 11, 10),
    YearlyDay("double_12", "双十二", 12, 12, 11),
)
CAMPAIGN_KINDS = (*(one.kind for one in YEARLY), OWN)


@dataclass(frozen=True, slots=True)
class SalesDay:
    """One year's: buyers see it from `warms_up_on`, it is [starts_on, ends_on]."""

    kind: str
    name: str
    warms_up_on: date
    starts_on: date
    ends_on: date


def sales_day(one: YearlyDay, year: int) -> SalesDay:
    day = date(year, one.month, one.day)
    return SalesDay(one.kind, one.name, day - timedelta(days=one.warm_up_days), day, day)


def sales_days(since: date, until: date) -> list[SalesDay]:
    """Every yearly day that touches [since, until], warming-up included; the earliest first."""
    found = [sales_day(one, year) for year in range(since.year, until.year + 2) for one in YEARLY]
    return sorted(
        (one for one in found if one.warms_up_on <= until and one.ends_on >= since),
        key=lambda one: one.starts_on,
    )
