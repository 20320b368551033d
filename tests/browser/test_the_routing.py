"""Who waits comes to who is there; colleagues see each other, and the buyer sees nothing of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import psycopg
import pytest
from playwright.sync_api import expect

from tests.browser.test_a_talk import open_newest, write

if TYPE_CHECKING:
    from playwright.sync_api import Route

    from tests.browser.conftest import House, People

pytestmark = pytest.mark.browser


@pytest.fixture
def routed(house: House) -> Iterator[None]:
    """Automatic, whoever is gone for five seconds lets go (a reload may take three), and all have room beside
    who came before."""
    house.routes(automatic=True)
    with psycopg.connect(house.settings["DATABASE_URL"]) as line:
        line.execute(
            "INSERT INTO shops_shopsetting (shop_id, key, value, valid_from, by_name)"
            " SELECT id, own.key, to_jsonb(own.value), now() - interval '1 day', '' FROM shops_shop,"
            " (VALUES ('routing.gone_seconds', 5), ('workforce.most_buyers', 500)) AS own (key, value)"
        )
        # Of the tests before: whoever had a page open a moment ago is not there any more.
        line.execute("UPDATE workforce_presence SET seen_at = now() - interval '10 min', status = 'online'")
        line.execute("UPDATE workforce_handover SET state = 'withdrawn', next_id = NULL, ended_at = now()")
    yield
    with psycopg.connect(house.settings["DATABASE_URL"]) as line:
        line.execute(
            "DELETE FROM shops_shopsetting WHERE key IN ('routing.gone_seconds', 'workforce.most_buyers')"
        )
    house.routes(automatic=False)


_ONCE_MORE = """
from zhanggui.conversations.models import Aside
talk = Aside.objects.latest("id").conversation_id
for one in reversed(Aside.objects.filter(conversation_id=talk).order_by("-id")[:2]):
    one.pk = None
    one.save()
"""


@pytest.mark.seed(20)
def test_the_buyers_of_who_is_gone_go_to_who_is_there(
    people: People,
    house: House,
    routed: None,  # noqa: ARG001
) -> None:
    """The pains "agent offline without notice" and "offline messages are not queued to the next agent"."""
    agent, visitor = people.agent(), people.visitor()
    write(visitor, "有人接我吗")
    mine = agent.locator("ol.queue > li", has_text="有人接我吗")
    expect(mine.get_by_text("新接入")).to_be_visible()
    colleague = people.agent("chenchen")
    expect(colleague.locator("ol.queue > li", has_text="有人接我吗")).to_have_count(0)
    agent.context.close()
    theirs = colleague.locator("ol.queue > li", has_text="有人接我吗")
    expect(theirs.get_by_text("新接入")).to_be_visible()
    theirs.locator("a").press("Enter")  # rows still come in, and a row that moves takes no click
    expect(colleague.get_by_text("林晓 不在,买家回到队列")).to_be_visible()
    expect(theirs.get_by_text("新接入")).to_have_count(0)
    house.manage(_ONCE_MORE)  # however often that happened, it is two lines
    colleague.reload()
    expect(colleague.locator(".talk").get_by_text("之前还分过、收回过 3 次")).to_be_visible()
    expect(colleague.locator(".talk").get_by_text("不在,买家回到队列")).to_have_count(1)


def test_a_colleague_takes_over_and_both_see_who_writes(people: People) -> None:
    agent, visitor = people.agent(), people.visitor()
    write(visitor, "两位都在看")
    open_newest(agent, "两位都在看")
    agent.keyboard.type("在看库存")
    agent.keyboard.press("Enter")
    expect(agent.locator(".turn.mine .bubble", has_text="在看库存")).to_be_visible()
    colleague = people.staff(agent.url, "chenchen")
    expect(colleague.get_by_text("林晓 A12 在接待这位买家")).to_be_visible()
    expect(colleague.locator(".turn.mine .bubble", has_text="在看库存")).to_be_visible()
    colleague.get_by_label("写回复").press_sequentially("我来")
    expect(agent.get_by_text("陈晨 正在输入")).to_be_visible()
    visitor.get_by_label("写消息").press_sequentially("谢")
    expect(agent.get_by_text("买家 正在输入")).to_be_visible()
    colleague.keyboard.press("Alt+g")
    expect(colleague.get_by_text("在接待这位买家")).to_be_hidden()
    expect(colleague.get_by_text("陈晨 从 林晓 接过来")).to_be_visible()
    expect(agent.get_by_text("现在由 陈晨 A07 接待")).to_be_visible()
    expect(agent.get_by_text("陈晨 A07 在接待这位买家")).to_be_visible()
    assert "接过来" not in visitor.locator("body").inner_text()


def test_a_lead_whispers_and_the_buyer_sees_nothing(people: People) -> None:
    agent, visitor = people.agent(), people.visitor()
    write(visitor, "能便宜点吗")
    open_newest(agent, "能便宜点吗")
    agent.keyboard.type("我看一下")
    agent.keyboard.press("Enter")
    expect(agent.locator(".turn.mine .bubble", has_text="我看一下")).to_be_visible()
    lead = people.staff(agent.url, "zhouzhou")
    expect(lead.get_by_text("林晓 A12 在接待这位买家")).to_be_visible()
    lead.keyboard.press("Alt+p")
    lead.keyboard.type("先说质量,价格不让")
    lead.get_by_role("button", name="只告诉 林晓 A12").click()
    for page in (lead, agent):
        expect(page.locator(".aside-whisper", has_text="先说质量,价格不让")).to_be_visible()
    colleague = people.staff(agent.url, "chenchen")
    expect(colleague.locator(".turn.mine .bubble", has_text="我看一下")).to_be_visible()
    agent.keyboard.press("Alt+p")
    agent.keyboard.type("她上次退过货")
    agent.keyboard.press("Enter")
    expect(colleague.locator(".aside-note", has_text="她上次退过货")).to_be_visible()
    assert "先说质量" not in colleague.locator("body").inner_text()
    agent.keyboard.press("Alt+t")  # whoever passes a buyer on sees who is there, without a reload
    there = agent.locator("[data-to]", has_text="陈晨")
    expect(there.locator("[data-presence=online]")).to_be_visible()
    colleague.locator("summary.me").click()
    colleague.locator("[data-presences]").get_by_role("button", name="挂起").click()
    expect(there).to_contain_text("挂起")
    colleague.locator("[data-presences]").get_by_role("button", name="在线").click()
    expect(there).not_to_contain_text("挂起")
    agent.keyboard.press("Escape")
    visitor.reload()
    expect(visitor.get_by_text("我看一下")).to_be_visible()
    assert "先说质量" not in visitor.content()
    assert "退过货" not in visitor.content()


def test_a_thank_you_is_let_go_by_one_key(people: People) -> None:
    agent, visitor = people.agent(), people.visitor()
    write(visitor, "好的,谢谢啦")
    open_newest(agent, "好的,谢谢啦")
    expect(agent.get_by_text("这句看起来不用回复。")).to_be_visible()
    agent.keyboard.press("Alt+x")
    expect(agent.get_by_text("已标为无需回复")).to_be_visible()
    expect(agent.get_by_text("这句看起来不用回复。")).to_be_hidden()
    expect(agent.get_by_text("林晓 标为无需回复")).to_be_visible()
    expect(agent.locator("ol.queue > li", has_text="好的,谢谢啦")).to_have_count(0)


@pytest.mark.parametrize(("keys", "way"), [(["Alt+x"], "excuse"), (["Alt+c", "Alt+c"], "close")])
def test_what_the_buyer_writes_meanwhile_is_not_ended_by_a_key(
    people: People, keys: list[str], way: str
) -> None:
    agent, visitor = people.agent(), people.visitor()
    write(visitor, f"好的谢谢,{way}")
    open_newest(agent, f"好的谢谢,{way}")
    expect(agent.get_by_role("button", name="无需回复").first).to_be_visible()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    agent.route(f"**/{way}", hold)
    for key in keys:
        agent.keyboard.press(key)
    for _ in range(200):
        if held:
            break
        agent.wait_for_timeout(100)
    write(visitor, f"等等,能改地址吗,{way}")
    expect(agent.locator(".talk .bubble", has_text="等等,能改地址吗")).to_be_visible()
    held[0].continue_()
    expect(agent.get_by_text("买家刚刚又说了话,看过再按")).to_be_visible()
    row = agent.locator("ol.queue > li", has_text=f"等等,能改地址吗,{way}")
    expect(row.locator(".wait span")).to_have_text(re.compile(r"\d\d:\d\d"))
    people.complaints.clear()  # the console names every refusal
