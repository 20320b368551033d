"""The manager's page of the staff, and the list of buyers."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import People

pytestmark = pytest.mark.browser
CHOSEN = "quite-long-and-odd-82"


@pytest.mark.seed(32)
def test_a_new_member_comes_in_by_a_link_and_goes_when_the_login_is_closed(people: People) -> None:
    manager = people.staff("/staff/", "xudian")
    manager.get_by_role("link", name="添一位").click()
    manager.get_by_label("姓名").fill("新来的")
    manager.get_by_label("工号").fill("A91")
    manager.get_by_label("登录名").fill("newcomer")
    manager.get_by_label("平台子账号").fill("示例服饰旗舰店:新来的")
    manager.get_by_role("button", name="存好").click()
    row = manager.get_by_role("row", name="新来的")
    expect(row).to_contain_text("还没有密码")
    row.get_by_role("button", name="设密码的链接").click()
    link = manager.get_by_label("设密码的链接").input_value()
    manager.get_by_role("button", name="复制").click()
    expect(manager.get_by_role("button", name="复制好了")).to_be_visible()

    member = people.page(people.context(viewport={"width": 1280, "height": 720}))
    member.goto(link)
    for field in ("新密码", "再写一次"):
        member.get_by_label(field).fill(CHOSEN)
    member.get_by_role("button", name="就用这个密码").click()
    member.get_by_role("link", name="去登录").click()
    member.get_by_label("登录名").fill("newcomer")
    member.get_by_label("密码").fill(CHOSEN)
    member.get_by_role("button", name="登录").click()
    member.locator("ol.queue > li").first.wait_for()

    manager.goto(people.house.url("/staff/"))
    manager.on("dialog", lambda dialog: dialog.accept())
    row.get_by_role("button", name="停用").click()
    expect(row).to_contain_text("已停用")
    expect(member.get_by_text("登录已结束")).to_be_visible()


@pytest.mark.seed(8, 170)
def test_a_buyer_is_found_and_tagged(people: People) -> None:
    page = people.staff("/buyers/", "chenchen")
    page.get_by_label("找买家").fill("云朵")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name="云朵朵2019").click()
    expect(page.locator("#slot-orders")).to_be_visible()
    page.get_by_label("加标签").fill("爱问")
    page.get_by_label("加标签").press("Enter")
    expect(page.locator("#slot-buyer form.tag", has_text="爱问")).to_be_visible()
    page.goto(people.house.url("/buyers/?tag=爱问"))
    expect(page.get_by_role("row")).to_have_count(2)


def test_a_buyer_is_found_while_one_types_and_the_way_back_is_the_whole_page(people: People) -> None:
    page = people.staff("/search/", "chenchen")
    field = page.get_by_role("searchbox")
    field.press_sequentially("云朵")
    hit = page.locator("#found a[data-hit]", has_text="云朵朵2019")
    expect(hit).to_be_visible()
    expect(page).to_have_url(re.compile("q=%E4%BA%91%E6%9C%B5"))
    field.press("ArrowDown")
    field.press("Enter")
    expect(page).not_to_have_url(re.compile("/search/"))
    page.go_back()
    expect(field).to_have_value("云朵")
    expect(hit).to_be_visible()
    field.fill("没有这个人")
    expect(page.locator("#found")).to_contain_text("没有这样的买家")
