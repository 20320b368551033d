"""Who gets which of the buyers that wait: oldest first, to who is on duty, has room and knows the matter."""

from __future__ import annotations

import heapq
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from zhanggui.conversations.rules.phrases import AFTERSALE, PRESALE

STAGES = frozenset({PRESALE, AFTERSALE})
ENGLISH = "en"
LANGUAGES = frozenset({"zh", ENGLISH})
# Why somebody is not placed: nobody takes anybody, all who could are full, or all who know the matter are.
NOBODY, FULL, SKILL = "nobody", "full", "skill"


@dataclass(frozen=True)
class Waiter:
    """A buyer who waits and is nobody's. `wants`: the skills that would help. `account_agent`: whose
    sub-account they wrote to; `last_agent`: who served them last, and when that was."""

    conversation_id: int
    since: datetime
    wants: frozenset[str] = frozenset()
    account_agent: int | None = None
    last_agent: int | None = None
    last_served_at: datetime | None = None


@dataclass(frozen=True)
class Desk:
    """A member who may receive. `is_there`: their page is open, also while they take nobody new. `load`: how
    many they serve now; `last_given_at`: when they were last given somebody; `is_backup`: a lead, whose work
    is another one while an agent has room."""

    staff_id: int
    takes_new: bool
    cap: int
    load: int
    skills: frozenset[str] = frozenset()
    is_there: bool = True
    last_given_at: datetime | None = None
    is_backup: bool = False

    @property
    def has_room(self) -> bool:
        return self.takes_new and self.load < self.cap


@dataclass(frozen=True)
class Terms:
    """A shop's rules. `same_agent`: for how long a buyer goes back to who served them, nothing for never;
    `relax_after`: how long a buyer waits for somebody who knows the matter."""

    same_agent: timedelta = timedelta(hours=24)
    relax_after: timedelta = timedelta(seconds=60)


@dataclass(frozen=True)
class Assignment:
    """To whom a buyer goes; None with `why` not, and for who waits for a skill until when."""

    conversation_id: int
    staff_id: int | None
    why: str = ""
    wants: frozenset[str] = frozenset()
    relaxes_at: datetime | None = None


_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
# No lead, fewest unnamed wants, least load, longest without, id.
_Place = tuple[bool, int, int, datetime, int]


@dataclass
class _Line:
    """Those who may take a kind of buyer, the best on top. A place may be out of date: loads only grow."""

    places: list[_Place]
    fallback: bool  # nobody who is there knows the matter: anybody is as good
    loads: dict[int, int]
    caps: dict[int, int]

    def best(self) -> int | None:
        while self.places:
            backup, unnamed, load, since, staff_id = self.places[0]
            now = self.loads[staff_id]
            if now >= self.caps[staff_id]:
                heapq.heappop(self.places)
            elif now != load:
                heapq.heapreplace(self.places, (backup, unnamed, now, since, staff_id))
            else:
                return staff_id
        return None


@dataclass
class _Room:
    """The desks while a pass gives them buyers."""

    desks: Sequence[Desk]
    loads: dict[int, int] = field(init=False)
    caps: dict[int, int] = field(init=False)
    lines: dict[tuple[frozenset[str], bool], _Line] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.loads = {one.staff_id: one.load for one in self.desks}
        self.caps = {one.staff_id: one.cap if one.takes_new else 0 for one in self.desks}

    @property
    def free(self) -> int:
        return sum(max(0, self.caps[one] - load) for one, load in self.loads.items())

    def has_room(self, staff_id: int | None) -> bool:
        return staff_id in self.caps and self.loads[staff_id] < self.caps[staff_id]

    def line(self, wants: frozenset[str], *, relaxed: bool) -> _Line:
        found = self.lines.get((wants, relaxed))
        if found is None:
            found = self.lines[wants, relaxed] = self._line(wants, relaxed=relaxed)
        return found

    def _line(self, wants: frozenset[str], *, relaxed: bool) -> _Line:
        fitting = [one for one in self.desks if fits(one.skills, wants)]
        fallback = not any(one.is_there for one in fitting)
        chosen = self.desks if relaxed or fallback else fitting
        places = [
            (
                one.is_backup,
                len(wants - one.skills),
                self.loads[one.staff_id],
                one.last_given_at or _LONG_AGO,
                one.staff_id,
            )
            for one in chosen
            if self.has_room(one.staff_id)
        ]
        heapq.heapify(places)
        return _Line(places, fallback, self.loads, self.caps)


def fits(skills: Collection[str], wants: Iterable[str]) -> bool:
    """Whether who has these skills knows the matter. Who names no part of the sale takes both, who names no
    goods takes all; a language is known only by who names it."""
    return all(want in skills or _takes_all_of(want, skills) for want in wants)


def _takes_all_of(want: str, skills: Collection[str]) -> bool:
    if want in LANGUAGES:
        return False
    if want in STAGES:
        return STAGES.isdisjoint(skills)
    return all(one in STAGES or one in LANGUAGES for one in skills)


def assign(
    waiting: Iterable[Waiter], desks: Sequence[Desk], terms: Terms, *, at: datetime
) -> list[Assignment]:
    """One answer for each who waits, oldest first.

    First whose sub-account they wrote to, then who served them last; then of those who know the matter an
    agent before a lead, who named most of it, with the least load, longest without a new one. Who waits
    long enough, or for whom nobody is there who knows the matter, goes to anybody.
    """
    room = _Room(desks)
    free, someone = room.free, any(one.takes_new and one.cap > 0 for one in desks)
    answers = []
    for one in sorted(waiting, key=lambda one: (one.since, one.conversation_id)):
        if not free:
            answers.append(Assignment(one.conversation_id, None, FULL if someone else NOBODY))
            continue
        answer = _place(one, room, terms, at)
        if answer.staff_id is not None:
            room.loads[answer.staff_id] += 1
            free -= 1
        answers.append(answer)
    return answers


def _place(one: Waiter, room: _Room, terms: Terms, at: datetime) -> Assignment:
    for known in (one.account_agent, one.last_agent if _is_recent(one, terms, at) else None):
        if room.has_room(known):
            return Assignment(one.conversation_id, known)
    relaxes_at = one.since + terms.relax_after
    relaxed = at >= relaxes_at
    line = room.line(one.wants, relaxed=relaxed)
    staff_id = line.best()
    if staff_id is None and not relaxed and not line.fallback:
        return Assignment(one.conversation_id, None, SKILL, one.wants, relaxes_at)
    return Assignment(one.conversation_id, staff_id, "" if staff_id is not None else FULL)


def _is_recent(one: Waiter, terms: Terms, at: datetime) -> bool:
    return one.last_served_at is not None and at - one.last_served_at < terms.same_agent


_LATIN = re.compile(r"[A-Za-z]+")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_ENGLISH_WORDS = 3  # "ok", "XL" and a model's name are everybody's


def language_of(texts: Iterable[str]) -> str:
    """The language that a buyer wants to be answered in, where it is not the shop's own; by the letters."""
    said = " ".join(texts)
    return ENGLISH if not _CHINESE.search(said) and len(_LATIN.findall(said)) >= _ENGLISH_WORDS else ""
