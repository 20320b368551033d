from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class StaffLeft:
    """A member's login was closed, or the new role takes no part in conversations: the talks that were
    theirs need somebody else."""

    shop_id: int
    staff_id: int
    left_at: str  # ISO 8601
