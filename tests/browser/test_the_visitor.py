"""The buyer's page where it is easy to get stuck: an order before the first word, too much text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from tests.browser.conftest import House, People

pytestmark = pytest.mark.browser

# Synthetic: the demo shop's own orders, read beside the program.
ORDER = (
    "from zhanggui.orders.models import Order;"
    "one = Order.objects.exclude(receiver_name=None).exclude(receiver_name__contains='*')"
    ".exclude(phone_tail='').order_by('id')[{place}];"
    "Order.objects.filter(pk=one.pk).update(number='{number}', receiver_name='米小周', phone_tail='0021')"
)


def claim(page: Page, number: str, tail: str = "0021") -> None:
    page.get_by_label("订单号").fill(number)
    page.get_by_label("收货手机后四位").fill(tail)
    page.get_by_label("收货人姓名").fill("米小周")
    page.get_by_role("button", name="核实").click()


def test_an_order_is_verified_before_the_first_word(people: People, house: House) -> None:
    house.manage(ORDER.format(place=0, number="7000100020003000"))
    visitor = people.visitor()
    visitor.get_by_role("button", name="我的订单").click()
    claim(visitor, "7000100020003001")
    expect(visitor.locator(".answer")).to_contain_text("还可以试 4 次")
    visitor.get_by_label("订单号").fill("7")  # the line was about what stood there before
    expect(visitor.locator(".answer")).to_be_hidden()
    claim(visitor, "7000 1000-2000 3000", "００２１")
    expect(visitor.get_by_role("dialog")).to_be_hidden()
    expect(visitor.get_by_text("订单 7000100020003000 已核实,客服能看到了")).to_be_visible()
    visitor.get_by_label("写消息").fill("这一单什么时候发")
    visitor.get_by_label("写消息").press("Enter")
    expect(visitor.locator(".turn.mine .meta")).to_contain_text("已发送")


def test_too_much_text_stays_whole_and_is_said(people: People) -> None:
    visitor = people.visitor()
    field = visitor.get_by_label("写消息")
    field.fill("长" * 2013)
    field.press("Enter")
    expect(visitor.locator(".compose-note")).to_have_text("一条最多 2000 字,现在 2013 字。请分成几条发。")
    expect(field).to_have_value("长" * 2013)
    expect(visitor.locator(".turn")).to_have_count(0)
    field.fill("长" * 1950)
    expect(visitor.locator(".compose-note")).to_have_text("1950 / 2000 字")
    field.press("Enter")
    expect(visitor.locator(".turn.mine .meta")).to_contain_text("已发送")
    expect(visitor.locator(".compose-note")).to_be_hidden()


def test_what_only_calls_itself_a_picture_is_not_sent(people: People) -> None:
    visitor = people.visitor()
    visitor.locator("input[type=file]").set_input_files(
        {"name": "order.png", "mimeType": "image/png", "buffer": b"no picture"}
    )
    expect(visitor.locator(".compose-note")).to_contain_text("这不是能看的图片")
    expect(visitor.locator(".talk img")).to_have_count(0)


def test_away_from_the_workspace_one_sees_who_waits(people: People) -> None:
    agent = people.staff("/orders/")
    badge = agent.locator('[data-place="reception"] i')
    expect(badge).to_have_text(re.compile(r"\d+"))
    before = int(badge.inner_text())
    visitor = people.visitor()
    visitor.get_by_label("写消息").fill("有人吗,我等着呢")
    visitor.get_by_label("写消息").press("Enter")
    expect(badge).to_have_text(str(before + 1))
    expect(agent).to_have_title(f"({before + 1}) 订单 · 掌柜")
