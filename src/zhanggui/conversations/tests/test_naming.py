"""What the lead reads: the audit and the guard's page name people and lead to their conversation."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import AT, Cast, client_of

from zhanggui.customers.actions import tag_buyer
from zhanggui.foundation.words import Named, named
from zhanggui.guard.actions import NewHit, note_hits
from zhanggui.guard.rules import Situation, check

pytestmark = pytest.mark.django_db


def test_things_are_named_within_their_shop_only(cast: Cast) -> None:
    talk = cast.conversation()
    buyer = cast.visitor()
    things = [("buyer", str(buyer.id)), ("conversation", str(talk.id)), ("staff", str(cast.agent.id))]
    person = Named(buyer.name, f"/reception/{talk.id}")
    assert named(cast.shop.id, things) == {
        things[0]: person,
        things[1]: person,
        things[2]: Named("林晓 A12"),
    }
    assert named(cast.other_shop.id, things) == {}


def test_what_nobody_names_is_missing(cast: Cast) -> None:
    silent = cast.visitor("无言")
    things = [("buyer", "x"), ("buyer", "9" * 40), ("setting", "late"), ("buyer", str(silent.id))]
    assert named(cast.shop.id, things) == {things[3]: Named(silent.name, f"/buyers/{silent.id}")}


def test_the_audit_leads_to_the_conversation_however_many_there_are(cast: Cast) -> None:
    lead = client_of(cast.lead)
    took = []
    for name in ("小米粥", "南风", "云朵"):
        talk = cast.conversation(name)
        tag_buyer(buyer=cast.visitor(name), name="老客", by=cast.agent.actor, at=AT)
        with CaptureQueriesContext(connection) as statements:
            page = lead.get("/audit/").content.decode()
        took.append(len(statements))
        assert f'<a href="/reception/{talk.id}">{cast.visitor(name).name}</a>' in page
    assert took[1] == took[2]


def test_the_guards_page_leads_to_the_conversation_and_lists_the_rules(cast: Cast) -> None:
    talk = cast.conversation()
    text = "我们开不了发票"
    for conversation_id in (talk.id, 2**40, None):
        note_hits(
            [
                NewHit(
                    shop_id=cast.shop.id,
                    finding=check(text, Situation(platform="tmall"))[0],
                    text=text,
                    by_id=cast.agent.id,
                    by_name="林晓 A12",
                    conversation_id=conversation_id,
                    outcome="blocked",
                    reason="",
                    at=AT,
                )
            ]
        )
    page = client_of(cast.lead).get("/guard/").content.decode()
    assert re.findall(r'<a href="/reception/(\d+)', page) == [str(talk.id)]
    assert f"和 {cast.visitor().name} 的会话" in page
    rules = client_of(cast.lead).get("/guard/rules/R01").content.decode()
    for words in ("天猫店拒开发票是高压线", "可以开发票的,请提供一下抬头和税号", "天猫客服高压线"):
        assert words in rules


def test_a_taobao_shop_is_not_spoken_to_of_tmall() -> None:
    (finding,) = check("我们开不了发票", Situation(platform="taobao"))
    assert "天猫" not in finding.say
