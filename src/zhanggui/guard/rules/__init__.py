"""Red lines: what no outgoing text may say. Pure, and quick enough for every message's path.

`check` is the whole door; a red line is data (`red_lines.py`), judged on the text as it sounds
(`reading.py`).
"""

from __future__ import annotations

from zhanggui.guard.rules.checking import check
from zhanggui.guard.rules.promises import (
    COVERED,
    DISMISSED,
    LAPSED,
    MISSED,
    OPEN,
    PROMISE,
    Promised,
    is_same_matter,
    promises_in,
    speaks_of,
)
from zhanggui.guard.rules.red_lines import RED_LINES
from zhanggui.guard.rules.words import Finding, Outcome, RedLine, Severity, Situation

__all__ = (
    "COVERED",
    "DISMISSED",
    "LAPSED",
    "MISSED",
    "OPEN",
    "PROMISE",
    "RED_LINES",
    "Finding",
    "Outcome",
    "Promised",
    "RedLine",
    "Severity",
    "Situation",
    "check",
    "is_same_matter",
    "promises_in",
    "speaks_of",
)
