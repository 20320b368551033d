"""The page of the rules: read by whoever receives, changed by whoever leads, tried on pasted chats."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from zhanggui.foundation.clock import now
from zhanggui.guard.queries import book_of, own_texts
from zhanggui.guard.rules import RED_LINES, Situation, spoken_in
from zhanggui.guard.tests.test_hits import client_of, shop
from zhanggui.shops.rules import AGENT, LEAD, MANAGER, WAREHOUSE

AT = datetime(2026, 11, 23, 4, tzinfo=UTC)
OWN = {"title": "别提店长", "shapes": "找*店长*特批", "severity": "warn", "say": "店长<b>不在</b>"}
QIANNIU = """买家小鱼 (2017-07-08 10:10:15):
你们刷单吗
示例旗舰店:小林 (2017-07-08 10:10:20):
亲,五星好评返3元哦
2017-07-08 10:11:00 示例旗舰店:小林: 可以开发票的"""

pytestmark = pytest.mark.django_db


def post(client: Client, name: str, *args: object, **data: str) -> tuple[int, str]:
    answer = client.post(reverse(name, args=args), data)
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize(("role", "status"), [(AGENT, 200), (LEAD, 200), (MANAGER, 200), (WAREHOUSE, 403)])
def test_who_reads_and_who_edits(role: str, status: int) -> None:
    client = client_of(shop("mine"), role)
    answer = client.get(reverse("guard_rules"))
    assert answer.status_code == status
    menu = client.get(reverse("worklist")).content.decode()
    assert (f'href="{reverse("guard_rules")}"' in menu) is (status == 200)
    if status == 200:
        page = answer.content.decode()
        assert all(line.title in page for line in RED_LINES)
        assert (reverse("guard_new_rule") in page) is (role != AGENT)
    changes = post(client, "guard_change_rule", "R07", severity="off", reason="停")[0]
    assert changes == (200 if role in (LEAD, MANAGER) else 403)


def test_every_rule_has_its_page() -> None:
    client = client_of(shop("mine"), AGENT)
    for line in RED_LINES:
        page = client.get(reverse("guard_rule", args=[line.id])).content.decode()
        assert line.say["tmall"] in page
        assert line.instead in page
    assert client.get(reverse("guard_rule", args=["R99"])).status_code == 404


def test_where_a_finding_leads_to() -> None:
    """The page adds a rule's number to the address that stands in the composer."""
    client = client_of(shop("mine"), AGENT)
    page = client.get(reverse("workspace")).content.decode()
    where = re.search(r'class="guard"[^>]*data-rules="([^"]+)"', page)
    assert where
    for rule in ("R07", "F18", "R05"):
        assert client.get(f"{where[1]}{rule}", follow=True).status_code == 200


def test_a_change_is_saved_or_refused_in_words() -> None:
    mine = shop("mine")
    client = client_of(mine, LEAD)
    answer = client.post(reverse("guard_change_rule", args=["R07"]), {"severity": "off", "reason": "停一周"})
    assert answer["HX-Redirect"] == reverse("guard_rule", args=["R07"])
    assert book_of(mine, at=now()).check("五星好评返3元", Situation("tmall")) == ()
    assert "停一周" in client.get(reverse("guard_rule", args=["R07"])).content.decode()
    status, page = post(client, "guard_change_rule", "R07", severity="warn", reason="")
    assert status == 400
    assert "请写一下为什么改" in page


def test_a_rule_of_ones_own_is_tried_before_it_is_saved() -> None:
    mine = shop("mine")
    client = client_of(mine, LEAD)
    chats = "您找下店长给您特批\n好的"
    status, page = post(client, "guard_try", **OWN, chats=chats, examples="找店长特批")
    assert status == 200
    assert "误伤 0 句" in page
    assert '<mark class="warn">找下店长给您特批</mark>' in page
    assert "店长&lt;b&gt;不在" in page
    assert book_of(mine, at=now()).check(chats, Situation("tmall")) == ()
    answer = client.post(reverse("guard_add_rule"), OWN)
    assert answer["HX-Redirect"] == reverse("guard_rule", args=["S1"])
    shown = client.get(answer["HX-Redirect"]).content.decode()
    assert "别提店长" in shown
    assert "店长&lt;b&gt;" in shown
    status, page = post(client, "guard_write_rule", "S1", **(OWN | {"shapes": "字"}))
    assert status == 400
    assert "连着的两个字" in page
    assert client.post(reverse("guard_end_rule", args=["S1"]), {"reason": "不用"}).status_code == 200
    assert "别提店长" not in client.get(reverse("guard_rules")).content.decode()


def test_an_agent_tries_the_rules_but_writes_none() -> None:
    client = client_of(shop("mine"), AGENT)
    status, page = post(client, "guard_try", **OWN, chats="您找下店长给您特批\n五星好评返3元")
    assert status == 200
    assert "别提店长" not in page
    assert "R07" in page
    assert post(client, "guard_add_rule", **OWN)[0] == 403


def test_pasted_chats_of_another_client_are_read() -> None:
    assert [one.text for one in spoken_in(QIANNIU)] == ["亲,五星好评返3元哦", "可以开发票的"]
    assert [one.text for one in spoken_in("一句\n\n 又一句 ")] == ["一句", "又一句"]
    page = post(client_of(shop("mine"), LEAD), "guard_try", chats=QIANNIU)[1]
    assert "R07" in page
    assert "刷单" not in page


@pytest.mark.parametrize("chats", ["", "\x00", "<script>x</script>五星好评返3元", "好" * 300_000])
def test_whatever_is_pasted(chats: str) -> None:
    status, page = post(client_of(shop("mine"), LEAD), "guard_try", chats=chats)
    assert status == 200
    assert "<script>" not in page


def test_own_texts_are_kept_on_the_page() -> None:
    mine, other = shop("mine"), shop("other")
    client = client_of(mine, LEAD)
    status, page = post(client, "guard_keep_text", kind="phone", text="4001234567")
    assert status == 200
    assert "4001234567" in page
    assert post(client, "guard_keep_text", kind="phone", text="1")[0] == 400
    (one,) = own_texts(mine)
    assert post(client_of(other, LEAD), "guard_drop_text", one.id)[0] == 404
    assert post(client, "guard_drop_text", one.id)[0] == 200
    assert own_texts(mine) == []
