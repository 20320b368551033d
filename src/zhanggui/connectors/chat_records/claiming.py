"""Words under an account that was nobody's become a member's as soon as it is theirs."""

from __future__ import annotations

from zhanggui.conversations.actions import claim_words
from zhanggui.conversations.queries import unclaimed_among
from zhanggui.shops.queries import sub_accounts


def claim_all(shop_id: int) -> int:
    """Of how many conversations. In small steps: no talk is held up for long."""
    accounts = sub_accounts(shop_id)
    claimed = 0
    for account in unclaimed_among(shop_id, accounts):
        while step := claim_words(shop_id=shop_id, account=account, staff=accounts[account]):
            claimed += step
    return claimed
