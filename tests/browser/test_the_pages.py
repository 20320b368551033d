"""Every page stands: language, labels, contrast of both themes, no scrolling of the workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from tests.browser.conftest import House, People

pytestmark = pytest.mark.browser

# Fields and buttons without a name, pictures without words, and texts with less than 4.5:1.
FAULTS = """() => {
  const faults = [];
  const shown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const named = (element) =>
    element.getAttribute("aria-label") || element.getAttribute("aria-labelledby") || element.title ||
    element.labels?.length || (element.tagName === "BUTTON" && element.textContent.trim());
  for (const element of document.querySelectorAll("input:not([type=hidden]), textarea, select, button"))
    if (shown(element) && !named(element)) faults.push("no name: " + element.outerHTML.slice(0, 120));
  for (const image of document.querySelectorAll("img:not([alt])")) faults.push("no alt: " + image.src);
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) faults.push("id twice: " + id);

  const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgb = (colour) => {
    paint.clearRect(0, 0, 1, 1); paint.fillStyle = colour; paint.fillRect(0, 0, 1, 1);
    return [...paint.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return rgb(getComputedStyle(document.documentElement).getPropertyValue("--ground"));
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !shown(element) || element.closest("template, script, :disabled")) continue;
    const [a, b] = [light(rgb(getComputedStyle(element).color)), light(ground(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5)
      faults.push(`${ratio.toFixed(2)}: ${node.data.trim().slice(0, 40)} (${element.className})`);
  }
  return faults;
}"""


TASKS = ("/worklist/", "/worklist/everybody", "/day/", "/shifts/", "/handover/")
EXTENT = "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"


def faultless(page: Page) -> None:
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        expect(page.locator("html")).to_have_attribute("data-theme", scheme)
        assert page.evaluate(FAULTS) == [], scheme


@pytest.mark.parametrize(
    "path",
    ["/reception/", "/phrases/", "/orders/", "/refunds/", "/guard/", "/audit/", "/shop/", *TASKS],
)
def test_a_staff_page_is_faultless(people: People, path: str) -> None:
    page = people.staff(path, "xudian")
    expect(page.locator("main")).to_be_visible()
    faultless(page)


def test_an_open_conversation_is_faultless_and_never_scrolls_the_page(people: People) -> None:
    page = people.agent()
    page.keyboard.press("Alt+n")
    expect(page.locator("[data-slot] .card").first).to_be_visible()
    expect(page.locator("[data-slot] .loading")).to_have_count(0)
    faultless(page)
    for width, height in ((1280, 720), (1920, 1080), (1024, 768)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
        ) == [
            width,
            height,
        ]
        expect(page.get_by_role("button", name="发送", exact=True)).to_be_in_viewport()


def test_the_visitors_page_and_the_login_are_faultless(people: People, house: House) -> None:
    visitor = people.visitor()
    visitor.get_by_label("写消息").fill("你好呀")
    visitor.get_by_label("写消息").press("Enter")
    expect(visitor.locator(".turn.mine .meta")).to_contain_text("已发送")
    faultless(visitor)
    visitor.get_by_role("button", name="我的订单").click()
    faultless(visitor)
    login = people.page(people.context())
    login.goto(house.url("/login"))
    faultless(login)


def test_the_keys_are_listed_and_the_theme_stays(people: People) -> None:
    page = people.agent()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="键盘")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("summary.me").click()
    page.get_by_role("button", name="深").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_a_wrong_order_number_is_not_called_verified(people: People) -> None:
    visitor = people.visitor()
    visitor.get_by_label("写消息").fill("我的订单到哪了")
    visitor.get_by_label("写消息").press("Enter")
    expect(visitor.locator(".turn.mine .meta")).to_contain_text("已发送")
    visitor.get_by_role("button", name="我的订单").click()
    visitor.get_by_label("订单号").fill("1000000000000001")
    visitor.get_by_label("收货手机后四位").fill("0000")
    visitor.get_by_label("收货人姓名").fill("某某")
    visitor.get_by_role("button", name="核实").click()
    expect(visitor.locator(".answer")).to_contain_text("没有核实成功")


@pytest.mark.parametrize(
    "path",
    ["/orders/", "/items/", "/phrases/", "/refunds/", "/guard/", "/audit/", "/shop/", *TASKS],
)
def test_a_page_fits_a_phone(people: People, path: str) -> None:
    page = people.staff(path, "xudian", viewport={"width": 390, "height": 844})
    main = page.locator("main")
    expect(main).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert main.evaluate("main => [main.clientWidth, main.scrollWidth]") == [390, 390]


def test_a_lead_adds_changes_and_retires_a_phrase(people: People) -> None:
    page = people.staff("/phrases/", "zhouzhou")
    page.get_by_role("button", name="添一条").click()
    page.get_by_label("分类").fill("包装")
    page.get_by_label("标题").fill("礼盒")
    page.get_by_label("快捷码").fill("lh")
    page.get_by_label("正文").fill("可以配礼盒,")
    page.get_by_role("button", name="买家的称呼").click()
    page.get_by_role("button", name="存好").click()
    row = page.locator(".phrase", has_text="礼盒")
    expect(row).to_contain_text("可以配礼盒,{buyer}")
    page.get_by_label("找快捷语").fill("礼盒")
    expect(page.locator(".phrase").filter(visible=True)).to_have_count(1)
    row.hover()
    row.get_by_role("button", name="修改").click()
    page.get_by_label("正文").fill("礼盒免费,备注一声就好")
    page.get_by_role("button", name="存好").click()
    expect(row).to_contain_text("礼盒免费")
    page.on("dialog", lambda dialog: dialog.accept())
    row.hover()
    row.get_by_role("button", name="停用").click()
    expect(row).to_have_count(0)


def test_what_is_not_there_is_said_calmly(people: People, house: House) -> None:
    page = people.context().new_page()  # the console reports the 404 itself
    page.goto(house.url("/nowhere"))
    expect(page.get_by_role("heading", name="没有这个页面")).to_be_visible()
    page.get_by_role("link", name="回到首页").click()
    expect(page.get_by_label("登录名")).to_be_visible()


def test_a_wrong_password_is_said_and_the_fifth_locks(people: People, house: House) -> None:
    page = people.context().new_page()
    page.goto(house.url("/login"))
    for _ in range(5):
        page.get_by_label("登录名").fill("nobody-here")
        page.get_by_label("密码").fill("not the password")
        page.get_by_role("button", name="登录").click()
        expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("15 分钟后再试")
    expect(page.get_by_role("button", name="登录")).to_be_disabled()
