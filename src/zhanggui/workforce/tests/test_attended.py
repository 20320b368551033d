"""One question in two texts: what the message path asks of a shop, and what its page says of it."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from tests.cast import AT, Cast

from zhanggui.workforce.models import Duty, HandOver, Presence, Shift
from zhanggui.workforce.queries import floors, shops_attended
from zhanggui.workforce.rules import (
    AWAY,
    BREAK,
    CONFIRMED,
    GONE_AFTER,
    ONLINE,
    STAYED_ON,
    WITHDRAWN,
    WRITTEN,
)

HOUR, MOMENT = timedelta(hours=1), timedelta(microseconds=1)
SEEN = (timedelta(0), GONE_AFTER - MOMENT, GONE_AFTER)  # ago
SHIFTS = (
    (),
    ((-4, 1),),
    ((-4, -1),),
    ((-9, -4.5),),
    ((-4, -1), (-0.5, 1)),
    ((1, 4),),
)  # in hours from now
# What became of the sheet, and hours from now.
SHEETS = ((), (WRITTEN, -1), (CONFIRMED, -1), (WITHDRAWN, -1), (WRITTEN, -STAYED_ON / HOUR))


def put(cast: Cast, shifts: tuple[tuple[float, float], ...], cancelled: bool) -> None:
    Shift.objects.bulk_create(
        Shift(
            shop_id=cast.shop.id,
            staff_id=cast.agent.id,
            starts_at=AT + begins * HOUR,
            ends_at=AT + ends * HOUR,
            planned_at=AT,
            cancelled_at=AT if cancelled else None,
        )
        for begins, ends in shifts
    )


def close(cast: Cast, state: str, hours: float) -> None:
    HandOver.objects.create(
        shop_id=cast.shop.id,
        staff_id=cast.agent.id,
        state=state,
        written_at=AT + hours * HOUR,
        next_id=cast.second.id if state == CONFIRMED else None,
        ended_at=None if state == WRITTEN else AT,
    )


@pytest.mark.django_db
@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize("shifts", SHIFTS)
def test_both_texts_say_the_same(
    cast: Cast, shifts: tuple[tuple[float, float], ...], sheet: tuple[str, float] | tuple[()]
) -> None:
    shops = (cast.shop.id, cast.other_shop.id)
    if sheet:
        close(cast, *sheet)
    for cancelled, cap in itertools.product((False, True), (None, 0, 3)):
        Shift.objects.all().delete()
        put(cast, shifts, cancelled)
        Duty.objects.update_or_create(staff_id=cast.agent.id, defaults={"cap": cap})
        for status, ago in itertools.product((ONLINE, BREAK, AWAY), SEEN):
            there = {"status": status, "seen_at": AT - ago, "since": AT}
            Presence.objects.update_or_create(staff_id=cast.agent.id, defaults=there)
            attended = {one for one, its in floors(shops, at=AT).items() if its.attended}
            assert shops_attended(shops, at=AT) == attended, (cancelled, cap, status, ago)


@pytest.mark.django_db
def test_who_has_left_the_shop_attends_nothing(cast: Cast) -> None:
    Presence.objects.create(staff_id=cast.agent.id, status=ONLINE, seen_at=AT, since=AT)
    shops = (cast.other_shop.id, cast.shop.id)
    assert shops_attended(shops, at=AT) == {cast.shop.id}
    type(Presence.objects.get().staff).objects.filter(pk=cast.agent.id).update(is_active=False)
    assert shops_attended(shops, at=AT) == set()
    assert shops_attended((), at=AT) == set()
