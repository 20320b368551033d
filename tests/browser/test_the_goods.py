"""The goods beside a talk, and an item's page."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import House, People

pytestmark = pytest.mark.browser


@pytest.mark.seed(2, 4, 35, 46, 47)
def test_the_goods_of_a_buyers_orders_stand_beside_the_talk(people: People) -> None:
    page = people.agent()
    page.locator("ol.queue > li", has_text="小米粥").click()
    slot = page.locator("#slot-items")
    first = slot.locator("details.one-item").first
    expect(first).to_have_attribute("open", "")
    expect(first).to_contain_text("底价")
    expect(first.locator(".counts tbody tr").first).to_be_visible()  # the stock came by itself
    second = slot.locator("> details.one-item").nth(1)
    second.locator("summary").first.click()
    expect(second.locator(".item-price")).to_be_visible()
    expect(second.locator(".counts")).to_be_visible()


@pytest.mark.seed(35, 39)
def test_any_item_is_found_and_its_card_opens_by_keyboard(people: People) -> None:
    page = people.agent()
    page.locator("ol.queue > li", has_text="南风").click()
    # The talk that opens takes the focus; only then is it the field's turn.
    expect(page.get_by_role("heading", name="南风")).to_be_visible()
    expect(page.get_by_role("textbox", name="写回复")).to_be_focused()
    field = page.get_by_label("查商品")
    field.fill("针织")
    field.press("Enter")
    found = page.locator("#slot-items-found > details")
    expect(found).to_have_count(1)
    found.locator("summary").first.press("Enter")
    expect(found.get_by_text("超卖风险").first).to_be_visible()
    size = found.locator("details.know", has_text="尺码表")
    size.locator("summary").press("Enter")
    expect(size.locator(".text")).to_contain_text("XL 胸围 112")
    field.fill("飞机")
    field.press("Enter")
    expect(page.locator("#slot-items-found")).to_contain_text("没有找到「飞机」")
    right = page.locator(".column.right")
    assert right.evaluate("one => one.scrollWidth <= one.clientWidth")


def test_a_manager_writes_a_card_and_an_agent_reads_it(people: People) -> None:
    page = people.staff("/items/?without_card=1", "xudian")
    page.get_by_role("link", name="打底衫").click()
    page.get_by_role("link", name="写知识卡").click()
    page.get_by_label("材质").fill("95% 莫代尔,贴身不闷")
    page.get_by_label("搭配").fill("610000000001")
    page.get_by_role("button", name="存好").click()
    expect(page.locator("#knowledge")).to_contain_text("贴身不闷")
    expect(page.locator("#knowledge").get_by_role("link", name="羊毛针织衫")).to_be_visible()
    assert page.url.partition("?")[2] == ""
    expect(page.get_by_role("region", name="库存").locator(".counts")).to_be_visible()
    agent = people.staff(page.url)
    expect(agent.locator("#knowledge")).to_contain_text("贴身不闷")
    expect(agent.get_by_text("成本")).to_have_count(0)


def test_long_words_do_not_push_the_list_out_of_the_page(people: People, house: House) -> None:
    house.manage(
        "from zhanggui.catalog.models import Item;"
        "Item.objects.filter(number='610000000006').update(category='长类目' * 30, outer_id='a' * 100)"
    )
    page = people.staff("/items/?q=610000000006", "xudian")
    table = page.locator(".items-table")
    assert table.evaluate("one => one.getBoundingClientRect().right <= innerWidth")
    assert table.locator("td.named").evaluate("one => one.clientWidth") > 150
