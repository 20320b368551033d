"""Simulated staff: who they are and how they work, the good and the bad. Nobody of them exists."""

from __future__ import annotations

from dataclasses import dataclass

from zhanggui.shops.rules import AGENT, LEAD


@dataclass(frozen=True)
class Habits:
    """How somebody works. Shares are of one; seconds are of the shop's clock."""

    reads_seconds: float = 5
    letters_a_second: float = 2.0  # with ready phrases half of it is not typed
    curt: float = 0.0
    promises: float = 0.2  # how often a question that tempts gets a promise
    forgets: float = 0.05  # of promises and changes, how many get no remark
    breaks_rules: float = 0.0  # how often the guard has to stop them
    looks_at_work_seconds: float = 240
    closes: float = 0.8


@dataclass(frozen=True)
class Colleague:
    login: str
    name: str
    number: str
    role: str
    shift: tuple[float, float]  # hours of the shop's day
    habits: Habits


_GOOD = Habits()
_QUICK = Habits(reads_seconds=3, letters_a_second=3.0, promises=0.1, looks_at_work_seconds=180)
_CURT = Habits(curt=0.6, promises=0.1, forgets=0.3, closes=0.4)
_GENEROUS = Habits(promises=0.7, forgets=0.5)
_SLOW = Habits(reads_seconds=20, letters_a_second=0.8, looks_at_work_seconds=900)
_CARELESS = Habits(
    curt=0.3, promises=0.5, forgets=0.9, breaks_rules=0.3, looks_at_work_seconds=1_200, closes=0.2
)

# The first three cover the day between them.
COLLEAGUES = (
    Colleague("sim-gu", "谷雨", "S01", AGENT, (8.5, 16.5), _GOOD),
    Colleague("sim-han", "寒露", "S04", AGENT, (15.5, 23.5), _QUICK),
    Colleague("sim-shuang", "霜降", "S07", AGENT, (10.0, 19.0), _GOOD),
    Colleague("sim-lead", "冬至", "S00", LEAD, (8.5, 23.5), _QUICK),
    Colleague("sim-bai", "白露", "S02", AGENT, (8.5, 16.5), _GENEROUS),
    Colleague("sim-li", "立夏", "S03", AGENT, (8.5, 16.5), _SLOW),
    Colleague("sim-chu", "处暑", "S05", AGENT, (15.5, 23.5), _CURT),
    Colleague("sim-man", "小满", "S06", AGENT, (15.5, 23.5), _CARELESS),
)
