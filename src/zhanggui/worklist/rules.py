"""What kinds of task there are, what becomes of a task, and how much time is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from zhanggui.foundation.lists import OpenList
from zhanggui.foundation.moves import Moves
from zhanggui.shops.rules import SEE_ALL_TASKS, may
from zhanggui.shops.settings import DatedSetting

# Done: a person says so. Settled: what it was about is over, whoever saw to it.
OPEN, DONE, SETTLED = "open", "done", "settled"
TASK = Moves(
    name="待办",
    first=OPEN,
    table={
        (OPEN, "finish"): DONE,
        (OPEN, "settle"): SETTLED,
        (DONE, "reopen"): OPEN,
    },
)
# On somebody's list: of these there is one for each kind and subject.
LIVE = frozenset({OPEN})

TITLE_LETTERS = 200
NOTE_LETTERS = 200
SOON = timedelta(hours=1)


@dataclass(frozen=True)
class Kind:
    """A kind of task: who does it when nobody is named, and how long it may take, in minutes, when
    whoever asks for it names no deadline. `by_hand`: a person may say that it is done."""

    key: str
    title: str
    role: str
    minutes: DatedSetting | None = None
    by_hand: bool = True


KINDS: OpenList[Kind] = OpenList("kinds of task")


def still_wanted(*, settled_at: datetime, known_at: datetime | None) -> bool:
    """Whether news of `known_at` asks again for what a person has settled: only if it is newer."""
    return known_at is None or known_at > settled_at


def sees_all(role: str) -> bool:
    return may(role, SEE_ALL_TASKS)


@dataclass(frozen=True)
class Left:
    """Whole seconds until a deadline, or since it."""

    overdue: bool
    soon: bool
    seconds: int

    @property
    def parts(self) -> tuple[int, int, int, int]:
        """Days, hours, minutes and seconds."""
        minutes, seconds = divmod(self.seconds, 60)
        hours, minutes = divmod(minutes, 60)
        return hours // 24, hours % 24, minutes, seconds


def left(due_at: datetime, *, at: datetime) -> Left:
    rest = due_at - at
    return Left(
        overdue=rest <= timedelta(0), soon=timedelta(0) < rest <= SOON, seconds=int(abs(rest).total_seconds())
    )
