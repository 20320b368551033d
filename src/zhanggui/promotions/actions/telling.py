from __future__ import annotations

from datetime import datetime

from django.db import transaction

from zhanggui.catalog.queries import item_card
from zhanggui.conversations.actions import Draft, Outcome, Saved, note_recommendation, record_messages
from zhanggui.conversations.rules import CARD, STAFF
from zhanggui.foundation.actors import Actor
from zhanggui.promotions.item_card import shown_item


@transaction.atomic
def send_item(
    *,
    conversation_id: int,
    item_id: int,
    price: tuple[int, int] | None,
    client_id: str,
    beside_id: int | None = None,
    by: Actor,
    at: datetime,
) -> Outcome:
    """Shows a buyer an item with what is off now, as a message of the agent's; the guard reads its text like
    any other. The same client id again is the same message. `beside_id`: it is recommended because it goes
    with this other item; that is noted."""
    item = item_card(item_id)
    if item is None or item.shop_id != by.shop_id:
        message = f"{by.name} of shop {by.shop_id} cannot show item {item_id}"
        raise ValueError(message)
    shown = shown_item(item, at, price=price)
    draft = Draft(
        conversation_id,
        STAFF,
        client_id,
        shown.text,
        kind=CARD,
        card=shown.card,
        by_id=by.id,
        by_name=by.name,
    )
    (outcome,) = record_messages([draft], at=at)
    if beside_id is not None and isinstance(outcome, Saved):
        note_recommendation(
            conversation_id=conversation_id,
            position=outcome.position,
            item_id=item_id,
            beside_id=beside_id,
            by=by,
            at=outcome.at,
        )
    return outcome
