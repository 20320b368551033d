"""Mails in: what the mailbox lists is remembered first, then each is fetched and becomes words."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from django.db import InterfaceError, OperationalError

from zhanggui.connectors.mail.account import Account
from zhanggui.connectors.mail.actions import (
    NotWritten,
    Opened,
    ensure_mailbox,
    note_failure,
    note_gone,
    note_look,
    note_try,
    take_mail,
)
from zhanggui.connectors.mail.inbox import Inbox, NoMailbox, NotLetIn, opened
from zhanggui.connectors.mail.letters import Attached, Letter, letter_of, unreadable
from zhanggui.connectors.mail.queries import MailboxCard, MailCard, awaited
from zhanggui.connectors.mail.telling import PICTURES
from zhanggui.conversations.actions import CannotTakePicture, EncodedPicture, encoded_picture
from zhanggui.foundation.calendar import SHANGHAI
from zhanggui.shops.queries import ShopCard

AT_ONCE: Final = 50
_FIRST_DAYS: Final = timedelta(days=7)
_NUMBERED_ANEW: Final = timedelta(days=2)  # before the last look
# A mailbox that refuses the login is left alone: a provider locks who goes on knocking.
_REST: Final = timedelta(minutes=15)
_MOST_TRIES: Final = 4
logger = logging.getLogger(__name__)


def look(shop: ShopCard, account: Account, *, now: Callable[[], datetime]) -> int:
    """Takes what came since the last look; how many mails are taken. May be killed at any instant, and may
    run twice at once."""
    mailbox = ensure_mailbox(shop_id=shop.id, address=account.address, host=account.imap.host)
    at = now()
    if mailbox.rests_until and at < mailbox.rests_until:
        return 0
    try:
        with opened(account) as inbox:
            _remember(inbox, mailbox, at)
            return sum(_took(inbox, one, account, now) for one in awaited(mailbox.id, limit=AT_ONCE))
    except NotLetIn as refused:
        note_failure(mailbox_id=mailbox.id, failure=str(refused), rests_until=at + _REST, at=at)
    except NoMailbox as broken:
        note_failure(mailbox_id=mailbox.id, failure=str(broken), rests_until=None, at=at)
    return 0


def _remember(inbox: Inbox, mailbox: MailboxCard, at: datetime) -> None:
    since = (mailbox.looked_at or at) - _NUMBERED_ANEW if mailbox.uid_validity else at - _FIRST_DAYS
    sight = inbox.look(
        known_validity=mailbox.uid_validity,
        last_uid=mailbox.last_uid,
        since=since.astimezone(SHANGHAI).date(),
    )
    note_look(
        mailbox_id=mailbox.id,
        uid_validity=sight.uid_validity,
        uids=sight.uids,
        last_uid=sight.last_uid,
        at=at,
    )


def _took(inbox: Inbox, mail: MailCard, account: Account, now: Callable[[], datetime]) -> bool:
    """One mail that fails does not hold up the others; after some tries its bare lines are taken."""
    found = inbox.fetched(mail.uid)
    if found is None:
        note_gone(mail_id=mail.id, at=now())
        return False
    raw, size = found
    try:
        one = open_mail(raw, own=account.address, size=size, plainly=mail.tries >= _MOST_TRIES)
        take_mail(mail_id=mail.id, opened=one, at=now())
    except (OperationalError, InterfaceError):  # the database's fault, and not the mail's
        raise
    except (NotWritten, CannotTakePicture) as reason:  # not its fault either: too much goes on
        logger.info("mail %s waits: %s", mail.id, reason)
        return False
    except Exception:
        logger.exception("mail %s, try %s", mail.id, note_try(mail_id=mail.id))
        return False
    inbox.mark_seen(mail.uid)
    return True


def open_mail(raw: bytes, *, own: str, size: int, plainly: bool = False, trusted: bool = False) -> Opened:
    """Takes a mail apart and makes its pictures anew, outside of any transaction: it may last. `plainly`: by
    its bare lines; `trusted`: a person has said that a person wrote it."""
    letter = unreadable(raw) if plainly else _letter(raw, own)
    if trusted:
        letter = replace(letter, kind="")
    if size > len(raw):
        letter = replace(letter, text=f"{letter.text}\n[邮件太大,后面的附件没有取]".strip())
    return _with_pictures(letter, raw, size)


def _letter(raw: bytes, own: str) -> Letter:
    try:
        return letter_of(raw, own=own)
    except Exception:
        logger.exception("a mail of %s bytes cannot be taken apart", len(raw))
        return unreadable(raw)


def _with_pictures(letter: Letter, raw: bytes, size: int) -> Opened:
    made: list[EncodedPicture] = []
    refused: list[Attached] = []
    wanted = [one for one in letter.attached if one.data is not None] if not letter.kind else []
    for one in wanted[:PICTURES]:
        try:
            made.append(encoded_picture(data=one.data or b""))
        except CannotTakePicture as reason:
            if reason.status == 429:  # too much is decoded at once
                raise
            refused.append(one)
    return Opened(letter, raw, size, tuple(made), tuple(refused))
