"""Which of the eight steps this talk has seen, and how often its buyer insisted on the price."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from zhanggui.conversations import rules
from zhanggui.conversations.models import Message
from zhanggui.conversations.parts import steps_done
from zhanggui.conversations.queries.conversations import ConversationCard
from zhanggui.conversations.queries.plays import called_plays
from zhanggui.conversations.rules.plays import Called
from zhanggui.conversations.rules.steps import (
    Deeds,
    Said,
    Step,
    StepSeen,
    bargains,
    next_step,
    states_no_bargain,
    steps_of,
)
from zhanggui.marketplace.rules import TradeStatus
from zhanggui.orders.queries import placed_by

# A silence of this long parts one talk from the next.
PAUSE = timedelta(hours=2)
_WORDS = 200


@dataclass(frozen=True)
class TalkSteps:
    """`insisted`: how often the buyer asked for less. `stance`: whether that was answered with how the shop
    stands to it."""

    steps: tuple[StepSeen, ...]
    next: StepSeen | None
    insisted: int
    stance: bool
    plays: tuple[Called, ...] = ()


def talk_steps(conversation: ConversationCard) -> TalkSteps | None:
    """Of the talk that is going on or was the last; None before the first word."""
    said, since = _talk(conversation.id)
    if since is None:
        return None
    steps = steps_of(said, _deeds(conversation, since))
    asked = bargains(said)
    stance = bool(asked) and any(one.position > asked[0] and states_no_bargain(one) for one in said)
    plays = called_plays(said, buyer_id=conversation.buyer_id, since=since)
    return TalkSteps(tuple(steps), next_step(steps), len(asked), stance, plays)


def _talk(conversation_id: int) -> tuple[list[Said], datetime | None]:
    of = ("position", "side", "kind", "text", "by_id", "at")
    rows = Message.objects.filter(conversation_id=conversation_id).exclude(kind__in=rules.PRESSES)
    found: list[Said] = []
    since: datetime | None = None  # the oldest word so far
    for position, side, kind, text, by_id, at in rows.order_by("-position").values_list(*of)[:_WORDS]:
        if since is not None and since - at > PAUSE:
            break
        found.append(Said(position, side, kind, text, by_id))
        since = at
    return found[::-1], since


def _deeds(conversation: ConversationCard, since: datetime) -> Deeds:
    orders = placed_by(conversation.shop_id, [conversation.buyer_id], since - PAUSE)
    done = steps_done(conversation.shop_id, conversation.buyer_id, since - PAUSE)
    return Deeds(
        ordered=bool(orders),
        paid=bool(orders) and all(one.status != TradeStatus.WAIT_BUYER_PAY for one in orders),
        verified=Step.VERIFY in done,
        followed_up=Step.FOLLOW_UP in done,
    )
