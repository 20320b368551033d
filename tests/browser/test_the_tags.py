"""Tags by the keyboard, tags that are proposed, groups by rule, and the page that says what the tags are."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import People
from tests.browser.test_a_talk import open_newest, write

pytestmark = pytest.mark.browser


def begun(people: People, text: str, login: str = "linxiao") -> tuple[Page, Page]:
    agent, visitor = people.agent(login), people.visitor()
    write(visitor, text)
    open_newest(agent, text)
    expect(agent.get_by_label("写回复")).to_be_focused()
    return agent, visitor


@pytest.mark.seed(8, 10)
def test_a_tag_takes_two_keys_and_the_next_agent_sees_it(people: People) -> None:
    agent, _ = begun(people, "帮我看看标签")
    field = agent.get_by_label("加标签")
    expect(field).to_be_visible()
    agent.keyboard.press("Alt+b")
    expect(agent.get_by_role("option", name="要发票")).to_be_visible()
    agent.keyboard.type("yfp")  # the first letters of 要发票
    agent.keyboard.press("Enter")
    tag = agent.locator("#slot-buyer form.tag", has_text="要发票")
    expect(tag).to_be_visible()
    expect(tag).to_have_attribute("data-meaning", "key")
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    # of one choice the second takes the place of the first; the arrows walk through what is offered
    for letters in ("30", "40"):
        agent.keyboard.type(letters)
        agent.keyboard.press("Enter")
        expect(agent.locator("#slot-buyer form.tag", has_text=f"{letters}-")).to_be_visible()
    expect(agent.locator("#slot-buyer form.tag", has_text="30-")).to_have_count(0)
    # a word of one's own
    agent.keyboard.type("自己想的")
    agent.keyboard.press("Enter")
    expect(agent.locator("#slot-buyer form.tag", has_text="自己想的")).to_be_visible()
    agent.keyboard.press("Escape")
    expect(agent.get_by_label("写回复")).to_be_focused()
    colleague = people.agent("chenchen")
    open_newest(colleague, "帮我看看标签")
    seen = colleague.locator("#slot-buyer form.tag", has_text="要发票")
    expect(seen).to_be_visible()
    assert "林晓 A12" in (seen.get_attribute("title") or "")
    # two agents at once: both stay, and each sees the other's
    colleague.get_by_label("加标签").fill("放快递柜")
    agent.get_by_label("加标签").fill("爱讲价")
    colleague.get_by_label("加标签").press("Enter")
    agent.get_by_label("加标签").press("Enter")
    for page in (agent, colleague):
        for name in ("放快递柜", "爱讲价"):
            expect(page.locator("#slot-buyer form.tag", has_text=name)).to_have_count(1)


@pytest.mark.seed(10)
def test_what_the_buyer_says_is_proposed_and_one_key_accepts(people: People) -> None:
    agent, visitor = begun(people, "我今年 35 岁,这款适合吗")
    proposed = agent.locator("#slot-proposed")
    expect(proposed.get_by_role("button", name="30-39 岁 Alt Y")).to_be_visible()
    expect(proposed).to_contain_text("「我今年 35 岁,这款适合吗」")
    assert agent.locator("#slot-buyer form.tag").count() == 0
    agent.keyboard.press("Alt+y")
    expect(agent.locator("#slot-buyer form.tag", has_text="30-39 岁")).to_be_visible()
    expect(proposed).to_be_hidden()
    write(visitor, "平时 160 斤")
    expect(proposed).to_contain_text("约 160 斤")
    proposed.get_by_role("button", name="不是 约 160 斤").click()
    expect(proposed).to_be_hidden()
    agent.reload()
    expect(agent.locator("#slot-buyer form.tag", has_text="30-39 岁")).to_be_visible()
    expect(agent.locator("#slot-proposed")).to_have_count(0)


@pytest.mark.seed(9)
def test_after_the_talk_the_buyer_goes_into_the_contact_list(people: People) -> None:
    lead = people.staff("/buyers/groups/", "zhouzhou")
    lead.get_by_label("手工分组的名字").fill("新朋友")
    lead.get_by_role("button", name="添上").click()
    expect(lead.get_by_role("link", name="新朋友")).to_be_visible()
    agent, _ = begun(people, "第一次来逛")
    agent.get_by_label("加进通讯录的分组").select_option("新朋友")
    expect(agent.get_by_role("button", name="移出分组 新朋友")).to_be_visible()
    name = agent.get_by_label("这位访客的称呼").input_value()
    page = people.staff("/buyers/", "chenchen")
    page.get_by_label("分组", exact=True).select_option("新朋友")
    page.get_by_role("button", name="查找").click()
    expect(page.get_by_role("link", name=name)).to_be_visible()
    expect(page.get_by_role("row")).to_have_count(2)
    expect(page.get_by_text("1 位", exact=True)).to_be_visible()


def test_a_group_by_rule_is_previewed_and_kept(people: People) -> None:
    lead = people.staff("/buyers/groups/", "zhouzhou")
    form = lead.locator("form.by-rule")
    form.get_by_label("都有这些标签").fill("爱用顺丰")
    expect(form.get_by_role("status")).to_contain_text("现在有 1 位")
    expect(form.get_by_role("link", name="小米粥")).to_be_visible()
    form.get_by_label("几天没联系").fill("很久")
    expect(form.get_by_role("status")).to_contain_text("要写成数字")
    form.get_by_label("几天没联系").fill("")
    form.get_by_label("名字").fill("顺丰客")
    form.get_by_role("button", name="存好").click()
    row = lead.get_by_role("row", name="顺丰客")
    expect(row).to_contain_text("1 位")
    row.get_by_role("link", name="顺丰客").click()
    expect(lead.get_by_role("link", name="小米粥")).to_be_visible()


def test_who_is_about_to_type_stays_in_the_field(people: People) -> None:
    """A colleague's tag draws the card anew between the click into the field and the first letter."""
    page = people.staff("/buyers/?q=阿远", "chenchen")
    page.get_by_role("link", name="阿远").click()
    field = page.get_by_label("加标签")
    field.click()
    colleague = people.staff(page.url, "zhouzhou")
    colleague.get_by_label("加标签").fill("同事打的")
    colleague.get_by_label("加标签").press("Enter")
    expect(page.locator("#slot-buyer form.tag", has_text="同事打的")).to_be_visible()
    page.keyboard.type("接着打")
    page.keyboard.press("Enter")
    expect(page.locator("#slot-buyer form.tag", has_text="接着打")).to_be_visible()


def test_what_is_typed_while_a_tag_is_on_its_way_stays(people: People) -> None:
    page = people.staff("/buyers/?q=小米粥", "chenchen")
    page.get_by_role("link", name="小米粥").click()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/tags", hold)
    field = page.get_by_label("加标签")
    field.fill("先打的")
    field.press("Enter")
    field.fill("还在打")
    while not held:
        page.wait_for_timeout(20)
    held[0].continue_()
    expect(page.locator("#slot-buyer form.tag", has_text="先打的")).to_be_visible()
    expect(field).to_have_value("还在打")
    expect(field).to_be_focused()
    page.unroute("**/tags")
    field.press("Enter")
    expect(page.locator("#slot-buyer form.tag", has_text="还在打")).to_be_visible()
    expect(field).to_have_value("")


@pytest.mark.seed(10)
@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 1280), ("light", 390)])
def test_the_lead_renames_and_merges(people: People, theme: str, width: int) -> None:
    tag, other = f"旧词{theme}{width}", f"新词{theme}{width}"
    agent = people.staff("/buyers/?q=南风", "chenchen")
    agent.get_by_role("link", name="南风").click()
    for name in (tag, other):
        agent.get_by_label("加标签").fill(name)
        agent.get_by_label("加标签").press("Enter")
        expect(agent.locator("#slot-buyer form.tag", has_text=name)).to_be_visible()
    lead = people.staff("/buyers/words/", "zhouzhou", viewport={"width": width, "height": 844})
    lead.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    lead.locator("li", has=lead.get_by_text(tag, exact=True)).get_by_text(tag, exact=True).click()
    field = lead.get_by_label(f"「{tag}」改成或并进")
    field.fill(other)
    row = lead.locator("li", has=field)
    row.get_by_role("button", name="改名").click()
    expect(lead.get_by_role("alert")).to_contain_text("请用「合并」")
    people.complaints.clear()  # the console names the refusal itself
    lead.locator("li", has=lead.get_by_text(tag, exact=True)).get_by_text(tag, exact=True).click()
    field.fill(other)
    row.get_by_role("button", name="合并").dblclick()
    expect(lead.get_by_text("1 位买家的标签跟着改了")).to_be_visible()
    expect(lead.get_by_text(tag, exact=True)).to_have_count(0)
    assert lead.evaluate("document.documentElement.scrollWidth <= innerWidth")
    agent.reload()
    expect(agent.locator("#slot-buyer form.tag", has_text=other)).to_have_count(1)
    expect(agent.locator("#slot-buyer form.tag", has_text=tag)).to_have_count(0)
