from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.cast import AT, Cast, client_of

from zhanggui.conversations.models import Conversation
from zhanggui.foundation.calendar import SHANGHAI
from zhanggui.foundation.clock import now
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import AGENT, LEAD, SEE_ALL_TASKS
from zhanggui.worklist import queries
from zhanggui.worklist.models import Task
from zhanggui.worklist.parts import DueCard
from zhanggui.worklist.rules import DONE, KINDS, OPEN, Kind
from zhanggui.worklist.tests.conftest import CALL, COUNT, Ensure

pytestmark = pytest.mark.django_db
UNANSWERED = "unanswered"  # the source of the room above
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


def test_a_page_that_is_behind_is_told_who_has_it_now(ensure: Ensure, cast: Cast) -> None:
    ensure(1, due_at=now() + timedelta(hours=1))
    task = Task.objects.get()
    client, told = client_of(cast.agent), []
    for owner, role in ((cast.second.id, AGENT), (None, LEAD)):
        Task.objects.update(owner=owner, role=role)
        for name in ("task_finish", "task_take", "task_snooze", "task_hand"):
            answer = client.post(reverse(name, args=[task.pk]), {"span": "15"}, headers=FRAGMENT)
            assert (answer.status_code, answer["HX-Trigger"]) == (400, "changed-tasks")
            told.append(text_of(answer.content).split("已经接手这件")[0].strip())
        assert client.get(reverse("task", args=[task.pk]), headers=FRAGMENT).status_code == 400
    assert told == ["陈晨"] * 4 + ["主管"] * 4
    assert (
        client_of(cast.warehouse).post(reverse("task_finish", args=[task.pk]), headers=FRAGMENT).status_code
        == 404
    )
    task.refresh_from_db()
    assert task.settled_at is None


def test_it_is_offered_to_those_only_who_could_do_it(ensure: Ensure, cast: Cast) -> None:
    KINDS.add(Kind("test_lead_only", "只有主管能办", LEAD, needs=SEE_ALL_TASKS))
    ensure(1, kind="test_lead_only")
    html = page(cast.lead, reverse("task", args=[Task.objects.get().pk]))
    offered = re.findall(r'<option value="([^"]+)">', html)
    assert set(offered) == {str(cast.lead.id), str(cast.manager.id), "role:lead", "role:manager"}


def test_put_off_until_another_day_says_which(ensure: Ensure, cast: Cast) -> None:
    at = now()
    ensure(1, due_at=at + timedelta(days=3))
    task = Task.objects.get()
    answer = client_of(cast.agent).post(
        reverse("task_snooze", args=[task.pk]), {"span": "due-60", "reason": "等快递"}, headers=FRAGMENT
    )
    until = (at + timedelta(days=3, hours=-1)).astimezone(SHANGHAI)
    assert f"推后到 {until:%m-%d %H:%M}" in text_of(answer.content)
    assert f"推后到 {until:%m-%d %H:%M}" in text_of(
        page(cast.agent, f"{reverse('worklist')}?view=later").encode()
    )


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


def test_the_figures_are_those_of_whom_one_looks_at(ensure: Ensure, cast: Cast) -> None:
    ensure(1, 2, 3, owner_id=cast.second.id)
    ensure(4)
    path = reverse("worklist_everybody")
    for of, count in ((cast.second.id, 3), ("nobody", 1), (cast.agent.id, 0), ("", 4)):
        html = page(cast.lead, f"{path}?of={of}")
        assert f'全部 <span class="num">{count}</span>' in html
        assert ("这里现在没有待办" in html) == (not count)
    assert "这里现在没有待办" in page(cast.lead, f"{path}?kind={COUNT}")


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


@pytest.mark.parametrize("waiting", [0, 3, 130, 450])
def test_pages_hold_everything_once_wherever_the_two_kinds_of_row_meet(
    ensure: Ensure, cast: Cast, waiting: int
) -> None:
    ensure(*range(300), due_at=AT)
    for place, task in enumerate(Task.objects.order_by("pk")):
        task.due_at = AT + timedelta(minutes=place % 90)
        task.save()
    cards = [DueCard("buyer", n, "等", AT + timedelta(minutes=n % 50)) for n in range(waiting)]
    due = {UNANSWERED: cards}
    first = queries.listed(cast.shop.id, queries.Asked(), due=due, at=AT)
    rows = [
        row
        for number in range(1, first.pages + 1)
        for row in queries.listed(cast.shop.id, queries.Asked(page=number), due=due, at=AT).rows
    ]
    assert len({row.key for row in rows}) == len(rows) == 300 + waiting
    assert [row.due_at for row in rows] == sorted(row.due_at for row in rows)


@pytest.mark.seed(60)
def test_a_buyer_whom_nobody_took_is_on_everybodys_list_and_counted(cast: Cast) -> None:
    at = now()
    buyer = cast.conversation("云朵朵")
    Conversation.objects.filter(pk=buyer.id).update(
        waiting_since=at - timedelta(minutes=40), last_text="掉色怎么办", asked_position=1, questions=1
    )
    for staff in (cast.agent, cast.second, cast.lead):
        assert "掉色怎么办" in page(staff)
    everybodys = reverse("worklist_everybody")
    html = page(cast.lead, everybodys)
    assert "1 件超期还没有人认领" in text_of(html.encode())
    assert "升到全店" in html
    assert "掉色怎么办" in page(cast.lead, f"{everybodys}?of=nobody")
    Conversation.objects.filter(pk=buyer.id).update(agent=cast.agent.id)
    assert "没有超期无人认领的待办" in page(cast.lead, everybodys)
    assert "掉色怎么办" not in page(cast.lead, f"{everybodys}?of=nobody")
    assert "掉色怎么办" in page(cast.second)  # 37 minutes over, it is everybody's affair


def test_a_subject_leads_to_where_it_is_seen(ensure: Ensure, cast: Cast) -> None:
    buyer = cast.conversation("小米粥")
    ensure(buyer.buyer_id, title="回电话给小米粥")
    task = Task.objects.get()
    assert f'href="/reception/{buyer.id}"' in page(cast.agent, reverse("task", args=[task.pk]))
