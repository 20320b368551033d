"""A word as a mail: an answer in the thread of the mail before it. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from zhanggui.connectors.mail.threads import MOST, names_in, reply_subject
from zhanggui.customers.rules import clean_words


@dataclass(frozen=True)
class Reply:
    """`to` and `sender` are addresses, `shop` is what the sender is called. `answers` is the name of the mail
    that is answered, empty for none; `references` are the names before it."""

    sender: str
    shop: str
    to: str
    message_id: str
    subject: str
    answers: str
    references: str
    text: str
    by_program: bool
    at: datetime
    picture: tuple[bytes, str] | None = None  # its bytes and its type


def written(reply: Reply) -> bytes:
    """The same bytes for the same word. A line break in a name or a subject cannot begin a header: names and
    subjects are one line, and the library refuses any other."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(clean_words(reply.shop)[:60], addr_spec=reply.sender)
    mail["To"] = Address(addr_spec=reply.to)
    mail["Subject"] = clean_words(reply_subject(reply.subject, otherwise=reply.shop))
    mail["Date"] = reply.at
    mail["Message-ID"] = reply.message_id
    if reply.by_program:  # RFC 3834: no machine answers
        mail["Auto-Submitted"] = "auto-replied"
        mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(reply.text or "", charset="utf-8", cte="base64")
    if reply.picture:
        data, kind = reply.picture
        main, _, sub = kind.partition("/")
        mail.add_attachment(data, maintype=main, subtype=sub, filename=f"picture.{sub}")
        mail.set_boundary(f"zg-{hashlib.sha256(reply.message_id.encode()).hexdigest()[:40]}")
    return _thread(reply) + mail.as_bytes()


def _thread(reply: Reply) -> bytes:
    """Written by hand: the library would encode a name that is longer than a line, and no program would know
    it again. Names are ASCII without blanks (`names_in`)."""
    answered = names_in(reply.answers)[:1]
    if not answered:
        return b""
    before = [one for one in names_in(reply.references) if one not in answered]
    named = (*before[:1], *before[1:][-MOST:], *answered)
    lines = (f"In-Reply-To: {answered[0]}", "References: " + "\r\n ".join(named), "")
    return "\r\n".join(lines).encode("ascii")
