from __future__ import annotations

from django.http import Http404

from zhanggui.connectors.channels.carrying import THING
from zhanggui.connectors.channels.lines import line_of_errand
from zhanggui.conversations.queries import ConversationCard, conversation_card
from zhanggui.marketplace.queries import ErrandCard, errand_by_id
from zhanggui.shops.queries import StaffCard


def talk_for(staff: StaffCard, conversation_id: int) -> ConversationCard:
    """A conversation of the member's own shop; 404 for any other."""
    card = conversation_card(conversation_id)
    if card is None or card.shop_id != staff.shop_id:
        raise Http404
    return card


def departure_for(staff: StaffCard, errand_id: int) -> ErrandCard:
    """A word's errand of the member's own shop; 404 for any other."""
    errand = errand_by_id(errand_id)
    if errand is None or errand.shop_id != staff.shop_id or errand.thing != THING:
        raise Http404
    if line_of_errand(errand.kind) is None:
        raise Http404
    return errand
