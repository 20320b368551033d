"""Reading outreach: who has not paid, who asked and did not order, and why not."""

from zhanggui.outreach.queries.doubts import (
    DoubtCard,
    DoubtCount,
    KindCard,
    doubt_cases,
    doubt_counts,
    doubt_kinds,
    doubt_titles,
    doubts_of_buyer,
    kind_cards,
)
from zhanggui.outreach.queries.undecided import (
    UNDECIDED_PAGE,
    FollowUpCard,
    UndecidedCard,
    UndecidedPage,
    interest_card,
    limits_of,
    past_of,
    undecided_page,
)
from zhanggui.outreach.queries.unpaid import (
    IntentionCard,
    UnpaidCard,
    intentions_of,
    newest_intentions,
    orders_apart,
    unpaid_card,
)

__all__ = [
    "UNDECIDED_PAGE",
    "DoubtCard",
    "DoubtCount",
    "FollowUpCard",
    "IntentionCard",
    "KindCard",
    "UndecidedCard",
    "UndecidedPage",
    "UnpaidCard",
    "doubt_cases",
    "doubt_counts",
    "doubt_kinds",
    "doubt_titles",
    "doubts_of_buyer",
    "intentions_of",
    "interest_card",
    "kind_cards",
    "limits_of",
    "newest_intentions",
    "orders_apart",
    "past_of",
    "undecided_page",
    "unpaid_card",
]
