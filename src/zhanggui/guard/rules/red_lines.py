"""Every red line. A new one comes with its two sets of examples in tests/ (decision 0005)."""

from __future__ import annotations

from zhanggui.guard.rules.invoices import R01
from zhanggui.guard.rules.words import RedLine

RED_LINES: tuple[RedLine, ...] = (R01,)
