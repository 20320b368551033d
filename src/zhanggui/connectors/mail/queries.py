"""Reading what is known of mailboxes and mails."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zhanggui.connectors.mail.kinds import KIND_TITLES, NOBODY, OWN
from zhanggui.connectors.mail.models import ASIDE, AWAITED, RAW_BYTES, WORDS, Mail, Mailbox

_LISTED = 50
_OF_A_TALK = 10


@dataclass(frozen=True)
class MailboxCard:
    id: int
    shop_id: int
    address: str
    uid_validity: int | None
    last_uid: int
    looked_at: datetime | None
    failed_at: datetime | None
    failure: str
    rests_until: datetime | None


@dataclass(frozen=True)
class MailCard:
    """A mail without its raw bytes."""

    id: int
    shop_id: int
    uid: int
    state: str
    kind: str
    tries: int
    message_id: str
    references: str
    address: str
    subject: str
    sent_at: datetime | None
    taken_at: datetime | None
    conversation_id: int | None
    raw_bytes: int

    @property
    def kind_title(self) -> str:
        return KIND_TITLES.get(self.kind, "")

    @property
    def is_whole(self) -> bool:
        """Whether all of it was kept."""
        return self.raw_bytes <= RAW_BYTES

    @property
    def may_be_words(self) -> bool:
        """Whether a person may say that it is a buyer's."""
        return self.state == ASIDE and bool(self.address) and self.kind not in {OWN, NOBODY}


def mailbox_card(row: Mailbox) -> MailboxCard:
    names = MailboxCard.__dataclass_fields__
    return MailboxCard(**{name: getattr(row, name) for name in names})


def mail_card(row: Mail) -> MailCard:
    names = MailCard.__dataclass_fields__
    return MailCard(**{name: getattr(row, name) for name in names})


def mailbox_of(shop_id: int, address: str, host: str) -> MailboxCard | None:
    row = Mailbox.objects.filter(shop_id=shop_id, address=address, host=host).first()
    return mailbox_card(row) if row else None


def awaited(mailbox_id: int, *, limit: int) -> list[MailCard]:
    """What is listed and not fetched, oldest first; what failed before comes after what did not."""
    rows = _bare(Mail.objects.filter(mailbox_id=mailbox_id, state=AWAITED))
    return [mail_card(row) for row in rows.order_by("tries", "uid")[:limit]]


def answered_mail(conversation_id: int, position: int) -> MailCard | None:
    """The latest mail of the conversation before a place: what a word there answers."""
    rows = _bare(Mail.objects.filter(conversation_id=conversation_id, state=WORDS, position__lt=position))
    row = rows.order_by("-position").first()
    return mail_card(row) if row else None


def last_subject(conversation_id: int) -> str:
    rows = Mail.objects.filter(conversation_id=conversation_id, state=WORDS)
    return rows.order_by("-position").values_list("subject", flat=True).first() or ""


def mails_aside(shop_id: int) -> list[MailCard]:
    """The latest that machines wrote."""
    rows = _bare(Mail.objects.filter(shop_id=shop_id, state=ASIDE))
    return [mail_card(row) for row in rows.order_by("-id")[:_LISTED]]


def mails_of_talk(conversation_id: int) -> list[MailCard]:
    """The latest that came into a conversation, or stand beside it; newest first."""
    rows = _bare(Mail.objects.filter(conversation_id=conversation_id, state__in=(WORDS, ASIDE)))
    return [mail_card(row) for row in rows.order_by("-id")[:_OF_A_TALK]]


def count_aside(shop_id: int) -> int:
    return Mail.objects.filter(shop_id=shop_id, state=ASIDE).count()


def mail_by_id(mail_id: int) -> MailCard | None:
    row = _bare(Mail.objects.filter(pk=mail_id)).first()
    return mail_card(row) if row else None


def raw_mail(mail_id: int) -> bytes:
    """How it came, as far as it is kept."""
    return bytes(Mail.objects.values_list("raw", flat=True).get(pk=mail_id))


def _bare(rows: Any) -> Any:
    return rows.defer("raw")
