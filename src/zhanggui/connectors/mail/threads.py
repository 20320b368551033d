"""The names of our mails: made once for a word, and proof for who answers to one."""

from __future__ import annotations

import re
from typing import Final

from django.utils.crypto import constant_time_compare, salted_hmac

_SALT: Final = "zhanggui.connectors.mail.threads"
_OURS: Final = re.compile(r"<zg\.([0-9]{1,18})\.([0-9]{1,9})\.([0-9a-f]{32})@[^<>\s]{1,255}>")
_ANY: Final = re.compile(r"<[!-;=?-~]{1,250}>")
_PREFIX: Final = re.compile(r"^\s*((re|fw|fwd|回复|答复|转发)(\[\d+\])?\s*[:：]\s*)+", re.IGNORECASE)
_SUBJECT_LETTERS: Final = 200
MOST: Final = 20  # names of earlier mails that are passed on


def message_id(conversation_id: int, position: int, domain: str) -> str:
    """The same for the same word however often it is tried; nobody can guess another's."""
    return f"<zg.{conversation_id}.{position}.{_proof(conversation_id, position)}@{domain}>"


def conversation_named(references: tuple[str, ...]) -> int | None:
    """The conversation of the latest of our mails that these names name: who knows the name got the mail."""
    for one in reversed(references):
        found = _OURS.fullmatch(one)
        if found and constant_time_compare(found[3], _proof(int(found[1]), int(found[2]))):
            return int(found[1])
    return None


def _proof(conversation_id: int, position: int) -> str:
    return salted_hmac(_SALT, f"{conversation_id} {position}", algorithm="sha256").hexdigest()[:32]


def names_in(text: str) -> tuple[str, ...]:
    """Names of mails, in order; whatever else stands there is left out."""
    return tuple(dict.fromkeys(_ANY.findall(text)))


def bare_subject(text: str) -> str:
    """Without the marks of answers and copies."""
    return _PREFIX.sub("", text).strip()


def reply_subject(text: str, *, otherwise: str) -> str:
    return f"Re: {bare_subject(text) or otherwise}"[:_SUBJECT_LETTERS]
