"""One agent's stint in a conversation: how it ends."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from zhanggui.conversations import rules
from zhanggui.conversations.actions.rounds import round_of
from zhanggui.conversations.events import ReceptionEnded, SurveyDue
from zhanggui.conversations.models import Aside, Conversation, Message, Reception
from zhanggui.conversations.queries import ConversationCard, card_of
from zhanggui.conversations.rules import Standing
from zhanggui.conversations.settings import SURVEY_AUTOMATIC
from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor, program
from zhanggui.foundation.announcements import announce
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.live.carrier import tell
from zhanggui.shops.queries import StaffCard, setting_value, staff_by_id
from zhanggui.shops.rules import RECEIVE


class CannotTransfer(UnableTo):
    """The colleague is of another shop, may not receive, or has the conversation already."""


class UnseenWord(UnableTo):
    """The buyer wrote while the key was pressed: what nobody has read is not ended with the rest."""


def _lock(conversation_id: int) -> Conversation:
    return Conversation.objects.select_for_update().get(pk=conversation_id)


def _look(row: Conversation, seen: int | None) -> None:
    """Whether whoever ends a wait has seen all that it is about."""
    if seen is None or row.waiting_since is None:
        return
    if Message.objects.filter(conversation=row, side=rules.BUYER, position__gt=seen).exists():
        raise UnseenWord("买家刚刚又说了话,看过再按")


def end_stint(*, row: Conversation, move: str, by: Actor, at: datetime) -> None:
    """Ends the reception of a locked conversation, if one is open."""
    reception = Reception.objects.select_for_update().filter(conversation=row, ended_at=None).first()
    if reception is None:
        return
    reception.state = rules.RECEPTION.after(reception.state, move)
    reception.ended_at = at
    reception.ended_by = by.name
    reception.save(update_fields=["state", "ended_at", "ended_by"])
    announce(
        ReceptionEnded(
            shop_id=row.shop_id,
            conversation_id=row.pk,
            reception_id=reception.pk,
            how=reception.state,
        )
    )
    # A talk that goes on with a colleague is not over.
    if move != "transfer" and setting_value(row.shop_id, SURVEY_AUTOMATIC, at=at):
        announce(SurveyDue(row.shop_id, row.pk, reception.pk))


def end_wait(*, row: Conversation, how: str, by: Actor, at: datetime) -> None:
    """Ends the round of a locked conversation without a word, if one is open; the raw record says so."""
    Aside.objects.create(
        conversation=row, after_position=row.last_position, kind=how, by_id=by.id, to_id=row.agent_id, at=at
    )
    standing = Standing(
        row.last_position, row.waiting_since, row.left, row.agent_id, row.asked_position, row.questions
    )
    if done := rules.ended_round(standing, how=how, agent_id=row.agent_id or by.id, at=at):
        round_of(conversation_id=row.pk, shop_id=row.shop_id, done=done).save(force_insert=True)
    row.waiting_since, row.left, row.asked_position, row.questions = None, False, None, 0
    row.save(update_fields=["waiting_since", "left", "asked_position", "questions"])


def _tell_desks(conversation: Conversation) -> None:
    """Where the row stands now; and whoever routes: a place may be free, or somebody nobody's."""
    shop_id = conversation.shop_id
    tell([{"k": "desk", "s": shop_id, "c": conversation.pk}, {"k": "queue", "s": shop_id}])


@transaction.atomic
def end_reception(
    *, conversation: ConversationCard, seen: int | None = None, by: Actor, at: datetime
) -> None:
    """The talk is over: nobody waits any more and nobody has the conversation. `seen`: the last position
    before the eyes of whoever presses; refused when the buyer has written since."""
    row = _lock(conversation.id)
    _look(row, seen)
    end_stint(row=row, move="close", by=by, at=at)
    waited = row.waiting_since
    end_wait(row=row, how=rules.CLOSED, by=by, at=at)
    row.agent = None
    row.save(update_fields=["agent"])
    audit(
        verb="end_reception",
        thing="conversation",
        thing_id=row.pk,
        changes={"waiting_since": [waited.isoformat() if waited else None, None]},
        by=by,
        at=at,
    )
    _tell_desks(row)


@transaction.atomic
def excuse_wait(*, conversation: ConversationCard, seen: int | None = None, by: Actor, at: datetime) -> None:
    """The buyer's last words need no answer ("好的", a thank-you): nobody waits any more, the round counts in
    no figure of speed, and who has the buyer keeps them. Nothing when nobody waits. `seen`: as at the end."""
    row = _lock(conversation.id)
    if row.waiting_since is None:
        return
    _look(row, seen)
    waited = row.waiting_since
    end_wait(row=row, how=rules.EXCUSED, by=by, at=at)
    audit(
        verb="excuse_wait",
        thing="conversation",
        thing_id=row.pk,
        changes={"waiting_since": [waited.isoformat(), None]},
        by=by,
        at=at,
    )
    _tell_desks(row)


@transaction.atomic
def transfer_reception(
    *, conversation: ConversationCard, to: StaffCard, note: str = "", by: Actor, at: datetime
) -> None:
    """Hands the buyer to a colleague, with a note for them. Who waits goes on waiting: a transfer is no
    answer."""
    row = _lock(conversation.id)
    if to.shop_id != row.shop_id or not to.may(RECEIVE):
        raise CannotTransfer("只能转给本店能接待的同事")
    if row.agent_id == to.id:
        raise CannotTransfer("这位买家已经由 {name} 接待", name=to.name)
    words = rules.clean_text(note)[: rules.ASIDE_LETTERS]
    before = _pass_on(row, to_id=to.id, how=rules.BY_TRANSFER, by=by, at=at)
    _set_down(row, kind=rules.TRANSFERRED, text=words, to_id=to.id, by=by, at=at)
    changes = {"agent": [before, to.id]}
    audit(verb="transfer", thing="conversation", thing_id=row.pk, changes=changes, by=by, at=at)


@transaction.atomic
def take_over(*, conversation: ConversationCard, by: Actor, at: datetime) -> None:
    """A member takes the buyer, from whoever has them. Nothing when they have them already."""
    if by.id is None:
        raise CannotTransfer("只能转给本店能接待的同事")
    row = _lock(conversation.id)
    if row.agent_id == by.id:
        return
    before = _pass_on(row, to_id=by.id, how=rules.BY_TAKING, by=by, at=at)
    _set_down(row, kind=rules.TAKEN, text="", to_id=before, by=by, at=at)
    changes = {"agent": [before, by.id]}
    audit(verb="take_over", thing="conversation", thing_id=row.pk, changes=changes, by=by, at=at)


def _pass_on(row: Conversation, *, to_id: int, how: str, by: Actor, at: datetime) -> int | None:
    """Ends the stint of who has the buyer and begins the next; whose it was."""
    before = row.agent_id
    end_stint(row=row, move="transfer", by=by, at=at)
    Reception.objects.create(
        conversation=row, agent_id=to_id, how=how, opened_at=at, first_position=row.last_position + 1
    )
    row.agent_id = to_id
    row.save(update_fields=["agent"])
    _tell_desks(row)
    return before


def _set_down(row: Conversation, *, kind: str, text: str, to_id: int | None, by: Actor, at: datetime) -> None:
    Aside.objects.create(
        conversation=row,
        after_position=row.last_position,
        kind=kind,
        text=text,
        by_id=by.id,
        to_id=to_id,
        at=at,
    )


@transaction.atomic
def release_receptions(*, shop_id: int, staff_id: int, at: datetime) -> int:
    """The member is not here any more: those whom they had are nobody's. Who waits goes on waiting, on
    every desk. How many there were."""
    theirs = Conversation.objects.select_for_update().filter(shop_id=shop_id, agent_id=staff_id)
    rows = list(theirs.order_by("pk"))
    for row in rows:
        end_stint(row=row, move="lapse", by=program(shop_id), at=at)
        row.agent = None
        row.save(update_fields=["agent"])
        _tell_desks(row)
    return len(rows)


@transaction.atomic
def take_over_receptions(
    *, shop_id: int, from_id: int, to_id: int, conversation_ids: Collection[int], at: datetime
) -> int:
    """A colleague confirmed a hand-over sheet: of its buyers those who are still the writer's are theirs. How
    many there were; none when the colleague may not receive."""
    to = staff_by_id(to_id)
    if to is None or not to.may(RECEIVE):
        return 0
    theirs = Conversation.objects.filter(
        shop_id=shop_id, agent_id=from_id, pk__in=list(conversation_ids)
    ).order_by("pk")
    cards = [card_of(row) for row in theirs]
    for card in cards:
        transfer_reception(conversation=card, to=to, by=to.actor, at=at)
    return len(cards)


def lapse_idle_receptions(*, at: datetime) -> int:
    """Ends receptions in which nobody has said a word for 30 minutes; how many there were.

    A buyer who waits keeps the agent: a reception does not end under an open question.
    """
    idle = Conversation.objects.filter(
        agent__isnull=False, waiting_since=None, last_at__lt=at - rules.IDLE
    ).values_list("pk", flat=True)[:500]
    return sum(_lapse(conversation_id, at=at) for conversation_id in list(idle))


@transaction.atomic
def _lapse(conversation_id: int, *, at: datetime) -> bool:
    row = _lock(conversation_id)
    if row.waiting_since is not None or row.last_at is None or row.last_at >= at - rules.IDLE:
        return False  # somebody spoke since the list was made
    opened = (
        Reception.objects.filter(conversation=row, ended_at=None).values_list("opened_at", flat=True).first()
    )
    if opened is not None and opened >= at - rules.IDLE:
        return False  # just transferred: the colleague has not had a chance to speak
    end_stint(row=row, move="lapse", by=program(row.shop_id), at=at)
    row.agent = None
    row.save(update_fields=["agent"])
    _tell_desks(row)
    return True
