"""How often somebody may ask."""

from __future__ import annotations

from datetime import datetime, timedelta

_MINUTE = timedelta(minutes=1)


class Allowance:
    """So many questions within a minute of the first, for each who asks. What is over is forgotten."""

    def __init__(self, a_minute: int) -> None:
        self.a_minute = a_minute
        self._since: dict[int, tuple[datetime, int]] = {}

    def allows(self, who: int, at: datetime) -> bool:
        since, asked = self._since.get(who, (at, 0))
        if not since <= at < since + _MINUTE:
            self._since = {one: kept for one, kept in self._since.items() if at < kept[0] + _MINUTE}
            since, asked = at, 0
        if asked >= self.a_minute:
            return False
        self._since[who] = since, asked + 1
        return True
