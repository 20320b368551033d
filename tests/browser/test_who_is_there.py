"""Who is there, as the pages show it without a reload: the break, the end of the shift, who is gone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Dialog, Page, Route, expect

from tests.browser.test_a_talk import open_newest, write

if TYPE_CHECKING:
    from tests.browser.conftest import House, People

pytestmark = pytest.mark.browser
TRUE_WITHIN_MS = 15_000
# Nothing else of the page runs until the answer is there; to count the time in a loop would take a processor.
_HANG = """() => {
    const asked = new XMLHttpRequest();
    asked.open("GET", "/slow", false);
    asked.send();
}"""
_SETTING = """
from zhanggui.foundation.clock import now
from zhanggui.shops.models import Shop, ShopSetting
shop = Shop.objects.get(slug="demo")
ShopSetting.objects.filter(shop=shop, key="workforce.break_seconds").delete()
if {seconds}:
    ShopSetting.objects.create(
        shop=shop, key="workforce.break_seconds", value={seconds}, valid_from=now(), by_name="test"
    )
"""
_SHIFT = """
from datetime import timedelta
from zhanggui.foundation.actors import program
from zhanggui.foundation.clock import now
from zhanggui.shops.models import Staff
from zhanggui.workforce.actions import cancel_shift, plan_shift
from zhanggui.workforce.models import Shift
at, one = now(), Staff.objects.get(login="linxiao")
by = program(one.shop_id)
if {begins}:
    span = {{"starts_at": at - timedelta(hours=2), "ends_at": at + timedelta(seconds=90)}}
    plan_shift(staff_id=one.pk, **span, by=by, at=at)
else:
    for shift in Shift.objects.filter(staff=one, cancelled_at=None):
        cancel_shift(shift_id=shift.pk, by=by, at=at)
"""


@pytest.fixture
def short_breaks(house: House) -> Iterator[None]:
    house.manage(_SETTING.format(seconds=3))
    yield
    house.manage(_SETTING.format(seconds=0))


@pytest.fixture
def ending_shift(house: House) -> Iterator[None]:
    house.manage(_SHIFT.format(begins=1))
    yield
    house.manage(_SHIFT.format(begins=0))


def floor_of(people: People) -> Page:
    return people.staff("/workforce/now/", "zhouzhou")


def say(agent: Page, word: str) -> None:
    agent.locator("summary.me").click()
    agent.locator("[data-presences]").get_by_role("button", name=word).click()
    agent.locator("summary.me").click()


def answer(agent: Page, text: str) -> None:
    agent.get_by_label("写回复").fill(text)
    agent.get_by_label("写回复").press("Enter")


@pytest.mark.usefixtures("short_breaks")
def test_a_break_runs_is_warned_of_and_ends_with_one_click(people: People) -> None:
    agent, lead = people.agent(), floor_of(people)
    row = lead.locator("[data-person]", has_text="林晓")
    expect(row).to_have_attribute("data-state", "online")
    tab = people.page(agent.context)
    tab.goto(people.house.url("/orders/"))
    say(agent, "挂起")
    expect(row).to_have_attribute("data-state", "break")
    for page in (agent, tab):
        expect(page.locator("#post [data-break]")).to_contain_text("挂起 0:")
        expect(page.locator("#post .late")).to_contain_text("太久了")
        expect(page.locator(".me .dot")).to_have_attribute("data-presence", "break")
    expect(row.locator("time.overdue")).to_be_visible()
    agent.locator("#post").get_by_role("button", name="回到在线").click()
    for page in (agent, tab):
        expect(page.locator(".me .dot")).to_have_attribute("data-presence", "online")
        expect(page.locator("#post button")).to_have_count(0)
    expect(row).to_have_attribute("data-state", "online")


def test_a_page_that_hangs_is_there_and_one_that_is_closed_is_not(people: People) -> None:
    """The browser answers for a page whose own timers stand still, as they do in the background."""
    agent, lead = people.agent(), floor_of(people)
    row = lead.locator("[data-person]", has_text="林晓")
    expect(row).to_have_attribute("data-state", "online")
    lead.evaluate(
        """() => {
            window.states = [];
            const look = () => window.states.push(document.querySelector('[data-person]')?.dataset.state);
            new MutationObserver(look).observe(document.body, { subtree: true, childList: true });
        }"""
    )

    def after_a_while(route: Route) -> None:
        lead.wait_for_timeout(11_000)
        route.fulfill(body="")

    agent.route("**/slow", after_a_while)
    agent.evaluate(_HANG)
    assert "gone" not in lead.evaluate("window.states")
    expect(row).to_have_attribute("data-state", "online")
    agent.reload()
    expect(row).to_have_attribute("data-state", "online")
    agent.close()
    expect(row).to_have_attribute("data-state", "gone", timeout=TRUE_WITHIN_MS)


def test_who_goes_while_their_buyer_waits_is_asked(people: People) -> None:
    agent, visitor = people.agent(), people.visitor()
    write(visitor, "走之前问一句")
    open_newest(agent, "走之前问一句")
    answer(agent, "在的")
    write(visitor, "还在吗")
    expect(agent.locator(".bubble", has_text="还在吗")).to_be_visible()
    asked: list[str] = []

    def note(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    agent.on("dialog", note)
    agent.wait_for_timeout(2_100)
    agent.locator(".bar nav").get_by_role("link", name="订单").click()  # a page of ours: no going
    agent.wait_for_url("**/orders/")
    agent.wait_for_timeout(2_100)  # what was pressed last stays here
    assert asked == []
    agent.goto("about:blank")
    assert asked == ["beforeunload"]


@pytest.mark.usefixtures("ending_shift")
def test_the_end_of_the_shift_is_told_before_it_comes(people: People) -> None:
    agent = people.agent()
    expect(agent.locator("#post [data-ending]")).to_contain_text("下班")
    expect(agent.locator("#post [data-ending]")).to_be_visible()


@pytest.mark.seed(32)
def test_what_buyers_read_while_the_only_agent_is_on_a_break(people: People) -> None:
    agent, mine = people.agent(), people.visitor()
    write(mine, "歇之前问一句")
    open_newest(agent, "歇之前问一句")
    answer(agent, "在的")
    other = people.visitor()
    for page in (mine, other):
        expect(page.locator(".there")).to_have_text("客服在线")
    say(agent, "挂起")
    expect(mine.locator("p.nobody")).to_have_text("接待您的客服暂时走开了,稍后回来。写下的会留着,回来就看。")
    expect(other.locator("p.nobody")).to_have_text("客服暂时走开了,稍后回来。写下的会排队,按先后回复。")
    for page in (mine, other):
        expect(page.get_by_text("客服在线")).to_be_hidden()
    write(other, "那我等一会儿")
    expect(other.locator(".turn.mine .meta")).to_contain_text("已发送")
    expect(other.get_by_text("您的留言已经存好")).to_have_count(0)
    say(agent, "在线")
    open_newest(agent, "那我等一会儿")
    for page in (mine, other):
        expect(page.locator(".there")).to_have_text("客服在线")
        expect(page.locator("p.nobody")).to_be_hidden()
