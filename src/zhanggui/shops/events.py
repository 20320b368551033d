from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class StaffLeft:
    """A member's login was closed: what was theirs needs somebody else."""

    shop_id: int
    staff_id: int
