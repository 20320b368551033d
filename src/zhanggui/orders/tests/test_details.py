from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhanggui.foundation.actors import program
from zhanggui.marketplace.events import LineSnapshot, OrderSnapshot, StatementRow
from zhanggui.orders.actions import LineRefund, mirror_refunds, record_lines, record_statement
from zhanggui.orders.models import Order
from zhanggui.orders.queries import OrderCard, OrderDetails, orders_by_id, with_details
from zhanggui.orders.tests.conftest import AT, Record
from zhanggui.orders.tests.test_pages import text_of
from zhanggui.shops.queries import ShopCard, StaffCard

NUMBER = "2231958349120001"
pytestmark = pytest.mark.django_db


def lines(shop: ShopCard, number: str = NUMBER) -> None:
    shots = [
        LineSnapshot(
            order_number=number,
            title="羊毛针织衫",
            properties="颜色分类：浅杏;尺码：M",
            price_fen=20000,
            quantity=1,
            sku_outer_id="A-1-M",
        ),
        LineSnapshot(order_number=number, title="羊绒围巾", price_fen=5900, quantity=2, sku_outer_id="B-1"),
    ]
    record_lines(shop_id=shop.id, snapshots=shots, by=program(shop.id), at=AT)


def cards(shop: ShopCard) -> list[OrderCard]:
    ids = Order.objects.order_by("number").values_list("id", flat=True)
    return with_details(shop.id, orders_by_id(ids))


def details(shop: ShopCard) -> OrderDetails:
    (card,) = cards(shop)
    assert card.details is not None
    return card.details


def test_what_the_lines_prices_leave_over_is_the_discount(
    shop: ShopCard, record: Record, snapshot: Callable[..., OrderSnapshot]
) -> None:
    record(snapshot())
    lines(shop)
    account = details(shop).account
    assert (account.listed, account.discount, account.goods, account.postage) == (31800, 3000, 28800, 1000)
    assert account.unexplained == 0


def test_the_page_shows_lines_money_and_refund(
    shop: ShopCard,
    record: Record,
    snapshot: Callable[..., OrderSnapshot],
    log_in: Callable[..., StaffCard],
    client: Client,
) -> None:
    record(snapshot(settled_fen=29500, fee_fen=300, finished_at=AT))
    lines(shop)
    refund = LineRefund(
        order_number=NUMBER, refund_number="9001", status="退款成功", amount_fen=500, code="B-1"
    )
    mirror_refunds(shop_id=shop.id, refunds=[refund], by=program(shop.id), at=AT)
    log_in(shop)
    page = text_of(client.get(reverse("order", args=[Order.objects.get().pk])).content)
    for words in (
        "羊毛针织衫",
        "颜色分类：浅杏;尺码：M",
        "59.00 × 2",
        "退款成功",
        "标价合计 ¥318.00",
        "−¥30.00",
    ):
        assert words in page
    for words in ("到账 ¥295.00 服务费 ¥3.00", "实付 ¥298.00", "资金流水"):
        assert words in page


def test_the_payment_accounts_rows_are_compared_with_what_the_marketplace_says(
    shop: ShopCard, record: Record, snapshot: Callable[..., OrderSnapshot]
) -> None:
    def row(serial: str, fen: int) -> StatementRow:
        return StatementRow(serial=serial, at=AT, fen=fen, kind="交易付款", order_number=NUMBER)

    # The statement may come in first.
    record_statement(shop_id=shop.id, rows=[row("1", 29800)], by=program(shop.id), at=AT)
    record(snapshot())
    assert (details(shop).statement_fen, details(shop).statement_differs) == (29800, False)
    record_statement(shop_id=shop.id, rows=[row("2", -2000)], by=program(shop.id), at=AT)
    assert (details(shop).statement_fen, details(shop).statement_differs) == (27800, True)


def test_fifty_orders_cost_the_questions_of_one(
    shop: ShopCard, record: Record, snapshot: Callable[..., OrderSnapshot]
) -> None:
    counts = []
    for count in (1, 40):
        numbers = [f"22319583491{count:02d}{place:03d}" for place in range(count)]
        record(*(snapshot(number, created_at=AT - timedelta(days=90)) for number in numbers))
        for number in numbers:
            lines(shop, number)
        with CaptureQueriesContext(connection) as asked:
            assert all(card.details and len(card.details.lines) == 2 for card in cards(shop))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 8


def test_lines_without_an_order_are_no_order(shop: ShopCard) -> None:
    lines(shop)
    assert cards(shop) == []
