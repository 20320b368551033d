"""State machines as tables: (state, move) -> state. One table per machine, in a room's rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zhanggui.foundation.failures import UnableTo


class CannotMove(UnableTo):
    """The thing's state does not allow this move."""


@dataclass(frozen=True)
class Moves:
    """A machine: its name, its first state, and what each move does from each state that allows it."""

    name: str
    first: str
    table: Mapping[tuple[str, str], str]

    @property
    def states(self) -> frozenset[str]:
        return frozenset({self.first, *(state for state, _ in self.table), *self.table.values()})

    @property
    def moves(self) -> frozenset[str]:
        return frozenset(move for _, move in self.table)

    def after(self, state: str, move: str) -> str:
        """The state after the move. CannotMove when the table has no such row."""
        try:
            return self.table[state, move]
        except KeyError:
            raise CannotMove(
                "{name}: {state} 状态下不能 {move}", name=self.name, state=state, move=move
            ) from None

    def diagram(self) -> str:
        """The machine as a Mermaid state diagram, for the docs."""
        rows = [f"    {state} --> {after}: {move}" for (state, move), after in sorted(self.table.items())]
        return "\n".join(["stateDiagram-v2", f"    [*] --> {self.first}", *rows])
