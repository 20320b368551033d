"""The right column: asked for in one request, drawn card by card."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import APIResponse, Route, expect

from tests.browser.test_a_talk import _BY_WECHAT, open_newest, write
from tests.browser.test_the_workspace import begun

if TYPE_CHECKING:
    from tests.browser.conftest import House, People

pytestmark = pytest.mark.browser
COLUMN = re.compile(r"/reception/beside/\d+")
OF_A_SLOT = re.compile(
    r"/(buyers/\d+/(slot|calls|proposals)|(orders|items|promises)/slot/|reception/(steps|needs|related)/|of-order/)"
)


def test_a_talk_that_is_opened_asks_once_for_all_that_stands_beside_it(people: People) -> None:
    agent, _ = begun(people, "右边一次问完")
    other = people.visitor()
    write(other, "我是下一位")
    expect(agent.locator("ol.queue a", has_text="我是下一位")).to_be_visible()
    expect(agent.locator("[data-slot] .loading")).to_have_count(0)
    asked: list[str] = []
    agent.on("request", lambda request: asked.append(request.url))
    open_newest(agent, "我是下一位")
    expect(agent.locator("#slot-buyer")).to_be_visible()
    expect(agent.locator("[data-slot] .loading")).to_have_count(0)
    agent.wait_for_timeout(400)  # for what would be asked besides
    assert [one for one in asked if OF_A_SLOT.search(one)] == []
    assert [one for one in asked if COLUMN.search(one)]


def _without_the_buyer(route: Route) -> None:
    answer = route.fetch()
    told = answer.json()
    told["buyer"] = {"status": 500, "fragment": ""}
    route.fulfill(response=answer, body=json.dumps(told))


def test_a_card_that_is_broken_says_so_alone_and_comes_when_it_is_asked_for_again(people: People) -> None:
    agent = people.agent()
    agent.route(COLUMN, _without_the_buyer)
    write(people.visitor(), "少一张卡")
    open_newest(agent, "少一张卡")
    expect(agent.locator("#slot-calls")).to_be_visible()
    expect(agent.locator("[data-again]")).to_have_count(1)
    agent.locator("[data-slot=buyer] [data-again]").click()
    expect(agent.locator("#slot-buyer")).to_be_visible()
    expect(agent.locator("[data-again]")).to_have_count(0)


def test_a_call_that_is_noted_before_its_card_has_come_is_noted_when_it_comes(
    people: People, house: House
) -> None:
    agent = people.agent()
    house.manage(_BY_WECHAT.replace("77", "78").replace("微信里问的", "微信里又问的"))
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    agent.route(COLUMN, hold)
    open_newest(agent, "微信里又问的")
    agent.locator("[data-barred]").get_by_role("button").click()
    expect(agent.locator("[data-slot=calls] .loading")).to_be_visible()
    for one in held:
        one.continue_()
    agent.unroute_all()
    expect(agent.get_by_label("说了什么")).to_be_focused()
    expect(agent.get_by_label("谁打的")).to_have_value("out")


def test_a_column_that_was_asked_for_before_a_form_was_sent_does_not_undo_its_answer(people: People) -> None:
    agent, _ = begun(people, "早一步问的")
    expect(agent.get_by_label("写备注")).to_be_visible()
    held: list[tuple[Route, APIResponse]] = []
    agent.route(COLUMN, lambda route: held.append((route, route.fetch())))
    agent.evaluate("document.body.dispatchEvent(new Event('changes-missed'))")
    while not held:
        agent.wait_for_timeout(50)
    agent.get_by_label("写备注").fill("晚一步写的")
    agent.get_by_label("写备注").press("Enter")
    noted = agent.locator(".noted", has_text="晚一步写的")
    expect(noted).to_be_visible()
    route, before = held[0]
    with agent.expect_response(re.compile(r"/buyers/\d+/slot$")):
        route.fulfill(response=before)
    expect(noted).to_be_visible()
    assert "晚一步写的" not in before.text()
    agent.unroute_all()
