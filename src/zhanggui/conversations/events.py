from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ReceptionEnded:
    """An agent's stint is over: `how` is closed, transferred or lapsed."""

    shop_id: int
    conversation_id: int
    reception_id: int
    how: str


@dataclass(frozen=True)
class SurveyDue:
    """The talk is over, and in this shop the buyer is asked without anybody's doing."""

    shop_id: int
    conversation_id: int
    reception_id: int
