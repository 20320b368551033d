"""Which goods somebody's words point to."""

from __future__ import annotations

import re

# An item's page on any of the marketplace's hosts carries its number in the address.
_LINKS = re.compile(
    r"(?:taobao|tmall)\.(?:com|hk)/[^\s\"'<>，。]*?[?&]id=([0-9]{6,20})(?![0-9])", re.IGNORECASE | re.ASCII
)


def linked_items(text: str) -> list[str]:
    """The numbers of the items whose addresses stand in a text, each once, in their order."""
    return list(dict.fromkeys(_LINKS.findall(text)))
