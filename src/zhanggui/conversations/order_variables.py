"""Phrase variables that the buyer's newest order fills."""

from __future__ import annotations

from zhanggui.conversations.variables import PHRASE_VARIABLES, Occasion, PhraseVariable
from zhanggui.orders.queries import OrderCard, orders_of_buyer


def _newest(occasion: Occasion) -> OrderCard | None:
    return next(iter(orders_of_buyer(occasion.buyer_id)), None)


def _order_no(occasion: Occasion) -> str | None:
    order = _newest(occasion)
    return order.number if order else None


def _courier(occasion: Occasion) -> str | None:
    order = _newest(occasion)
    return order.courier if order else None


def _waybill(occasion: Occasion) -> str | None:
    order = _newest(occasion)
    return "、".join(order.waybills) if order else None


for _variable in (
    PhraseVariable("order_no", "订单号", _order_no),
    PhraseVariable("courier", "快递", _courier),
    PhraseVariable("waybill", "运单号", _waybill),
):
    PHRASE_VARIABLES.add(_variable)
