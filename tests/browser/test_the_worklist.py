"""The worklist: seconds that run, what is done, and what comes in while one looks."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect

if TYPE_CHECKING:
    from tests.browser.conftest import House, People

pytestmark = [pytest.mark.browser, pytest.mark.seed(118)]

REFUND = """
from datetime import timedelta
from zhanggui.aftersales.actions import record_refunds
from zhanggui.foundation.actors import program
from zhanggui.foundation.clock import now
from zhanggui.marketplace.events import RefundSnapshot
from zhanggui.marketplace.rules import RefundStatus
from zhanggui.shops.queries import shop_by_slug
shop, at = shop_by_slug("demo"), now()
record_refunds(shop_id=shop.id, by=program(shop.id), at=at, snapshots=[RefundSnapshot(
    number="{number}", order_number="1000000000000001", status=RefundStatus("{status}"),
    status_text="", applied_at=at - timedelta(minutes=5), seen_at=at,
    deadline_at=at + timedelta(seconds={seconds}),
    amount_fen=12345, item_title="{title}")])
"""
# What is about to be overdue is given to somebody who is there, which may be another.
OWNED = """
from zhanggui.shops.models import Staff
from zhanggui.worklist.models import Task
Task.objects.filter(title__contains="{title}").update(owner=Staff.objects.get(login="linxiao"))
"""
WAITS, OVER = "WAIT_SELLER_AGREE", "SUCCESS"


def tell(house: House, number: str, title: str, seconds: int, status: str = WAITS) -> None:
    house.manage(REFUND.format(number=number, title=title, seconds=seconds, status=status))


def test_a_deadline_runs_out_before_ones_eyes(people: People, house: House) -> None:
    tell(house, "66600001", "到期的毛衣", 10)
    house.manage(OWNED.format(title="到期的毛衣"))
    page = people.staff("/worklist/")
    row = page.locator(".task", has_text="到期的毛衣")
    expect(row.locator("time")).to_have_class("left num late")
    expect(row.get_by_text("已超", exact=True)).to_be_visible()
    page.reload()
    expect(page.locator('[data-place="worklist"] i .late')).to_be_visible()


def test_what_comes_in_and_what_is_over_shows_without_a_reload(people: People, house: House) -> None:
    page = people.staff("/worklist/")
    expect(page.locator("#tasks")).to_be_visible()
    tell(house, "66600002", "后来的围巾", 7200)
    row = page.locator(".task", has_text="后来的围巾")
    expect(row).to_be_visible()
    expect(row.locator("time")).to_contain_text("1:5")
    row.get_by_role("link").click()
    pane = page.get_by_role("complementary", name="这件待办")
    expect(pane.locator(".part")).to_contain_text("等待卖家同意")
    pane.locator("header").get_by_role("link").click()
    expect(page.get_by_role("heading", name="等待卖家同意")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="待办")).to_be_visible()
    tell(house, "66600002", "后来的围巾", 7200, OVER)
    expect(page.locator(".task", has_text="后来的围巾")).to_have_count(0)


def test_done_by_the_keyboard_and_taken_back(people: People, house: House) -> None:
    tell(house, "66600003", "手快的裤子", 9000)
    page = people.staff("/worklist/")
    row = page.locator(".task", has_text="手快的裤子")
    row.get_by_role("button", name="办好").focus()
    page.keyboard.press("Enter")
    expect(row).to_have_count(0)
    done = page.locator(".done-today li", has_text="手快的裤子")
    done.get_by_role("button", name="撤回").click()
    expect(row).to_be_visible()


def test_a_task_is_walked_to_put_off_and_handed_on_by_keys(people: People, house: House) -> None:
    tell(house, "66600005", "按键的帽子", 4_000)
    page = people.staff("/worklist/?kind=refund")
    row = page.locator(".task", has_text="按键的帽子")
    expect(row).to_be_visible()
    for _ in range(40):
        page.keyboard.press("j")
        if row.locator("a.open:focus").count():
            break
    pane = page.get_by_role("complementary", name="这件待办")
    expect(pane.get_by_role("heading", name="按键的帽子")).to_be_visible()
    page.keyboard.press("t")
    expect(pane).to_contain_text("我认领的")
    page.keyboard.press("s")
    page.keyboard.press("Tab")
    page.keyboard.type("等快递")
    page.keyboard.press("Enter")
    expect(pane).to_contain_text("推后到")
    expect(row).to_have_count(0)
    page.get_by_role("link", name="稍后").click()
    expect(row).to_be_visible()
    expect(row).to_contain_text("等快递")
    row.get_by_role("link").click()
    page.keyboard.press("h")
    pane.get_by_label("交给谁").select_option(label="主管")
    pane.get_by_role("button", name="交出").click()
    expect(pane).to_contain_text("主管都可以办")
    lead = people.staff("/worklist/", "zhouzhou")
    expect(lead.locator(".task", has_text="按键的帽子")).to_be_visible()
    lead.goto(house.url("/worklist/everybody"))
    lead.locator(".task", has_text="按键的帽子").get_by_role("checkbox").check()
    lead.get_by_label("交给", exact=True).select_option(index=1)
    lead.get_by_role("button", name="交出").click()
    expect(lead.get_by_text("已交出 1 件")).to_be_visible()


def test_a_key_means_the_row_that_was_walked_to_however_slowly_its_task_comes(
    people: People, house: House
) -> None:
    for number, title, seconds in (
        ("66600011", "先看的", 6_000),
        ("66600012", "路过的", 6_001),
        ("66600013", "要办的", 6_002),
    ):
        tell(house, number, f"{title}手表", seconds)
    page = people.staff("/worklist/?kind=refund")
    page.locator(".task", has_text="先看的手表").get_by_role("link").click()
    pane = page.get_by_role("complementary", name="这件待办")
    expect(pane.get_by_role("heading", name="先看的手表")).to_be_visible()
    page.route(re.compile(r"/worklist/\d+$"), _sent_late)
    with page.expect_request(re.compile(r"/worklist/\d+$")):
        page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("t")
    expect(pane).to_contain_text("我认领的")
    expect(pane.get_by_role("heading", name="要办的手表")).to_be_visible()
    expect(page.locator(".task", has_text="先看的手表")).to_contain_text("还没有人认领")
    expect(page.locator(".task", has_text="要办的手表")).not_to_contain_text("还没有人认领")


def _sent_late(route: Route) -> None:
    time.sleep(0.5)
    route.continue_()


def test_of_two_refreshes_the_newer_stays(people: People, house: House) -> None:
    """Two are on their way at once: the one that was asked last is shown, whichever comes first."""
    page = people.staff("/worklist/?kind=refund")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/worklist/?kind=refund", hold)
    tell(house, "66600014", "两次取的伞", 3_000)
    _wait(page, lambda: len(held) > 0)
    before, asked = held[0].fetch(), len(held)
    tell(house, "66600015", "后到的雨衣", 3_000)
    _wait(page, lambda: len(held) > asked)
    held[0].fulfill(response=before)
    expect(page.locator(".task", has_text="两次取的伞")).to_be_visible()
    held[asked].continue_()
    expect(page.locator(".task", has_text="后到的雨衣")).to_be_visible()


def test_a_refund_that_came_between_the_page_and_its_line_shows(people: People, house: House) -> None:
    page = people.agent()
    opened: list[str] = []

    def take(page_side: WebSocketRoute) -> None:
        """By now the page is drawn, and its line is not open."""
        opened.append(page_side.url)
        tell(house, "66600016", "没听到的帽子", 3_000)
        page_side.connect_to_server()

    page.route_web_socket("**/live", take)
    page.goto(house.url("/refunds/"))
    expect(page.locator("#refunds")).to_contain_text("没听到的帽子")
    assert len(opened) == 1


def test_a_refund_that_came_while_the_list_was_on_its_way_shows(people: People, house: House) -> None:
    """The list that comes knows nothing of it, and takes the place of the one that heard of it."""
    page = people.staff("/refunds/")
    page.locator("#refunds").wait_for()
    page.evaluate(
        "document.body.addEventListener('changed-refunds', () => (document.body.dataset.heard += '!'))"
    )
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route) if not held else route.continue_()

    page.route("**/refunds/", hold)
    tell(house, "66600017", "先到的围巾", 3_000)
    _wait(page, lambda: len(held) > 0)
    before = held[0].fetch()
    heard = page.evaluate("document.body.dataset.heard")
    tell(house, "66600018", "后到的围巾", 3_000)
    _wait(page, lambda: page.evaluate("document.body.dataset.heard") != heard)
    held[0].fulfill(response=before)
    expect(page.locator("#refunds")).to_contain_text("先到的围巾")
    expect(page.locator("#refunds")).to_contain_text("后到的围巾")


def _wait(page: Page, is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < until
        page.wait_for_timeout(50)


@pytest.mark.seed(45)
def test_a_question_goes_to_the_lead_and_its_answer_comes_back(people: People, house: House) -> None:
    agent, lead = people.agent(), people.agent("zhouzhou")
    agent.keyboard.press("Alt+n")
    expect(agent.locator(".ask-lead")).to_be_visible()
    agent.keyboard.press("Alt+q")
    agent.keyboard.type("能送一双袜子吗")
    agent.keyboard.press("Enter")
    expect(agent.get_by_text("已问主管")).to_be_visible()
    expect(agent.locator(".questions")).to_contain_text("能送一双袜子吗")
    lead.goto(house.url("/worklist/everybody?kind=ask_lead"))
    lead.locator(".task", has_text="能送一双袜子吗").get_by_role("link").click()
    field = lead.get_by_label("答复")
    field.fill("可以,写进备注")
    field.press("Control+Enter")
    expect(lead.locator("#pane")).to_contain_text("已经了结")
    expect(agent.locator(".questions .answer")).to_contain_text("可以,写进备注")


def test_an_orders_refund_stands_in_its_card(people: People, house: House) -> None:
    page = people.staff("/orders/", "xudian")
    number = page.locator("a .fours, a.num").first.inner_text().replace(" ", "").replace("\n", "")
    code = REFUND.replace("1000000000000001", number)
    house.manage(code.format(number="66600004", title="衬衫", seconds=7200, status=WAITS))
    page.locator("main a.num").first.click()
    expect(page.locator(".part").get_by_text("等待卖家同意")).to_be_visible()


def test_of_two_who_take_it_the_second_is_told_who_was_quicker(people: People, house: House) -> None:
    tell(house, "66600007", "抢手的手套", 5_000)
    first, second = people.agent(), people.agent("chenchen")
    for page in (first, second):
        page.goto(house.url("/worklist/?kind=refund"))
        page.locator(".task", has_text="抢手的手套").get_by_role("link").click()
        expect(page.locator("#pane h2")).to_contain_text("抢手的手套")
    second.route("**/worklist/?kind=refund", lambda route: route.abort())  # its list is behind
    first.keyboard.press("t")
    expect(first.locator("#pane")).to_contain_text("我认领的")
    second.unroute("**/worklist/?kind=refund")
    second.keyboard.press("t")
    expect(second.locator("#pane").get_by_role("alert")).to_contain_text("林晓 已经接手这件")
    expect(second.locator(".task", has_text="抢手的手套")).to_have_count(0)
    people.complaints.clear()  # the console names what was cut and what was refused


def test_on_a_phone_a_waiting_buyer_stands_like_every_task(people: People, house: House) -> None:
    tell(house, "66600008", "手机上的围巾", 5_000)
    lead = people.staff("/worklist/everybody", "zhouzhou", viewport={"width": 390, "height": 844})
    waiting, task = (lead.locator(".task", has_text=text).first for text in ("没回复", "手机上的围巾"))
    shown = [row.locator(".what").bounding_box() for row in (waiting, task)]
    assert shown[0]
    assert shown[1]
    assert (shown[0]["x"], shown[0]["width"]) == (shown[1]["x"], shown[1]["width"])
