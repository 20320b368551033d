"""The worker's side: an import outlives whoever reads it, and is never read by two."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection, connections
from tests.cast import another_line, database_url

from zhanggui.connectors.files import jobs
from zhanggui.connectors.files.kinds import KINDS, Kind, Outcome
from zhanggui.connectors.files.tests.generate import order_list
from zhanggui.connectors.files.uploads import ToldToEnd, look_at_upload, read_uploads
from zhanggui.foundation.actors import Actor
from zhanggui.marketplace import actions, queries, rules
from zhanggui.marketplace.models import Delivery
from zhanggui.marketplace.queries import DeliveryCard
from zhanggui.orders.models import Order
from zhanggui.shops.actions import open_shop
from zhanggui.shops.queries import ShopCard

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
PATIENCE_SECONDS = 60
pytestmark = pytest.mark.django_db(transaction=True)

# Another worker's reading, slow enough to be killed in the middle of it.
_CHILD = """
import sys, time
import django
django.setup()
from zhanggui.connectors.files.uploads import read_uploads
from zhanggui.foundation.clock import now
def between():
    print("batch", flush=True)
    time.sleep(float(sys.argv[2]))
    return now()
read_uploads(int(sys.argv[1]), between=between, at=now())
print("end", flush=True)
"""

# A command that imports its own standard input, slow enough to be killed too.
_COMMAND = """
import io, sys, time
import django
django.setup()
from zhanggui.connectors.files.importing import GivenFile, import_file
from zhanggui.connectors.files.tests.generate import order_list
from zhanggui.foundation.actors import program
from zhanggui.foundation.clock import now
def between():
    print("batch", flush=True)
    time.sleep(float(sys.argv[2]))
given = GivenFile(io.BytesIO(order_list(5_000)), "a.csv")
import_file(shop_id=int(sys.argv[1]), given=given, between=between, by=program(int(sys.argv[1])), at=now())
print("end", flush=True)
"""


@pytest.fixture
def shop() -> ShopCard:
    return open_shop(slug="first", name="示例店", platform="taobao", at=AT)


def asked(shop: ShopCard, content: bytes, *, trial: bool = False) -> DeliveryCard:
    by = Actor("staff", 7, "许店", shop.id)
    incoming = actions.Incoming(
        kind="", name="ExportOrderList201707291200.csv", sha256="0" * 64, size=len(content)
    )
    pieces = [content[start : start + 65_536] for start in range(0, len(content), 65_536)]
    delivery = actions.take_upload(shop_id=shop.id, incoming=incoming, pieces=pieces, by=by, at=AT)
    look_at_upload(delivery.id, at=AT)
    return actions.ask_delivery(delivery_id=delivery.id, trial=trial, told_at=None, by=by, at=AT)


def there(delivery: DeliveryCard) -> DeliveryCard:
    card = queries.delivery_by_id(delivery.id)
    assert card is not None
    return card


def child(shop: ShopCard, pause: float, code: str = _CHILD) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, str(shop.id), str(pause)],
        env=os.environ | {"DATABASE_URL": database_url()},
        stdout=subprocess.PIPE,
        text=True,
    )


def hear(process: subprocess.Popen[str], word: str) -> None:
    assert process.stdout is not None
    assert process.stdout.readline().strip() == word


def read(shop: ShopCard, between: Callable[[], datetime] = lambda: AT) -> None:
    read_uploads(shop.id, between=between, at=AT)


def test_an_import_whose_worker_is_killed_goes_on_and_nobody_reads_beside_a_living_one(
    shop: ShopCard,
) -> None:
    delivery = asked(shop, order_list(5_000))
    with child(shop, 0.5) as first:
        hear(first, "batch")
        hear(first, "batch")
        # Beside the living one the other returns at once, and what it has counted stays.
        read(shop)
        assert (there(delivery).state, there(delivery).tries) == (rules.RUNNING, 1)
        first.kill()
    found = there(delivery)
    assert found.state == rules.RUNNING
    assert 2_000 <= found.rows == Order.objects.count() < 5_000
    assert queries.shops_to_read() == [shop.id]
    until = time.monotonic() + PATIENCE_SECONDS  # the server notices the dead line by itself
    while there(delivery).state == rules.RUNNING and time.monotonic() < until:
        read(shop)
        time.sleep(0.1)
    done = there(delivery)
    assert (done.state, done.tries) == (rules.FINISHED, 2)
    assert (done.rows, done.new + done.unchanged) == (5_000, 5_000)
    assert Order.objects.count() == 5_000


def test_two_workers_share_the_work_without_reading_anything_twice(shop: ShopCard) -> None:
    deliveries = [asked(shop, order_list(2_500)) for _ in range(2)]
    with child(shop, 0.05) as first, child(shop, 0.05) as second:
        assert (first.wait(PATIENCE_SECONDS), second.wait(PATIENCE_SECONDS)) == (0, 0)
    assert [(there(one).state, there(one).tries) for one in deliveries] == [(rules.FINISHED, 1)] * 2
    assert [(there(one).new, there(one).unchanged) for one in deliveries] == [(2_500, 0), (0, 2_500)]


def test_the_database_goes_away_and_the_next_one_goes_on(shop: ShopCard) -> None:
    delivery = asked(shop, order_list(2_500))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]

    def cut() -> datetime:
        with another_line(autocommit=True) as line:
            line.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        return AT

    with pytest.raises((OperationalError, psycopg.OperationalError)):
        read(shop, cut)
    connections.close_all()
    assert there(delivery).state == rules.RUNNING
    assert there(delivery).rows == 1_000
    read(shop)
    assert (there(delivery).state, there(delivery).unchanged) == (rules.FINISHED, 1_000)


def test_what_is_asked_for_while_another_ends_is_not_left_lying(shop: ShopCard) -> None:
    """The second is asked for after the first was read and before the lock is free."""
    first = asked(shop, order_list(10))
    late: list[DeliveryCard] = []

    def ask() -> None:
        late.append(asked(shop, order_list(20)))
        connection.close()

    def between() -> datetime:
        if there(first).state == rules.FINISHED and not late:
            asking = threading.Thread(target=ask)
            asking.start()
            asking.join(PATIENCE_SECONDS)
        return AT

    read(shop, between)
    assert [there(one).state for one in (first, *late)] == [rules.FINISHED] * 2


def test_a_stopped_import_keeps_what_it_has_read(shop: ShopCard) -> None:
    delivery = asked(shop, order_list(3_500))

    def between() -> datetime:
        if there(delivery).rows == 2_000 and there(delivery).state == rules.RUNNING:
            actions.stop_delivery(delivery_id=delivery.id, by=Actor("staff", 7, "许店", shop.id), at=AT)
        return AT

    read(shop, between)
    stopped = there(delivery)
    assert (stopped.state, stopped.rows, stopped.refusal) == (rules.STOPPED, 2_000, "许店")
    assert Order.objects.count() == 2_000


def test_a_worker_that_must_go_leaves_it_to_the_next(shop: ShopCard) -> None:
    delivery = asked(shop, order_list(1_500))

    def must_go() -> datetime:
        raise ToldToEnd

    with pytest.raises(ToldToEnd):
        read(shop, must_go)
    assert there(delivery).state == rules.RUNNING
    read(shop)
    assert there(delivery).state == rules.FINISHED


def test_a_file_that_never_comes_to_its_end_is_given_up(shop: ShopCard) -> None:
    delivery = asked(shop, order_list(10))
    Delivery.objects.update(tries=rules.MOST_TRIES)
    read(shop)
    assert there(delivery).state == rules.REJECTED
    assert "都没有读完" in there(delivery).refusal


def _breaks(*_: Any) -> Outcome:
    message = "a fault of the program"
    raise ZeroDivisionError(message)


def test_a_fault_of_the_program_ends_this_file_and_not_the_next(shop: ShopCard) -> None:
    orders = KINDS.get("orders")
    assert orders is not None
    broken = KINDS.add(
        Kind(
            key="broken",
            title="坏的",
            capability="import",
            needed=(("坏列",),),
            read=orders.read,
            record=_breaks,
        )
    )
    try:
        bad = asked(shop, b"\xe5\x9d\x8f\xe5\x88\x97,x\n1,2\n")
        good = asked(shop, order_list(3))
        read(shop)
    finally:
        del KINDS._entries[broken.key]
    assert [there(one).state for one in (bad, good)] == [rules.REJECTED, rules.FINISHED]
    assert "程序读这个文件时出了错" in there(bad).refusal


def test_jobs_that_were_lost_are_asked_for_again_and_once(shop: ShopCard) -> None:
    asked(shop, order_list(3))
    for _ in range(2):
        jobs.mind(timestamp=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs"
            " WHERE task_name = 'zhanggui.read_files' AND status = 'todo'"
        )
        assert cursor.fetchone() == (1,)


def test_a_killed_command_is_shown_as_stopped_and_a_living_one_is_left_alone(shop: ShopCard) -> None:
    with child(shop, 0.5, _COMMAND) as command:
        hear(command, "batch")
        jobs.mind(timestamp=0)
        assert Delivery.objects.get().state == rules.RUNNING
        command.kill()
    (delivery,) = queries.deliveries(shop.id)
    assert delivery.state == rules.RUNNING
    until = time.monotonic() + PATIENCE_SECONDS
    while there(delivery).state == rules.RUNNING and time.monotonic() < until:
        jobs.mind(timestamp=0)
        time.sleep(0.1)
    stopped = there(delivery)
    assert (stopped.state, stopped.refusal, stopped.unsettled) == (rules.STOPPED, "", True)
    assert 0 < stopped.rows == Order.objects.count() < 5_000
    with child(shop, 0, _COMMAND) as command:
        assert command.stdout is not None
        assert command.stdout.read().endswith("end\n")
    jobs.mind(timestamp=0)
    again = queries.deliveries(shop.id)[0]
    assert (again.state, again.unchanged, again.rows) == (rules.FINISHED, stopped.rows, 5_000)
