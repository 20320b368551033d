"""The buyer is asked how it was: by five keys in the talk, by a link beside another chat client."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from tests.browser.conftest import People

pytestmark = pytest.mark.browser
CLIPBOARD = ["clipboard-read", "clipboard-write"]
SLIM = {"width": 380, "height": 720}
LINK = re.compile(r"https?://\S+/survey/\S+")


def serve(people: People, words: str) -> tuple[Page, Page]:
    """An agent who answered a visitor."""
    page, visitor = people.agent(), people.visitor()
    visitor.get_by_role("textbox").fill(words)
    visitor.get_by_role("textbox").press("Enter")
    page.get_by_text(words).first.click()
    field = page.get_by_label("写回复")
    field.fill("在的,您说")
    field.press("Enter")
    expect(visitor.get_by_text("在的,您说")).to_be_visible()
    expect(page.locator("#slot-survey")).to_be_visible()
    return page, visitor


def test_a_buyer_judges_by_a_key_and_thinks_better_of_it(people: People) -> None:
    page, visitor = serve(people, "评价一下这次接待")
    page.keyboard.press("Alt+v")
    expect(page.locator("#slot-survey")).to_contain_text("还没有评")
    keys = visitor.locator(".card .answers button")
    expect(keys).to_have_count(5)
    assert all((key.bounding_box() or {"height": 0})["height"] >= 36 for key in keys.all())
    page.wait_for_timeout(600)  # the slot has heard of the card
    page.keyboard.press("Alt+v")
    expect(page.locator("#slot-survey [role=alert]")).to_contain_text("已经邀请过")
    keys.nth(3).focus()
    visitor.keyboard.press("Enter")  # 不满意
    expect(visitor.locator(".talk")).to_contain_text("谢谢您的评价:不满意")
    expect(keys).to_have_count(0)
    expect(page.locator("#slot-survey")).to_contain_text("不满意")
    link = visitor.locator('a[href*="/survey/"]').last.get_attribute("href")
    assert link
    own = people.page(people.context(viewport=SLIM, color_scheme="dark"))
    own.goto(link)
    expect(own.get_by_label("不满意", exact=True)).to_be_checked()
    assert own.evaluate("document.documentElement.scrollWidth <= innerWidth")
    own.get_by_label("满意", exact=True).check()
    own.get_by_label("想说的话").fill("后来解决了")
    own.get_by_role("button", name="改成这样").click()
    expect(own.get_by_role("status")).to_contain_text("还可以改")
    own.get_by_role("button", name="English").click()
    expect(own.get_by_label("Satisfied", exact=True)).to_be_checked()
    expect(page.locator("#slot-survey")).to_contain_text("后来解决了")


def test_beside_the_other_chat_client_one_key_asks_and_copies(people: People) -> None:
    people.agent().close()
    kept = people.logins["linxiao"]
    page = people.page(people.context(kept, viewport=SLIM, permissions=CLIPBOARD))
    page.goto(people.house.url("/edge/"))
    box = page.get_by_role("combobox", name="会员名、订单号或手机后四位")
    expect(page.locator(".phrases-list li").first).to_be_visible()
    box.fill("要评价的云朵")
    box.press("Enter")
    expect(page.get_by_role("option", name="记下这位新买家")).to_be_visible()
    page.wait_for_timeout(450)
    box.press("Enter")
    expect(page.locator("#slot-survey")).to_be_visible()
    page.keyboard.press("Alt+w")
    expect(page.locator("[data-said]")).to_contain_text("买家在等")
    page.keyboard.press("Alt+r")
    expect(page.locator("[data-said]")).to_contain_text("回复了")
    page.keyboard.press("Alt+v")
    expect(page.locator("[data-survey-text]")).to_contain_text("满意吗")
    page.keyboard.press("Alt+v")
    expect(page.locator("[data-said]")).to_contain_text("已复制")
    text = str(page.evaluate("navigator.clipboard.readText()"))
    found = LINK.search(text)
    assert found
    buyer = people.page(people.context(viewport=SLIM))
    buyer.goto(found[0])
    buyer.get_by_label("非常不满意").check()
    buyer.get_by_role("button", name="提交").dblclick()
    expect(buyer.get_by_role("status")).to_contain_text("收到了")
    expect(page.locator("#slot-survey")).to_contain_text("非常不满意")
    lead = people.staff("/worklist/", "zhouzhou")
    expect(lead.get_by_text("1 分 非常不满意").first).to_be_visible()
