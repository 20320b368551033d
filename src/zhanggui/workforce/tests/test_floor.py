"""The lead's page of who is there, and the bar of one's own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import Cast, client_of, said_by, said_by_buyer

from zhanggui.conversations.actions import record_messages
from zhanggui.foundation.clock import now
from zhanggui.workforce.actions import beat, plan_shift, set_duty, set_presence
from zhanggui.workforce.queries import my_post, people_now
from zhanggui.workforce.rules import AWAY, BREAK

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def page_of(cast: Cast, path: str = "/workforce/now/") -> str:
    return client_of(cast.lead).get(path).content.decode()


def test_who_is_there_stands_first(cast: Cast) -> None:
    at = now()
    beat(staff_ids=[cast.agent.id, cast.second.id, cast.lead.id], at=at)
    set_presence(status=BREAK, by=cast.second.actor, at=at)
    set_presence(status=AWAY, by=cast.lead.actor, at=at)
    people = people_now(cast.shop.id, at=at)
    assert [one.duty.name for one in people] == ["林晓", "陈晨", "周舟", "许店"]
    assert [one.state_title for one in people] == ["在线", "挂起", "离开", "不在"]
    page = page_of(cast)
    assert "3 位在" in page
    assert "1 位进新买家" in page
    assert 'data-limit="180"' in page  # the lead sees the break run too


def test_the_page_says_when_nobody_takes_anybody(cast: Cast) -> None:
    assert "现在没有人进新买家" in page_of(cast)


def test_the_next_shift_and_the_one_that_runs(cast: Cast) -> None:
    at = now()
    for staff_id, begins in ((cast.agent.id, -1), (cast.second.id, 2)):
        plan_shift(
            staff_id=staff_id,
            starts_at=at + begins * HOUR,
            ends_at=at + (begins + 2) * HOUR,
            by=cast.lead.actor,
            at=at,
        )
    page = page_of(cast)
    assert "下一班" in page
    assert page.count("没有排班") == 2


@pytest.mark.seed(32)
def test_the_lead_sets_the_cap_and_the_skills(cast: Cast) -> None:
    """Whose chats somebody takes: their sub-accounts stand beside it, set on the staff page."""
    path = f"/workforce/now/{cast.agent.id}/duty"
    assert "林晓 的接待设置" in page_of(cast, f"/workforce/now/?edit={cast.agent.id}")
    client = client_of(cast.lead)
    saved = client.post(path, {"cap": "3", "skills": "售前、毛衣"})
    assert (saved.status_code, saved["HX-Push-Url"]) == (200, "/workforce/now/")
    agent = next(one for one in people_now(cast.shop.id, at=now()) if one.duty.staff_id == cast.agent.id)
    assert (agent.duty.cap, agent.skills) == (3, ["售前", "毛衣"])
    assert 'value="售前、毛衣"' in page_of(cast, f"/workforce/now/?edit={cast.agent.id}")
    assert client.post(path, {"cap": "", "skills": ""}).status_code == 200
    for cap in ("x", "-1", "501", "１", "99999999999"):
        wrong = client.post(path, {"cap": cap, "skills": "毛衣"})
        assert wrong.status_code == 400
        assert 'role="alert"' in wrong.content.decode()
        assert f'value="{cap}"' in wrong.content.decode()
    for staff_id in (cast.stranger.id, cast.warehouse.id, 0):
        assert client.post(f"/workforce/now/{staff_id}/duty", {"cap": "1"}).status_code == 404


def test_what_somebody_has_in_hand_opens(cast: Cast) -> None:
    """The lead watches live: from the number to the talks, and from each into the talk itself."""
    beat(staff_ids=[cast.agent.id], at=now())
    assert "?of=" not in page_of(cast)
    asked, answered = (cast.conversation(name) for name in ("甲", "乙"))
    for talk in (asked, answered):
        record_messages([said_by_buyer(talk, f"第 {talk.id} 问", "buyer-01")], at=now())
        record_messages([said_by(cast.agent, talk, "在的", "staff-01")], at=now())
    record_messages([said_by_buyer(asked, "那这件呢", "buyer-02")], at=now())
    path = f"/workforce/now/?of={cast.agent.id}"
    assert f'href="{path}"' in page_of(cast)
    page = page_of(cast, path)
    assert "林晓 手上的" in page
    assert f'hx-get="{path}"' in page  # and stays true without a reload
    for talk, tag in ((asked, "等回复"), (answered, "接待中")):
        assert f'href="/reception/{talk.id}"' in page
        assert tag in page
    assert "手上没有没办完的事" in page_of(cast, f"/workforce/now/?of={cast.second.id}")
    for staff_id in (cast.stranger.id, 0, "x"):
        assert "data-watched" not in page_of(cast, f"/workforce/now/?of={staff_id}")


def test_it_is_the_leads(cast: Cast) -> None:
    client = client_of(cast.agent)
    assert client.get("/workforce/now/").status_code == 403
    assert client.post(f"/workforce/now/{cast.agent.id}/duty", {"cap": "99"}).status_code == 403
    assert "/workforce/now/" not in client.get("/shifts/").content.decode()
    assert "/workforce/now/" in client_of(cast.lead).get("/shifts/").content.decode()


def test_the_bar_says_how_one_stands(cast: Cast) -> None:
    at = now()
    client = client_of(cast.agent)
    assert 'data-state="online"' in client.get("/workforce/mine").content.decode()
    set_presence(status=BREAK, by=cast.agent.actor, at=at)
    on_break = client.get("/shifts/").content.decode()
    assert "回到在线" in on_break
    assert 'data-limit="180"' in on_break
    assert my_post(cast.agent, at=at).since == at
    assert 'id="post"' not in client_of(cast.warehouse).get("/shifts/").content.decode()


def test_the_end_of_the_shift_stands_in_the_bar(cast: Cast) -> None:
    at = now()
    plan_shift(staff_id=cast.agent.id, starts_at=at - HOUR, ends_at=at + HOUR / 20, by=cast.lead.actor, at=at)
    assert (my_post(cast.agent, at=at).ends_at, my_post(cast.agent, at=at).warn_seconds) == (
        at + HOUR / 20,
        300,
    )
    assert "data-ending" in client_of(cast.agent).get("/workforce/mine").content.decode()
    assert my_post(cast.agent, at=at + HOUR).ends_at is None  # over, and nobody is left
    assert my_post(cast.agent, at=at - 2 * HOUR).ends_at is None


def test_a_cap_of_nobody_new_is_seen(cast: Cast) -> None:
    beat(staff_ids=[cast.agent.id], at=now())
    set_duty(staff_id=cast.agent.id, cap=0, skills=(), by=cast.lead.actor, at=now())
    assert "主管设了不接新买家" in page_of(cast)
