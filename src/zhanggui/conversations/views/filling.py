"""Phrases as they would read for one buyer, for whoever is about to use one."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext

from zhanggui.conversations import rules
from zhanggui.conversations.queries import PhraseCard
from zhanggui.conversations.variables import Occasion, values_for
from zhanggui.customers.queries import BuyerCard
from zhanggui.foundation.clock import now
from zhanggui.shops.queries import StaffCard, shop_by_id


def filled(staff: StaffCard, buyer: BuyerCard | None, found: Sequence[PhraseCard]) -> list[dict[str, object]]:
    """Without a buyer what would be the buyer's stays open."""
    occasion = Occasion(
        shop=shop_by_id(staff.shop_id),
        staff=staff,
        buyer_id=buyer.id if buyer else 0,
        buyer_name=buyer.name if buyer else "",
        at=now(),
    )
    names = tuple(dict.fromkeys(name for phrase in found for name in rules.variables_in(phrase.text)))
    values = values_for(names, occasion)
    items: list[dict[str, object]] = []
    for phrase in found:
        whole = rules.fill(phrase.text, values)
        items.append(
            {
                "id": phrase.id,
                "phrase": phrase.id,
                "title": phrase.title,
                "text": whole.text,
                "group": gettext(phrase.group_title),
                "shortcut": phrase.shortcut,
                "missing": whole.missing,
                "picture": phrase.picture_id is not None,
            }
        )
    return items
