"""What the program greets the buyers with who come, or come back, in one commit of the message path."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from zhanggui.conversations import queries, rules
from zhanggui.conversations.models import Conversation
from zhanggui.conversations.queries import GreetingCard
from zhanggui.conversations.rules import Arrival, Standing
from zhanggui.conversations.settings import GREETING_AGAIN_HOURS
from zhanggui.conversations.variables import Occasion, values_for
from zhanggui.customers.queries import buyer_card
from zhanggui.marketplace.rules import StatusGroup
from zhanggui.orders.queries import orders_of_buyer
from zhanggui.shops.queries import setting_value, shop_by_id

_UNDER_WAY = frozenset({StatusGroup.PAID_HOLD, StatusGroup.TO_SHIP, StatusGroup.SHIPPED, StatusGroup.SIGNED})


@dataclass(frozen=True)
class Comer:
    """A buyer whose word may begin a visit."""

    conversation_id: int
    shop_id: int
    buyer_id: int
    channel: str
    greeting: str  # the shop's own, for the first word of all
    before: Standing

    @property
    def is_first(self) -> bool:
        return self.before.position == 0

    @property
    def may_come(self) -> bool:
        """Known without asking the database: most words begin no visit."""
        return self.is_first or rules.is_at_rest(self.before)


def welcomes(*, comers: Sequence[Comer], at: datetime) -> dict[int, str]:
    """The greeting of each conversation that is greeted."""
    comers = [comer for comer in comers if comer.may_come]
    if not comers:
        return {}
    by_shop: dict[int, list[GreetingCard]] = defaultdict(list)
    for card in queries.greetings({comer.shop_id for comer in comers}):
        by_shop[card.shop_id].append(card)
    found = {comer.conversation_id: _welcome(comer, by_shop[comer.shop_id], at) for comer in comers}
    return {conversation_id: text for conversation_id, text in found.items() if text}


def _welcome(comer: Comer, cards: Sequence[GreetingCard], at: datetime) -> str:
    fallback = comer.greeting if comer.is_first else ""
    if not cards:
        return fallback
    if not comer.is_first:
        hours = setting_value(comer.shop_id, GREETING_AGAIN_HOURS, at=at)
        last_at = Conversation.objects.values_list("last_at", flat=True).get(pk=comer.conversation_id)
        if last_at is None or at - last_at < timedelta(hours=hours):
            return ""
    asks_for_orders = any(card.greeting.whom == rules.PAID for card in cards)
    arrival = Arrival(
        channel=comer.channel,
        is_first=comer.is_first,
        has_paid=asks_for_orders and _has_paid(comer.buyer_id),
        at=at,
    )
    texts = (
        _filled(one.text, comer, at) for one in rules.fitting([card.greeting for card in cards], arrival)
    )
    return next((text for text in texts if text), fallback)


def _has_paid(buyer_id: int) -> bool:
    return any(order.status.group in _UNDER_WAY for order in orders_of_buyer(buyer_id))


def _filled(text: str, comer: Comer, at: datetime) -> str:
    """Empty when something in it has no value for this buyer: then the next rule is asked."""
    names = rules.variables_in(text)
    if not names:
        return text
    buyer = buyer_card(comer.buyer_id)
    name = buyer.name if buyer else ""
    occasion = Occasion(shop_by_id(comer.shop_id), None, comer.buyer_id, name, at)
    whole = rules.fill(text, values_for(names, occasion))
    return "" if whole.missing else whole.text
