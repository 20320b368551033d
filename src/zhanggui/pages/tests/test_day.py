from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.cast import Cast, client_of, said_by_buyer

from zhanggui.conversations.actions import record_messages
from zhanggui.conversations.models import Conversation
from zhanggui.foundation import pace
from zhanggui.foundation.actors import program
from zhanggui.foundation.calendar import SHANGHAI
from zhanggui.foundation.clock import now
from zhanggui.marketplace.events import OrderSnapshot
from zhanggui.marketplace.rules import TradeStatus
from zhanggui.orders.actions import record_orders
from zhanggui.orders.queries import order_days
from zhanggui.pages.days import sections
from zhanggui.worklist.actions import finish_task, open_dailies, take_task
from zhanggui.worklist.queries import due_without_owner, open_tasks, standing

pytestmark = [pytest.mark.django_db, pytest.mark.seed(60, 62, 64)]


@pytest.fixture(autouse=True)
def ten_in_the_morning() -> Iterator[None]:
    """Who has not paid is asked until the cut-off of the day: an hour before it the lead has the task."""
    real = datetime.now(UTC)
    pace.keep(pace.Pace(real, real.astimezone(SHANGHAI).replace(hour=10, minute=0), 1.0))
    yield
    pace.keep(None)


UNPAID, PAID = TradeStatus.WAIT_BUYER_PAY, TradeStatus.WAIT_SELLER_SEND_GOODS


def order(cast: Cast, number: int, status: TradeStatus, hours: int) -> None:
    """An order of so many hours ago."""
    at = now()
    then = at - timedelta(hours=hours)
    told: dict[str, Any] = {"paid_at": then} if status == PAID else {}
    snapshot = OrderSnapshot(
        number=f"22319583491{number:05}",
        status=status,
        status_text="",
        created_at=then,
        seen_at=then,
        buyer_nick=f"买家{number}",
        **told,
    )
    record_orders(shop_id=cast.shop.id, snapshots=[snapshot], by=program(cast.shop.id), at=at)


def numbers(cast: Cast) -> dict[str, tuple[int, int]]:
    found = sections(cast.agent, at=now())
    return {figure.title: (figure.value, figure.late) for one in found for figure in one.figures}


def test_every_number_of_the_morning(cast: Cast) -> None:
    assert {value for value, _ in numbers(cast).values()} == {0}
    order(cast, 1, UNPAID, 1)
    order(cast, 2, PAID, 60)
    order(cast, 3, PAID, 0)
    waiting = now() - timedelta(minutes=4)
    record_messages([said_by_buyer(cast.conversation(), "在吗", "word-0001")], at=waiting)
    Conversation.objects.update(left=False)  # those who are left wait from the opening on
    found = numbers(cast)
    assert found["拍下没付款"] == (1, 0)
    assert found["要催付的"][0] == 1
    assert found["已付款,没发货"] == (2, 1)
    assert found["其中昨天以前付的款"] == (1, 0)
    assert found["买家在等回复"] == (1, 1)
    assert found["退款等我们处理"] == (0, 0)


def test_who_wrote_at_night_is_late_here_when_the_worklist_says_so(cast: Cast) -> None:
    """Buyers who wrote while nobody was there wait from the opening on."""
    talk = cast.conversation()
    written = datetime(2026, 11, 22, 23, 45, tzinfo=SHANGHAI)  # the shop closes at 23:30
    Conversation.objects.filter(pk=talk.id).update(
        waiting_since=written, left=True, asked_position=1, questions=1
    )
    for hour, minute, late in ((8, 59, 0), (9, 2, 0), (9, 3, 1)):
        at = datetime(2026, 11, 23, hour, minute, tzinfo=SHANGHAI)
        figures = [figure for one in sections(cast.agent, at=at) for figure in one.figures]
        (waits,) = (figure for figure in figures if figure.title == "买家在等回复")
        due = standing(cast.shop.id, at=at)
        assert (waits.value, waits.late) == (1, late)
        assert due_without_owner(due, at=at) == late


def test_behind_every_number_is_its_list(cast: Cast) -> None:
    order(cast, 1, UNPAID, 1)
    order(cast, 2, PAID, 60)
    client = client_of(cast.agent)
    for one in sections(cast.agent, at=now()):
        for figure in one.figures:
            assert client.get(figure.url).status_code == 200, figure.url
    page = client.get("/day/").content.decode()
    assert "stage=to_ship&amp;by=paid" in page
    assert "1 已超" in page


@pytest.mark.seed(110, 130)
def test_the_days_looks_stand_on_it(cast: Cast) -> None:
    client = client_of(cast.agent)
    assert "今天还没看" not in client.get("/day/").content.decode()
    open_dailies(shop_id=cast.shop.id, at=now())
    assert client.get("/day/").content.decode().count("今天还没看") == 2
    for task in open_tasks(cast.shop.id):
        finish_task(task_id=task.id, by=cast.agent.actor, at=now())
    assert client.get("/day/").content.decode().count("今天看过了") == 2


def test_everybody_sees_what_they_may(cast: Cast) -> None:
    keys = {one.part.key for one in sections(cast.warehouse, at=now())}
    assert "unanswered" not in keys
    assert {"to_ship", "refunds", "shifts"} <= keys


@pytest.mark.seed(64)
def test_orders_are_followed_from_day_to_day(cast: Cast) -> None:
    order(cast, 1, UNPAID, 0)
    order(cast, 2, PAID, 24)
    order(cast, 3, PAID, 24)
    days = order_days(cast.shop.id, at=now())
    assert len(days) == 7
    assert [(day.placed, day.unpaid, day.to_ship) for day in days[:3]] == [(1, 1, 0), (2, 0, 2), (0, 0, 0)]
    page = client_of(cast.agent).get("/orders/days").content.decode()
    assert page.count("<tr>") == 8


def test_a_number_is_as_long_as_the_list_behind_it(cast: Cast) -> None:
    for number in range(3):
        order(cast, number, UNPAID, 1)
    mine, others, _ = open_tasks(cast.shop.id, kind="unpaid")
    take_task(task_id=mine.id, by=cast.agent.actor, at=now())
    take_task(task_id=others.id, by=cast.second.actor, at=now())
    for staff, count in ((cast.agent, 2), (cast.second, 2), (cast.lead, 3)):
        figures = [figure for one in sections(staff, at=now()) for figure in one.figures]
        unpaid = next(figure for figure in figures if figure.title == "要催付的")
        page = client_of(staff).get(unpaid.url).content.decode()
        assert (unpaid.value, page.count("data-row")) == (count, count)
