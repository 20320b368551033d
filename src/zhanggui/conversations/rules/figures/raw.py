"""The pieces of one talk, from nothing but what lies on disk of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from zhanggui.conversations.rules.figures.pieces import Asking, Stretch, Terms, hour_of
from zhanggui.conversations.rules.rounds import EndedRound, RawEnd, RawWord, rounds_of
from zhanggui.conversations.rules.words import ANSWERED, BUYER, EXCUSED, STAFF, UNDONE
from zhanggui.foundation.calendar import shop_day

OPEN = "open"


@dataclass(frozen=True)
class SaidWord:
    word: RawWord
    letters: int = 0


@dataclass(frozen=True)
class RawTalk:
    """One conversation from its first word on. `agent_id`: who has the buyer now."""

    conversation_id: int
    words: tuple[SaidWord, ...]
    ends: tuple[RawEnd, ...] = ()
    agent_id: int | None = None


def rounds_with_open(talk: RawTalk, *, at: datetime) -> list[EndedRound]:
    """Its rounds in order; the one that is open as it stands at that instant."""
    done, open_ = rounds_of([one.word for one in talk.words], talk.ends)
    return (
        [*done, replace(open_, how=OPEN, ended_at=at, agent_id=talk.agent_id)] if open_ is not None else done
    )


def askings_of(
    talk: RawTalk, *, terms: Terms, since: datetime, until: datetime, at: datetime
) -> list[Asking]:
    """Of the rounds that began in [since, until)."""
    began = [one for one in rounds_with_open(talk, at=at) if since <= one.asked_at < until]
    found: dict[tuple[int | None, datetime], Asking] = {}
    for one in began:
        key = (one.agent_id, hour_of(one.asked_at))
        before = found.get(key) or Asking(talk.conversation_id, *key)
        found[key] = _with(before, one, terms)
    return list(found.values())


def _with(before: Asking, one: EndedRound, terms: Terms) -> Asking:
    if one.how == EXCUSED:
        return before._replace(excused=before.excused + 1)
    before = before._replace(left=before.left + one.left)
    if one.left and not terms.counts_left:
        return before
    waited, answered = one.waited_ms, one.how == ANSWERED
    fast, prompt = waited <= terms.fast_seconds * 1000, waited <= terms.prompt_seconds * 1000
    is_first = answered and before.first_position is None
    return before._replace(
        rounds=before.rounds + 1,
        answered=before.answered + answered,
        waited_ms=before.waited_ms + answered * waited,
        capped_ms=before.capped_ms + answered * min(waited, terms.cap_seconds * 1000),
        fast=before.fast + (answered and fast),
        of_fast=before.of_fast + (one.how != OPEN or not fast),
        prompt=before.prompt + (answered and prompt),
        of_prompt=before.of_prompt + (one.how != OPEN or not prompt),
        slow=before.slow + (waited > terms.slow_seconds * 1000),
        first_position=one.asked_position if is_first else before.first_position,
        first_ms=waited if is_first else before.first_ms,
    )


@dataclass(frozen=True)
class _Owned:
    """A word, whose it is, and what became of its round."""

    said: SaidWord
    agent_id: int | None
    how: str
    begins: bool

    @property
    def at(self) -> datetime:
        return self.said.word.at


def stretches_of(
    talk: RawTalk, *, terms: Terms, since: datetime, until: datetime, at: datetime
) -> list[Stretch]:
    """Of the words said in [since, until)."""
    within = [one for one in _owned(talk, at) if since <= one.at < until]
    found: dict[tuple[int | None, datetime, int], list[_Owned]] = {}
    for visit, one in _in_visits(within, terms):
        found.setdefault((one.agent_id, hour_of(one.at), visit), []).append(one)
    return [_stretch(talk.conversation_id, visit, hour, of) for (_, hour, visit), of in found.items()]


def _in_visits(words: Iterable[_Owned], terms: Terms) -> Iterator[tuple[int, _Owned]]:
    visit, before = 0, None
    for one in words:
        if before is None or one.at - before >= terms.apart:
            visit += 1
        before = one.at
        yield visit, one


def _owned(talk: RawTalk, at: datetime) -> Iterator[_Owned]:
    rounds = rounds_with_open(talk, at=at)
    ended_at = {one.ended_position for one in rounds}
    day_before, place = None, -1
    for said in _kept(talk.words):
        word = said.word
        is_first, day_before = day_before != shop_day(word.at), shop_day(word.at)
        if word.side == STAFF:
            begins = is_first and word.position not in ended_at
            yield _Owned(said, word.by_id, "", begins)
            continue
        while place + 1 < len(rounds) and rounds[place + 1].asked_position <= word.position:
            place += 1
        yield _Owned(said, rounds[place].agent_id, rounds[place].how, begins=False)


def _kept(words: Iterable[SaidWord]) -> list[SaidWord]:
    """Human words that were not taken back."""
    kept: list[SaidWord] = []
    for one in words:
        if one.word.kind == UNDONE:
            kept.pop()
        elif one.word.side in {BUYER, STAFF}:
            kept.append(one)
    return kept


def _stretch(conversation_id: int, visit: int, hour: datetime, owned: list[_Owned]) -> Stretch:
    asked = [one for one in owned if one.said.word.side == BUYER]
    said = [one for one in owned if one.said.word.side == STAFF]
    return Stretch(
        conversation_id=conversation_id,
        agent_id=owned[0].agent_id,
        hour=hour,
        visit=visit,
        first_position=owned[0].said.word.position,
        first_at=min(one.at for one in owned),
        last_at=max(one.at for one in owned),
        asked_words=len(asked),
        said_words=len(said),
        asked_letters=sum(one.said.letters for one in asked),
        said_letters=sum(one.said.letters for one in said),
        answered=any(one.how == ANSWERED for one in asked),
        owed=any(one.how != EXCUSED for one in asked),
        begins=any(one.begins for one in said),
    )
