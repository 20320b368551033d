"""The page of the list and the page of one order, as staff see them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhanggui.marketplace.events import OrderSnapshot
from zhanggui.marketplace.rules import TradeStatus
from zhanggui.orders.models import Order
from zhanggui.orders.tests.conftest import AT, Record
from zhanggui.shops.queries import ShopCard, StaffCard

Snapshot = Callable[..., OrderSnapshot]
LogIn = Callable[..., StaffCard]
pytestmark = pytest.mark.django_db
UNPAID, SHIPPED = TradeStatus.WAIT_BUYER_PAY, TradeStatus.WAIT_BUYER_CONFIRM_GOODS


@pytest.fixture(autouse=True)
def member(log_in: LogIn, shop: ShopCard) -> StaffCard:
    return log_in(shop)


@pytest.fixture
def ask(client: Client) -> Callable[..., str]:
    """What the list shows for these parts of its address."""

    def run(**parts: str) -> str:
        answer = client.get(reverse("orders"), {name.rstrip("_"): text for name, text in parts.items()})
        assert answer.status_code == 200
        return unescape(" ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split()))

    return run


@pytest.fixture
def three(record: Record, snapshot: Snapshot) -> None:
    record(
        snapshot("100000000001", status=UNPAID, paid_at=None, remark="", buyer_message="", total_fen=9900),
        snapshot("100000000002", status=SHIPPED, waybills=("YT7000000000001",), remark="0021 改地址"),
        snapshot(
            "100000000021",
            created_at=AT - timedelta(days=40),
            buyer_nick="南风",
            receiver_phone="13800000099",
            remark="",
            refund_fen=500,
        ),
    )


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("parts", "numbers"),
    [
        ({}, "1 2 21"),
        ({"stage": "unpaid"}, "1"),
        ({"stage": "shipped"}, "2"),
        ({"stage": "refund"}, "21"),
        ({"remark": "1"}, "2"),
        ({"message": "1"}, "2 21"),
        ({"no_waybill": "1"}, "1 21"),
        ({"most": "99"}, "1"),
        ({"from_": "2026-11-01"}, "1 2"),
        ({"to": "2026-11-01"}, "21"),
        ({"by": "paid", "from_": "2026-11-01"}, "2 21"),
        ({"q": "小米粥", "stage": "shipped"}, "2"),
        ({"q": "改地址"}, "2"),
        ({"q": "yt7000000000001"}, "2"),
        ({"q": "南"}, ""),
        ({"q": "南风"}, "21"),
    ],
)
def test_the_list_shows_what_was_asked_for(
    ask: Callable[..., str], parts: dict[str, str], numbers: str
) -> None:
    shown = ask(**parts)
    found = [number for number in ("1", "2", "21") if f"1000 0000 {int(number):04d}" in shown]
    assert " ".join(found) == numbers


@pytest.mark.usefixtures("three")
def test_a_text_of_several_meanings_shows_each(ask: Callable[..., str]) -> None:
    shown = ask(q="0021")
    assert "「0021」有几种意思" in shown
    tail, ending, words = (
        shown.index(words) for words in ("手机后四位 0021 2", "订单号以 0021 结尾 1", "备注或留言里有 0021 1")
    )
    assert tail < ending < words
    alone = ask(q="0021", as_="ending")
    assert "找的是 订单号以 0021 结尾" in alone
    assert "1000 0000 0021" in alone
    assert "1000 0000 0002" not in alone


@pytest.mark.usefixtures("three")
def test_what_narrows_the_list_stands_above_it_and_each_can_be_taken_away(client: Client) -> None:
    asked = {"q": "小米粥", "remark": "1", "from": "2026-11-01", "least": "9.9", "stage": "shipped"}
    page = client.get(reverse("orders"), asked).content.decode()
    chips = dict(re.findall(r'class="chip" href="([^"]+)"[^>]*>([^<]+)<', page))
    assert [name.strip() for name in chips.values()] == [
        "查找 小米粥",
        "拍下 2026-11-01 起",
        "总额 ¥9.90 起",
        "有卖家备注",
    ]
    without = [unescape(address) for address in chips]
    for address, gone in zip(without, ("q=", "from=", "least=", "remark="), strict=True):
        assert gone not in address
        assert "stage=shipped" in address
        assert client.get(address).status_code == 200


def test_nothing_found_says_where_it_looked(
    ask: Callable[..., str], record: Record, snapshot: Snapshot
) -> None:
    record(snapshot())
    shown = ask(q="大象", stage="closed")
    assert "没有找到「大象」" in shown
    assert "备注或留言里有 大象" in shown
    assert "在全部订单里找" in shown
    assert "没有符合这些条件的订单" in ask(stage="closed")
    assert "没有更早的了" in ask(after="1000.1")


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=%FF%FE",
        "q=%27%3B+DROP+TABLE+orders_order%3B--",
        "q=%25",
        "q=_%25%5C",
        "q=" + "%E6%94%B9" * 3_000,
        "q=%F0%9F%92%A9%F0%9F%92%A9",
        "q=" + "9" * 64,
        "q=" + "0+" * 49,
        "q=99999999",
        "q=1&as=words",
        "q=13800000021&as=phone&after=1.1&before=2.2",
        "after=99999999999999999999.1",
        "after=1.99999999999999999999999",
        "after=-9999999999999999.1",
        "before=0.0",
        "before=x.y",
        "stage=%00&by=%00&from=%00&to=%00&least=%00",
        "from=2026-02-30&to=0000-00-00",
        "from=9999-12-31",
        "least=99999999999999999999&most=-5",
        "least=9999999999999",
        "least=１００",
        "stage=unpaid&stage=done",
        "q[]=1&unknown=1",
    ],
)
def test_no_address_breaks_the_page(client: Client, query: str) -> None:
    assert client.get(f"{reverse('orders')}?{query}").status_code == 200


def test_what_is_found_is_text(
    ask: Callable[..., str], record: Record, snapshot: Snapshot, client: Client
) -> None:
    record(snapshot(remark="<b>加急</b>", buyer_nick="<i>x</i>"))
    page = client.get(reverse("orders"), {"q": "加急"}).content.decode()
    assert "&lt;b&gt;<mark>加急</mark>&lt;/b&gt;" in page
    assert "<i>x" not in page
    assert "找的是 备注或留言里有 加急" in ask(q="加急")


def test_the_page_asks_the_database_as_often_for_ten_orders_as_for_a_thousand(
    client: Client, record: Record, snapshot: Snapshot
) -> None:
    def count(**parts: str) -> int:
        with CaptureQueriesContext(connection) as statements:
            assert client.get(reverse("orders"), parts).status_code == 200
        return len(statements)

    questions: tuple[dict[str, str], ...] = (
        {},
        {"remark": "1"},
        {"q": "小米粥"},
        {"q": "0021"},
        {"q": "顺丰", "stage": "to_ship"},
    )
    record(*(snapshot(f"2231958349{number:06d}") for number in range(10)))
    few = [count(**one) for one in questions]
    record(*(snapshot(f"2231958349{number:06d}") for number in range(10, 1_000)))
    assert [count(**one) for one in questions] == few
    assert few[0] <= 7  # two of them are the bar's: the member's shift and state


def test_an_order_without_lines_says_where_they_come_from(
    client: Client, record: Record, snapshot: Snapshot
) -> None:
    record(snapshot(refund_fen=9000))
    answer = client.get(reverse("order", args=[Order.objects.get().pk]))
    shown = " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())
    for words in (
        "羊毛针织衫 浅杏 共 1 件 · 每件的单价在「宝贝报表」里",
        "应付货款 ¥288.00 邮费 +¥10.00 总额 ¥298.00 实付 ¥298.00 退款 −¥90.00",
        "卖家备注 改 XL",
        "付款 2026-11-21 16:00:00",
        "平台上的状态 买家已付款，等待卖家发货 · 数据里最晚的时间是 2026-11-21 16:00",
    ):
        assert words in shown, words
    assert "13800000021" not in shown
