"""What the players did, and what they know that the house ought to know."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

_KEPT = 20


@dataclass
class Promised:
    """A promise that left by the wire. `remarked`: whoever gave it also wrote the remark."""

    conversation: int
    kind: str
    text: str
    by: str
    at: datetime
    remarked: bool = False


@dataclass
class Tally:
    counts: Counter[str] = field(default_factory=Counter)
    promised: list[Promised] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)

    def count(self, what: str, by: int = 1) -> None:
        self.counts[what] += by

    def trouble(self, what: str) -> None:
        """Something that should not have happened; the first of them are kept in words."""
        self.counts["troubles"] += 1
        if len(self.troubles) < _KEPT:
            self.troubles.append(what[:300])

    def refusal(self, what: str) -> None:
        """The house said no in words: somebody or something was quicker, or a form was filled in wrongly."""
        self.counts["steps_refused"] += 1
        if len(self.refusals) < _KEPT:
            self.refusals.append(what[:300])

    def as_json(self) -> dict[str, Any]:
        kinds = Counter(one.kind for one in self.promised)
        return {
            **dict(sorted(self.counts.items())),
            "promises": len(self.promised),
            "promises_remarked": sum(one.remarked for one in self.promised),
            "promise_kinds": dict(kinds),
            "promised": [[one.conversation, one.kind, one.text, one.remarked] for one in self.promised],
            "first_troubles": self.troubles,
            "first_refusals": self.refusals,
        }
