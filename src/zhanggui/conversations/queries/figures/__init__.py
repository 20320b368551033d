"""Reception's figures from the database: the pieces by one statement each, the rest by the rules."""

from zhanggui.conversations.queries.figures.cases import (
    CASES,
    MOST_CASES,
    Cases,
    RoundCase,
    TalkCase,
    cases_of,
)
from zhanggui.conversations.queries.figures.counting import (
    MOST_DAYS,
    figures_of,
    terms_on,
)

__all__ = [
    "CASES",
    "MOST_CASES",
    "MOST_DAYS",
    "Cases",
    "RoundCase",
    "TalkCase",
    "cases_of",
    "figures_of",
    "terms_on",
]
