"""What is written of mailboxes and mails: each mail in one transaction with the words that it becomes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from zhanggui.connectors.mail.kinds import BOUNCE, KIND_TITLES, NOBODY, OWN
from zhanggui.connectors.mail.letters import Attached, Letter
from zhanggui.connectors.mail.models import ASIDE, AWAITED, GONE, RAW_BYTES, SAME, WORDS, Mail, Mailbox
from zhanggui.connectors.mail.queries import MailboxCard, last_subject, mailbox_card
from zhanggui.connectors.mail.telling import told
from zhanggui.connectors.mail.threads import conversation_named
from zhanggui.conversations.actions import (
    CannotTakePicture,
    Draft,
    EncodedPicture,
    Refused,
    keep_encoded,
    note_aside,
    open_for_buyer,
    record_messages,
)
from zhanggui.conversations.queries import ConversationCard, conversation_card, conversation_of_buyer
from zhanggui.conversations.rules import ASIDE_LETTERS, BUYER, PICTURE, clean_text
from zhanggui.customers.actions import ensure_buyer
from zhanggui.customers.queries import buyer_at, buyer_card
from zhanggui.customers.rules import EMAIL
from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor, program
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.live.carrier import tell

_REFERENCES: Final = 20


class NotWritten(UnableTo):
    """The words could not be put on disk now: the mail stays awaited."""


class NoBuyersMail(UnableTo):
    """Nothing can be answered to it, or it is a buyer's already."""


@dataclass(frozen=True)
class Opened:
    """A mail that is fetched, taken apart, and its pictures made anew. `size` is the whole mail's."""

    letter: Letter
    raw: bytes
    size: int
    pictures: tuple[EncodedPicture, ...] = ()
    refused: tuple[Attached, ...] = ()


def ensure_mailbox(*, shop_id: int, address: str, host: str) -> MailboxCard:
    row, _ = Mailbox.objects.get_or_create(shop_id=shop_id, address=address, host=host)
    return mailbox_card(row)


@transaction.atomic
def note_look(
    *, mailbox_id: int, uid_validity: int, uids: Collection[int], last_uid: int, at: datetime
) -> None:
    """Remembers what is in the mailbox, before anything is fetched: from here on a mail is not lost, whoever
    reads it elsewhere. Of two who look at once the later finds it done."""
    mailbox = Mailbox.objects.select_for_update().get(pk=mailbox_id)
    if mailbox.uid_validity not in {None, uid_validity}:  # numbers of before name nothing any more
        Mail.objects.filter(mailbox=mailbox, state=AWAITED).exclude(uid_validity=uid_validity).update(
            state=GONE, taken_at=at
        )
    rows = [
        Mail(mailbox=mailbox, shop_id=mailbox.shop_id, uid_validity=uid_validity, uid=uid, listed_at=at)
        for uid in sorted(uids)
    ]
    Mail.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    last_uid = max(last_uid, mailbox.last_uid if mailbox.uid_validity == uid_validity else 0)
    mailbox.uid_validity, mailbox.last_uid = uid_validity, last_uid
    mailbox.looked_at, mailbox.failed_at, mailbox.failure, mailbox.rests_until = at, None, "", None
    mailbox.save()


def note_failure(*, mailbox_id: int, failure: str, rests_until: datetime | None, at: datetime) -> None:
    Mailbox.objects.filter(pk=mailbox_id).update(failed_at=at, failure=failure[:300], rests_until=rests_until)


def end_rest(*, mailbox_id: int) -> None:
    """Somebody has seen that the mailbox lets us in: it is looked at again."""
    Mailbox.objects.filter(pk=mailbox_id).update(rests_until=None)


def note_try(*, mail_id: int) -> int:
    """How many tries there were with this one: what fails often is taken by its bare lines."""
    row = Mail.objects.only("tries").get(pk=mail_id)
    Mail.objects.filter(pk=mail_id).update(tries=row.tries + 1)
    return row.tries + 1


def note_gone(*, mail_id: int, at: datetime) -> None:
    Mail.objects.filter(pk=mail_id, state=AWAITED).update(state=GONE, taken_at=at)


@transaction.atomic
def take_mail(*, mail_id: int, opened: Opened, at: datetime) -> str:
    """Puts a mail on disk and into its conversation, once; what became of it."""
    mail = Mail.objects.select_for_update(of=("self",)).get(pk=mail_id)
    if mail.state != AWAITED:
        return mail.state
    letter = opened.letter
    mail.taken_at = at
    if Mail.objects.filter(shop_id=mail.shop_id, key=letter.key).exists():
        mail.state = SAME
        mail.save()
        return mail.state
    mail.key, mail.kind = letter.key, letter.kind
    mail.message_id, mail.references = letter.message_id, " ".join(letter.references[-_REFERENCES:])
    mail.address, mail.subject, mail.sent_at = letter.address, letter.subject[:200], letter.sent_at
    mail.raw, mail.raw_bytes = opened.raw[:RAW_BYTES], opened.size
    if letter.kind or not letter.address:
        _put_aside(mail, letter, at)
    else:
        _put_in(mail, opened, at)
    mail.save()
    return mail.state


@transaction.atomic
def treat_as_words(*, mail_id: int, opened: Opened, by: Actor, at: datetime) -> int:
    """A person has looked: it is a buyer's after all. The conversation."""
    mail = Mail.objects.select_for_update(of=("self",)).filter(pk=mail_id, shop_id=by.shop_id).first()
    if mail is None or mail.state != ASIDE:
        raise NoBuyersMail("这封邮件已经在会话里了")
    if not mail.address or mail.kind in {OWN, NOBODY}:
        raise NoBuyersMail("这封邮件没有能回复的地址")
    audit(
        verb="treat_as_words",
        thing="mail",
        thing_id=mail.pk,
        changes={"mail_kind": [KIND_TITLES.get(mail.kind, ""), None]},
        by=by,
        at=at,
    )
    _put_in(mail, opened, at)
    mail.kind = ""
    mail.save()
    return mail.conversation_id or 0


def _put_in(mail: Mail, opened: Opened, at: datetime) -> None:
    letter = opened.letter
    talk = _named(mail.shop_id, letter.references) or _talk(mail.shop_id, letter, at)
    buyer = buyer_card(talk.buyer_id)
    texts = told(
        letter,
        before=last_subject(talk.id),
        buyers=(buyer.address or "") if buyer else "",
        refused=opened.refused,
        at=at,
    )
    drafts = [*_texts(talk.id, letter, texts), *_pictures(talk.id, letter, opened.pictures, at)]
    outcomes = record_messages(drafts, at=at)
    positions = []
    for outcome in outcomes:
        if isinstance(outcome, Refused):
            raise NotWritten(outcome.say)
        positions.append(outcome.position)
    mail.state, mail.conversation_id, mail.position = WORDS, talk.id, min(positions)
    tell([{"k": "changed", "s": mail.shop_id, "name": "mails", "id": talk.buyer_id}])


def _talk(shop_id: int, letter: Letter, at: datetime) -> ConversationCard:
    buyer = ensure_buyer(shop_id=shop_id, channel=EMAIL, key=letter.address, name=letter.called, at=at)
    return open_for_buyer(buyer=buyer, at=at)


def _named(shop_id: int, references: tuple[str, ...]) -> ConversationCard | None:
    """The conversation whose mail this one answers, from whatever address."""
    named = conversation_named(references)
    talk = conversation_card(named) if named else None
    if talk is None or talk.shop_id != shop_id:
        return None
    buyer = buyer_card(talk.buyer_id)
    return talk if buyer and buyer.channel == EMAIL else None


def _texts(talk_id: int, letter: Letter, texts: Sequence[str]) -> list[Draft]:
    return [Draft(talk_id, BUYER, _name(letter, f"t{place}"), text) for place, text in enumerate(texts)]


def _pictures(talk_id: int, letter: Letter, pictures: Sequence[EncodedPicture], at: datetime) -> list[Draft]:
    drafts = []
    for place, encoded in enumerate(pictures):
        try:
            shown = keep_encoded(conversation_id=talk_id, encoded=encoded, at=at)
        except CannotTakePicture as reason:  # too many in this minute
            raise NotWritten(str(reason)) from reason
        drafts.append(Draft(talk_id, BUYER, _name(letter, f"p{place}"), "", kind=PICTURE, picture=shown))
    return drafts


def _name(letter: Letter, which: str) -> str:
    return f"mail-{letter.key[:40]}-{which}"


def _put_aside(mail: Mail, letter: Letter, at: datetime) -> None:
    """Kept, and shown beside the conversation that it is about, if there is one; nobody waits."""
    mail.state, mail.kind = ASIDE, letter.kind or NOBODY
    talk = _named(mail.shop_id, letter.references) or _talk_with(mail.shop_id, letter.address)
    if talk is None or letter.kind == OWN:
        return
    mail.conversation_id = talk.id
    what = "邮件被退回了,买家没有收到" if letter.kind == BOUNCE else KIND_TITLES[mail.kind]
    text = clean_text(f"{what}:{letter.subject} {' '.join(letter.text.split())}")
    note_aside(conversation=talk, text=text[:ASIDE_LETTERS], by=program(mail.shop_id), at=at)


def _talk_with(shop_id: int, address: str) -> ConversationCard | None:
    """The conversation that there is with an address; a machine's mail opens none."""
    buyer = buyer_at(shop_id, EMAIL, address)
    return conversation_of_buyer(buyer.id) if buyer else None
