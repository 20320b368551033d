"""A message on its way in, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zhanggui.conversations import rules
from zhanggui.conversations.queries import WireItem
from zhanggui.conversations.rules import Standing
from zhanggui.foundation.failures import UnableTo
from zhanggui.guard.actions import NewHit
from zhanggui.guard.rules import Finding


@dataclass(frozen=True)
class Draft:
    """A message on its way in. `by_id` and `by_name` are the agent's; `reason` answers a warning."""

    conversation_id: int
    side: str
    client_id: str
    text: str
    kind: str = rules.TEXT
    picture: WireItem | None = None
    card: WireItem | None = None
    by_id: int | None = None
    by_name: str | None = None
    reason: str = ""
    phrase_id: int | None = None
    edited: bool = False  # the phrase's words were changed before they were sent
    seen: int | None = None  # the last position before the writer's eyes; None for nobody knows
    back_to: Standing | None = None  # of a press that is taken back: what stood before it

    @property
    def is_press(self) -> bool:
        return self.kind in rules.PRESSES

    @property
    def is_answer(self) -> bool:
        """A human word to the buyer."""
        return self.side == rules.STAFF and self.by_id is not None

    def seen_before(self, position: int) -> int | None:
        """Up to where the writer had read, when more than that stands before this position."""
        return self.seen if self.seen is not None and self.seen < position - 1 else None


@dataclass(frozen=True)
class Saved:
    """On disk. `again`: it had been before, this was a retry."""

    conversation_id: int
    client_id: str
    position: int
    at: datetime
    again: bool = False


@dataclass(frozen=True)
class Refused:
    """Not taken; codes in docs/wire.md. `hits`: what the guard found, which is kept with this answer; whoever
    undoes their transaction because of it keeps it again (`guarding.keeping_hits`)."""

    conversation_id: int
    client_id: str
    code: str
    say: str
    findings: tuple[Finding, ...] = ()
    hits: tuple[NewHit, ...] = ()

    @property
    def why(self) -> UnableTo:
        """The same as a refusal, which can be told in another language."""
        return (
            UnableTo(self.findings[0].say, **self.findings[0].facts) if self.findings else UnableTo(self.say)
        )


Outcome = Saved | Refused
