"""The right column in one answer: of each slot what its own address answers; none harms another."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path, reverse
from tests.cast import AT, Cast, client_of

from zhanggui.catalog.actions import ItemEntry, record_items
from zhanggui.config.urls import urlpatterns as addresses
from zhanggui.conversations.actions import write_guide
from zhanggui.foundation.actors import program
from zhanggui.foundation.panels import SLOTS, Slot, slots
from zhanggui.marketplace.events import OrderSnapshot
from zhanggui.marketplace.rules import TradeStatus
from zhanggui.orders.actions import record_orders
from zhanggui.orders.parts import ORDER_PARTS, OrderPart
from zhanggui.orders.queries import order_by_number

pytestmark = pytest.mark.django_db
FRAGMENT = {"HX-Request": "true"}
NUMBERS = ("2231958349120001", "2231958349120002")
PART = re.compile(r'<div class="part"[^>]*hx-get="([^"]+)"')


@pytest.fixture
def buyer_id(cast: Cast) -> int:
    """Who ordered the same item twice."""
    by = program(cast.shop.id)
    record_items(shop_id=cast.shop.id, items=[ItemEntry(number="1001", title="羊毛针织衫")], by=by, at=AT)
    told = [
        OrderSnapshot(
            number=number,
            status=TradeStatus.WAIT_SELLER_SEND_GOODS,
            status_text="买家已付款，等待卖家发货",
            created_at=AT - timedelta(hours=hours),
            paid_at=AT - timedelta(hours=hours),
            seen_at=AT,
            buyer_nick="小米粥",
            title="羊毛针织衫",
            item_count=1,
            goods_fen=28800,
            postage_fen=0,
            total_fen=28800,
        )
        for hours, number in enumerate(NUMBERS, 1)
    ]
    record_orders(shop_id=cast.shop.id, snapshots=told, by=by, at=AT)
    order = order_by_number(cast.shop.id, NUMBERS[0])
    assert order
    assert order.buyer_id
    return order.buyer_id


@pytest.fixture
def agent(cast: Cast) -> Client:
    return client_of(cast.agent)


def alone(agent: Client, slot: Slot, buyer_id: int, query: str = "") -> str:
    response = agent.get(f"{reverse(slot.url_name, args=[buyer_id])}?{query}", headers=FRAGMENT)
    assert response.status_code == 200
    return plain(response.content.decode())


def plain(fragment: str) -> str:
    """Without what differs from one drawing to the next."""
    return re.sub(r"\s+", " ", re.sub(r'value="(20\d\d-\d\d-\d\dT\d\d:\d\d|\w{64})"', "", fragment)).strip()


def together(agent: Client, buyer_id: int, **asked: Any) -> dict[str, dict[str, Any]]:
    response = agent.get(reverse("beside", args=[buyer_id]), asked, headers=FRAGMENT)
    assert response.status_code == 200
    found: dict[str, dict[str, Any]] = response.json()
    return found


def test_each_slot_is_what_its_own_address_answers(agent: Client, buyer_id: int) -> None:
    found = together(agent, buyer_id)
    assert list(found) == [slot.key for slot in slots()]
    assert {one["status"] for one in found.values()} == {200}
    for slot in slots():
        if slot.key not in {"orders", "items"}:  # whose parts come along
            assert plain(found[slot.key]["fragment"]) == alone(agent, slot, buyer_id)


@pytest.mark.parametrize("key", ["orders", "items"])
def test_the_parts_of_the_open_card_come_along_and_those_of_folded_ones_do_not(
    agent: Client, buyer_id: int, key: str
) -> None:
    slot = SLOTS.get(key)
    assert slot
    by_itself = PART.findall(alone(agent, slot, buyer_id))
    fragment = plain(together(agent, buyer_id, only=[key])[key]["fragment"])
    folded = PART.findall(fragment)
    came_along = [one for one in by_itself if one not in folded]
    assert len(by_itself) == len(came_along) + len(folded)
    assert len(came_along) == (len(by_itself) // 2 if key == "orders" else len(by_itself)) > 0
    for address in came_along:
        assert plain(agent.get(address, headers=FRAGMENT).content.decode()) in fragment


def test_only_those_that_are_asked_for_with_what_was_chosen_in_them(
    cast: Cast, agent: Client, buyer_id: int
) -> None:
    for category in ("", "女装"):
        write_guide(
            category=category, text=f"{category}要多大?\n大 = 大码\n小 = 小码", by=cast.manager.actor, at=AT
        )
    found = together(agent, buyer_id, only=["needs", "calls"], needs="category=女装")
    assert list(found) == ["needs", "calls"]
    needs = SLOTS.get("needs")
    assert needs
    assert plain(found["needs"]["fragment"]) == alone(agent, needs, buyer_id, "category=女装")
    assert plain(found["needs"]["fragment"]) != alone(agent, needs, buyer_id)


def test_what_several_slots_ask_is_asked_of_the_database_once(agent: Client, buyer_id: int) -> None:
    with CaptureQueriesContext(connection) as apart:
        for slot in slots():
            for address in PART.findall(alone(agent, slot, buyer_id))[:7]:
                agent.get(address, headers=FRAGMENT)
    with CaptureQueriesContext(connection) as at_once:
        together(agent, buyer_id)
    assert len(at_once) < len(apart) * 0.6
    buyers = [one["sql"] for one in at_once.captured_queries if 'FROM "customers_buyer" WHERE' in one["sql"]]
    assert len(buyers) == len(set(buyers))


def broken(request: HttpRequest, buyer_id: int) -> HttpResponse:
    raise ZeroDivisionError(request.path, buyer_id)


def refused(request: HttpRequest, buyer_id: int) -> HttpResponse:  # noqa: ARG001 - a slot's
    raise PermissionDenied


def what_came(request: HttpRequest, buyer_id: int) -> HttpResponse:
    return HttpResponse(f"{request.path} {request.GET.urlencode()} {buyer_id}")


urlpatterns = [
    *addresses,
    path("broken/<int:buyer_id>", broken, name="broken"),
    path("refused/<int:buyer_id>", refused, name="refused"),
    path("came/<int:buyer_id>", what_came, name="what_came"),
]


def test_one_that_breaks_or_is_refused_is_so_alone(
    agent: Client, buyer_id: int, settings: Any, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    settings.ROOT_URLCONF = __name__
    more = {key: Slot(key=key, title=key, url_name=key, rank=1) for key in ("broken", "refused", "what_came")}
    monkeypatch.setattr(SLOTS, "_entries", {**SLOTS._entries, **more})
    found = together(agent, buyer_id, what_came="a=1&b=2")
    assert found["broken"] == {"status": 500, "fragment": ""}
    assert "ZeroDivisionError" in caplog.text
    assert found["refused"] == {"status": 403, "fragment": ""}
    assert found["what_came"]["fragment"] == f"/came/{buyer_id} a=1&b=2 {buyer_id}"
    assert {one["status"] for key, one in found.items() if key not in more} == {200}


def test_a_part_that_breaks_is_left_for_the_page_to_ask_for(
    cast: Cast, agent: Client, buyer_id: int, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ROOT_URLCONF = __name__
    parts = {key: OrderPart(key=key, url_name=key, rank=1) for key in ("broken", "refused", "what_came")}
    monkeypatch.setattr(ORDER_PARTS, "_entries", parts)
    orders = together(agent, buyer_id, only=["orders"])["orders"]["fragment"]
    newest = order_by_number(cast.shop.id, NUMBERS[0])
    assert newest
    asked = [one for one in PART.findall(orders) if one.endswith(f"/{newest.id}")]
    assert asked == [f"/broken/{newest.id}"]
    assert f"/came/{newest.id}  {newest.id}" in orders


def test_of_a_buyer_of_another_shop_nothing_is_drawn(agent: Client, buyer_id: int) -> None:
    assert agent.get(reverse("beside", args=[buyer_id + 999])).status_code == 404
