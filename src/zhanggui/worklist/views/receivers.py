from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from zhanggui.worklist.queries import Load


@dataclass(frozen=True)
class Receivers:
    """To whom a task can be handed: those who are there first, least loaded first."""

    there: list[Load]
    away: list[Load]


def receivers(people: Iterable[Load]) -> Receivers:
    by_load = sorted(people, key=lambda load: load.open)
    return Receivers([load for load in by_load if load.there], [load for load in by_load if not load.there])
