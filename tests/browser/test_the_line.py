"""The connection breaks and comes back: nothing is lost, nothing comes twice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Line

if TYPE_CHECKING:
    from tests.browser.conftest import People

pytestmark = pytest.mark.browser


def said(page: Page) -> list[str]:
    return [text for text in page.locator(".talk .turn:not(.auto) .bubble").all_inner_texts() if text]


def test_a_cut_line_loses_nothing_and_doubles_nothing(people: People) -> None:
    line = Line()
    agent, visitor = people.agent(), people.visitor(line)
    field = visitor.get_by_label("写消息")
    field.fill("断线前说的")
    field.press("Enter")
    agent.locator("ol.queue a", has_text="断线前说的").click()
    expect(visitor.locator(".turn.mine .meta")).to_contain_text("已读")

    line.cut()
    expect(visitor.get_by_text("已断开,正在重连")).to_be_visible()
    for text in ("断线时说的一", "断线时说的二"):
        field.fill(text)
        field.press("Enter")
    expect(visitor.locator(".turn.mine .meta").last).to_contain_text("发送中")
    agent.get_by_label("写回复").fill("您断线时我说的")
    agent.get_by_label("写回复").press("Enter")
    expect(agent.locator(".turn.mine .meta").last).to_contain_text("已发送")

    visitor.reload()  # even a reload keeps what was not sent
    expect(visitor.locator(".bubble", has_text="断线时说的二")).to_be_visible()
    line.mend()
    expect(visitor.get_by_text("已断开,正在重连")).to_be_hidden(timeout=20_000)
    whole = ["断线前说的", "您断线时我说的", "断线时说的一", "断线时说的二"]
    expect(agent.locator(".talk .turn:not(.auto) .bubble")).to_have_text(whole, timeout=20_000)
    expect(visitor.locator(".talk .turn:not(.auto) .bubble")).to_have_text(whole)
    visitor.reload()
    expect(visitor.locator(".talk .turn:not(.auto) .bubble")).to_have_text(whole)
    assert said(agent) == whole


def test_an_answer_of_before_the_cut_ends_no_wait_for_what_came_after(people: People) -> None:
    """The pain "the answer of an agent who was offline made a new question look answered"."""
    line = Line()
    agent, visitor, other = people.agent(), people.visitor(), people.visitor()
    agent.route_web_socket("**/live", line.take)
    agent.reload()
    for page, words in ((visitor, "断线前问的"), (other, "另一位问的")):
        page.get_by_label("写消息").fill(words)
        page.get_by_label("写消息").press("Enter")
    agent.locator("ol.queue a", has_text="断线前问的").click()
    expect(agent.locator(".talk .bubble", has_text="断线前问的")).to_be_visible()
    line.cut()
    agent.get_by_label("写回复").fill("断线时回的")
    agent.get_by_label("写回复").press("Enter")
    agent.locator("ol.queue a", has_text="另一位问的").click()
    visitor.get_by_label("写消息").fill("断线时又问的")
    visitor.get_by_label("写消息").press("Enter")
    expect(visitor.locator(".turn.mine .meta").last).to_contain_text("已发送")
    line.mend()
    whole = ["断线前问的", "断线时又问的", "断线时回的"]
    expect(visitor.locator(".talk .turn:not(.auto) .bubble")).to_have_text(whole, timeout=20_000)
    row = agent.locator("ol.queue > li", has_text="断线时回的")
    expect(row.locator(".wait span")).to_have_text(re.compile(r"\d\d:\d\d"))
    row.locator("a").click()  # read, and answered
    agent.get_by_label("写回复").fill("这就看")
    agent.get_by_label("写回复").press("Enter")
    expect(agent.locator("ol.queue > li", has_text="这就看")).to_have_count(0)


def test_old_messages_come_as_one_scrolls_and_new_ones_do_not_move_the_reader(people: People) -> None:
    agent, visitor = people.agent(), people.visitor()
    visitor.get_by_label("写消息").fill("说来话长")
    visitor.get_by_label("写消息").press("Enter")
    agent.locator("ol.queue a", has_text="说来话长").click()
    field = agent.get_by_label("写回复")
    for number in range(58):
        field.fill(f"第 {number:02d} 句")
        field.press("Enter")
    expect(agent.locator(".turn.mine .meta").last).to_contain_text("已读", timeout=20_000)
    agent.reload()
    expect(agent.locator(".bubble", has_text="第 57 句")).to_be_in_viewport()
    expect(agent.locator(".turn")).to_have_count(50)
    talk = agent.locator(".talk-place > .scroll")
    talk.evaluate("scroll => scroll.scrollTo(0, 100)")
    expect(agent.locator(".turn")).to_have_count(60)  # with the greeting
    talk.evaluate("scroll => scroll.scrollTo(0, 600)")
    before = talk.evaluate("scroll => scroll.scrollTop")
    visitor.get_by_label("写消息").fill("又来一句")
    visitor.get_by_label("写消息").press("Enter")
    pill = agent.get_by_role("button", name="1 条新消息")
    expect(pill).to_be_visible()
    assert talk.evaluate("scroll => scroll.scrollTop") == before
    pill.click()
    expect(agent.locator(".bubble", has_text="又来一句")).to_be_in_viewport()


_RENAME = 'from zhanggui.shops.models import Shop; Shop.objects.filter(slug="demo").update(name="{name}")'


def test_the_buyers_page_is_right_after_a_cut_in_all_its_parts(people: People) -> None:
    """Who is there, and what the server drew around the talk; a word that is half written stays."""
    line = Line()
    agent, visitor = people.agent(), people.visitor(line)
    expect(visitor.locator(".there")).to_have_text("客服在线")
    field = visitor.get_by_label("写消息")
    field.fill("写到一半")
    line.cut()
    expect(visitor.get_by_text("已断开,正在重连")).to_be_visible()
    agent.locator("summary.me").click()
    agent.locator("[data-presences]").get_by_role("button", name="挂起").click()
    name = visitor.locator("h1").inner_text()
    people.house.manage(_RENAME.format(name=f"{name}搬了"))
    try:
        line.mend()
        expect(visitor.locator("h1")).to_have_text(f"{name}搬了", timeout=20_000)
        expect(visitor.locator("p.nobody")).to_contain_text("客服暂时走开了")
        expect(visitor.locator(".there")).to_be_hidden()
        expect(field).to_have_value("写到一半")
    finally:
        people.house.manage(_RENAME.format(name=name))
        agent.locator("[data-presences]").get_by_role("button", name="在线").click()
    expect(visitor.locator(".there")).to_have_text("客服在线")


def test_a_buyer_whose_cookie_went_while_the_line_was_cut_begins_anew(people: People) -> None:
    """Else the answers to the new talk were taken for old ones of the talk before, and never shown."""
    line = Line()
    agent, visitor = people.agent(), people.visitor(line)
    field = visitor.get_by_label("写消息")
    for text in ("丢饼干之前一", "丢饼干之前二"):
        field.fill(text)
        field.press("Enter")
        expect(visitor.locator(".turn.mine", has_text=text).locator(".meta")).to_contain_text("已发送")
    line.cut()
    expect(visitor.get_by_text("已断开,正在重连")).to_be_visible()
    visitor.context.clear_cookies()
    visitor.evaluate("fetch(location.pathname)")  # another page of the shop made a new visitor of them
    line.mend()
    expect(visitor.locator(".turn.mine")).to_have_count(0, timeout=20_000)
    field.fill("丢饼干之后")
    field.press("Enter")
    agent.locator("ol.queue a", has_text="丢饼干之后").click()
    agent.get_by_label("写回复").fill("还是看得到")
    agent.get_by_label("写回复").press("Enter")
    expect(visitor.locator(".bubble", has_text="还是看得到")).to_be_visible()
