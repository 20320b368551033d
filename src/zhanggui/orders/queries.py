from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Q, QuerySet

from zhanggui.customers.queries import buyer_card
from zhanggui.marketplace.rules import StatusGroup, TradeStatus
from zhanggui.orders import rules
from zhanggui.orders.models import Order, OrderClaim

FOUND_AT_MOST = 20
SHOWN_OF_BUYER = 50
PAGE = 30


@dataclass(frozen=True)
class Receiver:
    name: str
    phone: str
    address: str

    @property
    def known(self) -> bool:
        return bool(self.name or self.phone or self.address)


@dataclass(frozen=True)
class OrderCard:
    """An order as it may be shown: its receiver is masked."""

    id: int
    shop_id: int
    number: str
    buyer_id: int | None
    buyer_nick: str | None
    status: TradeStatus
    status_text: str
    close_reason: str
    title: str
    item_count: int | None
    goods_fen: int | None
    postage_fen: int | None
    total_fen: int | None
    paid_fen: int | None
    refund_fen: int | None
    created_at: datetime
    paid_at: datetime | None
    receiver: Receiver
    courier: str
    waybills: tuple[str, ...]
    remark: str
    buyer_message: str
    seen_at: datetime

    @property
    def unpaid(self) -> bool:
        return self.status.group == StatusGroup.UNPAID

    @property
    def sums_differ(self) -> bool:
        """Whether the marketplace's own total is not its goods plus postage."""
        parts = (self.goods_fen, self.postage_fen, self.total_fen)
        return None not in parts and (self.goods_fen or 0) + (self.postage_fen or 0) != self.total_fen


@dataclass(frozen=True)
class ClaimCard:
    number: str
    state: str
    tries: int
    at: datetime


@dataclass(frozen=True)
class OrderPage:
    """A page of the list; `after` continues behind its last order, None at the end."""

    orders: list[OrderCard]
    after: str | None


def order_card(order: Order) -> OrderCard:
    return OrderCard(
        id=order.pk,
        shop_id=order.shop_id,
        number=order.number,
        buyer_id=order.buyer_id,
        buyer_nick=order.buyer_nick,
        status=TradeStatus(order.status),
        status_text=order.status_text,
        close_reason=order.close_reason or "",
        title=order.title or "",
        item_count=order.item_count,
        goods_fen=order.goods_fen,
        postage_fen=order.postage_fen,
        total_fen=order.total_fen,
        paid_fen=order.paid_fen,
        refund_fen=order.refund_fen,
        created_at=order.created_at,
        paid_at=order.paid_at,
        receiver=Receiver(
            name=rules.masked_name(order.receiver_name),
            phone=rules.masked_phone(order.receiver_phone),
            address=rules.region(order.receiver_address),
        ),
        courier=order.courier or "",
        waybills=tuple((order.waybill or "").split()),
        remark=order.remark or "",
        buyer_message=order.buyer_message or "",
        seen_at=order.seen_at,
    )


def order_by_id(order_id: int) -> OrderCard | None:
    order = Order.objects.filter(pk=order_id).first()
    return order_card(order) if order else None


def orders_of_buyer(buyer_id: int) -> list[OrderCard]:
    """The buyer's orders, newest first; of a web visitor only those that are verified."""
    buyer = buyer_card(buyer_id)
    if buyer is None:
        return []
    rows = Order.objects.filter(shop_id=buyer.shop_id)
    if buyer.is_visitor:
        verified = OrderClaim.objects.filter(buyer_id=buyer_id, state=rules.VERIFIED)
        rows = rows.filter(pk__in=verified.values("order_id"))
    else:
        rows = rows.filter(buyer_id=buyer_id)
    return _cards(_newest(rows)[:SHOWN_OF_BUYER])


def unverified_claims(buyer_id: int) -> list[ClaimCard]:
    """What a visitor said but did not prove, latest first."""
    rows = OrderClaim.objects.filter(buyer_id=buyer_id).exclude(state=rules.VERIFIED).order_by("-at")
    return [ClaimCard(number=row.number, state=row.state, tries=row.tries, at=row.at) for row in rows[:5]]


def find_orders(shop_id: int, text: str) -> list[OrderCard]:
    """The shop's orders by exact number, nick or the phone's last four digits, newest first.

    The first of the three that finds something answers; each is one index.
    """
    text, number = rules.plain(text), rules.order_number(text)
    if not number:
        return []
    rows = Order.objects.filter(shop_id=shop_id)
    ways = [rows.filter(number=number), rows.filter(buyer_nick=text)]
    if len(text) == 4 and text.isascii() and text.isdigit():
        ways.append(rows.filter(phone_tail=text))
    for way in ways:
        if found := _cards(_newest(way)[:FOUND_AT_MOST]):
            return found
    return []


def orders_page(shop_id: int, *, after: str | None = None) -> OrderPage:
    """The shop's orders, newest first. An `after` that is none of ours starts at the top."""
    rows = Order.objects.filter(shop_id=shop_id)
    if place := _place(after):
        created_at, order_id = place
        # The first condition is what the index walks; the second drops the few of the same instant.
        rows = rows.filter(created_at__lte=created_at).exclude(Q(created_at=created_at, id__gte=order_id))
    found = list(_newest(rows)[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return OrderPage(
        orders=_cards(found[:PAGE]),
        after=f"{int(last.created_at.timestamp() * 1_000_000)}.{last.pk}" if last else None,
    )


def _place(after: str | None) -> tuple[datetime, int] | None:
    try:
        micros, order_id = (int(part) for part in (after or "").split("."))
        return datetime.fromtimestamp(micros // 1_000_000, UTC).replace(
            microsecond=micros % 1_000_000
        ), order_id
    except (ValueError, OverflowError, OSError):
        return None


def _newest(rows: QuerySet[Order]) -> QuerySet[Order]:
    return rows.order_by("-created_at", "-id")


def _cards(rows: Iterable[Order]) -> list[OrderCard]:
    return [order_card(row) for row in rows]
