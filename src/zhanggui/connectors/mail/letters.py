"""A mail as it came, in our own words. Pure, and never at a loss."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Final

from zhanggui.connectors.mail.addresses import masked, sender_of
from zhanggui.connectors.mail.decoding import header_of, text_of, words_of
from zhanggui.connectors.mail.hypertext import words_in
from zhanggui.connectors.mail.kinds import BOUNCE, is_doubtful, machine_kind
from zhanggui.connectors.mail.quoting import own_words
from zhanggui.connectors.mail.threads import names_in

_PARTS: Final = 200  # looked at
_DEEP: Final = 20
_PICTURE: Final = re.compile(r".*\.(jpe?g|png|webp|gif)", re.IGNORECASE)
_NAME_LETTERS: Final = 80
_TEXT_LETTERS: Final = 200_000
_HEAD: Final = re.compile(r"^(from|subject):[ \t]*(.*?)\r?$", re.IGNORECASE | re.MULTILINE)
_END_OF_HEAD: Final = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True)
class Attached:
    """`data` only of what may be a picture; whether it is one its content says."""

    name: str
    size: int
    data: bytes | None = None


@dataclass(frozen=True)
class Letter:
    """`key` is the same for the same mail, however often and by whatever way it is delivered. `kind` is empty
    for a person's. `references` also names what a returned mail was."""

    key: str
    message_id: str
    references: tuple[str, ...]
    address: str
    name: str
    subject: str
    text: str
    attached: tuple[Attached, ...]
    sent_at: datetime | None
    kind: str
    doubtful: bool

    @property
    def called(self) -> str:
        return self.name or (masked(self.address) if self.address else "")


def letter_of(raw: bytes, *, own: str) -> Letter:
    """`own` is our address. Raises what the library raises over a mail that it cannot take apart."""
    message = message_from_bytes(raw)
    name, address = sender_of(header_of(message, "From"))
    kind = machine_kind(message, address, own)
    answered = (header_of(message, "References"), header_of(message, "In-Reply-To"))
    returned = _returned(message) if kind == BOUNCE else ()
    return Letter(
        key=_key(message, raw),
        message_id=next(iter(names_in(header_of(message, "Message-ID"))), ""),
        references=names_in(" ".join(answered)) + returned,
        address=address,
        name=name[:_NAME_LETTERS],
        subject=header_of(message, "Subject")[:_TEXT_LETTERS],
        text=own_words(_words(message, 0)[:_TEXT_LETTERS]),
        attached=tuple(_attached(message)),
        sent_at=_sent_at(message),
        kind=kind,
        doubtful=is_doubtful(message),
    )


def unreadable(raw: bytes) -> Letter:
    """What is left of a mail that cannot be taken apart: by the bare lines of its head."""
    head = text_of(_END_OF_HEAD.split(raw[:65_536], 1)[0], None)
    lines = {one[1].lower(): one[2] for one in reversed(list(_HEAD.finditer(head)))}
    name, address = sender_of(words_of(lines.get("from", "")))
    return Letter(
        key=hashlib.sha256(raw).hexdigest(),
        message_id="",
        references=(),
        address=address,
        name=name[:_NAME_LETTERS],
        subject=words_of(lines.get("subject", ""))[:_NAME_LETTERS],
        text="[这封邮件读不出来,请看原件]",
        attached=(),
        sent_at=None,
        kind="",
        doubtful=False,
    )


def _key(message: Message, raw: bytes) -> str:
    """By what does not change on the way. The name alone would do, if no program gave two mails one."""
    heads = [header_of(message, name) for name in ("Message-ID", "From", "Date", "Subject")]
    body = _END_OF_HEAD.split(raw, 1)[-1].replace(b"\r\n", b"\n").strip()
    return hashlib.sha256("\n".join(heads).encode("utf-8", "replace") + b"\n\n" + body).hexdigest()


def _sent_at(message: Message) -> datetime | None:
    try:
        told = parsedate_to_datetime(header_of(message, "Date"))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    try:
        return (told if told.tzinfo else told.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _kids(part: Message) -> list[Message]:
    """The parts of a part; a mail in a mail is not looked into."""
    payload = part.get_payload() if part.get_content_maintype() == "multipart" else None
    return [one for one in payload if isinstance(one, Message)][:_PARTS] if isinstance(payload, list) else []


def _words(part: Message, depth: int) -> str:
    if depth > _DEEP:
        return ""
    if kids := _kids(part):
        told = [_words(one, depth + 1) for one in kids]
        if part.get_content_type() != "multipart/alternative":
            return "\n\n".join(text for text in told if text.strip())
        plain = [text for one, text in zip(kids, told, strict=True) if _is_plain(one)]
        return next((text for text in (*plain, *reversed(told)) if text.strip()), "")
    if part.get_content_disposition() == "attachment":
        return ""
    kind = part.get_content_type()
    if kind == "text/plain":
        return _letters(part)
    return words_in(_letters(part)) if kind == "text/html" else ""


def _is_plain(part: Message) -> bool:
    return part.get_content_type() == "text/plain" or any(_is_plain(one) for one in _kids(part)[:1])


def _data(part: Message) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _letters(part: Message) -> str:
    alphabet = part.get_param("charset")
    return text_of(_data(part), alphabet if isinstance(alphabet, str) else None)


def _attached(message: Message) -> list[Attached]:
    found: list[Attached] = []
    waiting = [(message, 0)]
    while waiting and len(found) < _PARTS:
        part, depth = waiting.pop(0)
        kids = _kids(part)
        if kids and depth <= _DEEP:
            waiting[:0] = [(one, depth + 1) for one in kids]
        elif not kids and not _is_shown(part):
            found.append(_as_attached(part))
    return [one for one in found if one.size]


def _is_shown(part: Message) -> bool:
    shown = part.get_content_type() in {"text/plain", "text/html", "message/delivery-status"}
    return shown and part.get_content_disposition() != "attachment"


def _as_attached(part: Message) -> Attached:
    try:
        name = part.get_filename() or ""
    except (ValueError, LookupError, TypeError):
        name = ""
    name = words_of(name).replace("\\", "/").rpartition("/")[2].strip()[:_NAME_LETTERS]
    if part.get_content_maintype() == "message":
        return Attached(name or "邮件.eml", 1)
    data = _data(part)
    picture = part.get_content_maintype() == "image" or _PICTURE.fullmatch(name)
    return Attached(name or part.get_content_type()[:_NAME_LETTERS], len(data), data if picture else None)


def _returned(message: Message) -> tuple[str, ...]:
    """The names of the mail that came back: its head hangs at the notice."""
    texts = [
        str(one) if one.get_content_maintype() == "message" else _letters(one)
        for one in message.walk()
        if one.get_content_type() in {"message/rfc822", "text/rfc822-headers", "message/global-headers"}
    ]
    return names_in(" ".join(texts)[:_TEXT_LETTERS])
