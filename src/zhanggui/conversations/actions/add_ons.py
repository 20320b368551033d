"""What agents recommend beside what is talked of, and what comes of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from zhanggui.conversations.models import AddOnSale, Conversation, Recommendation
from zhanggui.conversations.queries import related_items
from zhanggui.conversations.rules.add_ons import Shown, Sold, add_ons
from zhanggui.conversations.settings import ADD_ON_HOURS
from zhanggui.foundation.actors import Actor
from zhanggui.orders.queries import paid_lines
from zhanggui.shops.queries import setting_value

COUNTED_AGAIN = timedelta(days=60)  # so long money may go back of an order that counted
_KEPT = ("recommendation_id", "agent_id", "item_id", "quantity", "paid_fen", "refund_fen", "paid_at")


@transaction.atomic
def note_recommendation(
    *, conversation_id: int, position: int, item_id: int, beside_id: int, by: Actor, at: datetime
) -> bool:
    """The card at this position shows what goes with another item; whether it does. The same card again is
    the same recommendation."""
    talk = Conversation.objects.filter(pk=conversation_id, shop_id=by.shop_id).first()
    goes = {one.item.id: one for one in related_items(by.shop_id, beside_id, most=50)}
    if talk is None or by.id is None or item_id not in goes:
        return False
    Recommendation.objects.get_or_create(
        conversation_id=conversation_id,
        position=position,
        defaults={
            "shop_id": by.shop_id,
            "buyer_id": talk.buyer_id,
            "item_id": item_id,
            "beside_id": beside_id,
            "reason": goes[item_id].reason,
            "agent_id": by.id,
            "at": at,
        },
    )
    return True


@transaction.atomic
def count_add_ons(
    *,
    shop_id: int,
    since: datetime,
    buyer_ids: Collection[int] | None = None,
    at: datetime,
) -> int:
    """Add-on sales anew from what was recommended and ordered since then (by these buyers, or by all), with
    what has gone back of them; how many were stored otherwise. Each order counts by the window that held when
    it is counted."""
    window = timedelta(hours=setting_value(shop_id, ADD_ON_HOURS, at=at))
    rows = Recommendation.objects.filter(shop_id=shop_id, at__gte=since - window)
    if buyer_ids is not None:
        rows = rows.filter(buyer_id__in=list(buyer_ids))
    shown = [Shown(one.pk, one.buyer_id, one.item_id, one.agent_id, one.at) for one in rows]
    buyers = {one.buyer_id for one in shown}
    sold = [
        Sold(
            one.order_id,
            one.position,
            one.buyer_id,
            one.item_id,
            one.quantity,
            one.paid_fen,
            one.refund_fen,
            one.placed_at,
            one.paid_at,
        )
        for one in (paid_lines(shop_id, buyers, since) if buyers else [])
    ]
    wanted = {(one.sold.order_id, one.sold.line): one for one in add_ons(shown, sold, window=window)}
    stored = AddOnSale.objects.select_for_update().filter(shop_id=shop_id, order__created_at__gte=since)
    if buyer_ids is not None:
        stored = stored.filter(recommendation__buyer_id__in=list(buyer_ids))
    known = {(one.order_id, one.line): one for one in stored.order_by("pk")}
    gone = [known[key].pk for key in known.keys() - wanted.keys()]
    AddOnSale.objects.filter(pk__in=gone).delete()
    fresh, changed = [], []
    for key, one in wanted.items():
        told = {
            "recommendation_id": one.shown.id,
            "agent_id": one.shown.agent_id,
            "item_id": one.sold.item_id,
            "quantity": one.sold.quantity,
            "paid_fen": one.sold.paid_fen,
            "refund_fen": one.sold.refund_fen,
            "paid_at": one.sold.paid_at,
        }
        row = known.get(key)
        if row is None:
            fresh.append(AddOnSale(shop_id=shop_id, order_id=key[0], line=key[1], **told))
        elif any(getattr(row, name) != value for name, value in told.items()):
            for name, value in told.items():
                setattr(row, name, value)
            changed.append(row)
    AddOnSale.objects.bulk_create(fresh, ignore_conflicts=True)
    AddOnSale.objects.bulk_update(changed, [name.removesuffix("_id") for name in _KEPT])
    return len(gone) + len(fresh) + len(changed)
