"""Addresses, and how much of one is shown. Pure."""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 100  # letters; longer ones are machines' (they carry a reference in their name)
# What one can answer to without a doubt: no quoted names, no comments, no letters beyond ASCII.
_ADDRESS: Final = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?",
    re.IGNORECASE,
)
_BRACKETED: Final = re.compile(r"<([^<>\s]{3,320})>\s*$")
_QUOTED: Final = re.compile(r'"[^"]*"')
_SHOWN: Final = 2
_UNREAD: Final = "\ufffd? "  # all that is left of a name in a charset that nobody knows


def is_address(text: str) -> bool:
    return len(text) <= LONGEST and _ADDRESS.fullmatch(text) is not None


def sender_of(header: str) -> tuple[str, str]:
    """(name, address) of a From header whose words are decoded already. The address is empty unless there
    is exactly one that can be answered: a guess would send a buyer's words to somebody else."""
    header = " ".join(header.split())
    bracketed = _BRACKETED.search(header)
    address = (bracketed[1] if bracketed else header).strip().lower()
    before = header[: bracketed.start()].strip() if bracketed else ""
    name = before.strip('"').strip()
    if ("<" in name and not _QUOTED.fullmatch(before)) or not is_address(address):
        return name, ""
    return ("" if name.lower() == address or not name.strip(_UNREAD) else name), address


def masked(address: str) -> str:
    """What a buyer without a name is called: enough to tell two apart."""
    local, _, domain = address.partition("@")
    return f"{local[:_SHOWN]}***@{domain}"
