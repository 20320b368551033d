"""Where a visitor came from, and whom they mean, as the address of the chat tells it:
?entry=大促会场&item=610000000001&account=示例:小陈."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from zhanggui.customers.rules import TAG_LENGTH, clean_words
from zhanggui.shops.rules import ACCOUNT_LETTERS

ENTRY_LETTERS = TAG_LENGTH
NUMBER_LETTERS = 64
_NUMBER = re.compile(r"[0-9A-Za-z_-]{1,64}")


@dataclass(frozen=True)
class CameBy:
    entry: str = ""
    item_number: str = ""
    account: str = ""  # the platform's sub-account that they write to


def came_by(told: Mapping[str, str]) -> CameBy | None:
    """None when nothing is told that could be true."""
    entry = clean_words(told.get("entry", ""))
    number = told.get("item", "").strip()
    account = clean_words(told.get("account", ""))
    found = CameBy(
        entry if len(entry) <= ENTRY_LETTERS else "",
        number if _NUMBER.fullmatch(number) else "",
        account if len(account) <= ACCOUNT_LETTERS else "",
    )
    return found if found != CameBy() else None
