"""Chance that can be repeated: the same words give the same draws. Never for secrets."""

from __future__ import annotations

import random

Chance = random.Random


def chance_of(*words: object) -> Chance:
    return Chance(" ".join(map(str, words)))
