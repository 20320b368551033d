"""The same pages in English: chosen in the menu, kept by the browser, spoken by the socket too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from tests.browser.conftest import House, People

pytestmark = pytest.mark.browser

# English is longer: what does not fit its button, its heading or its field. People's own words may be cut.
CUT = """() => {
  const cut = [];
  const pen = document.createElement("canvas").getContext("2d");
  const ours = "button, label, :not(.know) > summary, nav a, h1, h2, h3, th, dt, kbd";
  for (const element of document.querySelectorAll(ours)) {
    const shown = element.checkVisibility() && getComputedStyle(element).display !== "inline";
    if (shown && element.scrollWidth > element.clientWidth + 1) cut.push(element.outerHTML.slice(0, 120));
  }
  for (const field of document.querySelectorAll("input[placeholder]")) {
    if (!field.checkVisibility()) continue;
    const style = getComputedStyle(field);
    pen.font = style.font;
    const room = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    if (pen.measureText(field.placeholder).width > room + 1) cut.push(field.placeholder);
  }
  return cut;
}"""


def chosen(page: Page, language: str) -> None:
    menu = page.locator("summary.me")
    if menu.count():
        menu.click()
    page.get_by_role("button", name=language).click()
    expect(page.locator("html")).to_have_attribute("lang", "en" if language == "English" else "zh-CN")


def test_an_agent_works_in_english(people: People) -> None:
    page = people.agent()
    chosen(page, "English")
    expect(page.locator("nav a[data-place=reception]")).to_contain_text("Reception")
    page.locator("ol.queue > li").first.wait_for()
    page.keyboard.press("Alt+n")
    expect(page.locator("[data-slot] .card").first).to_be_visible()
    expect(page.locator("[data-slot] .loading")).to_have_count(0)
    page.get_by_label("Write a reply").fill("亲,我们不开发票的")
    expect(page.locator(".finding")).to_contain_text("is a red line")
    expect(page.locator(".finding")).to_contain_text("可以开发票的")  # the buyer reads Chinese
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate(CUT) == []
    page.locator("details.transfer summary").click()
    assert page.evaluate(CUT) == []
    page.get_by_label("Write a reply").fill("")
    page.keyboard.press("Escape")
    chosen(page, "中文")
    expect(page.locator("nav a[data-place=reception]")).to_contain_text("接待")


PAGES = [
    "day",
    "addresses",
    "shifts",
    "handover",
    "phrases",
    "orders",
    "items",
    "refunds",
    "worklist",
    "buyers",
    "files",
    "staff",
    "guard",
    "audit",
]


@pytest.mark.parametrize("path", [f"/{page}/" for page in PAGES])
def test_a_page_has_room_for_english(people: People, path: str) -> None:
    page = people.staff(path, "xudian")
    chosen(page, "English")
    page.wait_for_load_state()  # with its styles
    assert page.url.endswith(path)
    assert page.evaluate(CUT) == []


def test_a_visitor_and_a_login_change_the_language(people: People, house: House) -> None:
    visitor = people.visitor()
    chosen(visitor, "English")
    expect(visitor.get_by_label("Write a message")).to_be_visible()
    assert visitor.evaluate(CUT) == []
    login = people.page(people.context())
    login.goto(house.url("/login"))
    chosen(login, "English")
    expect(login.get_by_label("Password")).to_be_visible()
    chosen(login, "中文")
    expect(login.get_by_label("密码")).to_be_visible()


def test_the_way_to_an_event_stays_on_a_phone(people: People) -> None:
    page = people.staff("/offers/calendar", "xudian", viewport={"width": 390, "height": 844})
    chosen(page, "English")
    way = page.locator(".acts a")
    expect(way).to_be_visible()
    assert way.evaluate("way => way.getBoundingClientRect().right") <= 390
