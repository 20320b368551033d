from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhanggui.customers.models import Buyer
from zhanggui.customers.queries import BuyerCard
from zhanggui.foundation.actors import program
from zhanggui.foundation.models import AuditEntry
from zhanggui.foundation.panels import PLACES, SLOTS
from zhanggui.marketplace.events import LineSnapshot, OrderSnapshot
from zhanggui.marketplace.rules import TradeStatus
from zhanggui.orders.actions import record_lines
from zhanggui.orders.models import Order
from zhanggui.orders.tests.conftest import AT, Record
from zhanggui.orders.tests.test_claims import NUMBER, claim
from zhanggui.shops.actions import open_shop
from zhanggui.shops.queries import ShopCard, StaffCard
from zhanggui.shops.rules import LEAD, ROLES, SEE_ORDERS, WAREHOUSE

Snapshot = Callable[..., OrderSnapshot]
LogIn = Callable[..., StaffCard]
pytestmark = pytest.mark.django_db


def text_of(content: bytes) -> str:
    """What the page shows, without its tags, blanks folded."""
    return " ".join(re.sub(r"<[^>]+>", " ", content.decode()).split())


@pytest.fixture
def buyer_id(record: Record, snapshot: Snapshot) -> int:
    """小米粥 with three orders."""
    record(
        snapshot(
            "2231958349120003", created_at=AT, seen_at=AT, waybills=("YT0000000000001",), courier="圆通速递"
        ),
        snapshot("2231958349120002", created_at=AT - timedelta(days=2), title="高腰牛仔裤", total_fen=30000),
        snapshot(
            "2231958349120001",
            created_at=AT - timedelta(days=3),
            status=TradeStatus.CLOSED,
            close_reason="退款",
            refund_fen=29800,
        ),
    )
    return Buyer.objects.get(key="小米粥").pk


def addresses(buyer_id: int) -> dict[str, str]:
    order_id = Order.objects.order_by("pk").first().pk  # type: ignore[union-attr]
    return {
        "orders": reverse("orders"),
        "orders_slot": reverse("orders_slot", args=[buyer_id]),
        "orders_slot_find": reverse("orders_slot_find", args=[buyer_id]),
        "order": reverse("order", args=[order_id]),
        "order_receiver": reverse("order_receiver", args=[order_id]),
    }


def ask(client: Client, name: str, address: str) -> int:
    return (client.post if name == "order_receiver" else client.get)(address).status_code


def test_a_stranger_is_sent_to_the_login(client: Client, buyer_id: int) -> None:
    for name, address in addresses(buyer_id).items():
        assert ask(client, name, address) == 302, name
    assert not AuditEntry.objects.filter(verb="reveal_receiver").exists()


def test_another_shops_staff_find_nothing(client: Client, buyer_id: int, log_in: LogIn) -> None:
    log_in(open_shop(slug="second", name="另一家", platform="tmall", at=AT))
    for name, address in addresses(buyer_id).items():
        assert ask(client, name, address) == (200 if name == "orders" else 404), name
    assert "2231" not in text_of(client.get(reverse("orders")).content)
    assert not AuditEntry.objects.filter(verb="reveal_receiver").exists()


@pytest.mark.parametrize("role", ROLES)
def test_everyone_who_may_see_orders_does(
    client: Client, buyer_id: int, log_in: LogIn, shop: ShopCard, role: str
) -> None:
    assert log_in(shop, role).may(SEE_ORDERS)
    for name, address in addresses(buyer_id).items():
        assert ask(client, name, address) == 200, name


def test_the_slot_shows_the_newest_order_in_full_and_the_others_as_rows(
    client: Client, buyer_id: int, log_in: LogIn, shop: ShopCard
) -> None:
    log_in(shop)
    content = client.get(reverse("orders_slot", args=[buyer_id])).content
    shown = text_of(content)
    newest = shown[: shown.index("高腰牛仔裤")]
    for words in (
        "订单 3",
        "2231 9583 4912 0003",
        "等待卖家发货",
        "拍下 2026-11-21 17:00",
        "付款 2026-11-21 16:00",
        "羊毛针织衫 浅杏",
        "共 1 件",
        "应付货款 ¥288.00 + 邮费 ¥10.00 = 总额 ¥298.00",
        "实付 ¥298.00",
        "圆通速递 YT0000000000001",
        "米** · 138****0021 · 浙江省杭州市西湖区",
        "卖家备注 改 XL",
        "买家留言 请发顺丰",
        "查看",
    ):
        assert words in newest, words
    assert "退款 ¥298.00" not in newest
    assert content.count(b'<details class="gap"') == 2
    assert "2231958349120003" in re.sub(r"<[^>]+>", "", content.decode())  # what is copied
    assert "≠ 总额 ¥300.00" in shown
    assert "关闭原因 退款" in shown
    assert "退款 ¥298.00" in shown
    for secret in ("米小周", "13800000021", "示例路"):
        assert secret not in shown


def test_pages_bring_no_inline_script_or_style(
    client: Client, buyer_id: int, log_in: LogIn, shop: ShopCard
) -> None:
    log_in(shop)
    for name, address in addresses(buyer_id).items():
        answer = client.post(address) if name == "order_receiver" else client.get(address)
        for forbidden in (r"\sstyle=", r"<style", r"\son\w+=", r"hx-on", r"<script(?![^>]*\ssrc=)"):
            assert not re.search(forbidden, answer.content.decode()), (name, forbidden)


def test_looking_at_the_receiver_shows_all_of_it_and_is_noted(
    client: Client, buyer_id: int, log_in: LogIn, shop: ShopCard
) -> None:
    staff = log_in(shop, WAREHOUSE)
    address = addresses(buyer_id)["order_receiver"]
    assert client.get(address).status_code == 405
    shown = text_of(client.post(address).content)
    assert "米小周 · 13800000021 · 浙江省 杭州市 西湖区 示例路1号(000000)" in shown
    assert "已记录" in shown
    assert AuditEntry.objects.get(verb="reveal_receiver").by_id == staff.id


def test_revealing_needs_the_forms_token(
    buyer_id: int, log_in: LogIn, shop: ShopCard, client: Client
) -> None:
    log_in(shop)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    address = addresses(buyer_id)["order_receiver"]
    assert strict.post(address).status_code == 403
    slot = strict.get(reverse("orders_slot", args=[buyer_id])).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', slot)
    assert token
    assert strict.post(address, {"csrfmiddlewaretoken": token[1]}).status_code == 200


@pytest.mark.usefixtures("buyer_id")
def test_a_visitor_without_a_verified_order_is_asked_for_the_number(
    client: Client, visitor: BuyerCard, log_in: LogIn, shop: ShopCard
) -> None:
    log_in(shop)
    claim(visitor, NUMBER, tail="9999")
    address = reverse("orders_slot", args=[visitor.id])
    shown = text_of(client.get(address).content)
    assert "订单 0" in shown
    assert "请问买家要订单号" in shown
    assert f"访客报的订单号 {NUMBER} 未核实" in shown
    assert "羊毛针织衫" not in shown
    claim(visitor, NUMBER)
    verified = text_of(client.get(address).content)
    assert "订单 1" in verified
    assert "2231 9583 4912 0001" in verified
    assert "未核实" not in verified


def test_what_is_found_beside_a_visitor_is_labelled_unverified(
    client: Client, buyer_id: int, visitor: BuyerCard, log_in: LogIn, shop: ShopCard
) -> None:
    log_in(shop)
    found = client.get(reverse("orders_slot_find", args=[visitor.id]), {"q": "0021"})
    assert text_of(found.content).count("未核实") == 1 + 3 * 2
    nothing = client.get(reverse("orders_slot_find", args=[visitor.id]), {"q": "<b>x</b>"}).content.decode()
    assert "没有找到「&lt;b&gt;x&lt;/b&gt;」" in nothing
    known = client.get(reverse("orders_slot_find", args=[buyer_id]), {"q": NUMBER})
    assert "未核实" not in text_of(known.content)
    assert "买家 小米粥" in text_of(known.content)
    assert "2231 9583 4912 0001" in text_of(known.content)


@pytest.mark.usefixtures("buyer_id")
def test_the_page_lists_the_newest_first_and_finds(
    client: Client, log_in: LogIn, shop: ShopCard, record: Record, snapshot: Snapshot
) -> None:
    log_in(shop)
    record(
        *(
            snapshot(str(number), created_at=AT - timedelta(days=9), buyer_nick="南风")
            for number in range(5000, 5040)
        )
    )
    content = client.get(reverse("orders")).content
    shown = text_of(content)
    assert shown.index("2231 9583 4912 0003") < shown.index("2231 9583 4912 0002") < shown.index("5039")
    following = re.search(r'href="([^"]+)">更早的订单', content.decode().replace(' rel="next"', ""))
    assert following
    second = text_of(client.get(following[1]).content)
    assert "5039" not in second
    assert "5000" in second
    assert "回到最新" in second
    found = text_of(client.get(reverse("orders"), {"q": "小米粥"}).content)
    assert "3 单" in found
    assert "找的是 会员名 小米粥" in found
    assert "南风" not in found
    assert "没有找到" in text_of(client.get(reverse("orders"), {"q": "没有的人"}).content)


def test_an_empty_shop_says_what_to_do(client: Client, log_in: LogIn, shop: ShopCard) -> None:
    log_in(shop)
    assert "批量导出订单报表" in text_of(client.get(reverse("orders")).content)


def test_the_room_has_its_place_and_its_slot() -> None:
    place, slot = PLACES.get("orders"), SLOTS.get("orders")
    assert place is not None
    assert (place.url_name, place.needs, place.rank) == ("orders", SEE_ORDERS, 20)
    assert slot is not None
    assert (slot.url_name, slot.rank, slot.follows) == ("orders_slot", 10, ("order",))


@pytest.mark.usefixtures("buyer_id")
def test_the_audit_says_whose_address_was_read(
    client: Client, log_in: LogIn, shop: ShopCard, visitor: BuyerCard
) -> None:
    log_in(shop, LEAD)
    order_id = Order.objects.get(number=NUMBER).pk
    assert client.post(reverse("order_receiver", args=[order_id])).status_code == 200
    claim(visitor, NUMBER)
    claim(visitor, "1000000000000001")
    page = client.get(reverse("audit")).content.decode()
    assert page.count(f'<a href="{reverse("order", args=[order_id])}">{NUMBER}</a>') == 2
    assert '<span class="num">1000000000000001</span>' in page


def test_of_a_hundred_orders_the_slot_says_so_and_leads_to_the_rest(
    client: Client, record: Record, snapshot: Snapshot, log_in: LogIn, shop: ShopCard
) -> None:
    record(*(snapshot(str(number), created_at=AT - timedelta(hours=number)) for number in range(1000, 1100)))
    log_in(shop)
    address = reverse("orders_slot", args=[Buyer.objects.get(key="小米粥").pk])
    with CaptureQueriesContext(connection) as many:
        content = client.get(address).content
    shown = text_of(content)
    assert "订单 100" in shown
    assert "再往前 44 单" in shown
    assert "更早的 50 单在订单页" in shown
    assert "&amp;as=nick" in content.decode()
    record(snapshot("2000", buyer_nick="南风"))
    address = reverse("orders_slot", args=[Buyer.objects.get(key="南风").pk])
    with CaptureQueriesContext(connection) as few:
        shown = text_of(client.get(address).content)
    assert "订单 1 " in shown
    assert "再往前" not in shown
    assert len(few) == len(many)


def test_of_thirty_lines_the_first_are_open_and_the_rest_a_click_away(
    client: Client, record: Record, snapshot: Snapshot, log_in: LogIn, shop: ShopCard
) -> None:
    record(snapshot())
    lines = [
        LineSnapshot(order_number=NUMBER, title=f"商品{place:02d}", seen_at=AT) for place in range(1, 31)
    ]
    record_lines(shop_id=shop.id, snapshots=lines, by=program(shop.id), at=AT)
    log_in(shop)
    slot = client.get(reverse("orders_slot", args=[Buyer.objects.get(key="小米粥").pk])).content.decode()
    assert "还有 24 行" in slot
    assert slot.index("商品06") < slot.index("还有 24 行") < slot.index("商品07")
    assert slot.count("商品") == 30
