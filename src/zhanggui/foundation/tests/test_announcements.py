"""Real procrastinate tables: a later reaction is a row in the announcing transaction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.cast import AT

from zhanggui.foundation import announcements
from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import program
from zhanggui.foundation.announcements import (
    announce,
    announce_all,
    event_name,
    react_later,
    react_now,
    react_now_to_all,
)
from zhanggui.foundation.jobs import react
from zhanggui.foundation.models import AuditEntry


@dataclass(frozen=True)
class ParcelLost:
    shop_id: int
    parcel: str
    at: datetime | None = None


HEARD: list[ParcelLost] = []


@pytest.fixture(autouse=True)
def no_other_jobs(request: pytest.FixtureRequest) -> None:
    """What a browser's test left behind for a worker is not this file's."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        ProcrastinateJob.objects.all().delete()


def hear(event: ParcelLost) -> None:
    HEARD.append(event)


def hear_too(event: ParcelLost) -> None:
    HEARD.append(event)


def write_it_down(event: ParcelLost) -> None:
    audit(verb="lost", thing="parcel", thing_id=event.parcel, by=program(event.shop_id), at=AT)


def fail(event: ParcelLost) -> None:
    raise RuntimeError(event.parcel)


@transaction.atomic
def find_and_lose() -> None:
    audit(verb="found", thing="parcel", thing_id="YT1", by=program(1), at=AT)
    announce(ParcelLost(1, "YT1"))


@pytest.fixture(autouse=True)
def _nobody_listens() -> Iterator[None]:
    """The test's own event has no listeners before and after."""
    HEARD.clear()
    yield
    announcements._now.pop(ParcelLost, None)
    announcements._now_to_all.pop(ParcelLost, None)
    announcements._later.pop(ParcelLost, None)


def jobs() -> list[ProcrastinateJob]:
    return list(ProcrastinateJob.objects.filter(task_name="zhanggui.react").order_by("pk"))


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_is_refused() -> None:
    react_now(ParcelLost, hear)
    with pytest.raises(RuntimeError, match="ParcelLost announced outside a transaction"):
        announce(ParcelLost(1, "YT1"))
    assert HEARD == []


@pytest.mark.django_db
def test_what_nobody_listens_to_is_no_matter() -> None:
    with transaction.atomic():
        announce(ParcelLost(1, "YT1"))
    assert jobs() == []


@pytest.mark.django_db
def test_now_reactions_run_at_once_in_the_order_in_which_they_were_registered() -> None:
    order: list[str] = []
    react_now(ParcelLost, lambda _: order.append("first"))
    react_now(ParcelLost, lambda _: order.append("second"))
    with transaction.atomic():
        announce(ParcelLost(1, "YT1"))
        assert order == ["first", "second"]


@pytest.mark.django_db
def test_what_happened_together_is_told_together_to_who_wants_it_so() -> None:
    order: list[str] = []
    react_now(ParcelLost, lambda event: order.append(event.parcel))
    react_now_to_all(ParcelLost, lambda events: order.append("+".join(event.parcel for event in events)))
    with transaction.atomic():
        announce_all([ParcelLost(1, "YT1"), ParcelLost(1, "YT2")])
        announce_all([])
        announce(ParcelLost(1, "YT3"))
    assert order == ["YT1", "YT2", "YT1+YT2", "YT3", "YT3"]


@pytest.mark.django_db
def test_events_of_two_kinds_are_not_told_together() -> None:
    with transaction.atomic(), pytest.raises(TypeError, match="events of other kinds"):
        announce_all([ParcelLost(1, "YT1"), "YT2"])


@pytest.mark.django_db(transaction=True)
def test_a_now_reaction_is_undone_with_what_announced_it() -> None:
    react_now(ParcelLost, write_it_down)
    with transaction.atomic():
        announce(ParcelLost(1, "YT1"))
        assert AuditEntry.objects.filter(verb="lost").count() == 1
        transaction.set_rollback(True)
    assert not AuditEntry.objects.filter(verb="lost").exists()


@pytest.mark.django_db(transaction=True)
def test_a_now_reaction_that_fails_undoes_what_announced_it() -> None:
    react_now(ParcelLost, write_it_down)
    react_now(ParcelLost, fail)
    with pytest.raises(RuntimeError, match="YT1"):
        find_and_lose()
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_later_reaction_is_a_job_of_the_same_transaction() -> None:
    react_later(ParcelLost, hear)
    with transaction.atomic():
        announce(ParcelLost(1, "YT1"))
        assert len(jobs()) == 1
        transaction.set_rollback(True)
    assert jobs() == []
    with transaction.atomic():
        announce(ParcelLost(1, "YT1"))
    assert len(jobs()) == 1
    assert HEARD == []  # the worker's work, not ours


@pytest.mark.django_db
def test_the_worker_gets_the_event_again() -> None:
    react_later(ParcelLost, hear)
    with transaction.atomic():
        announce(ParcelLost(7, "圆通 YT1"))
    (job,) = jobs()
    react(**job.args)
    (heard,) = HEARD
    assert heard == ParcelLost(7, "圆通 YT1")


@pytest.mark.django_db
def test_an_event_that_would_not_come_as_it_went_is_refused_at_once() -> None:
    """An instant would come as text: better the announcing test fails than the worker at night."""
    react_later(ParcelLost, hear)
    with pytest.raises(TypeError, match=r"would come to .*hear changed"), transaction.atomic():
        announce(ParcelLost(7, "YT1", at=AT))


@pytest.mark.django_db
def test_one_job_for_each_event_and_reaction() -> None:
    react_later(ParcelLost, hear)
    react_later(ParcelLost, hear_too)
    with transaction.atomic():
        for parcel in ("YT1", "YT1", "YT2", "YT1"):
            announce(ParcelLost(1, parcel))
        # The refused twins did not spoil the transaction.
        audit(verb="lost", thing="parcel", thing_id="YT1", by=program(1), at=AT)
    told = [(job.args["reaction"].rpartition(".")[2], job.args["body"]) for job in jobs()]
    assert len(told) == 4
    assert len(set(told)) == 4
    assert AuditEntry.objects.filter(verb="lost").count() == 1


@pytest.mark.django_db
def test_two_events_of_the_same_words_are_two() -> None:
    """The event's name is part of what makes it one."""
    react_later(ParcelLost, hear)
    with transaction.atomic():
        announce(ParcelLost(1, "YT1"))
        announcements._enqueue("another.reaction", ParcelLost(1, "YT1"))
    assert len(jobs()) == 2
    assert len({job.queueing_lock for job in jobs()}) == 2


@pytest.mark.django_db
def test_an_unknown_reaction_is_an_error_that_the_worker_sees() -> None:
    with pytest.raises(KeyError):
        announcements.run_later_reaction("gone.reaction", event_name(ParcelLost), "{}")
