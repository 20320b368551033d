"""A parcel's address, from the buyer's card to the packer's remark, in two browsers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from tests.browser.conftest import House, People

pytestmark = pytest.mark.browser

# Synthetic: an order that has just been paid for.
PAID = """
from datetime import timedelta
from zhanggui.foundation.actors import program
from zhanggui.foundation.clock import now
from zhanggui.marketplace.events import OrderSnapshot
from zhanggui.marketplace.rules import TradeStatus
from zhanggui.orders.actions import record_orders
from zhanggui.shops.queries import shop_by_slug
shop, at = shop_by_slug("demo"), now() - timedelta(seconds=5)
record_orders(shop_id=shop.id, by=program(shop.id), at=now(), snapshots=[OrderSnapshot(
    number="{number}", status=TradeStatus.WAIT_SELLER_SEND_GOODS, status_text="等待卖家发货", created_at=at,
    paid_at=at, seen_at=at, buyer_nick="样本{number}", receiver_name="米小周", receiver_phone="13800000021",
    receiver_address="浙江省 杭州市 西湖区 示例路1号")])
"""


def prove(visitor: Page, number: str) -> None:
    visitor.get_by_role("button", name="我的订单").click()
    visitor.get_by_label("订单号").fill(number)
    visitor.get_by_label("收货手机后四位").fill("0021")
    visitor.get_by_label("收货人姓名").fill("米小周")
    visitor.get_by_role("button", name="核实").click()


@pytest.mark.seed(51, 63)
def test_a_buyer_says_yes_on_the_card(people: People, house: House) -> None:
    house.manage(PAID.format(number="7000100020004001"))
    visitor = people.visitor()
    prove(visitor, "7000100020004001")
    card = visitor.locator(".card")
    expect(card).to_contain_text("米** 138****0021 浙江省杭州市西湖区 示例路*号", timeout=20_000)
    card.get_by_role("button", name="没问题").click()
    expect(visitor.locator(".turn").last).to_contain_text("收货信息已确认")
    expect(visitor.locator(".answers")).to_have_count(0)


@pytest.mark.seed(63, 70)
def test_a_buyer_wants_another_address_and_an_agent_accepts_it(people: People, house: House) -> None:
    house.manage(PAID.format(number="7000100020004002"))
    visitor = people.visitor()
    prove(visitor, "7000100020004002")
    card = visitor.locator(".card")
    card.get_by_role("button", name="要修改").click(timeout=20_000)
    card.get_by_label("收件人姓名").fill("米小粥")
    card.get_by_label("电话").fill("13800000022")
    card.get_by_label("完整地址").fill("浙江省杭州市余杭区样本路2号")
    card.get_by_role("button", name="提交").click()
    expect(visitor.locator(".turn").last).to_contain_text("客服核对后告诉您结果")
    agent = people.staff("/addresses/")
    row = agent.locator("tr", has_text="7000100020004002").first
    row.get_by_role("link", name="打开订单").click()
    agent.get_by_role("button", name="采纳,写进备注").click()
    expect(agent.locator(".address-check")).to_contain_text("按买家说的改了")
    expect(agent.locator(".remarks")).to_contain_text("样本路2号")
    expect(visitor.locator(".turn").last).to_contain_text("已经按您说的改了")


HELD = PAID.replace("13800000021", "1380000")


@pytest.mark.seed(63)
def test_several_held_addresses_are_confirmed_by_keys_alone(people: People, house: House) -> None:
    for number in ("7000100020004003", "7000100020004004"):
        house.manage(HELD.format(number=number))
    agent = people.staff("/addresses/")
    rows = agent.locator("[data-pickable] tr", has_text="电话号码不对")
    expect(rows).to_have_count(2)
    for key in ("j", "x", "j", "x"):
        agent.keyboard.press(key)
    expect(agent.locator("[data-picked]")).to_have_text("2")
    agent.keyboard.press("p")
    expect(agent.locator("#picked-said")).to_contain_text("已确认 2 个")
    expect(rows).to_have_count(0)


@pytest.mark.seed(51, 63)
def test_one_key_goes_to_the_buttons_beside_the_chat_client(people: People, house: House) -> None:
    house.manage(HELD.format(number="7000100020004005"))
    agent = people.staff("/edge/")
    agent.get_by_role("combobox", name="会员名、订单号或手机后四位").fill("7000100020004005")
    agent.keyboard.press("Enter")
    expect(agent.locator(".now h1")).to_have_text("样本7000100020004005")
    expect(agent.locator("[data-slot=orders] .order")).to_be_visible()
    agent.keyboard.press("Alt+a")
    expect(agent.get_by_role("button", name="旺旺里已确认")).to_be_focused()
    agent.keyboard.press("Alt+a")
    agent.keyboard.press("Enter")
    expect(agent.locator(".address-check")).to_contain_text("电话已确认 · 林晓")
