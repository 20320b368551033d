"""The workspace under busy hands: nothing is lost, nothing goes out by mistake, everything stays in reach."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from tests.browser.conftest import Line
from tests.browser.test_a_talk import open_newest, write

if TYPE_CHECKING:
    from tests.browser.conftest import House, People

pytestmark = pytest.mark.browser


def begun(people: People, text: str) -> tuple[Page, Page]:
    """An agent before a buyer who just wrote this."""
    agent, visitor = people.agent(), people.visitor()
    write(visitor, text)
    open_newest(agent, text)
    expect(agent.get_by_label("写回复")).to_be_focused()
    return agent, visitor


def test_whoever_still_waits_is_ended_by_the_second_press_and_found_again(people: People) -> None:
    agent, visitor = begun(people, "广告一条,不用回")
    agent.keyboard.press("Alt+c")
    expect(agent.get_by_text("买家还在等,再按一次才结束")).to_be_visible()
    expect(agent.locator(".talk .bubble", has_text="广告一条,不用回")).to_be_visible()
    agent.keyboard.press("Alt+c")
    expect(agent.get_by_text("已结束 访客")).to_be_visible()
    expect(agent.get_by_role("button", name="结束", exact=True)).to_be_hidden()
    row = agent.locator("ol.queue > li", has_text="广告一条,不用回")
    expect(row).to_have_count(0)
    agent.get_by_role("tab", name="最近").click()
    expect(row.locator(".wait span")).to_have_text(re.compile(r"^\d\d:\d\d$"))
    row.locator("a").click()
    expect(agent.locator(".talk .bubble", has_text="广告一条,不用回")).to_be_visible()
    write(visitor, "真的有事问")
    again = agent.locator("ol.queue > li", has_text="真的有事问")
    expect(again.locator(".wait.rest span")).to_be_visible()  # no seconds run in this list


def test_the_next_member_in_the_same_tab_finds_no_words_of_the_last(people: People, house: House) -> None:
    page = people.page(people.context(viewport={"width": 1280, "height": 720}))

    def login(name: str) -> None:
        page.goto(house.url("/login?next=/reception/1"))
        page.get_by_label("登录名").fill(name)
        page.get_by_label("密码").fill(house.password)
        page.get_by_role("button", name="登录").click()
        expect(page.get_by_label("写回复")).to_be_enabled()

    login("linxiao")
    page.get_by_label("写回复").fill("林晓写到一半")
    page.locator("summary.me").click()
    page.get_by_role("button", name="退出登录").click()
    login("chenchen")
    expect(page.get_by_label("写回复")).to_have_value("")
    page.locator("summary.me").click()
    page.get_by_role("button", name="退出登录").click()
    login("linxiao")
    expect(page.get_by_label("写回复")).to_have_value("林晓写到一半")
    page.get_by_label("写回复").fill("")


def test_a_hasty_enter_takes_what_was_typed_for(people: People) -> None:
    agent, _ = begun(people, "想找个快捷语")
    field = agent.get_by_label("写回复")
    for _ in range(3):
        agent.keyboard.type("/fp")
        agent.keyboard.press("Enter")
        agent.keyboard.press("Enter")
        expect(field).to_have_value(re.compile("^可以开发票"))
        expect(field).to_be_focused()
        assert field.input_value().count("可以开发票") == 1
        field.fill("")
    field.fill("/fp")  # one stroke of an input method
    expect(agent.get_by_role("combobox", name="找快捷语")).to_have_value("fp")
    agent.keyboard.press("Escape")


def test_two_quick_enters_do_not_send_a_phrase_that_nobody_has_read(people: People) -> None:
    agent, visitor = begun(people, "两下回车")
    field = agent.get_by_label("写回复")
    agent.keyboard.type("/fp")
    expect(agent.locator("[role=option]").first).to_contain_text("发票")
    agent.keyboard.press("Enter")
    agent.keyboard.press("Enter")
    expect(field).to_have_value(re.compile("^可以开发票"))
    agent.wait_for_timeout(500)
    expect(field).to_have_value(re.compile("^可以开发票"))
    agent.keyboard.press("Enter")  # now it is meant
    expect(visitor.locator(".bubble", has_text="可以开发票")).to_be_visible()


def test_send_and_next_waits_for_the_guard(people: People) -> None:
    agent, visitor = begun(people, "能开票吗,我急")
    agent.evaluate(_HOWEVER_LATE)
    agent.keyboard.insert_text("我们开不了发票")
    agent.keyboard.press("Alt+Enter")
    expect(agent.locator(".finding.block")).to_be_visible()
    expect(agent.get_by_label("写回复")).to_have_value("我们开不了发票")
    agent.get_by_label("写回复").fill("可以的,请稍等")
    here = agent.url
    agent.keyboard.press("Alt+Enter")
    expect(visitor.locator(".bubble", has_text="可以的,请稍等")).to_be_visible()
    expect(agent).not_to_have_url(here)


def test_a_refusal_for_somebody_else_is_seen(people: People) -> None:
    agent, _ = begun(people, "票据的事问一下")
    here = agent.url
    agent.keyboard.insert_text("我们开不了发票")
    agent.get_by_label("写回复").evaluate(
        """field => [{ key: "Enter" }, { code: "ArrowUp", altKey: true }].forEach((key) =>
            field.dispatchEvent(new KeyboardEvent("keydown", { ...key, bubbles: true, cancelable: true })))"""
    )  # faster than the guard, and than any answer
    expect(agent).not_to_have_url(here)
    told = agent.locator("[data-unsent]")
    expect(told).to_contain_text("有消息没有发出去")
    agent.get_by_role("tab", name="我的").click()
    row = agent.locator("ol.queue > li", has_text="票据的事问一下")
    expect(row.locator(".tag.vip")).to_have_text("未发出")
    told.get_by_role("link").click()
    expect(agent).to_have_url(here)
    expect(told).to_be_hidden()
    line = agent.locator(".turn.mine", has_text="我们开不了发票")
    expect(line.get_by_role("button", name="重发")).to_have_count(0)
    line.get_by_role("button", name="丢弃").click()
    expect(line).to_have_count(0)
    expect(row.locator(".tag.vip")).to_have_count(0)


def test_walking_through_the_list_writes_nothing_and_back_goes_back(people: People) -> None:
    agent, _ = begun(people, "最后一位")
    first = agent.url
    agent.get_by_label("写回复").fill("一句草稿")
    agent.keyboard.press("Escape")
    agent.keyboard.press("k")
    expect(agent).not_to_have_url(first)
    expect(agent.locator("ol.queue a[aria-current]")).to_be_focused()
    expect(agent.locator("ol.queue > li", has_text="最后一位").get_by_text("草稿")).to_be_visible()
    second = agent.url
    agent.keyboard.press("k")
    expect(agent).not_to_have_url(second)
    expect(agent.get_by_label("写回复")).to_have_value("")
    agent.keyboard.press("Enter")
    expect(agent.get_by_label("写回复")).to_be_focused()
    agent.go_back()
    expect(agent).to_have_url(second)
    agent.go_back()
    expect(agent).to_have_url(first)
    expect(agent.get_by_label("写回复")).to_have_value("一句草稿")
    agent.get_by_label("写回复").fill("")


def test_a_hole_stands_by_its_meaning_and_holds_the_message_back(people: People) -> None:
    agent, visitor = begun(people, "催一下物流单号")
    field = agent.get_by_label("写回复")
    holey = agent.locator(".offers button", has_text="〔")
    expect(holey).to_be_visible()
    expect(agent.locator(".offers button").last).to_contain_text("〔")  # after those without a hole
    holey.click()
    expect(field).to_have_value(re.compile("〔订单号〕"))
    assert "{" not in field.input_value()
    field.press("Enter")
    expect(agent.get_by_text("还有没填的地方")).to_be_visible()
    expect(visitor.locator(".bubble", has_text="〔")).to_have_count(0)
    field.fill("")


def test_what_is_too_long_stays_whole_and_stays_here(people: People) -> None:
    agent, _ = begun(people, "请写长一点")
    field = agent.get_by_label("写回复")
    field.fill("长" * 2003)
    expect(agent.locator(".count")).to_have_text("2003 / 2000")
    field.press("Enter")
    expect(agent.get_by_text("太长了,多出 3 个字,请分开发")).to_be_visible()
    assert len(field.input_value()) == 2003
    field.fill("")
    expect(agent.locator(".count")).to_be_hidden()


def test_a_colleague_who_answers_meanwhile_is_named(people: People) -> None:
    agent, _ = begun(people, "谁来回我")
    agent.get_by_label("写回复").fill("我正在写")
    colleague = people.agent("chenchen")
    open_newest(colleague, "谁来回我")
    colleague.keyboard.type("我来")
    colleague.keyboard.press("Enter")
    expect(agent.get_by_text("陈晨 A07 刚刚回复了")).to_be_visible()
    agent.get_by_role("tab", name="最近").click()
    row = agent.locator("ol.queue > li", has_text="我来")
    expect(row.locator(".last")).to_have_text("客服:我来")
    agent.get_by_label("写回复").fill("")
    expect(agent.get_by_text("陈晨 A07 刚刚回复了")).to_be_hidden()


def test_another_window_of_ones_own_answers_meanwhile(people: People) -> None:
    agent, _ = begun(people, "两个窗口都开着")
    agent.get_by_label("写回复").fill("我正在写")
    other = people.agent()
    open_newest(other, "两个窗口都开着")
    field = other.get_by_label("写回复")
    field.fill("这边先回了")
    field.press("Enter")
    expect(agent.get_by_text("您在另一个窗口刚刚回复了")).to_be_visible()
    field.fill("再补一句")
    expect(other.get_by_text("您在另一个窗口刚刚回复了")).to_be_hidden()
    for page in (agent, other):
        page.get_by_label("写回复").fill("")


def test_notes_and_tags_by_the_keyboard(people: People) -> None:
    agent, _ = begun(people, "记一下我的尺码")
    expect(agent.get_by_label("写备注")).to_be_visible()
    agent.keyboard.press("Alt+m")
    for note in ("平时穿 M", "喜欢宽松"):
        agent.keyboard.type(note)
        agent.keyboard.press("Enter")
        expect(agent.locator(".noted", has_text=note)).to_be_visible()
        expect(agent.get_by_label("写备注")).to_be_focused()
        expect(agent.get_by_label("写备注")).to_have_value("")
    agent.keyboard.press("Escape")
    expect(agent.get_by_label("写回复")).to_be_focused()
    agent.keyboard.press("Alt+b")
    expect(agent.get_by_label("加标签")).to_be_focused()


def test_a_note_whose_answer_is_slow_does_not_stay_in_its_field(people: People) -> None:
    """Others hear of it before the writer has the answer: drawn anew by then, the field kept the words."""
    agent, _ = begun(people, "再记一下我的尺码")
    agent.route(re.compile(r"/buyers/\d+/notes$"), _answered_late)
    field = agent.get_by_label("写备注")
    field.fill("袖子要长")
    field.press("Enter")
    expect(agent.locator(".noted", has_text="袖子要长")).to_have_count(1)
    expect(field).to_have_value("")


def test_the_next_buyer_is_shown_also_while_a_note_on_the_last_one_is_sent(people: People) -> None:
    agent, _ = begun(people, "先记一笔就走")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    agent.route(re.compile(r"/buyers/\d+/notes$"), hold)
    agent.get_by_label("写备注").fill("量过腰围")
    with agent.expect_request(re.compile(r"/buyers/\d+/notes$")):
        agent.get_by_label("写备注").press("Enter")
    agent.locator("ol.queue a", has_text="小米粥").click()
    expect(agent.locator("#slot-buyer")).to_contain_text("小米粥")
    held[0].continue_()
    agent.unroute_all()
    agent.get_by_label("写备注").fill("下一位的备注")
    agent.get_by_label("写备注").press("Enter")
    expect(agent.locator(".noted", has_text="下一位的备注")).to_be_visible()
    expect(agent.locator("#slot-buyer")).to_contain_text("小米粥")
    agent.locator("ol.queue a", has_text="先记一笔就走").click()
    expect(agent.locator(".noted", has_text="量过腰围")).to_be_visible()


def test_a_card_that_is_drawn_anew_takes_no_press_and_no_choice_away(people: People) -> None:
    agent, _ = begun(people, "慢慢按一下")
    colleague = people.agent("chenchen")
    open_newest(colleague, "慢慢按一下")
    agent.get_by_label("写备注").fill("我按着不放")
    box = agent.locator("#slot-buyer").get_by_role("button", name="记下").bounding_box()
    assert box
    agent.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    agent.mouse.down()
    with agent.expect_response(re.compile(r"/beside/\d+\?only=buyer&")):
        colleague.get_by_label("写备注").fill("同事先记了一笔")
        colleague.get_by_label("写备注").press("Enter")
    agent.wait_for_timeout(300)  # drawn by then, if it is drawn
    agent.mouse.up()
    for note in ("我按着不放", "同事先记了一笔"):
        expect(agent.locator(".noted", has_text=note)).to_be_visible()
    mine, theirs = agent.locator("#slot-calls"), colleague.locator("#slot-calls")
    mine.get_by_text("记一通电话").click()
    mine.get_by_label("结果").select_option(label="投诉")
    theirs.get_by_text("记一通电话").click()
    theirs.get_by_label("说了什么").fill("问快递到哪了")
    theirs.get_by_role("button", name="记下").dblclick()
    expect(mine.locator(".noted", has_text="问快递到哪了")).to_have_count(1)
    expect(mine.get_by_label("结果")).to_have_value("complaint")  # what is chosen stays, as what is written


_NOTHING_LIES_ON_ANOTHER = """bar => {
    const boxes = [...bar.querySelectorAll(":scope > nav > a, :scope > details > summary")]
        .map(one => one.getBoundingClientRect())
        .filter(box => box.width).sort((one, other) => one.left - other.left);
    return boxes.length > 5 && boxes.every((box, at) => !at || box.left >= boxes[at - 1].right - 1);
}"""
_MINE = re.compile(r"/workforce/mine$")
# It waits for the guard a moment at most, which is soon over on a busy machine.
_HOWEVER_LATE = """() => {
    const soon = window.setTimeout;
    window.setTimeout = (what, ms, ...more) => soon(what, ms === 600 ? 20_000 : ms, ...more);
}"""


def _answered_late(route: Route) -> None:
    answer = route.fetch()
    time.sleep(1)
    route.fulfill(response=answer)


def test_a_new_login_leads_back_to_where_one_was(people: People) -> None:
    line = Line()
    agent = people.agent()
    agent.route_web_socket("**/live", line.take)
    agent.reload()
    agent.locator("ol.queue a").first.click()
    expect(agent.locator(".talk .bubble").first).to_be_visible()
    for page_side, _ in line.open:
        page_side.close(code=4401)
    link = agent.get_by_role("link", name="重新登录")
    expect(link).to_be_visible()
    agent.locator("ol.queue a").nth(1).click()  # what was known stays to be read
    here = agent.url
    agent.context.clear_cookies(name="sessionid")  # what ends is the login; the form's own cookie stays
    link.click()
    agent.get_by_label("登录名").fill("linxiao")
    agent.get_by_label("密码").fill(people.house.password)
    agent.get_by_role("button", name="登录").click()
    expect(agent).to_have_url(here)


def test_ones_own_absence_is_seen(people: People) -> None:
    agent = people.agent()
    line = agent.locator("[data-absence]")
    expect(line).to_be_hidden()
    agent.locator("summary.me").click()
    agent.get_by_role("button", name="离开").click()
    expect(line).to_contain_text("您的状态是离开")
    line.get_by_role("button", name="回到在线").click()
    expect(line).to_be_hidden()


def test_of_two_quick_changes_of_ones_standing_the_last_is_shown(people: People) -> None:
    agent = people.agent()
    held: list[tuple[Route, APIResponse]] = []

    def hold(route: Route) -> None:
        """What says "away" first comes after one is back; one's coming may still be asked before."""
        answer = route.fetch()
        if held or "离开中" not in answer.text():
            route.fulfill(response=answer)
        else:
            held.append((route, answer))

    agent.route(_MINE, hold)
    agent.locator("summary.me").click()
    agent.get_by_role("button", name="离开").click()
    while not held:
        agent.wait_for_timeout(20)
    agent.wait_for_timeout(1_100)  # meanwhile the bar keeps showing what was pressed
    agent.locator("[data-absence]").get_by_role("button", name="回到在线").click()
    expect(agent.locator("[data-absence]")).to_be_hidden()
    route, answer = held[0]
    route.fulfill(response=answer)
    agent.wait_for_timeout(2_100)  # the bar shows again each second what it was told
    expect(agent.locator(".me .dot")).to_have_attribute("data-presence", "online")
    expect(agent.locator("#post button")).to_have_count(0)


def test_a_narrow_screen_keeps_the_right_column_in_a_drawer(people: People) -> None:
    agent, _ = begun(people, "屏幕很窄")
    assert agent.locator(".bar").evaluate(_NOTHING_LIES_ON_ANOTHER)
    agent.set_viewport_size({"width": 853, "height": 480})  # 1280 × 720 at 150 %
    about = agent.get_by_role("region", name="买家资料")
    expect(about).to_be_hidden()
    agent.get_by_role("button", name="资料").click()
    expect(about).to_be_visible()
    agent.keyboard.press("Escape")
    expect(about).to_be_hidden()
    agent.get_by_label("写备注").wait_for(state="attached")
    agent.keyboard.press("Alt+m")
    expect(agent.get_by_label("写备注")).to_be_focused()
    head = agent.locator(".column.left > .head")
    assert head.evaluate("head => head.offsetHeight") <= 44  # one line
    assert head.evaluate("head => head.scrollWidth <= head.clientWidth")


def test_an_address_is_a_link_and_nothing_else_is(people: People) -> None:
    agent, _ = begun(people, "看https://example.com/a?b=1。还有 javascript:alert(1) 和 <b>粗</b>")
    bubble = agent.locator(".talk .bubble", has_text="还有")
    expect(bubble).to_have_text("看https://example.com/a?b=1。还有 javascript:alert(1) 和 <b>粗</b>")
    link = bubble.get_by_role("link")
    expect(link).to_have_count(1)
    expect(link).to_have_attribute("href", "https://example.com/a?b=1")
    expect(link).to_have_attribute("rel", "noopener noreferrer nofollow")
    expect(link).to_have_attribute("target", "_blank")


def test_on_a_phone_one_sees_the_list_or_one_talk(people: People) -> None:
    agent, _ = begun(people, "手机上也能回")
    agent.set_viewport_size({"width": 390, "height": 844})
    expect(agent.get_by_role("region", name="谁在等")).to_be_hidden()
    expect(agent.get_by_role("button", name="发送")).to_be_in_viewport(ratio=1)
    assert agent.evaluate("document.documentElement.scrollWidth") == 390
    agent.get_by_role("link", name="回到列表").click()
    expect(agent.get_by_role("region", name="会话")).to_be_hidden()
    agent.locator("ol.queue a", has_text="手机上也能回").click()
    expect(agent.locator(".talk .bubble", has_text="手机上也能回")).to_be_visible()
    agent.go_back()
    expect(agent.get_by_role("region", name="谁在等")).to_be_visible()
