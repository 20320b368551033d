"""Recording the shop's people."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.cast import AT, Cast, Ear, client_of

from zhanggui.foundation.actors import Actor, program
from zhanggui.foundation.announcements import react_now
from zhanggui.foundation.queries import audit_entries
from zhanggui.foundation.recorded import Recorded
from zhanggui.shops import queries
from zhanggui.shops.actions import StaffEntry, record_staff
from zhanggui.shops.events import StaffLeft
from zhanggui.shops.models import Staff
from zhanggui.shops.queries import MemberCard

pytestmark = pytest.mark.django_db

NEW = StaffEntry("xiaowang", "小王", "A20", "agent", sub_accounts=("示例店铺:小王", "示例店铺:夜班"))
LINXIAO = StaffEntry("linxiao", "林晓", "A12", "agent")
CHENCHEN = StaffEntry("chenchen", "陈晨", "A07", "agent")
XUDIAN = StaffEntry("xudian", "许店", "M01", "manager")


def recorded(cast: Cast, *entries: StaffEntry, by: Actor | None = None) -> Recorded:
    return record_staff(shop_id=cast.shop.id, entries=entries, by=by or cast.manager.actor, at=AT)


def one(cast: Cast, login: str) -> MemberCard:
    return next(card for card in queries.all_staff(cast.shop.id) if card.login == login)


@pytest.mark.seed(32)
def test_who_is_new_has_no_password_yet(cast: Cast) -> None:
    assert recorded(cast, NEW) == Recorded(new=1)
    card = one(cast, "xiaowang")
    assert (card.name, card.agent_number, card.role_title, card.is_active) == ("小王", "A20", "客服", True)
    assert not card.has_password
    assert card.sub_accounts == ("示例店铺:夜班", "示例店铺:小王")
    holder = queries.staff_by_sub_account(cast.shop.id, "示例店铺:小王")
    assert holder is not None
    assert holder.name == "小王"
    assert queries.staff_by_sub_account(cast.other_shop.id, "示例店铺:小王") is None
    entry = next(entry for entry in audit_entries(cast.shop.id) if entry.verb == "hire")
    assert entry.changes["role"] == [None, "agent"]


def test_twice_is_once(cast: Cast) -> None:
    recorded(cast, NEW)
    before = audit_entries(cast.shop.id)
    assert recorded(cast, NEW, LINXIAO) == Recorded(unchanged=2)
    assert audit_entries(cast.shop.id) == before


def test_what_a_file_says_in_its_own_way(cast: Cast) -> None:
    entry = StaffEntry(" xiaowang ", " 小王 ", " A20 ", " 客服 ", sub_accounts=(" 店:小王 ", "", "店:小王"))
    assert recorded(cast, entry, entry) == Recorded(new=1, unchanged=1)
    assert one(cast, "xiaowang").sub_accounts == ("店:小王",)


def test_what_is_not_said_stays(cast: Cast) -> None:
    recorded(cast, NEW)
    Staff.objects.filter(login="xiaowang").update(is_active=False)
    changed = replace(NEW, name="王小", active=None, sub_accounts=None)
    assert recorded(cast, changed) == Recorded(changed=1)
    card = one(cast, "xiaowang")
    assert (card.name, card.is_active, len(card.sub_accounts)) == ("王小", False, 2)
    assert audit_entries(cast.shop.id)[0].changes == {"name": ["小王", "王小"]}
    assert recorded(cast, replace(changed, sub_accounts=())) == Recorded(changed=1)
    assert one(cast, "xiaowang").sub_accounts == ()


@pytest.mark.parametrize(
    ("entry", "field", "say"),
    [
        (replace(NEW, login=" "), "login", "登录名要有 1 到 60 个字"),
        (replace(NEW, name="王\n王"), "name", "姓名要有 1 到 40 个字"),
        (replace(NEW, agent_number="A" * 11), "agent_number", "工号要有 1 到 10 个字"),
        (replace(NEW, role="老板"), "role", "没有「老板」这个角色"),
        (replace(NEW, sub_accounts=("长" * 61,)), "sub_accounts", "子账号最多 60 个字"),
        (replace(NEW, sub_accounts=tuple(map(str, range(21)))), "sub_accounts", "最多 20 个子账号"),
        (replace(NEW, name="淘宝官方小二"), "name", "不能像是平台的人"),
        (replace(NEW, name="小王开不了发票"), "name", "买家看得到姓名"),
        (replace(NEW, agent_number="A12"), "agent_number", "工号 A12 已经是 林晓 的"),
        (replace(NEW, login="waishi"), "login", "登录名 waishi 已经有人用了"),
        (replace(XUDIAN, role="agent"), "role", "自己的角色不能自己改"),
        (replace(XUDIAN, active=False), "active", "不能停用自己的登录"),
    ],
)
def test_one_is_refused_and_the_rest_goes_in(cast: Cast, entry: StaffEntry, field: str, say: str) -> None:
    other = StaffEntry("other", "另一位", "A30", "lead")
    done = recorded(cast, entry, other)
    assert (done.new, done.changed, len(done.refused)) == (1, 0, 1)
    assert (done.refused[0].place, done.refused[0].field) == (0, field)
    assert say in done.refused[0].reason
    assert "别家" not in done.refused[0].reason


def test_a_line_that_says_something_else_is_refused(cast: Cast) -> None:
    done = recorded(cast, NEW, replace(NEW, name="老王"))
    assert (done.new, done.refused[0].place) == (1, 1)
    assert one(cast, "xiaowang").name == "小王"


def test_numbers_and_accounts_change_hands_in_one_file(cast: Cast) -> None:
    recorded(cast, replace(LINXIAO, sub_accounts=("店:甲",)), replace(CHENCHEN, sub_accounts=("店:乙",)))
    swapped = (
        replace(LINXIAO, agent_number="A07", sub_accounts=("店:乙",)),
        replace(CHENCHEN, agent_number="A12", sub_accounts=("店:甲",)),
    )
    assert recorded(cast, *swapped) == Recorded(changed=2)
    assert (one(cast, "linxiao").agent_number, one(cast, "linxiao").sub_accounts) == ("A07", ("店:乙",))
    # What one gives up somebody new may have.
    heir = replace(NEW, agent_number="A07", sub_accounts=("店:乙",))
    given_up = replace(LINXIAO, agent_number="A99", sub_accounts=())
    assert recorded(cast, heir, given_up) == Recorded(new=1, changed=1)


def test_an_account_of_somebody_else_is_refused(cast: Cast) -> None:
    recorded(cast, replace(LINXIAO, sub_accounts=("店:甲",)))
    done = recorded(cast, replace(NEW, sub_accounts=("店:甲",)))
    assert [refused.reason for refused in done.refused] == ["子账号 店:甲 已经是 林晓 的"]
    elsewhere = replace(NEW, login="elsewhere", sub_accounts=("店:甲",))
    by = program(cast.other_shop.id)
    assert record_staff(shop_id=cast.other_shop.id, entries=[elsewhere], by=by, at=AT).new == 1


def test_the_shop_keeps_a_manager(cast: Cast) -> None:
    done = recorded(cast, replace(XUDIAN, role="agent"), by=program(cast.shop.id))
    assert [refused.reason for refused in done.refused] == ["这是最后一位店长,先添一位再改"]
    second = replace(XUDIAN, login="second", agent_number="M02")
    recorded(cast, second)
    both = (replace(XUDIAN, active=False), replace(second, role="agent"))
    done = recorded(cast, *both, by=program(cast.shop.id))
    assert (done.changed, len(done.refused)) == (1, 1)


def test_another_shops_staff_are_not_recorded(cast: Cast) -> None:
    with pytest.raises(ValueError, match="cannot record staff"):
        record_staff(shop_id=cast.shop.id, entries=[NEW], by=cast.stranger.actor, at=AT)


def test_who_is_closed_is_out_at_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[StaffLeft] = []
    monkeypatch.setattr("zhanggui.foundation.announcements._now", {})
    react_now(StaffLeft, left.append)
    client = client_of(cast.agent)
    assert client.get("/phrases/").status_code == 200
    recorded(cast, replace(LINXIAO, active=False))
    assert client.get("/phrases/").status_code == 302
    assert left == [StaffLeft(cast.shop.id, cast.agent.id, AT.isoformat())]
    recorded(cast, replace(LINXIAO, active=True))
    recorded(cast, replace(LINXIAO, role="lead"))
    assert len(left) == 1
    recorded(cast, replace(LINXIAO, role="warehouse"))
    assert len(left) == 2


@pytest.mark.django_db(transaction=True)
def test_open_pages_hear_that_something_changed(cast: Cast) -> None:
    with Ear() as ear:
        recorded(cast, replace(LINXIAO, active=False), CHENCHEN, NEW)
        heard: list[Any] = ear.events()
    assert heard == [{"k": "logout", "s": cast.shop.id, "staff": cast.agent.id}]


def test_a_thousand_are_a_few_statements(cast: Cast, django_assert_max_num_queries: Any) -> None:
    entries = [StaffEntry(f"m{n}", f"人{n}", f"N{n}", "agent", None, (f"店:{n}",)) for n in range(1_000)]
    with django_assert_max_num_queries(30):
        assert recorded(cast, *entries).new == 1_000
    changed = [replace(entry, name=f"{entry.name}改") for entry in entries]
    with django_assert_max_num_queries(30):
        assert recorded(cast, *changed).changed == 1_000
