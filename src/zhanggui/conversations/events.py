from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ReceptionEnded:
    """An agent's stint is over: `how` is closed, transferred or lapsed."""

    shop_id: int
    conversation_id: int
    reception_id: int
    how: str
