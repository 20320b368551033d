from __future__ import annotations

from datetime import datetime

from django.db import transaction

from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.failures import UnableTo
from zhanggui.orders.models import Order
from zhanggui.orders.queries import Receiver


class CannotReveal(UnableTo):
    """The order is not of the asking person's shop."""


@transaction.atomic
def reveal_receiver(*, order_id: int, by: Actor, at: datetime) -> Receiver:
    """The whole receiver. Who looked, and when, is noted."""
    order = Order.objects.filter(pk=order_id, shop_id=by.shop_id).first()
    if order is None:
        raise CannotReveal("没有这个订单")
    audit(verb="reveal_receiver", thing="order", thing_id=order.pk, by=by, at=at)
    return Receiver(
        name=order.receiver_name or "",
        phone=order.receiver_phone or "",
        address=order.receiver_address or "",
    )
