from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from tests.cast import AT

from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor, program
from zhanggui.foundation.queries import PAGE, audit_entries

LIN = Actor(kind="staff", id=3, name="林晓 A12", shop_id=1)

pytestmark = pytest.mark.django_db


def test_an_entry_says_who_changed_what_from_what_to_what() -> None:
    audit(verb="tag", thing="buyer", thing_id=5, changes={"tag": [None, "老客"]}, by=LIN, at=AT)
    (entry,) = audit_entries(1)
    assert (entry.by_name, entry.verb, entry.thing, entry.thing_id) == ("林晓 A12", "tag", "buyer", "5")
    assert entry.changes == {"tag": [None, "老客"]}
    assert entry.at == AT


def test_the_program_has_a_name_too() -> None:
    audit(verb="open_shop", thing="shop", thing_id=1, by=program(1), at=AT)
    (entry,) = audit_entries(1)
    assert entry.by_name == "掌柜"
    assert entry.changes == {}


def test_every_shop_sees_its_own() -> None:
    audit(verb="tag", thing="buyer", thing_id=5, by=LIN, at=AT)
    assert audit_entries(2) == []


def test_newest_first_a_page_at_a_time() -> None:
    for number in range(PAGE + 5):
        audit(verb="tag", thing="buyer", thing_id=number, by=LIN, at=AT + timedelta(seconds=number))
    first = audit_entries(1)
    assert [entry.thing_id for entry in first[:2]] == [str(PAGE + 4), str(PAGE + 3)]
    assert len(first) == PAGE
    rest = audit_entries(1, before_id=first[-1].id)
    assert [entry.thing_id for entry in rest] == ["4", "3", "2", "1", "0"]


def test_it_goes_with_the_callers_transaction() -> None:
    with transaction.atomic():
        audit(verb="tag", thing="buyer", thing_id=5, by=LIN, at=AT)
        transaction.set_rollback(True)
    assert audit_entries(1) == []
