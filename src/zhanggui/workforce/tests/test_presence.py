from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.cast import AT, Cast, client_of

from zhanggui.foundation.actors import program
from zhanggui.foundation.queries import audit_entries
from zhanggui.shops.models import Staff
from zhanggui.workforce.actions import CannotSetPresence, beat, set_duty, set_presence
from zhanggui.workforce.models import Presence
from zhanggui.workforce.queries import shops_attended, status_of, statuses
from zhanggui.workforce.rules import (
    AWAY,
    BEAT_SECONDS,
    BREAK,
    GONE,
    GONE_AFTER,
    ONLINE,
    STATE_TITLES,
    STATUS_TITLES,
    STATUSES,
    is_there,
)

TICK = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("status", "ago", "there"),
    [
        (ONLINE, timedelta(0), True),
        (BREAK, timedelta(0), True),
        (AWAY, timedelta(0), False),
        (ONLINE, GONE_AFTER - TICK, True),
        (ONLINE, GONE_AFTER, False),
        (BREAK, GONE_AFTER, False),
        (AWAY, GONE_AFTER, False),
    ],
)
def test_who_is_there(status: str, ago: timedelta, *, there: bool) -> None:
    assert is_there(status, AT - ago, at=AT) is there


def test_one_late_beat_is_no_absence() -> None:
    assert timedelta(seconds=2 * BEAT_SECONDS) < GONE_AFTER
    assert set(STATUS_TITLES) == set(STATUSES)
    assert set(STATE_TITLES) == {*STATUSES, GONE}


def attended(cast: Cast, at: datetime = AT) -> set[int]:
    return shops_attended((cast.shop.id, cast.other_shop.id), at=at)


@pytest.mark.django_db
def test_nobody_is_there_before_the_first_beat(cast: Cast) -> None:
    assert attended(cast) == set()
    assert statuses((cast.agent.id,), at=AT) == {}
    assert status_of(cast.agent.id) == ONLINE


@pytest.mark.django_db
def test_a_shop_is_attended_while_somebodys_page_beats(cast: Cast) -> None:
    beat(staff_ids=[cast.agent.id], at=AT)
    assert attended(cast, AT) == {cast.shop.id}
    assert attended(cast, AT + GONE_AFTER - TICK) == {cast.shop.id}
    assert attended(cast, AT + GONE_AFTER) == set()
    beat(staff_ids=[cast.agent.id, cast.agent.id], at=AT + timedelta(seconds=3))
    assert attended(cast, AT + GONE_AFTER) == {cast.shop.id}
    assert Presence.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("ago", [timedelta(0), GONE_AFTER - TICK, GONE_AFTER])
def test_the_query_and_the_rule_agree(cast: Cast, status: str, ago: timedelta) -> None:
    set_presence(status=status, by=cast.agent.actor, at=AT - ago)
    assert (cast.shop.id in attended(cast)) == is_there(status, AT - ago, at=AT)


@pytest.mark.django_db
def test_who_said_away_stays_away_while_the_page_beats(cast: Cast) -> None:
    set_presence(status=AWAY, by=cast.agent.actor, at=AT)
    beat(staff_ids=[cast.agent.id], at=AT + timedelta(seconds=3))
    assert status_of(cast.agent.id) == AWAY
    assert attended(cast) == set()
    set_presence(status=BREAK, by=cast.agent.actor, at=AT)
    assert attended(cast) == {cast.shop.id}
    assert statuses((cast.agent.id, cast.second.id), at=AT) == {cast.agent.id: BREAK}


@pytest.mark.django_db
def test_one_colleague_is_enough(cast: Cast) -> None:
    set_presence(status=AWAY, by=cast.agent.actor, at=AT)
    beat(staff_ids=[cast.second.id], at=AT)
    assert attended(cast) == {cast.shop.id}


@pytest.mark.django_db
def test_who_left_the_shop_is_not_there(cast: Cast) -> None:
    beat(staff_ids=[cast.agent.id], at=AT)
    Staff.objects.filter(pk=cast.agent.id).update(is_active=False)
    assert attended(cast) == set()


@pytest.mark.django_db
@pytest.mark.seed(33)
def test_who_takes_nobody_new_does_not_attend_the_shop(cast: Cast) -> None:
    """A manager looks at the figures at night: whoever writes then is told when somebody will be there."""
    beat(staff_ids=[cast.manager.id], at=AT)
    assert attended(cast) == {cast.shop.id}
    set_duty(staff_id=cast.manager.id, cap=0, skills=(), by=cast.lead.actor, at=AT)
    assert attended(cast) == set()


@pytest.mark.django_db
def test_another_shops_agent_does_not_attend_ours(cast: Cast) -> None:
    beat(staff_ids=[cast.stranger.id], at=AT)
    assert attended(cast) == {cast.other_shop.id}
    assert shops_attended((cast.shop.id,), at=AT) == set()


@pytest.mark.django_db
def test_a_change_is_noted_once(cast: Cast) -> None:
    for status in (BREAK, BREAK, ONLINE):
        set_presence(status=status, by=cast.agent.actor, at=AT)
    noted = [entry for entry in audit_entries(cast.shop.id) if entry.verb == "set_presence"]
    assert [entry.changes["status"] for entry in noted] == [[BREAK, ONLINE], [None, BREAK]]
    assert {entry.by_name for entry in noted} == {"林晓 A12"}


@pytest.mark.django_db
def test_there_is_no_other_status(cast: Cast) -> None:
    with pytest.raises(CannotSetPresence, match="没有这个状态"):
        set_presence(status="asleep", by=cast.agent.actor, at=AT)
    with pytest.raises(CannotSetPresence):
        set_presence(status=ONLINE, by=program(cast.shop.id), at=AT)
    with pytest.raises(IntegrityError, match="presence_status_known"), transaction.atomic():
        Presence.objects.create(staff_id=cast.agent.id, status="asleep", seen_at=AT, since=AT)


@pytest.mark.django_db
def test_the_page_sets_it(cast: Cast) -> None:
    client = client_of(cast.agent)
    assert client.post("/presence", {"status": AWAY}).status_code == 204
    assert status_of(cast.agent.id) == AWAY
    refused = client.post("/presence", {"status": "asleep"})
    assert (refused.status_code, refused.content.decode()) == (400, "没有这个状态: asleep")
    assert refused["Content-Type"].startswith("text/plain")
    assert client.get("/presence").status_code == 405
    assert client_of(cast.warehouse).post("/presence", {"status": AWAY}).status_code == 403
