"""The staff page, and how a member comes to a password."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from tests.cast import AT, PASSWORD, Cast, client_of

from zhanggui.foundation.queries import audit_entries
from zhanggui.shops import queries
from zhanggui.shops.actions import (
    CannotChoosePassword,
    CannotLink,
    StaffEntry,
    choose_password,
    make_password_link,
    record_staff,
)
from zhanggui.shops.models import Staff
from zhanggui.shops.queries import MemberCard

pytestmark = pytest.mark.django_db

FORM = {
    "login": "xiaowang",
    "name": "小王",
    "agent_number": "A20",
    "role": "agent",
    "sub_accounts": "示例店铺:小王\r\n\r\n示例店铺:夜班\r\n",
}
CHOSEN = "quite-long-and-odd-81"


def said(answer: object) -> str:
    assert isinstance(answer, HttpResponse)
    return html.unescape(answer.content.decode())


def one(cast: Cast, login: str) -> MemberCard:
    return next(card for card in queries.all_staff(cast.shop.id) if card.login == login)


def link_in(answer: object) -> str:
    found = re.search(r'value="http://testserver(/password/[^"]+)"', said(answer))
    assert found
    return found[1]


def chosen(client: Client, where: str, password: str = CHOSEN, again: str = CHOSEN) -> Any:
    """What the page behind the link sends."""
    _, _, staff, token = where.split("/")
    return client.post("/password/", {"staff": staff, "token": token, "password": password, "again": again})


@pytest.mark.seed(32)
def test_a_manager_adds_and_changes_a_member(cast: Cast) -> None:
    client = client_of(cast.manager)
    assert "添一位员工" in said(client.get("/staff/?add=1"))
    answer = client.post("/staff/save", FORM)
    assert answer.status_code == 200
    assert "小王 的资料存好了" in said(answer)
    assert "还没有密码" in said(answer)
    card = one(cast, "xiaowang")
    assert card.sub_accounts == ("示例店铺:夜班", "示例店铺:小王")
    form = client.get(f"/staff/?edit={card.id}")
    assert "示例店铺:夜班\n示例店铺:小王" in said(form)
    assert (
        client.post("/staff/save", FORM | {"known": "1", "name": "王小", "role": "lead"}).status_code == 200
    )
    assert (one(cast, "xiaowang").name, one(cast, "xiaowang").role) == ("王小", "lead")


@pytest.mark.parametrize(
    ("wrong", "say"),
    [
        ({"login": "linxiao"}, "登录名 linxiao 已经有人用了"),
        ({"login": "waishi"}, "登录名 waishi 已经有人用了"),
        ({"agent_number": "A12"}, "工号 A12 已经是 林晓 的"),
        ({"name": ""}, "姓名要有 1 到 40 个字"),
        ({"role": "boss"}, "没有「boss」这个角色"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(cast: Cast, wrong: dict[str, str], say: str) -> None:
    before = queries.all_staff(cast.shop.id)
    answer = client_of(cast.manager).post("/staff/save", FORM | wrong)
    assert answer.status_code == 400
    assert say in said(answer)
    assert "示例店铺:夜班" in said(answer)
    assert queries.all_staff(cast.shop.id) == before


@pytest.mark.parametrize(
    ("wrong", "say"),
    [
        ({"name": "淘宝小二"}, "must not look like the platform’s own people: “淘宝”"),
        ({"name": "小美13800000009"}, "no phone or QQ number"),
        ({"name": "小王开不了发票"}, "Buyers see this name: A buyer who asks for an invoice gets one"),
        ({"name": ""}, "A name has 1 to 40 characters"),
        ({"agent_number": "A12"}, "Agent number A12 belongs to 林晓 already"),
    ],
)
def test_what_is_wrong_is_said_in_english_too(cast: Cast, wrong: dict[str, str], say: str) -> None:
    client = client_of(cast.manager)
    client.cookies["django_language"] = "en"
    assert say in said(client.post("/staff/save", FORM | wrong))


def test_a_login_is_closed_and_opened_again(cast: Cast) -> None:
    client, agent = client_of(cast.manager), client_of(cast.agent)
    assert agent.get("/phrases/").status_code == 200
    assert "已停用" in said(client.post(f"/staff/{cast.agent.id}/active", {"active": "0"}))
    assert agent.get("/phrases/").status_code == 302
    assert not one(cast, "linxiao").is_active
    client.post(f"/staff/{cast.agent.id}/active", {"active": "1"})
    assert one(cast, "linxiao").is_active
    refused = client.post(f"/staff/{cast.manager.id}/active", {"active": "0"})
    assert refused.status_code == 400
    assert "不能停用自己的登录" in said(refused)


def test_the_list_is_searched(cast: Cast) -> None:
    client = client_of(cast.manager)
    for wanted in ("林晓", "a12", "LINX"):
        page = said(client.get("/staff/", {"q": wanted}))
        assert "林晓" in page
        assert "陈晨" not in page
    assert "没有找到「没这个人」" in said(client.get("/staff/", {"q": "没这个人"}))


def test_another_shops_member_is_not_there(cast: Cast) -> None:
    client = client_of(cast.manager)
    assert client.post(f"/staff/{cast.stranger.id}/link").status_code == 404
    assert client.post(f"/staff/{cast.stranger.id}/active", {"active": "0"}).status_code == 404
    assert "外石" not in said(client.get(f"/staff/?edit={cast.stranger.id}"))
    for other in (cast.lead, cast.agent, cast.warehouse):
        assert client_of(other).get("/staff/").status_code == 403


def test_a_member_comes_to_a_password(cast: Cast) -> None:
    manager = client_of(cast.manager)
    manager.post("/staff/save", FORM)
    card = one(cast, "xiaowang")
    where = link_in(manager.post(f"/staff/{card.id}/link"))
    member = Client()
    assert "小王,设一个密码" in said(member.get(where))
    for password, again, say in (
        (CHOSEN, "another", "两次写的不一样"),
        ("odd-77", "odd-77", "至少要 10 个字"),
        ("xiaowang-x", "xiaowang-x", "和登录名太像"),
        ("password123", "password123", "太常见"),
        ("a-9" * 100, "a-9" * 100, "密码太长了"),
    ):
        answer = chosen(member, where, password, again)
        assert answer.status_code == 400
        assert say in said(answer)
        assert not one(cast, "xiaowang").has_password
        assert password not in said(answer)
    assert "密码设好了" in said(chosen(member, where))
    assert member.post("/login", {"login": "xiaowang", "password": CHOSEN}).status_code == 302
    for _ in range(2):  # it works once
        assert member.get(where).status_code == chosen(member, where).status_code == 410
    verbs = [entry.verb for entry in audit_entries(cast.shop.id)]
    assert verbs.count("make_password_link") == verbs.count("choose_password") == 1
    kept = [str(entry) for entry in audit_entries(cast.shop.id)]
    assert not any(where.rpartition("/")[2] in entry or CHOSEN in entry for entry in kept)


def test_who_forgot_it_chooses_another_and_old_logins_end(cast: Cast) -> None:
    agent = client_of(cast.agent)
    where = link_in(client_of(cast.manager).post(f"/staff/{cast.agent.id}/link"))
    assert agent.get("/phrases/").status_code == 200
    chosen(Client(), where)
    assert agent.get("/phrases/").status_code == 302
    assert Client().post("/login", {"login": "linxiao", "password": PASSWORD}).status_code == 400


def token_of(cast: Cast) -> str:
    return make_password_link(shop_id=cast.shop.id, staff_id=cast.agent.id, by=cast.manager.actor, at=AT)


@pytest.mark.parametrize(("hours", "works"), [(0, True), (23, True), (25, False)])
def test_a_link_lives_a_day(cast: Cast, hours: int, works: bool) -> None:
    token, at = token_of(cast), AT + timedelta(hours=hours)
    if works:
        choose_password(staff_id=cast.agent.id, token=token, password=CHOSEN, at=at)
    else:
        with pytest.raises(CannotChoosePassword, match="这个链接已经用过"):
            choose_password(staff_id=cast.agent.id, token=token, password=CHOSEN, at=at)


def test_a_link_is_dead_when_anything_changed(cast: Cast) -> None:
    def refused(staff_id: int, token: str) -> bool:
        try:
            choose_password(staff_id=staff_id, token=token, password=CHOSEN, at=AT)
        except CannotChoosePassword:
            return True
        return False

    token = token_of(cast)
    assert refused(cast.second.id, token)  # somebody else's
    assert refused(2**40, token)
    assert refused(cast.agent.id, token[:-1] + ("a" if token[-1] != "a" else "b"))
    assert refused(cast.agent.id, "")
    Staff.objects.filter(pk=cast.agent.id).update(is_active=False)
    assert refused(cast.agent.id, token)
    with pytest.raises(CannotLink, match="已经停用"):
        token_of(cast)
    Staff.objects.filter(pk=cast.agent.id).update(is_active=True, last_login=AT)
    assert refused(cast.agent.id, token)  # who logged in knows the password


def test_two_hundred_are_listed_in_a_few_questions(cast: Cast, django_assert_max_num_queries: object) -> None:
    entries = [StaffEntry(f"m{n}", f"人{n}", f"N{n}", "agent", None, (f"店:{n}",)) for n in range(200)]
    record_staff(shop_id=cast.shop.id, entries=entries, by=cast.manager.actor, at=AT)
    client = client_of(cast.manager)
    client.get("/staff/")
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        assert said(client.get("/staff/")).count("<tr") == 206
