"""What a message does to who waits, and how a reception moves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from types import MappingProxyType

from zhanggui.foundation.moves import Moves

# An open reception in which nobody has said a word for this long is over (cs-kpis, section 10).
IDLE = timedelta(minutes=30)
RECEPTION = Moves(
    "接待",
    first="open",
    table=MappingProxyType(
        {("open", "close"): "closed", ("open", "transfer"): "transferred", ("open", "lapse"): "lapsed"}
    ),
)


@dataclass(frozen=True)
class Standing:
    """Where a conversation stands: its last position, who waits since when, who has it; of the round that
    is open the place of its first word, and how many words of the buyer it has."""

    position: int
    waiting_since: datetime | None
    left: bool
    agent_id: int | None
    asked_position: int | None = None
    questions: int = 0


@dataclass(frozen=True)
class Unseen:
    """What the buyer said of the open round that whoever answers has not read: its first word, how many."""

    position: int
    at: datetime
    questions: int


def after_buyer(before: Standing, *, at: datetime, someone_there: bool) -> Standing:
    """The buyer wrote: the wait begins, unless it has begun already."""
    position = before.position + 1
    if before.waiting_since is not None:
        return replace(before, position=position, questions=before.questions + 1)
    return replace(
        before,
        position=position,
        waiting_since=at,
        left=not someone_there,
        asked_position=position,
        questions=1,
    )


def after_staff(before: Standing, *, by_id: int, unseen: Unseen | None = None) -> Standing:
    """A human answered: the wait ends, and whoever answers first has the reception. What they had not read
    they did not answer: it waits on, from when it was asked."""
    if unseen is None:
        answered = nobody_waits(before)
    else:
        answered = replace(
            before,
            waiting_since=unseen.at,
            asked_position=unseen.position,
            questions=unseen.questions,
        )
    return replace(answered, position=before.position + 1, agent_id=before.agent_id or by_id)


def nobody_waits(before: Standing) -> Standing:
    """The round is over, however it ended."""
    return replace(before, waiting_since=None, left=False, asked_position=None, questions=0)


def after_elsewhere(before: Standing, *, at: datetime, by_id: int) -> Standing:
    """An agent saw the buyer's word in the other chat client: the wait begins, and is this agent's,
    unless somebody has the conversation. Whoever presses is there."""
    after = after_buyer(before, at=at, someone_there=True)
    return replace(after, agent_id=before.agent_id or by_id)


def after_auto(before: Standing) -> Standing:
    """The program spoke: nobody's wait ends by that (cs-kpis, section 10)."""
    return replace(before, position=before.position + 1)


def auto_text(
    *,
    first_word: bool,
    begins_wait: bool,
    someone_there: bool,
    greeting: str,
    opens: time,
    closes: time,
    back: str = "",
) -> str:
    """What the program answers to a buyer's word; empty for nothing.

    `first_word`: of a visit, which `greeting` is for. The away text once per wait that begins while nobody
    is there; `back` says when somebody will be, empty for who should be there now.
    """
    if begins_wait and not someone_there:
        when = f",{back} 会有客服" if back else ""
        return (
            f"现在没有客服在线(服务时间 {opens:%H:%M}-{closes:%H:%M}){when}。"
            "您的留言已经存好,客服上线后会按先后回复您。"
        )
    return greeting if first_word else ""


def answer_due_at(since: datetime, *, late: timedelta, opening: datetime | None = None) -> datetime:
    """Until when a buyer who waits should have an answer. Who wrote while nobody was there waits from the
    next `opening` on."""
    return (opening or since) + late
