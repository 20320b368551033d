"""Reception in its first form: what a message does to who waits, and what may be sent."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from types import MappingProxyType

from zhanggui.foundation.calendar import SHANGHAI
from zhanggui.foundation.moves import Moves

BUYER, STAFF, AUTO = "buyer", "staff", "auto"
SIDES = (BUYER, STAFF, AUTO)
TEXT, PICTURE = "text", "picture"
# Something to answer with a button, from a room above: its text says the same to a client without buttons.
CARD = "card"
# The words stand in a chat client that we cannot read: an agent pressed a key for them, or took that back.
ELSEWHERE, UNDONE = "elsewhere", "undone"
PRESSES = (ELSEWHERE, UNDONE)
PRESALE, AFTERSALE = "presale", "aftersale"
GROUPS = (PRESALE, AFTERSALE)
GROUP_TITLES = MappingProxyType({PRESALE: "售前", AFTERSALE: "售后"})

TEXT_LETTERS = 2_000
SNIPPET_LETTERS = 80
ASK_LEAD = "ask_lead"  # the kind of task
QUESTION_LETTERS = 200
ANSWER_LETTERS = 500
CLIENT_ID_LETTERS = 64
_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")

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
    """Where a conversation stands: its last position, who waits since when, who has it."""

    position: int
    waiting_since: datetime | None
    left: bool
    agent_id: int | None


def after_buyer(before: Standing, *, at: datetime, someone_there: bool) -> Standing:
    """The buyer wrote: the wait begins, unless it has begun already."""
    if before.waiting_since is not None:
        return replace(before, position=before.position + 1)
    return replace(before, position=before.position + 1, waiting_since=at, left=not someone_there)


def after_staff(before: Standing, *, by_id: int) -> Standing:
    """A human answered: the wait ends, and whoever answers first has the reception."""
    return replace(
        before,
        position=before.position + 1,
        waiting_since=None,
        left=False,
        agent_id=before.agent_id or by_id,
    )


def after_elsewhere(before: Standing, *, at: datetime, by_id: int) -> Standing:
    """An agent saw the buyer's word in the other chat client: the wait begins, and is this agent's,
    unless somebody has the conversation. Whoever presses is there."""
    after = after_buyer(before, at=at, someone_there=True)
    return replace(after, agent_id=before.agent_id or by_id)


def after_auto(before: Standing) -> Standing:
    """The program spoke: nobody's wait ends by that (cs-kpis, section 10)."""
    return replace(before, position=before.position + 1)


def auto_text(
    *, first_word: bool, begins_wait: bool, someone_there: bool, greeting: str, opens: time, closes: time
) -> str:
    """What the program answers to a buyer's word; empty for nothing.

    The greeting once in a lifetime, the away text once per wait that begins while nobody is there.
    """
    if begins_wait and not someone_there:
        return (
            f"现在没有客服在线(服务时间 {opens:%H:%M}-{closes:%H:%M})。"
            "您的留言已经存好,客服上线后会按先后回复您。"
        )
    return greeting if first_word else ""


# Control characters but tab and line break, and halves of pairs, which no database takes.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
# Joiners, marks of direction and fillers: nothing by themselves.
_UNSEEN = re.compile("[\\s\u00ad\u115f\u1160\u200b-\u200f\u2028-\u202e\u2060-\u2069\u3164\ufe0f\ufeff]*")


def clean_text(text: str) -> str:
    """The text without control characters (line breaks stay) and without blank edges; empty when
    nothing of it can be seen."""
    clean = _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return "" if _UNSEEN.fullmatch(clean) else clean


def group_of(text: str) -> str | None:
    """The group of phrases that a file names by its key or its title; None for no group of ours."""
    titles = {title: group for group, title in GROUP_TITLES.items()}
    return text if text in GROUPS else titles.get(text)


def snippet(kind: str, text: str) -> str:
    """What a list shows of a message."""
    shown = "[图片]" if kind == PICTURE else " ".join(text.split())  # a press has no words
    return shown[:SNIPPET_LETTERS]


def is_client_id(text: object) -> bool:
    return isinstance(text, str) and _CLIENT_ID.fullmatch(text) is not None


def counted(words: Iterable[tuple[str, str, datetime]]) -> list[tuple[str, datetime]]:
    """(side, at) of the words in order, from (kind, side, at): what was taken back is as if it had never
    been pressed. Taken back is only ever the word right before."""
    kept: list[tuple[str, datetime]] = []
    for kind, side, at in words:
        if kind != UNDONE:
            kept.append((side, at))
        elif kept:
            kept.pop()
    return kept


@dataclass(frozen=True)
class Pace:
    """How fast humans answered. Seconds; None while nothing has been answered."""

    first_seconds: float | None
    average_seconds: float | None


def pace(words: Iterable[tuple[str, datetime]]) -> Pace:
    """The pace of (side, at) words in order: a round runs from the buyer's first unanswered word to
    the next human word; automatic words neither end nor split one (cs-kpis, section 10)."""
    rounds: list[float] = []
    asked_at: datetime | None = None
    for side, at in words:
        if side == BUYER:
            asked_at = asked_at or at
        elif side == STAFF and asked_at is not None:
            rounds.append((at - asked_at).total_seconds())
            asked_at = None
    return Pace(rounds[0], sum(rounds) / len(rounds)) if rounds else Pace(None, None)


_VARIABLE = re.compile(r"\{([a-z_]{1,30})\}")


@dataclass(frozen=True)
class Filled:
    text: str
    missing: tuple[str, ...]


def fill(text: str, values: Mapping[str, str]) -> Filled:
    """The phrase with its variables replaced; those without a value stay as {name} and are named."""
    missing = tuple(dict.fromkeys(name for name in _VARIABLE.findall(text) if not values.get(name)))
    return Filled(_VARIABLE.sub(lambda found: values.get(found[1]) or found[0], text), missing)


def variables_in(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_VARIABLE.findall(text)))


def visitor_mark(visitor_key: str) -> str:
    """Names a visitor to other processes without giving the key away."""
    return hashlib.sha256(visitor_key.encode()).hexdigest()[:32]


@dataclass
class Allowance:
    """A token bucket: `burst` at once, then `per_second`. Times are any monotonic seconds."""

    per_second: float
    burst: float
    left: float
    at_seconds: float

    def take(self, now_seconds: float) -> bool:
        passed = max(0.0, now_seconds - self.at_seconds)
        self.left = min(self.burst, self.left + passed * self.per_second)
        self.at_seconds = now_seconds
        if self.left < 1:
            return False
        self.left -= 1
        return True


def answer_due_at(since: datetime, *, left: bool, opens: time, late: timedelta) -> datetime:
    """Until when a buyer who waits should have an answer. Who wrote while nobody was there waits from the
    shop's next opening on."""
    if not left:
        return since + late
    wall = since.astimezone(SHANGHAI)
    opening = datetime.combine(wall.date(), opens, SHANGHAI)
    if opening < wall:
        opening += timedelta(days=1)
    return opening.astimezone(UTC) + late
