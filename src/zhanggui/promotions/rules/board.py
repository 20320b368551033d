"""The voucher board (161): vouchers received, orders guided, and what orders with vouchers came to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple


class Received(NamedTuple):
    """A buyer got so many vouchers: by points, by an interactive event, or as an import tells (155)."""

    buyer: str
    vouchers: int
    at: datetime


class PaidOrder(NamedTuple):
    """`paid_fen`: what the buyer paid for the order; `vouchers`: how many of them it used."""

    order: str
    buyer: str
    paid_fen: int
    paid_at: datetime
    vouchers: int = 0


class Board(NamedTuple):
    received: int
    guided_orders: int
    voucher_orders: int
    voucher_orders_fen: int


def board(
    received: Iterable[Received], orders: Iterable[PaidOrder], since: datetime, until: datetime
) -> Board:
    """Of the orders that were paid in [since, until), each once. Guided is an order whose buyer had received
    a voucher by the time of paying, and every order that used one (*chosen*). Amounts are what was paid,
    after the vouchers (*chosen*)."""
    count, first_at = 0, dict[str, datetime]()
    for one in received:
        count += one.vouchers
        if one.vouchers > 0:
            first_at[one.buyer] = min(one.at, first_at.get(one.buyer, one.at))
    paid = {one.order: one for one in orders if since <= one.paid_at < until}.values()
    used = [one for one in paid if one.vouchers > 0]
    guided = sum(
        one.vouchers > 0 or (one.buyer in first_at and first_at[one.buyer] <= one.paid_at) for one in paid
    )
    return Board(count, guided, len(used), sum(one.paid_fen for one in used))
