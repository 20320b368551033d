from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.cast import AT, Cast, client_of

from zhanggui.foundation.clock import now
from zhanggui.shops.queries import StaffCard
from zhanggui.worklist import queries
from zhanggui.worklist.models import Task
from zhanggui.worklist.rules import DONE, OPEN
from zhanggui.worklist.tests.conftest import CALL, COUNT, Ensure

pytestmark = pytest.mark.django_db
FRAGMENT = {"HX-Request": "true"}


def text_of(content: bytes) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", content.decode()).split())


def page(staff: StaffCard, address: str | None = None) -> str:
    return client_of(staff).get(address or reverse("worklist"), headers=FRAGMENT).content.decode()


def titles(html: str) -> list[str]:
    return re.findall(r'办好:([^"]+)"', html)


def test_an_empty_list_says_what_comes_here(cast: Cast) -> None:
    response = client_of(cast.agent).get(reverse("worklist"))
    assert response.status_code == 200
    assert "现在没有待办" in text_of(response.content)
    assert "<title>" in response.content.decode()


def test_what_is_due_first_is_on_top_and_red_is_overdue_only(ensure: Ensure, cast: Cast) -> None:
    at = now()
    ensure(1, title="晚", due_at=at + timedelta(hours=5))
    ensure(2, title="过了", due_at=at - timedelta(hours=2))
    ensure(3, title="快了", due_at=at + timedelta(minutes=30))
    html = page(cast.agent)
    assert titles(html) == ["过了", "快了", "晚"]
    assert [bool(found) for found in re.findall(r'<li class="task( late)?"', html)] == [True, False, False]
    assert html.count("left num soon") == 1
    assert re.search(r"data-deadline>4:59:\d\d<", html)
    badge = client_of(cast.agent).get(reverse("worklist_due")).content.decode()
    assert re.search(r'class="late"[^>]*>1<', badge)


def test_everybody_sees_their_own_and_those_who_lead_see_all(ensure: Ensure, cast: Cast) -> None:
    due_at = now() + timedelta(hours=1)
    ensure(1, title="客服的", due_at=due_at)
    ensure(2, title="陈晨的", due_at=due_at)
    ensure(3, title="仓库的", kind=COUNT, due_at=due_at)
    ensure(4, title="别家的", shop_id=cast.other_shop.id, due_at=due_at)
    Task.objects.filter(thing_id=2).update(owner=cast.second.id)
    seen = {
        staff.name: {title for title in ("客服的", "陈晨的", "仓库的", "别家的") if title in page(staff)}
        for staff in (cast.agent, cast.second, cast.lead, cast.manager, cast.warehouse, cast.stranger)
    }
    assert seen == {
        "林晓": {"客服的"},
        "陈晨": {"客服的", "陈晨的"},
        "周舟": set(),
        "许店": set(),
        "顾仓": {"仓库的"},
        "外石": {"别家的"},
    }
    assert titles(page(cast.lead, reverse("worklist_everybody"))) == ["客服的", "陈晨的"]
    assert "仓库的" in page(cast.manager, reverse("worklist_everybody"))
    assert client_of(cast.agent).get(reverse("worklist_everybody")).status_code == 403


def test_done_leaves_the_list_and_can_be_taken_back(ensure: Ensure, cast: Cast) -> None:
    ensure(title="回电话")
    task = Task.objects.get()
    client = client_of(cast.agent)
    answer = client.post(reverse("task_finish", args=[task.pk]), {"note": "打通了"}, headers=FRAGMENT)
    assert (answer["HX-Trigger"], "办好了" in text_of(answer.content)) == ("changed-tasks", True)
    html = page(cast.agent)
    assert titles(html) == []
    assert "我今天办好的" in html
    task.refresh_from_db()
    assert (task.state, task.settled_by_id, task.note) == (DONE, cast.agent.id, "打通了")
    client.post(reverse("task_reopen", args=[task.pk]), headers=FRAGMENT)
    assert titles(page(cast.agent)) == ["回电话"]
    task.refresh_from_db()
    assert task.state == OPEN


def test_nobody_ends_what_is_not_theirs(ensure: Ensure, cast: Cast) -> None:
    ensure(1, due_at=now() + timedelta(hours=1))
    Task.objects.update(owner=cast.second.id)
    task = Task.objects.get()
    for staff in (cast.agent, cast.warehouse, cast.stranger):
        assert client_of(staff).post(reverse("task_finish", args=[task.pk])).status_code == 404
    assert client_of(cast.lead).post(reverse("task_finish", args=[task.pk])).status_code == 200


def test_what_only_its_subject_ends_has_no_button_and_refuses(ensure: Ensure, cast: Cast) -> None:
    ensure(kind=COUNT, title="盘点")
    assert "盘点" in page(cast.warehouse)
    assert titles(page(cast.warehouse)) == []
    answer = client_of(cast.warehouse).post(reverse("task_finish", args=[Task.objects.get().pk]))
    assert answer.status_code == 400
    assert "要等事情本身有了结果" in text_of(answer.content)


def test_a_kind_can_be_looked_at_alone(ensure: Ensure, cast: Cast) -> None:
    ensure(1, title="电话")
    ensure(2, title="数一数", kind=COUNT)
    assert "数一数" not in page(cast.lead, f"{reverse('worklist_everybody')}?kind={CALL}")
    assert "电话" in page(cast.lead, f"{reverse('worklist_everybody')}?kind=nonsense")


@pytest.mark.parametrize("name", ["worklist", "worklist_everybody"])
def test_two_thousand_tasks_cost_what_twenty_do(ensure: Ensure, cast: Cast, name: str) -> None:
    client = client_of(cast.lead)
    costs = []
    for ids in (range(20), range(2_000)):
        ensure(*ids, due_at=AT)
        with CaptureQueriesContext(connection) as asked:
            html = client.get(reverse(name), headers=FRAGMENT).content.decode()
        costs.append(len(asked))
    assert costs[0] == costs[1] <= 16
    assert html.count('class="task late"') == queries.SHOWN
    assert "第 1 / 20 页,共 2000 件" in text_of(html.encode())
    last = client.get(reverse(name), {"page": "20"}, headers=FRAGMENT).content.decode()
    assert last.count('class="task late"') == queries.SHOWN
    assert titles(last)[-1] != titles(html)[-1] or 'rel="prev"' in last


def test_a_subject_leads_to_where_it_is_seen(ensure: Ensure, cast: Cast) -> None:
    buyer = cast.conversation("小米粥")
    ensure(buyer.buyer_id, title="回电话给小米粥")
    task = Task.objects.get()
    assert f'href="/reception/{buyer.id}"' in page(cast.agent, reverse("task", args=[task.pk]))
