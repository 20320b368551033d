"""Which mails a machine wrote: nobody waits for an answer to one, and no machine gives one. Pure."""

from __future__ import annotations

import re
from email.message import Message
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext_noop

from zhanggui.connectors.mail.decoding import header_of

OWN, BOUNCE, REPLY, LIST, NOBODY = "own", "bounce", "reply", "list", "nobody"
KIND_TITLES: Final = MappingProxyType(
    {
        OWN: gettext_noop("自己发出的"),
        BOUNCE: gettext_noop("退信"),
        REPLY: gettext_noop("自动回复"),
        LIST: gettext_noop("群发邮件"),
        NOBODY: gettext_noop("没有能回复的地址"),
    }
)
# RFC 3834, RFC 2076 (Precedence), RFC 2919 and 2369 (List-), and what Exchange and others write.
_ANSWERING: Final = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply", "X-Autoresponder")
_LISTING: Final = ("List-Id", "List-Unsubscribe", "List-Post", "Feedback-ID")
_MACHINES: Final = re.compile(r"(no[-_.]?reply|do[-_.]?not[-_.]?reply|mailer-daemon|postmaster)([-+_.].*)?")
_DOUBTFUL: Final = re.compile(r"\bdmarc\s*=\s*fail\b", re.IGNORECASE)


def machine_kind(message: Message, sender: str, own: str) -> str:
    """Why this is no person's mail to us; empty when it is one."""
    if sender == own:
        return OWN
    local = sender.partition("@")[0]
    report = message.get_content_type() == "multipart/report"
    precedence = header_of(message, "Precedence").lower()
    submitted = header_of(message, "Auto-Submitted").lower().partition(";")[0].strip()
    if report or local in {"mailer-daemon", "postmaster"} or header_of(message, "Return-Path") == "<>":
        # An answering machine may have an empty way back, too; it says itself what it is.
        return REPLY if submitted == "auto-replied" and not report else BOUNCE
    if submitted not in {"", "no"} or precedence == "auto_reply" or _has(message, _ANSWERING):
        return REPLY
    if precedence in {"bulk", "list", "junk"} or _has(message, _LISTING):
        return LIST
    return NOBODY if not sender or _MACHINES.fullmatch(local) else ""


def _has(message: Message, names: tuple[str, ...]) -> bool:
    return any(header_of(message, name) not in {"", "no"} for name in names)


def is_doubtful(message: Message) -> bool:
    """Whether our own server (its header is the topmost) found that the sender's name is not the sender's."""
    return bool(_DOUBTFUL.search(header_of(message, "Authentication-Results")))
