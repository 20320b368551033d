"""Who hesitates is heard, logged by two keys and listed; what goes with the item is recommended by one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import House, People

pytestmark = pytest.mark.browser
ITEM, OTHER = "610000000001", "610000000002"
PAIR = (
    "from zhanggui.catalog.models import Item, Knowledge;"
    "from zhanggui.foundation.clock import now;"
    f"item = Item.objects.get(number='{ITEM}');"
    f"told = {{'matching': '{OTHER}', 'changed_at': now(), 'by_name': '许店'}};"
    "Knowledge.objects.update_or_create(item=item, defaults=told)"
)


def asks(people: People, house: House, text: str) -> tuple[Page, Page]:
    """A visitor who came from an item's page, and the agent who has opened the talk."""
    agent = people.agent("linxiao")
    visitor = people.page(people.context(viewport={"width": 390, "height": 844}))
    with visitor.expect_response("**/chat/demo/look"):
        visitor.goto(house.url(f"/chat/demo?item={ITEM}"))
    visitor.get_by_label("写消息").fill(text)
    visitor.get_by_label("写消息").press("Enter")
    expect(visitor.locator(".turn.mine .meta")).to_contain_text("已发送")
    agent.locator("ol.queue a", has_text=text).click()
    return agent, visitor


@pytest.mark.seed(22, 23)
def test_a_doubt_is_logged_by_two_keys_and_its_buyer_listed(people: People, house: House) -> None:
    agent, _ = asks(people, house, "这件太贵了,我再想想")
    slot = agent.locator("#slot-doubts")
    expect(slot.locator("button.main").last).to_be_visible()
    agent.keyboard.press("Alt+u")
    expect(slot.locator("button.main").first).to_be_focused()
    agent.keyboard.press("Enter")
    expect(slot.locator("form .tag")).to_have_count(1)
    agent.goto(house.url("/reception/undecided/"))
    row = agent.locator("tbody tr", has_text="我再想想")
    expect(row.locator(".tag").first).to_be_visible()
    row.get_by_role("button", name="写一句").click()
    expect(
        row.get_by_label("不再跟进", exact=False).or_(row.get_by_role("button", name="不再跟进"))
    ).to_be_visible()
    row.get_by_label("不用跟进").check()
    row.get_by_role("button", name="不再跟进").click()
    expect(row.get_by_text("不用跟进")).to_be_visible()
    agent.goto(house.url("/reception/doubts/"))
    expect(agent.locator("tbody tr", has_text="没有下单").first).to_be_visible()


@pytest.mark.seed(2)
def test_what_goes_with_the_item_is_recommended_by_one_key(people: People, house: House) -> None:
    house.manage(PAIR)
    agent, visitor = asks(people, house, "这件有货吗")
    expect(agent.locator("#slot-related [data-send-item]")).to_be_visible()
    agent.get_by_role("group", name="应对的办法").get_by_role("button", name="婉拒").click()
    expect(agent.locator(".play .say").first).to_be_visible()
    # Drawn anew, alone or with other cards, it is still there.
    with agent.expect_response(re.compile("play(=|%3D)refusal")):
        visitor.get_by_label("写消息").fill("在吗")
        visitor.get_by_label("写消息").press("Enter")
    agent.locator(".play .say").first.click()
    expect(agent.get_by_label("写回复")).not_to_have_value("")
    agent.get_by_label("写回复").fill("")
    agent.keyboard.press("Alt+o")
    expect(visitor.locator(".item-told")).to_have_count(1)
    expect(agent.locator(".item-told")).to_have_count(1)
    agent.goto(house.url("/reception/add-ons/"))
    expect(agent.locator("tbody tr", has_text="林晓").first).to_contain_text("1")
