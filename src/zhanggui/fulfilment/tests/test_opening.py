"""Every paid order that is news gets its check; only what is doubtful waits for a person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import AT, Cast

from zhanggui.fulfilment.models import AddressCheck
from zhanggui.fulfilment.tests.conftest import CheckOf, Record, Snapshot
from zhanggui.worklist.queries import open_tasks

pytestmark = pytest.mark.django_db


@pytest.mark.seed(51, 63)
def test_a_paid_order_without_doubt_is_asked_and_nobody_is_needed(
    cast: Cast, record: Record, snapshot: Snapshot, check_of: CheckOf
) -> None:
    record(snapshot())
    check = check_of()
    assert (check.state, check.findings, check.asked_at) == ("asked", [], AT)
    assert check.release_at == AT + timedelta(minutes=30)
    assert open_tasks(cast.shop.id) == []


def test_a_doubtful_one_is_held_and_becomes_a_task(
    cast: Cast, record: Record, snapshot: Snapshot, check_of: CheckOf
) -> None:
    record(snapshot(receiver_phone="1380000"))
    assert check_of().state == "held"
    (task,) = open_tasks(cast.shop.id)
    assert (task.kind, task.thing, task.due_at) == ("verify_address", "order", check_of().due_at)


def test_history_is_not_checked(record: Record, snapshot: Snapshot) -> None:
    record(snapshot(paid_at=AT - timedelta(days=3)))
    assert not AddressCheck.objects.exists()
