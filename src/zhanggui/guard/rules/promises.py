"""What an agent promises in a text: gift, courier, time, price, colour. Pure, and for every message's path.

Precision before recall: whoever is asked for a remark without having promised anything learns to click the
question away.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from zhanggui.foundation.moves import Moves
from zhanggui.orders.rules import GIFT_PROMISE

OPEN, COVERED, DISMISSED, LAPSED = "open", "covered", "dismissed", "lapsed"
PROMISE = Moves(
    name="承诺",
    first=OPEN,
    table={
        (OPEN, "cover"): COVERED,  # a remark tells the packer
        (OPEN, "dismiss"): DISMISSED,  # a person says that it was none
        (OPEN, "lapse"): LAPSED,  # the buyer never ordered
    },
)


_SHAPES = ((GIFT_PROMISE, re.compile("(?:送|赠)(?:给?您|亲)(?:一|两|1|2)[双个份条件][^,，。!！?？~]{1,12}")),)


@dataclass(frozen=True)
class Promised:
    """A promise that stands in a text: its kind (orders.rules.PROMISES) and the words."""

    kind: str
    quote: str


def promises_in(text: str) -> tuple[Promised, ...]:
    """The promises of a text, in the order of their kinds; one of each kind at most."""
    found = ((kind, shape.search(text)) for kind, shape in _SHAPES)
    return tuple(Promised(kind, words[0]) for kind, words in found if words)
