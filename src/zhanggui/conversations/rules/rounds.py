"""Rounds: from a buyer's first unanswered word to what ended the wait (cs-kpis, section 10).

A round is written when it ends and never changed. `rounds_of` makes the same rounds of the raw record, so
that nobody needs to believe what is stored.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from zhanggui.conversations.rules.standing import Standing, Unseen
from zhanggui.conversations.rules.words import ANSWERED, BUYER, STAFF, UNDONE

_MS = timedelta(milliseconds=1)


@dataclass(frozen=True)
class EndedRound:
    """`questions`: the buyer's words in it. `left`: begun while nobody was there. `agent_id`: who answered,
    or who had the buyer when it ended without an answer; None for nobody."""

    asked_position: int
    asked_at: datetime
    questions: int
    left: bool
    how: str
    ended_at: datetime
    ended_position: int | None
    agent_id: int | None

    @property
    def waited_ms(self) -> int:
        """Never below nothing: two processes' clocks may differ by a moment."""
        return max(0, (self.ended_at - self.asked_at) // _MS)


def ended_round(
    before: Standing, *, how: str, agent_id: int | None, position: int | None = None, at: datetime
) -> EndedRound | None:
    """The round that ends here; None when nobody waits. `position`: the answer's."""
    if before.waiting_since is None or before.asked_position is None:
        return None
    return EndedRound(
        asked_position=before.asked_position,
        asked_at=before.waiting_since,
        questions=before.questions,
        left=before.left,
        how=how,
        ended_at=at,
        ended_position=position,
        agent_id=agent_id,
    )


def answered_round(
    before: Standing, *, unseen: Unseen | None = None, agent_id: int | None, position: int, at: datetime
) -> EndedRound | None:
    """The round that an answer ends, as far as its writer had read it; None when they had read nothing of
    it, or nobody waits."""
    done = ended_round(before, how=ANSWERED, agent_id=agent_id, position=position, at=at)
    if done is None or unseen is None:
        return done
    if unseen.position == done.asked_position:
        return None
    return replace(done, questions=done.questions - unseen.questions)


@dataclass(frozen=True)
class RawWord:
    """A message as it lies on disk. `begins_left`: the program said right after it that nobody is there.
    `seen`: up to where its writer had read, when more stood there."""

    position: int
    kind: str
    side: str
    by_id: int | None
    at: datetime
    begins_left: bool = False
    seen: int | None = None


@dataclass(frozen=True)
class RawEnd:
    """That somebody ended a wait without a word: closed it, or said that it needs none."""

    after_position: int
    how: str
    agent_id: int | None
    at: datetime


def rounds_of(
    words: Iterable[RawWord], ends: Iterable[RawEnd] = ()
) -> tuple[list[EndedRound], EndedRound | None]:
    """The rounds of one conversation's words in order, and the one that is still open, if one is: as it would
    be if it ended with its last word."""
    done: list[EndedRound] = []
    open_: EndedRound | None = None
    asked: list[RawWord] = []
    before_press: list[tuple[int, EndedRound | None]] = []  # what was open before each of the last words
    waiting_ends = sorted(ends, key=lambda one: one.after_position)
    for word in words:
        while waiting_ends and waiting_ends[0].after_position < word.position:
            open_ = _end(done, open_, waiting_ends.pop(0))
        if word.kind == UNDONE:
            if before_press:
                kept, open_ = before_press.pop()
                del done[kept:]
            continue
        before_press = [*before_press[-1:], (len(done), open_)]
        open_ = _hear(done, open_, word, asked)
    for end in waiting_ends:
        open_ = _end(done, open_, end)
    return done, open_


def _hear(
    done: list[EndedRound], open_: EndedRound | None, word: RawWord, asked: list[RawWord]
) -> EndedRound | None:
    if word.side == BUYER:
        asked.append(word)
        return _asked(open_, word)
    if word.side == STAFF and open_ is not None:
        return _answered(done, open_, word, asked)
    return open_


def _answered(
    done: list[EndedRound], open_: EndedRound, word: RawWord, asked: list[RawWord]
) -> EndedRound | None:
    """What the writer had read is answered; the rest is open still."""
    seen = word.position if word.seen is None else max(word.seen, open_.asked_position - 1)
    unseen = [one for one in asked if one.position > seen]
    if unseen and unseen[0].position == open_.asked_position:
        return open_
    answered = _ended(open_, ANSWERED, word.by_id, word.at, word.position)
    done.append(replace(answered, questions=open_.questions - len(unseen)))
    if not unseen:
        return None
    return replace(open_, asked_position=unseen[0].position, asked_at=unseen[0].at, questions=len(unseen))


def _asked(open_: EndedRound | None, word: RawWord) -> EndedRound:
    return EndedRound(
        asked_position=open_.asked_position if open_ else word.position,
        asked_at=open_.asked_at if open_ else word.at,
        questions=open_.questions + 1 if open_ else 1,
        left=open_.left if open_ else word.begins_left,
        how=ANSWERED,
        ended_at=word.at,
        ended_position=None,
        agent_id=None,
    )


def _end(done: list[EndedRound], open_: EndedRound | None, end: RawEnd) -> EndedRound | None:
    if open_ is not None:
        done.append(_ended(open_, end.how, end.agent_id, end.at, None))
    return None


def _ended(
    open_: EndedRound, how: str, agent_id: int | None, at: datetime, position: int | None
) -> EndedRound:
    return EndedRound(
        asked_position=open_.asked_position,
        asked_at=open_.asked_at,
        questions=open_.questions,
        left=open_.left,
        how=how,
        ended_at=at,
        ended_position=position,
        agent_id=agent_id,
    )
