"""What a caller may do, and under which name."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


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
