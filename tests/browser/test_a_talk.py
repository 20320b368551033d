"""A buyer and an agent talk, each in a real browser."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from zhanggui.connectors.mail.tests.peers import letter, outbox, post

if TYPE_CHECKING:
    from tests.browser.conftest import House, People

pytestmark = pytest.mark.browser


def write(visitor: Page, text: str) -> None:
    visitor.get_by_label("写消息").fill(text)
    visitor.get_by_label("写消息").press("Enter")


def open_newest(agent: Page, text: str) -> None:
    """Opens the row with these words and waits until the talk is there."""
    agent.locator("ol.queue a", has_text=text).click()
    expect(agent.locator(".talk .bubble", has_text=text).first).to_be_visible()


def reply(agent: Page) -> object:
    return agent.get_by_label("写回复")


def test_a_buyer_writes_and_an_agent_answers_by_keyboard(people: People) -> None:
    agent, visitor = people.agent(), people.visitor()
    expect(visitor.locator(".there")).to_have_text("客服在线")
    write(visitor, "羊毛衫还有浅杏色吗")
    row = agent.locator("ol.queue > li", has_text="羊毛衫还有浅杏色吗")
    expect(row.locator(".wait span")).to_have_text(re.compile(r"00:\d\d"))
    expect(row.locator(".wait span")).to_have_text(re.compile(r"00:(0[2-9]|[1-5]\d)"))  # the seconds run
    expect(visitor.locator(".turn.mine .meta")).to_contain_text("已发送")

    agent.keyboard.press("Alt+ArrowUp")  # up from nowhere is the last one
    expect(agent.locator(".talk .bubble", has_text="羊毛衫还有浅杏色吗")).to_be_visible()
    expect(visitor.locator(".turn.mine .meta")).to_contain_text("已读")
    agent.keyboard.type("有的,浅杏色还有 M 和 L")
    agent.keyboard.press("Shift+Enter")
    agent.keyboard.type("您平时穿什么码?")
    agent.keyboard.press("Enter")

    expect(visitor.locator(".turn .bubble").last).to_have_text("有的,浅杏色还有 M 和 L\n您平时穿什么码?")
    expect(agent.locator(".turn.mine .meta").last).to_contain_text("已读")
    expect(agent.get_by_label("写回复")).to_have_value("")
    expect(row).to_have_count(0)  # nobody waits there any more
    expect(agent).to_have_url(re.compile(r"/reception/\d+$"))
    assert agent.title().startswith("(")


def test_enter_does_not_send_while_an_input_method_chooses(people: People) -> None:
    agent = people.agent()
    agent.keyboard.press("Alt+n")
    field = agent.get_by_label("写回复")
    field.fill("nihao")
    assert field.evaluate(
        """field => field.dispatchEvent(new KeyboardEvent("keydown",
            { key: "Enter", isComposing: true, bubbles: true, cancelable: true }))"""
    )
    expect(field).to_have_value("nihao")
    expect(agent.locator(".bubble", has_text="nihao")).to_have_count(0)
    field.fill("")


def test_the_guard_holds_a_refused_invoice_back_and_offers_safe_words(people: People) -> None:
    agent, visitor = people.agent(), people.visitor()
    write(visitor, "能开公司抬头的专票不")
    open_newest(agent, "能开公司抬头的专票不")
    field = agent.get_by_label("写回复")
    field.fill("您好\uff01小店开不了发票的\uff1b尺码没问题")
    finding = agent.locator(".finding.block")
    expect(finding).to_contain_text("发不出去")
    expect(finding.get_by_role("link", name="R01")).to_have_attribute("href", "/guard/rules/R01")
    field.press("Enter")
    expect(field).to_have_value("您好\uff01小店开不了发票的\uff1b尺码没问题")
    finding.get_by_role("button", name="用建议").click()
    expect(finding).to_have_count(0)
    assert "开不了" not in field.input_value()
    assert field.input_value().endswith("尺码没问题")  # the other sentences stay
    assert field.input_value().startswith("您好\uff01")
    said = field.input_value()
    field.press("Enter")
    expect(visitor.locator(".turn .bubble").last).to_have_text(said)


def test_what_the_server_refuses_comes_back_into_the_composer(people: People) -> None:
    agent, visitor = people.agent(), people.visitor()
    write(visitor, "发票怎么开呀")
    open_newest(agent, "发票怎么开呀")
    field = agent.get_by_label("写回复")
    agent.keyboard.insert_text("开不了发票")
    agent.keyboard.press("Enter")  # before the guard could be asked
    expect(agent.locator(".finding.block")).to_be_visible()
    expect(field).to_have_value("开不了发票")
    expect(agent.locator(".turn.mine .bubble", has_text="开不了发票")).to_have_count(0)
    expect(visitor.locator(".bubble", has_text="开不了发票")).to_have_count(0)
    field.fill("")


def test_phrases_are_found_by_a_slash_and_suggestions_by_a_number(people: People) -> None:
    agent, visitor = people.agent(), people.visitor()
    write(visitor, "请问什么时候发货")
    open_newest(agent, "请问什么时候发货")
    field = agent.get_by_label("写回复")
    field.press("/")
    search = agent.get_by_role("combobox", name="找快捷语")
    expect(search).to_be_focused()
    search.press_sequentially("发票")
    option = agent.get_by_role("option").first
    expect(option).to_contain_text("发票")
    expect(option).to_have_attribute("aria-selected", "true")
    search.press("Enter")
    expect(field).to_be_focused()
    expect(field).to_have_value(re.compile("发票"))

    field.fill("亲,我查过了:")  # what was typed stays: the phrase goes in where the cursor is
    field.press("Alt+/")
    search.press_sequentially("发票")
    expect(option).to_have_attribute("aria-selected", "true")
    search.press("Enter")
    expect(field).to_have_value(re.compile("^亲,我查过了:.*发票"))

    field.fill("、")  # the same key under a Chinese input method
    expect(search).to_be_focused()
    search.press("Escape")
    expect(field).to_be_focused()
    expect(agent.locator(".offers kbd").first).to_be_visible()
    offered = agent.locator(".offers button").first.get_attribute("title")
    assert offered
    field.press("1")
    expect(field).to_have_value("1")  # a digit is a digit: "1 件" is an answer too
    field.fill("")
    field.press("Alt+1")
    expect(field).to_have_value(offered)
    field.press("Control+z")
    field.fill("")


def test_that_phrases_cannot_be_looked_for_is_said(people: People) -> None:
    agent, visitor = people.agent(), people.visitor()
    write(visitor, "没有网也想找一句话")
    open_newest(agent, "没有网也想找一句话")
    agent.route(re.compile(r"/phrases\?"), lambda route: route.abort())
    agent.get_by_label("写回复").press("/")
    lost = agent.get_by_text("没有连上,没去找成")
    expect(lost).to_be_visible()
    agent.unroute(re.compile(r"/phrases\?"))
    agent.get_by_role("combobox", name="找快捷语").press_sequentially("发票")
    expect(agent.get_by_role("option").first).to_contain_text("发票")
    expect(lost).to_be_hidden()
    people.complaints.clear()  # the browser's own word on the line


def test_a_draft_waits_in_its_conversation(people: People) -> None:
    agent = people.agent()
    agent.keyboard.press("Alt+n")
    field = agent.get_by_label("写回复")
    field.fill("写到一半")
    agent.keyboard.press("Alt+ArrowDown")
    expect(field).to_have_value("")
    agent.keyboard.press("Alt+ArrowUp")
    expect(field).to_have_value("写到一半")
    agent.reload()
    expect(agent.get_by_label("写回复")).to_have_value("写到一半")


def test_a_picture_goes_both_ways(people: People) -> None:
    agent, visitor = people.agent(), people.visitor()
    write(visitor, "你看这个颜色")
    file = {"name": "dye.png", "mimeType": "image/png", "buffer": _png()}
    open_newest(agent, "你看这个颜色")
    visitor.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    expect(visitor.locator("[data-picture]:not([data-picture=''])")).to_be_visible()
    shown = agent.locator("[data-picture]:not([data-picture='']) img")
    expect(shown).to_be_visible()
    expect(shown).to_have_js_property("complete", value=True)
    assert shown.evaluate("image => image.naturalWidth") == 480
    shown.click()
    large = agent.get_by_role("dialog").locator("img")
    expect(large).to_be_visible()
    agent.keyboard.press("Escape")
    expect(large).to_have_count(0)
    agent.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    expect(visitor.locator("[data-picture]:not([data-picture=''])")).to_have_count(2)
    visitor.locator("input[type=file]").set_input_files(
        {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"no picture"}
    )
    expect(visitor.get_by_text("只能发")).to_be_visible()


def _png() -> bytes:
    data = io.BytesIO()
    Image.linear_gradient("L").resize((900, 600)).save(data, "PNG")
    return data.getvalue()


def test_a_note_is_written_without_losing_what_another_one_types(people: People) -> None:
    agent, colleague = people.agent(), people.agent("chenchen")
    agent.locator("ol.queue a").first.click()
    expect(agent.get_by_label("写备注")).to_be_visible()
    colleague.goto(agent.url)  # their own list may begin with another buyer
    expect(colleague.get_by_label("写备注")).to_be_visible()
    agent.get_by_label("写备注").fill("还没写完的")
    colleague.get_by_label("写备注").fill("脚踝细,裤长要九分")
    colleague.locator("#slot-buyer").get_by_role("button", name="记下").click()
    expect(agent.get_by_text("脚踝细,裤长要九分")).to_be_visible()
    expect(agent.get_by_label("写备注")).to_have_value("还没写完的")
    expect(agent.get_by_label("写备注")).to_be_focused()


def test_a_reception_is_handed_over_and_ended(people: People) -> None:
    agent, colleague, visitor = people.agent(), people.agent("chenchen"), people.visitor()
    write(visitor, "想换一位客服聊")
    open_newest(agent, "想换一位客服聊")
    ending = agent.get_by_role("button", name="结束", exact=True)
    expect(ending).to_be_enabled()  # also while nobody has answered: there is spam
    agent.keyboard.type("好的,我帮您转")
    agent.keyboard.press("Enter")
    expect(agent.locator(".conversation .pace")).to_contain_text("林晓")
    agent.keyboard.press("Alt+t")
    agent.keyboard.type("陈晨")
    agent.keyboard.press("Enter")
    expect(agent.get_by_text("已转给 陈晨")).to_be_visible()
    colleague.get_by_role("tab", name="我的").click()
    colleague.locator("ol.queue a", has_text="好的,我帮您转").click()
    expect(colleague.locator(".talk .bubble", has_text="想换一位客服聊")).to_be_visible()
    colleague.keyboard.press("Alt+c")
    expect(colleague.get_by_text("选一位买家开始")).to_be_visible()
    expect(colleague.locator("ol.queue a", has_text="好的,我帮您转")).to_have_count(0)


def test_a_link_opens_a_conversation_that_nobody_waits_in(people: People) -> None:
    agent, visitor = people.agent(), people.visitor()
    write(visitor, "谢谢,没有别的了")
    open_newest(agent, "谢谢,没有别的了")
    agent.keyboard.type("不客气")
    agent.keyboard.press("Enter")
    expect(agent.locator(".turn.mine .bubble", has_text="不客气")).to_be_visible()
    link = agent.url
    lead = people.staff(link, "zhouzhou")
    expect(lead.locator(".talk .bubble", has_text="不客气")).to_be_visible()
    expect(lead.locator(".conversation h1")).to_contain_text("访客")
    expect(lead.locator("[data-slot=buyer]")).to_contain_text("网页访客")


def test_a_mail_comes_in_and_its_answer_goes_out_as_one(people: People, house: House) -> None:
    agent = people.agent()
    with post(port=house.imap_port) as box, outbox(port=house.smtp_port) as sent:
        box.deliver(letter("羊毛衫缩水了怎么办", subject="羊毛衫"))
        house.manage("from zhanggui.connectors.mail.jobs import read_mail; read_mail(0)")
        open_newest(agent, "羊毛衫缩水了怎么办")
        field = agent.get_by_label("写回复")
        field.fill("给您换一件新的")
        field.press("Enter")
        expect(agent.locator(".turn.mine .meta").last).to_contain_text("已收下")
        *_, mail = sent.read()  # behind the greeting
    assert (mail["To"], mail["Subject"]) == ("buyer@example.com", "Re: 羊毛衫")
    assert mail.get_content().strip() == "给您换一件新的"
    expect(agent.get_by_role("link", name="羊毛衫", exact=True)).to_be_visible()  # the mail as it came


_BY_WECHAT = """
from zhanggui.conversations.actions import Draft, open_for_buyer, record_messages
from zhanggui.customers.actions import ensure_buyer
from zhanggui.foundation.clock import now
from zhanggui.shops.models import Shop
shop = Shop.objects.get(slug="demo").pk
buyer = ensure_buyer(shop_id=shop, channel="wechat", key="openid-77", name="微信 0077", at=now())
talk = open_for_buyer(buyer=buyer, at=now())
record_messages([Draft(talk.id, "buyer", "wechat-0077", "微信里问的")], at=now())
"""


def test_that_nothing_can_leave_is_said_before_anybody_writes(people: People, house: House) -> None:
    agent = people.agent()
    house.manage(_BY_WECHAT)
    open_newest(agent, "微信里问的")
    barred = agent.locator("[data-barred]")
    expect(barred).to_contain_text("微信还没有设置好")
    expect(agent.locator("#slot-calls summary")).to_be_visible()
    barred.get_by_role("button").click()
    expect(agent.get_by_label("说了什么")).to_be_focused()
