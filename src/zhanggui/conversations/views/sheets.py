"""A table as a file to download: the ground's own."""

from __future__ import annotations

from zhanggui.foundation.sheets import FORMS, answer

__all__ = ["FORMS", "answer"]
