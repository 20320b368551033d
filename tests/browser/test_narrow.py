"""A phone, and the slim window beside another client: heads are one calm row, and nothing is out of sight."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_in_english import chosen
from tests.browser.test_the_workspace import begun

if TYPE_CHECKING:
    from tests.browser.conftest import People

pytestmark = pytest.mark.browser
_WIDTHS = (380, 390)
_ROW = 50  # px: more are two rows
_WITHIN = """box => {
    const { left, right } = box.getBoundingClientRect();
    return left >= 0 && right <= innerWidth && right - left > 20;
}"""
_HERE_IS_SEEN = """nav => {
    const [box, here] = [nav, nav.querySelector("[aria-current]")].map(one => one.getBoundingClientRect());
    return here.left >= box.left - 1 && here.right <= box.right + 1;
}"""


@pytest.mark.parametrize("language", ["中文", "English"])
def test_the_bar_is_one_row_and_says_where_one_is_also_on_a_break(people: People, language: str) -> None:
    page = people.agent()
    if language != "中文":
        chosen(page, language)
    page.goto(re.sub(r"/reception/.*", "/orders/", page.url))
    _is_one_row(page)
    page.locator("summary.me").click()
    page.locator(".sheet [data-presence-choice=break]").click()
    expect(page.locator("#post")).to_have_attribute("data-state", "break")
    _is_one_row(page)
    page.locator("#post").get_by_role("button").click()
    expect(page.locator("#post")).to_have_attribute("data-state", "online")
    page.goto(page.url)
    page.locator("summary.me").click()
    expect(page.locator(".sheet .whole")).to_contain_text("A12")


def _is_one_row(page: Page) -> None:
    for width in _WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.locator(".bar").evaluate("bar => bar.offsetHeight") <= _ROW
        assert page.locator(".bar > nav").evaluate(_HERE_IS_SEEN)
        assert page.locator("summary.me").evaluate(_WITHIN)


def test_the_head_of_a_talk_is_one_row_and_what_it_opens_is_in_sight(people: People) -> None:
    agent, _ = begun(people, "窄窗口里问一句")
    for width in _WIDTHS:
        agent.set_viewport_size({"width": width, "height": 800})
        head = agent.locator(".conversation > .head")
        assert head.evaluate("head => head.offsetHeight") <= _ROW
        assert head.locator("h1").evaluate("name => name.offsetWidth") >= 70
        _what_it_opens(agent)
    chosen(agent, "English")
    expect(agent.locator(".conversation > .head h1")).to_be_visible()
    _what_it_opens(agent)


def _what_it_opens(agent: Page) -> None:
    for name in ("transfer", "ask-lead", "noting"):
        part = agent.locator(f".head details.{name}")
        part.locator("summary").click()
        assert part.locator(".sheet").evaluate(_WITHIN)
        agent.keyboard.press("Escape")
        expect(part.locator(".sheet")).to_be_hidden()
