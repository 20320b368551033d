"""Writing to a buyer who asked and did not order, or saying why nobody does."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from zhanggui.conversations.actions import Draft, Outcome, Saved, record_messages
from zhanggui.conversations.rules import STAFF
from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.live.carrier import tell
from zhanggui.outreach.actions.interests import THING
from zhanggui.outreach.kinds import UNDECIDED
from zhanggui.outreach.models import FollowUp, Interest
from zhanggui.outreach.queries import limits_of, past_of
from zhanggui.outreach.rules.following import (
    CLOSING_TITLES,
    DECLINED,
    FOLLOW_UP_LETTERS,
    NIGHT_SAYS,
    SENT,
    SILENCE,
    WAITS_SAYS,
    cannot_write,
    is_day,
)
from zhanggui.worklist.actions import settle_task


class CannotFollowUp(UnableTo):
    """The buyer must not be written to now, or nobody says why they are not."""


@transaction.atomic
def send_follow_up(
    *, interest_id: int, text: str, client_id: str, reason: str = "", by: Actor, at: datetime
) -> Outcome:
    """A message of the agent's, past the guard like any other; it ends the follow-up. `reason` answers a
    warning. Both checks and the message are of one instant: two agents never write both."""
    row = _locked(interest_id, by)
    past, said = past_of([row.pk])[row.pk]
    limits = limits_of(row.shop_id, at=at)
    if problem := cannot_write(past, limits, at=at):
        raise CannotFollowUp(problem)
    if past.waits:  # they asked something, or complain: a word of ours beside it would count as the answer
        raise CannotFollowUp(WAITS_SAYS)
    if not is_day(at, limits):
        raise CannotFollowUp(NIGHT_SAYS)
    if said is None:
        raise CannotFollowUp("和这位买家还没有聊过,没有地方可以发")
    words = text.replace("\0", "").strip()
    if not words or len(words) > FOLLOW_UP_LETTERS:
        raise CannotFollowUp("写一句要发的话,最多 {most} 个字", most=FOLLOW_UP_LETTERS)
    draft = Draft(said.conversation_id, STAFF, client_id, words, by_id=by.id, by_name=by.name, reason=reason)
    (outcome,) = record_messages([draft], at=at)
    if isinstance(outcome, Saved):
        _end(row, SENT, words, by=by, at=at, position=outcome.position)
    return outcome


@transaction.atomic
def close_follow_up(*, interest_id: int, outcome: str, words: str = "", by: Actor, at: datetime) -> None:
    """Nobody writes from here, and why. Who said no is not asked again about this item, who wants silence
    not about any."""
    row = _locked(interest_id, by)
    if outcome not in CLOSING_TITLES:
        raise CannotFollowUp("请选一个原因")
    note = " ".join(words.replace("\0", "").split())
    if len(note) > FOLLOW_UP_LETTERS:
        raise CannotFollowUp("最多写 {most} 个字", most=FOLLOW_UP_LETTERS)
    if row.won_at is not None:
        raise CannotFollowUp("买家已经下单了,不用再问")
    _end(row, outcome, note, by=by, at=at)


def _locked(interest_id: int, by: Actor) -> Interest:
    """With the buyer's other interests: they are asked at most once, whatever it is about."""
    row = Interest.objects.filter(pk=interest_id, shop_id=by.shop_id).first()
    if row is None or by.id is None:
        raise CannotFollowUp("没有这位买家")
    theirs = Interest.objects.select_for_update().filter(buyer_id=row.buyer_id).order_by("pk")
    return next(one for one in theirs if one.pk == row.pk)


def _end(
    row: Interest, outcome: str, words: str, *, by: Actor, at: datetime, position: int | None = None
) -> None:
    FollowUp.objects.create(
        shop_id=row.shop_id,
        interest_id=row.pk,
        buyer_id=row.buyer_id,
        outcome=outcome,
        words=words,
        position=position,
        by_id=by.id,
        by_name=by.name[:80],
        at=at,
    )
    theirs = [row.pk]
    if outcome == SILENCE:
        open_ = Interest.objects.filter(buyer_id=row.buyer_id, won_at=None)
        theirs = list({row.pk, *open_.values_list("pk", flat=True)})
    note = CLOSING_TITLES.get(outcome, "")
    for pk in theirs:
        settle_task(
            shop_id=row.shop_id, kind=UNDECIDED.key, thing=THING, thing_id=pk, note=note, by=by, at=at
        )
    if outcome in {DECLINED, SILENCE}:
        changes = {"follow_up": [None, CLOSING_TITLES[outcome]]}
        audit(verb="close_follow_up", thing="buyer", thing_id=row.buyer_id, changes=changes, by=by, at=at)
    tell([{"k": "changed", "s": row.shop_id, "name": "doubts", "id": row.buyer_id}])
