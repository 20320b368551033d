"""What kinds of task there are, what becomes of a task, whose it is, and how much time is left."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from zhanggui.foundation.lists import OpenList
from zhanggui.foundation.moves import Moves
from zhanggui.shops.rules import LEAD, MANAGER, ROLES, SEE_ALL_TASKS, SEE_TASKS, may
from zhanggui.shops.settings import DatedSetting
from zhanggui.worklist.settings import EVERYBODY_AFTER, LEAD_AFTER

# Done: a person says so. Settled: what it was about is over, whoever saw to it.
# Snoozed: out of the way until an instant, but never beyond the deadline.
OPEN, SNOOZED, DONE, SETTLED = "open", "snoozed", "done", "settled"
TASK = Moves(
    name="待办",
    first=OPEN,
    table={
        (OPEN, "finish"): DONE,
        (OPEN, "settle"): SETTLED,
        (OPEN, "snooze"): SNOOZED,
        (OPEN, "hand"): OPEN,
        (SNOOZED, "finish"): DONE,
        (SNOOZED, "settle"): SETTLED,
        (SNOOZED, "snooze"): SNOOZED,
        (SNOOZED, "hand"): OPEN,
        (SNOOZED, "wake"): OPEN,
        (DONE, "reopen"): OPEN,
    },
)
# On somebody's list: of these there is one for each kind and subject.
LIVE = frozenset({OPEN, SNOOZED})

TITLE_LETTERS = 200
NOTE_LETTERS = 500
SOON = timedelta(hours=1)


@dataclass(frozen=True)
class Kind:
    """A kind of task: who does it when nobody is named (`role`), and how long it may take, in minutes,
    when whoever asks for it names no deadline. `by_hand`: a person may say that it is done.

    `part` names a view that takes the subject's id and answers a fragment in which the task is done: it
    stands beside the list, with `?task=` the task's id; what it changes, settles the task. `needs` is the
    capability that doing it takes; without one its role and those who lead can do it. So many minutes after
    the deadline the lead sees it (`lead_after`), then everybody who can do it (`everybody_after`)."""

    key: str
    title: str
    role: str
    minutes: DatedSetting | None = None
    by_hand: bool = True
    part: str = ""
    needs: str = ""
    lead_after: DatedSetting = LEAD_AFTER
    everybody_after: DatedSetting = EVERYBODY_AFTER

    @property
    def able(self) -> frozenset[str]:
        """The roles that can do it."""
        return roles_with(self.needs) if self.needs else frozenset({self.role, *roles_with(SEE_ALL_TASKS)})


KINDS: OpenList[Kind] = OpenList("kinds of task")


def roles_with(capability: str) -> frozenset[str]:
    return frozenset(role for role in ROLES if may(role, capability))


def able_to_do(kind: str) -> frozenset[str]:
    """The roles that can do a task of this kind; those who lead one that no room knows any more."""
    known = KINDS.get(kind)
    return known.able if known else roles_with(SEE_ALL_TASKS)


def may_have(role: str, kind: str) -> bool:
    """Whether a task of this kind may be handed to somebody of this role."""
    known = KINDS.get(kind)
    return may(role, (known.needs if known else "") or SEE_TASKS)


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


def asleep(snoozed_until: datetime | None, due_at: datetime, *, at: datetime) -> bool:
    """Whether a task is out of the way: a deadline that passed wakes it."""
    return snoozed_until is not None and at < min(snoozed_until, due_at)


class Stage(StrEnum):
    """Whose affair a task is: its owner's (or its role's), the lead's too, that of all who can do it."""

    OWNER = "owner"
    LEAD = "lead"
    EVERYBODY = "everybody"


@dataclass(frozen=True)
class Steps:
    """So long after its deadline a task becomes the lead's affair, and everybody's."""

    lead_after: timedelta
    everybody_after: timedelta

    def stage(self, due_at: datetime, *, at: datetime) -> Stage:
        over = at - due_at
        if over >= self.everybody_after:
            return Stage.EVERYBODY
        return Stage.LEAD if over >= self.lead_after else Stage.OWNER

    def seen_until(self, role: str, able: frozenset[str], *, at: datetime) -> datetime | None:
        """Somebody of this role sees also what was due until then, whosever it is."""
        if sees_all(role):
            return at - min(self.lead_after, self.everybody_after)
        return at - self.everybody_after if role in able else None


@dataclass(frozen=True)
class Person:
    """A member of staff to whom a task may be given, and how many open ones they have."""

    id: int
    role: str
    there: bool
    load: int


def heirs(people: Iterable[Person], *, role: str, able: frozenset[str]) -> list[Person]:
    """To whom a task falls that nobody has taken: those of its role who are there, else others there who
    can do it; when nobody is there, those who answer for the shop."""
    known = list(people)
    own = [one for one in known if one.there and one.role == role]
    others = [one for one in known if one.there and one.role in able]
    leads, managers = ([one for one in known if one.role == above] for above in (LEAD, MANAGER))
    return next((some for some in (own, others, leads, managers) if some), [])


def shared(tasks: Sequence[tuple[int, str, frozenset[str]]], people: Sequence[Person]) -> Mapping[int, int]:
    """Gives (task, role, who is able) to people, each to whoever has least: {task: person}. A task for which
    there is nobody is missing."""
    load = {one.id: one.load for one in people}
    queues: dict[tuple[str, frozenset[str]], list[tuple[int, int]]] = {}
    given: dict[int, int] = {}
    for task_id, role, able in tasks:
        if (role, able) not in queues:
            queues[role, able] = [(load[one.id], one.id) for one in heirs(people, role=role, able=able)]
            heapq.heapify(queues[role, able])
        queue = queues[role, able]
        # Another queue may have given to them meanwhile: what stands here is then too little.
        while queue and queue[0][0] < load[queue[0][1]]:
            heapq.heapreplace(queue, (load[queue[0][1]], queue[0][1]))
        if queue:
            person = queue[0][1]
            given[task_id] = person
            load[person] += 1
            heapq.heapreplace(queue, (load[person], person))
    return given


_OVERDUE_SAYS = "已经超期,不能再推后:办好它,或者交给别人"
_PAST_SAYS = "请选一个以后的时间"
_BEYOND_SAYS = "不能推到期限之后"
_REASON_SAYS = "请写一句为什么稍后再办"


def cannot_snooze(until: datetime, due_at: datetime, reason: str, *, at: datetime) -> str:
    """Why a task cannot sleep until then, as a sentence; empty when it can."""
    if due_at <= at:
        return _OVERDUE_SAYS
    if until <= at:
        return _PAST_SAYS
    if until > due_at:
        return _BEYOND_SAYS
    if not reason.strip():
        return _REASON_SAYS
    return ""


def said(text: str) -> str:
    """What somebody typed, as it is kept: tables hold no NUL."""
    return text.replace("\0", "").strip()


SPANS = MappingProxyType({"15": 15, "60": 60, "180": 180})  # minutes from now
BEFORE_DUE = MappingProxyType({"due-10": 10, "due-60": 60})  # minutes before the deadline


def snooze_until(span: str, due_at: datetime, *, at: datetime) -> datetime | None:
    """The instant that a choice names; None for none of ours."""
    if span in SPANS:
        return at + timedelta(minutes=SPANS[span])
    return due_at - timedelta(minutes=BEFORE_DUE[span]) if span in BEFORE_DUE else None


def snoozes(due_at: datetime, *, at: datetime) -> dict[str, datetime]:
    """How long a task can be put off, nearest first: {choice: until}."""
    found = {span: snooze_until(span, due_at, at=at) for span in (*SPANS, *BEFORE_DUE)}
    good = {span: until for span, until in found.items() if until and at < until <= due_at}
    return dict(sorted(good.items(), key=lambda one: one[1]))
