"""Reception's figures, pure: from what was said and from rounds (cs-kpis, section 10; docs/decisions).

Whoever counts makes pieces first, of a month as of a day: `Stretch` of words, `Asking` of rounds, `Handing`
of receptions. From raw words `raw.py` makes them, from the database one statement each; what the pieces come
to is said once, in `counting.py`.
"""

from zhanggui.conversations.rules.figures.beside import (
    VOLUME,
    count_beings,
    count_judgings,
    count_left,
    invited,
    is_inquiry,
    not_inquiries,
)
from zhanggui.conversations.rules.figures.counting import (
    PEOPLE,
    SHOP,
    Counts,
    Person,
    at_once,
    count,
    people,
)
from zhanggui.conversations.rules.figures.pieces import (
    HOUR,
    Asking,
    Being,
    Figures,
    Handing,
    Judging,
    Linked,
    Stretch,
    Terms,
    hour_of,
)
from zhanggui.conversations.rules.figures.raw import (
    OPEN,
    RawTalk,
    SaidWord,
    askings_of,
    rounds_with_open,
    stretches_of,
)

__all__ = [
    "HOUR",
    "OPEN",
    "PEOPLE",
    "SHOP",
    "VOLUME",
    "Asking",
    "Being",
    "Counts",
    "Figures",
    "Handing",
    "Judging",
    "Linked",
    "Person",
    "RawTalk",
    "SaidWord",
    "Stretch",
    "Terms",
    "askings_of",
    "at_once",
    "count",
    "count_beings",
    "count_judgings",
    "count_left",
    "hour_of",
    "invited",
    "is_inquiry",
    "not_inquiries",
    "people",
    "rounds_with_open",
    "stretches_of",
]
