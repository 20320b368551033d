from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PresenceChanged:
    """A member of staff came, went, or said another status. `state`: online, break, away or gone; `at` in
    ISO 8601."""

    shop_id: int
    staff_id: int
    state: str
    at: str


@dataclass(frozen=True)
class HandOverConfirmed:
    """Somebody took over what another one left: `things` are "conversation:12", separated by one space. `at`
    in ISO 8601."""

    shop_id: int
    sheet_id: int
    from_id: int
    to_id: int
    things: str
    at: str
