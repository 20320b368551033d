"""Every paid order that is news gets its check; only what is doubtful waits for a person."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import AT, Cast

from zhanggui.foundation.calendar import shop_day
from zhanggui.fulfilment.actions import CannotListArea, confirm_address, list_area, release_silent
from zhanggui.fulfilment.models import AddressCheck
from zhanggui.fulfilment.queries import checks_of_day
from zhanggui.fulfilment.settings import SILENCE_MINUTES
from zhanggui.fulfilment.tests.conftest import CheckOf, Record, Snapshot
from zhanggui.marketplace.rules import TradeStatus
from zhanggui.shops.actions import change_setting
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


HOUR = timedelta(hours=1)
OTHER_STREET = "浙江省 杭州市 西湖区 示例路2号(000000)"


def test_what_is_not_paid_for_gets_no_check(record: Record, snapshot: Snapshot) -> None:
    record(snapshot(status=TradeStatus.WAIT_BUYER_PAY, paid_at=None, created_at=AT, seen_at=AT))
    assert not AddressCheck.objects.exists()


def test_the_same_news_twice_opens_one_check(record: Record, snapshot: Snapshot, check_of: CheckOf) -> None:
    record(snapshot())
    first = check_of()
    record(snapshot(remark="改 XL", seen_at=AT), at=AT + HOUR)
    assert check_of() == first
    assert check_of().release_at == first.release_at


def test_a_parcel_that_left_ends_its_check_and_its_task(
    cast: Cast, record: Record, snapshot: Snapshot, check_of: CheckOf
) -> None:
    record(snapshot(receiver_phone="1"))
    sent = snapshot(receiver_phone="1", status=TradeStatus.WAIT_BUYER_CONFIRM_GOODS, seen_at=AT + HOUR)
    record(sent, at=AT + HOUR)
    check = check_of()
    assert (check.state, check.how, check.settled_at) == ("over", "gone", AT + HOUR)
    assert open_tasks(cast.shop.id) == []


@pytest.mark.seed(63)
def test_another_address_holds_even_what_was_confirmed(
    cast: Cast, record: Record, snapshot: Snapshot, check_of: CheckOf
) -> None:
    record(snapshot())
    confirm_address(check_id=check_of().pk, how="phone", by=cast.agent.actor, at=AT)
    record(snapshot(receiver_address=OTHER_STREET, seen_at=AT + HOUR), at=AT + HOUR)
    check = check_of()
    assert (check.state, check.findings, check.how, check.held_at) == ("held", ["changed"], "", AT + HOUR)
    assert len(open_tasks(cast.shop.id)) == 1


def test_what_was_behind_a_mask_and_is_shown_later_did_not_change(
    record: Record, snapshot: Snapshot, check_of: CheckOf
) -> None:
    masked = {
        "receiver_name": "米**",
        "receiver_phone": "138****0021",
        "receiver_address": "浙江省杭州市****",
    }
    record(snapshot(**masked))
    assert (check_of().state, check_of().masked) == ("asked", True)
    record(snapshot(seen_at=AT + HOUR), at=AT + HOUR)
    assert (check_of().state, check_of().masked, check_of().findings) == ("asked", False, [])


def test_a_shop_lists_where_no_courier_goes(
    cast: Cast, record: Record, snapshot: Snapshot, check_of: CheckOf
) -> None:
    day = date(2026, 11, 20)
    list_area(text="浙江杭州", courier="", reason="停发", since=day, until=None, by=cast.manager.actor, at=AT)
    record(snapshot())
    assert check_of().findings == ["courier"]
    with pytest.raises(CannotListArea):
        list_area(text="哪里", courier="", reason="", since=day, until=None, by=cast.manager.actor, at=AT)


def test_a_dated_setting_says_how_long_silence_lasts(
    cast: Cast, record: Record, snapshot: Snapshot, check_of: CheckOf
) -> None:
    by = cast.manager.actor
    change_setting(shop_id=cast.shop.id, setting=SILENCE_MINUTES, value=10, by=by, at=AT - HOUR)
    record(snapshot())
    assert check_of().release_at == AT + timedelta(minutes=10)


@pytest.mark.seed(51)
def test_a_thousand_orders_cost_as_many_statements_as_ten(record: Record, snapshot: Snapshot) -> None:
    counts = []
    for first, many in ((10**6, 10), (10**7, 1_000)):
        shots = [
            snapshot(str(first + place), receiver_phone="1" if place % 10 == 0 else "13800000021")
            for place in range(many)
        ]
        with CaptureQueriesContext(connection) as asked:
            record(*shots)
        counts.append(len(asked))
    assert AddressCheck.objects.count() == 1_010
    assert AddressCheck.objects.filter(state="held").count() == 101
    assert counts[1] <= counts[0] + 3  # large batches are sent in pieces
    assert counts[1] < 90  # every room that follows an order asks for all of them at once


def test_checks_of_the_day_are_counted_as_they_stand_now(
    cast: Cast, record: Record, snapshot: Snapshot, check_of: CheckOf
) -> None:
    record(*(snapshot(str(10**6 + place)) for place in range(4)))
    record(snapshot("2000001", receiver_phone="1"), snapshot("2000002", receiver_phone="2"))
    confirm_address(check_id=check_of("1000000").pk, how="chat", by=cast.agent.actor, at=AT)
    confirm_address(check_id=check_of("2000001").pk, how="phone", by=cast.agent.actor, at=AT)
    day = shop_day(AT)
    numbers = checks_of_day(cast.shop.id, day, at=AT)
    assert (numbers.all, numbers.for_people, numbers.by_themselves) == (6, 2, 4)
    assert (numbers.asked, numbers.held, numbers.by_silence, numbers.late) == (3, 1, 0, 0)
    later = checks_of_day(cast.shop.id, day, at=AT + HOUR)
    assert (later.asked, later.by_silence, later.by_chat, later.by_phone) == (0, 3, 1, 1)
    evening = checks_of_day(cast.shop.id, day, at=AT + 10 * HOUR)
    assert (evening.late, evening.settled) == (1, 5)
    assert release_silent(at=AT + 10 * HOUR) == 3
    assert checks_of_day(cast.shop.id, day, at=AT + 10 * HOUR) == evening
    assert release_silent(at=AT + 10 * HOUR) == 0
    assert checks_of_day(cast.other_shop.id, day, at=AT).all == 0
