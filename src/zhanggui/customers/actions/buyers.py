from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import connection, transaction

from zhanggui.customers import rules
from zhanggui.customers.actions.holding import share_words
from zhanggui.customers.events import BuyerChanged
from zhanggui.customers.models import TAOBAO, WEB, Buyer, BuyerNote, BuyerTag, DeclinedTag
from zhanggui.customers.queries import BuyerCard, card_of, marketplace_buyer, taxonomy, words_today
from zhanggui.customers.rules.taxonomy import replaced
from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.announcements import announce
from zhanggui.foundation.failures import UnableTo


class CannotTag(UnableTo):
    """The tag is empty, too long, or one too many."""


class CannotNote(UnableTo):
    """The note is empty or too long, or is not there any more."""


class CannotNoteBuyer(UnableTo):
    """No nick, or one that hides whose it is."""


def note_buyer(*, shop_id: int, nick: str, by: Actor, at: datetime) -> BuyerCard:
    """The marketplace buyer of this nick, noted by hand when the shop has not met them yet."""
    nick = rules.clean_words(nick)
    if not rules.is_nick(nick):
        raise CannotNoteBuyer("会员名要有 1 到 100 个字,不能带星号")
    known = marketplace_buyer(shop_id, nick)
    if known is not None:
        return known
    with transaction.atomic():
        buyer_id = ensure_buyers(shop_id=shop_id, nicks=[nick], at=at)[nick]
        changes = {"name": [None, nick]}
        audit(verb="note_buyer", thing="buyer", thing_id=buyer_id, changes=changes, by=by, at=at)
    return card_of(Buyer.objects.get(pk=buyer_id))


def ensure_buyers(*, shop_id: int, nicks: Collection[str], at: datetime) -> dict[str, int]:
    """The marketplace buyers of these nicks, made where they are new: {nick: buyer id}."""
    wanted = set(nicks)
    found = _buyers_of(shop_id, wanted)
    if new := sorted(wanted - found.keys()):
        with connection.cursor() as cursor:
            cursor.execute(_NEW_BUYERS, [shop_id, TAOBAO, at, new])
            found |= dict(cursor.fetchall())
        if there := wanted - found.keys():  # another import brought them at the same time
            found |= _buyers_of(shop_id, there)
    return found


def _buyers_of(shop_id: int, nicks: Collection[str]) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(_BUYERS_OF, [list(nicks), shop_id, TAOBAO])
        return dict(cursor.fetchall())


# Hundreds in each batch of an import: rows of the model would cost more than the rest of the batch.
_NEW_BUYERS = """
    INSERT INTO customers_buyer (shop_id, channel, key, name, created_at)
    SELECT %s, %s, nick, nick, %s FROM unnest(%s::text[]) AS new(nick)
    ON CONFLICT (shop_id, channel, key) DO NOTHING RETURNING key, id
"""
# One look for each nick. Left to itself the planner, which knows nothing of a table that is being filled,
# reads all buyers of the shop.
_BUYERS_OF = """
    SELECT asked.nick, found.id FROM unnest(%s::text[]) AS asked(nick), LATERAL (
        SELECT id FROM customers_buyer WHERE shop_id = %s AND channel = %s AND key = asked.nick OFFSET 0
    ) AS found
"""


def ensure_visitor(*, shop_id: int, key: str, at: datetime) -> BuyerCard:
    """The web visitor that this cookie key stands for, made on the first word."""
    buyer, _ = Buyer.objects.get_or_create(
        shop_id=shop_id,
        channel=WEB,
        key=key,
        defaults={"name": rules.visitor_name(key), "created_at": at},
    )
    return card_of(buyer)


def ensure_buyer(*, shop_id: int, channel: str, key: str, name: str, at: datetime) -> BuyerCard:
    """The buyer of this address on a channel, made on the first word. A name that is known already stays."""
    called = rules.clean_words(name)[: rules.NAME_LENGTH] or key[: rules.NAME_LENGTH]
    buyer, _ = Buyer.objects.get_or_create(
        shop_id=shop_id,
        channel=channel,
        key=key,
        defaults={"name": called, "created_at": at},
    )
    return card_of(buyer)


@transaction.atomic
def tag_buyer(*, buyer: BuyerCard, name: str, by: Actor, at: datetime) -> None:
    """Gives the tag. Of a group with one choice it takes the place of the one that was there; a word that
    was renamed or merged means what it became."""
    name = rules.clean_words(name)
    if not name or len(name) > rules.TAG_LENGTH:
        raise CannotTag("标签要有 1 到 {most} 个字", most=rules.TAG_LENGTH)
    share_words(shop_id=buyer.shop_id)
    name = words_today(buyer.shop_id, [name]).get(name, name)
    Buyer.objects.select_for_update().get(pk=buyer.id)  # two agents at once: count one after the other
    held = list(BuyerTag.objects.filter(buyer_id=buyer.id).order_by("pk").values_list("name", flat=True))
    if name in held:
        return
    gone = replaced(taxonomy(buyer.shop_id), held, name)
    if len(held) - len(gone) >= rules.TAGS_PER_BUYER:
        raise CannotTag("一位买家最多 {most} 个标签,请先去掉不用的", most=rules.TAGS_PER_BUYER)
    BuyerTag.objects.filter(buyer_id=buyer.id, name__in=gone).delete()
    BuyerTag.objects.create(shop_id=buyer.shop_id, buyer_id=buyer.id, name=name, by_name=by.name, at=at)
    changes = {"tag": ["、".join(gone) or None, name]}
    audit(verb="tag", thing="buyer", thing_id=buyer.id, changes=changes, by=by, at=at)
    announce(BuyerChanged(shop_id=buyer.shop_id, buyer_id=buyer.id))


@transaction.atomic
def untag_buyer(*, buyer: BuyerCard, tag_id: int, by: Actor, at: datetime) -> None:
    """Takes the tag off; the program does not propose it again."""
    tag = BuyerTag.objects.select_for_update().filter(buyer_id=buyer.id, pk=tag_id).first()
    if tag is None:
        return
    tag.delete()
    _decline(buyer.id, tag.name, by, at)
    audit(verb="untag", thing="buyer", thing_id=buyer.id, changes={"tag": [tag.name, None]}, by=by, at=at)
    announce(BuyerChanged(shop_id=buyer.shop_id, buyer_id=buyer.id))


@transaction.atomic
def decline_tag(*, buyer: BuyerCard, name: str, by: Actor, at: datetime) -> None:
    """A proposed tag does not fit this buyer: it is not proposed again."""
    name = rules.clean_words(name)
    if 0 < len(name) <= rules.TAG_LENGTH and _decline(buyer.id, name, by, at):
        changes = {"tag": [name, None]}
        audit(verb="decline_tag", thing="buyer", thing_id=buyer.id, changes=changes, by=by, at=at)
        announce(BuyerChanged(shop_id=buyer.shop_id, buyer_id=buyer.id))


def _decline(buyer_id: int, name: str, by: Actor, at: datetime) -> bool:
    said = {"by_name": by.name, "at": at}
    return DeclinedTag.objects.get_or_create(buyer_id=buyer_id, name=name, defaults=said)[1]


@transaction.atomic
def write_note(*, buyer: BuyerCard, text: str, by: Actor, at: datetime) -> int:
    """Adds a note for whoever serves this buyer next; returns its id."""
    text = rules.clean_words(text)
    if not text or len(text) > rules.NOTE_LENGTH:
        raise CannotNote("备注要有 1 到 {most} 个字", most=rules.NOTE_LENGTH)
    note = BuyerNote.objects.create(buyer_id=buyer.id, text=text, by_id=by.id, by_name=by.name, at=at)
    audit(verb="write_note", thing="buyer", thing_id=buyer.id, changes={"note": [None, text]}, by=by, at=at)
    announce(BuyerChanged(shop_id=buyer.shop_id, buyer_id=buyer.id))
    return note.pk


@transaction.atomic
def remove_note(*, buyer: BuyerCard, note_id: int, by: Actor, at: datetime) -> None:
    note = BuyerNote.objects.select_for_update().filter(buyer_id=buyer.id, pk=note_id).first()
    if note is None:
        raise CannotNote("这条备注已经不在了")
    if note.removed_at is not None:
        return
    note.removed_at = at
    note.save(update_fields=["removed_at"])
    audit(
        verb="remove_note",
        thing="buyer",
        thing_id=buyer.id,
        changes={"note": [note.text, None]},
        by=by,
        at=at,
    )
    announce(BuyerChanged(shop_id=buyer.shop_id, buyer_id=buyer.id))


@transaction.atomic
def name_buyer(*, buyer: BuyerCard, name: str, by: Actor, at: datetime) -> None:
    """What the agents call a visitor; a marketplace buyer keeps the nick."""
    name = rules.clean_words(name)[: rules.NAME_LENGTH]
    if not name or name == buyer.name:
        return
    Buyer.objects.filter(pk=buyer.id).update(name=name)
    audit(verb="name", thing="buyer", thing_id=buyer.id, changes={"name": [buyer.name, name]}, by=by, at=at)
    announce(BuyerChanged(shop_id=buyer.shop_id, buyer_id=buyer.id))
