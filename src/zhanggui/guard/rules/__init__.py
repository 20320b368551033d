"""Red lines: what no outgoing text may say. Pure, and quick enough for every message's path.

`check` is the whole door; a red line is data (`red_lines.py`), judged on the text as it sounds
(`reading.py`).
"""

from __future__ import annotations

from zhanggui.guard.rules.book import (
    ADDRESS,
    HOST,
    LEAST_EXAMPLES,
    OFF,
    OWN_KINDS,
    OWN_LETTERS,
    OWN_SHORTEST,
    PHONE,
    REASON_LETTERS,
    SAY_LETTERS,
    TITLE_LETTERS,
    BadShapeError,
    Book,
    OwnRule,
    checked_shapes,
    figures_of,
    line_of,
    lines_in,
    make_book,
    may_block,
    shipped,
)
from zhanggui.guard.rules.buyers import (
    Look,
    asks_about_address,
    asks_to_change,
    looks_in,
    order_numbers_in,
    order_of_somebody_else,
    stranger_to_order,
    told_to_stranger,
)
from zhanggui.guard.rules.checking import check
from zhanggui.guard.rules.contradictions import Fact, contradictions, denied_by_all, may_contradict
from zhanggui.guard.rules.elsewhere import KEPT_ELSEWHERE, kept_elsewhere
from zhanggui.guard.rules.measuring import Figures, measured
from zhanggui.guard.rules.names import NameFault, name_fault
from zhanggui.guard.rules.pasted import Spoken, Tried, spoken_in, tried
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
from zhanggui.guard.rules.red_lines import HINTS, RED_LINES
from zhanggui.guard.rules.words import Finding, Outcome, RedLine, Severity, Situation, with_facts

__all__ = (
    "ADDRESS",
    "COVERED",
    "DISMISSED",
    "HINTS",
    "HOST",
    "KEPT_ELSEWHERE",
    "LAPSED",
    "LEAST_EXAMPLES",
    "MISSED",
    "OFF",
    "OPEN",
    "OWN_KINDS",
    "OWN_LETTERS",
    "OWN_SHORTEST",
    "PHONE",
    "PROMISE",
    "REASON_LETTERS",
    "RED_LINES",
    "SAY_LETTERS",
    "TITLE_LETTERS",
    "BadShapeError",
    "Book",
    "Fact",
    "Figures",
    "Finding",
    "Look",
    "NameFault",
    "Outcome",
    "OwnRule",
    "Promised",
    "RedLine",
    "Severity",
    "Situation",
    "Spoken",
    "Tried",
    "asks_about_address",
    "asks_to_change",
    "check",
    "checked_shapes",
    "contradictions",
    "denied_by_all",
    "figures_of",
    "is_same_matter",
    "kept_elsewhere",
    "line_of",
    "lines_in",
    "looks_in",
    "make_book",
    "may_block",
    "may_contradict",
    "measured",
    "name_fault",
    "order_numbers_in",
    "order_of_somebody_else",
    "promises_in",
    "shipped",
    "speaks_of",
    "spoken_in",
    "stranger_to_order",
    "told_to_stranger",
    "tried",
    "with_facts",
)
