"""Files in by page, in a real browser: chosen or dropped, looked at, tried, imported, and what is refused."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_the_pages import faultless
from zhanggui.connectors.files.tests.generate import file_of, line_of, order_list

if TYPE_CHECKING:
    from tests.browser.conftest import People

pytestmark = pytest.mark.browser
A_FILE = re.compile(r"/files/\d+$")
PATIENCE_MS = 30_000

DROP = """async ([name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name, { type: "text/csv" }));
  document.querySelector("[data-upload]").dispatchEvent(
    new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def page(people: People) -> Page:
    manager = people.staff("/files/", "xudian")
    manager.set_default_timeout(PATIENCE_MS)
    return manager


def choose(page: Page, *files: Path) -> None:
    page.get_by_label("选文件").set_input_files(list(files))


def test_from_the_choice_to_the_orders_without_a_reload(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "ExportOrderList201707291200.csv"
    file.write_bytes(order_list(2_500))
    choose(page, file)
    page.wait_for_url(A_FILE)
    expect(page.get_by_role("button", name="试读")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_text("大约")).to_be_visible()
    faultless(page)
    page.get_by_role("button", name="试读").press("Enter")
    expect(page.get_by_text("试读完了")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_label("读了多少行")).to_contain_text("2500会新增")
    tried = page.url
    page.get_by_role("button", name="导入").dblclick()
    expect(page.get_by_text("导入完了")).to_be_visible(timeout=PATIENCE_MS)
    assert page.url != tried
    expect(page.get_by_label("读了多少行")).to_contain_text("2500新增")
    faultless(page)
    page.get_by_role("link", name="去看导入的内容").click()
    expect(page.get_by_role("heading", name="订单", exact=True)).to_be_visible()


def test_a_dropped_file_that_is_no_export_is_refused_with_a_sentence(page: Page) -> None:
    page.evaluate(DROP, ["通讯录.csv", "姓名,电话\n张三,13800000001\n"])
    page.wait_for_url(A_FILE)
    expect(page.get_by_role("alert")).to_contain_text("姓名、电话", timeout=PATIENCE_MS)
    faultless(page)


def test_what_is_empty_is_not_even_sent_and_the_others_are(page: Page, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("空.csv", "甲.csv", "乙.csv")]
    for file in files:
        file.write_bytes(b"" if file.stem == "空" else order_list(3))
    choose(page, *files)
    expect(page.get_by_role("alert")).to_contain_text("「空.csv」是空的")
    expect(page.get_by_role("link", name="去看")).to_have_count(2)
    faultless(page)


def test_a_line_that_is_cut_while_it_is_sent_is_said_and_leaves_nothing(
    people: People, page: Page, tmp_path: Path
) -> None:
    file = tmp_path / "断网.csv"
    file.write_bytes(order_list(3))
    page.route("**/files/upload", lambda route: route.abort("connectionreset"))
    choose(page, file)
    expect(page.get_by_role("alert")).to_contain_text("没有传完,什么也没有留下")
    page.reload()
    expect(page.get_by_text("断网.csv")).to_have_count(0)
    assert [one for one in people.complaints if "ERR_CONNECTION_RESET" not in one] == []
    people.complaints.clear()  # the console names the cut itself


def test_a_long_list_of_problems_is_paged_and_fits_a_phone(page: Page, tmp_path: Path) -> None:
    lines = [line_of(订单编号=f"3515313149{number:07d}", 总金额=f"坏{number}") for number in range(250)]
    file = tmp_path / "坏行.csv"
    file.write_bytes(file_of(*lines).getvalue())
    choose(page, file)
    page.wait_for_url(A_FILE)
    page.get_by_role("button", name="导入").click()
    expect(page.get_by_text("1–100,共 250 处")).to_be_visible(timeout=PATIENCE_MS)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 csv").click()
    assert download.value.suggested_filename == "坏行 问题.csv"
    page.get_by_role("link", name="后面的").click()
    expect(page.get_by_text("101–200,共 250 处")).to_be_visible()
    faultless(page)
    page.set_viewport_size({"width": 390, "height": 844})
    for path in (page.url, page.url.split("/files/")[0] + "/files/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        assert page.locator("main").evaluate("main => main.scrollWidth") == 390


def test_it_goes_by_keyboard_alone(page: Page, tmp_path: Path) -> None:
    # A browser hears of the keys before it hears that choosers are to be told of: one that listens only when
    # the key is on its way may come too late, and the browser's own chooser opens. The new page hears both.
    page.on("filechooser", lambda _: None)
    page.reload()
    page.get_by_label("选文件").focus()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    file = tmp_path / "ExportOrderList201707291201.csv"
    file.write_bytes(order_list(5))
    chooser.value.set_files(file)
    page.wait_for_url(A_FILE)
    expect(page.get_by_role("button", name="导入")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("button", name="导入").press("Enter")
    expect(page.get_by_text("导入完了")).to_be_visible(timeout=PATIENCE_MS)


def test_two_people_at_one_file_and_the_way_back(people: People, page: Page, tmp_path: Path) -> None:
    file = tmp_path / "ExportOrderList201707291202.csv"
    file.write_bytes(order_list(7))
    choose(page, file)
    page.wait_for_url(A_FILE)
    second = people.staff(page.url, "xudian")
    second.set_default_timeout(PATIENCE_MS)
    page.get_by_role("button", name="试读").click()
    expect(page.get_by_text("试读完了")).to_be_visible(timeout=PATIENCE_MS)
    second.get_by_role("button", name="试读").click()
    expect(second.get_by_role("alert")).to_have_text("别人先决定了这个文件;下面是它现在的样子")
    people.complaints.clear()  # the console names the refusal itself
    tried = page.url
    page.get_by_role("button", name="导入").click()
    expect(page.get_by_text("导入完了")).to_be_visible(timeout=PATIENCE_MS)
    page.go_back()
    expect(page.get_by_text("这个文件后来又读了一次")).to_be_visible()
    assert page.url == tried
    assert page.evaluate("sessionStorage.getItem('htmx-history-cache')") is None


def test_a_press_that_does_not_arrive_is_said_and_so_is_a_login_that_is_over(
    people: People, page: Page, tmp_path: Path
) -> None:
    file = tmp_path / "ExportOrderList201707291203.csv"
    file.write_bytes(order_list(8))
    choose(page, file)
    page.wait_for_url(A_FILE)
    page.get_by_role("button", name="试读").wait_for()
    said = page.locator("[data-reach]")
    page.route("**/ask", lambda route: route.abort("connectionreset"))
    page.get_by_role("button", name="试读").click()
    expect(said).to_contain_text("没有连上,刚才那一下没有生效")
    faultless(page)
    page.unroute("**/ask")
    kept = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    page.evaluate("htmx.ajax('get', location.href, '#delivery')")  # as a page that follows its file asks
    again = said.get_by_role("link", name="重新登录")
    expect(again).to_have_attribute("href", re.compile(r"/login\?next=%2Ffiles%2F"))
    faultless(page)
    page.context.add_cookies(kept)
    page.get_by_role("button", name="试读").click()
    expect(page.get_by_text("试读完了")).to_be_visible(timeout=PATIENCE_MS)
    expect(said).to_have_text("")
    people.complaints.clear()  # the console names the cut itself
