from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest

from zhanggui.foundation.actors import Actor
from zhanggui.foundation.models import AuditEntry
from zhanggui.foundation.moves import CannotMove
from zhanggui.marketplace import actions, queries, rules
from zhanggui.marketplace.actions import CannotReadAgain, Counts, Incoming, ReadingStopped
from zhanggui.marketplace.models import Delivery, DeliveryPiece
from zhanggui.marketplace.queries import DeliveryCard
from zhanggui.shops.actions import open_shop
from zhanggui.shops.queries import ShopCard

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
LOOK = {"shops": ["示例店铺"], "rows": [["张*"]], "problems": [{"line": 2}], "columns": [["订单编号", ""]]}
pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> ShopCard:
    return open_shop(slug="first", name="示例店", platform="taobao", at=AT)


@pytest.fixture
def manager(shop: ShopCard) -> Actor:
    return Actor("staff", 7, "许店", shop.id)


def offered(
    shop: ShopCard, by: Actor, pieces: Iterable[bytes] = (b"one", b"two"), at: datetime = AT
) -> DeliveryCard:
    incoming = Incoming(kind="", name="a.csv", sha256="0" * 64, size=6)
    taken = actions.take_upload(shop_id=shop.id, incoming=incoming, pieces=pieces, by=by, at=at)
    actions.note_look(delivery_id=taken.id, kind="orders", look=LOOK)
    return taken


def ask(delivery: DeliveryCard, by: Actor, *, trial: bool = False, at: datetime = AT) -> DeliveryCard:
    return actions.ask_delivery(delivery_id=delivery.id, trial=trial, told_at=None, by=by, at=at)


def read(delivery: DeliveryCard, counts: Counts) -> None:
    actions.start_delivery(delivery_id=delivery.id, at=AT)
    actions.count_delivery(delivery_id=delivery.id, counts=counts, at=AT)
    actions.finish_delivery(delivery_id=delivery.id, at=AT)


def there(delivery: DeliveryCard) -> DeliveryCard:
    card = queries.delivery_by_id(delivery.id)
    assert card is not None
    return card


def test_a_file_that_was_tried_is_dropped_with_whom_it_names_and_what_is_read_is_not(
    shop: ShopCard, manager: Actor
) -> None:
    tried = offered(shop, manager)
    ask(tried, manager, trial=True)
    with pytest.raises(actions.CannotDrop, match="还在读"):
        actions.drop_file(delivery_id=tried.id, by=manager, at=AT)
    read(tried, Counts(new=2))
    for _ in range(2):
        dropped = actions.drop_file(delivery_id=tried.id, by=manager, at=AT)
    assert dropped.look == {**LOOK, "rows": [], "problems": []}
    assert (dropped.state, dropped.rows) == (rules.FINISHED, 2)
    assert not DeliveryPiece.objects.exists()
    assert AuditEntry.objects.filter(verb="drop_file").count() == 1
    with pytest.raises(CannotReadAgain, match="清掉"):
        actions.read_delivery_again(delivery_id=tried.id, trial=False, told_at=None, by=manager, at=AT)


def test_a_file_is_kept_in_pieces_and_given_back_whole(shop: ShopCard, manager: Actor) -> None:
    kept = offered(shop, manager)
    assert b"".join(queries.pieces_of(kept.id)) == b"onetwo"
    assert there(kept).look == LOOK
    assert (kept.state, there(kept).kind) == (rules.OFFERED, "orders")


@pytest.mark.django_db(transaction=True)
def test_a_broken_upload_leaves_nothing(shop: ShopCard, manager: Actor) -> None:
    def breaks() -> Iterable[bytes]:
        yield b"one"
        raise OSError(5, "Input/output error")

    with pytest.raises(OSError, match="Input/output"):
        offered(shop, manager, breaks())
    assert not Delivery.objects.exists()
    assert not DeliveryPiece.objects.exists()


def test_what_was_asked_for_first_is_read_first_and_asking_twice_is_asking_once(
    shop: ShopCard, manager: Actor
) -> None:
    first, second = offered(shop, manager), offered(shop, manager)
    assert queries.next_to_read(shop.id) is None
    ask(second, manager)
    ask(first, manager, at=AT + timedelta(seconds=1))
    asked = ask(second, manager, trial=True, at=AT + timedelta(seconds=5))
    assert (asked.trial, asked.asked_at) == (False, AT)
    found = queries.next_to_read(shop.id)
    assert found is not None
    assert found.id == second.id
    assert queries.waiting_before(there(first)) == 1
    assert queries.shops_to_read() == [shop.id]
    assert AuditEntry.objects.filter(verb="import_file").count() == 2


def test_a_dry_run_is_no_import_in_the_audit(shop: ShopCard, manager: Actor) -> None:
    ask(offered(shop, manager), manager, trial=True)
    assert not AuditEntry.objects.filter(verb="import_file").exists()


def test_who_thinks_better_of_it_takes_it_back(shop: ShopCard, manager: Actor) -> None:
    waiting = offered(shop, manager)
    ask(waiting, manager)
    back = actions.stop_delivery(delivery_id=waiting.id, by=manager, at=AT)
    assert (back.state, back.asked_at) == (rules.OFFERED, None)
    gone = actions.stop_delivery(delivery_id=waiting.id, by=manager, at=AT)
    assert gone.state == rules.STOPPED
    assert not queries.has_pieces(waiting.id)
    with pytest.raises(CannotMove):
        actions.stop_delivery(delivery_id=waiting.id, by=manager, at=AT)


def test_a_stopped_reading_counts_no_more_and_can_be_read_again(shop: ShopCard, manager: Actor) -> None:
    running = offered(shop, manager)
    ask(running, manager)
    actions.start_delivery(delivery_id=running.id, at=AT)
    actions.count_delivery(delivery_id=running.id, counts=Counts(new=3), at=AT)
    stopped = actions.stop_delivery(delivery_id=running.id, by=manager, at=AT)
    assert (stopped.state, stopped.rows, stopped.unsettled) == (rules.STOPPED, 3, True)
    with pytest.raises(ReadingStopped):
        actions.count_delivery(delivery_id=running.id, counts=Counts(new=3), at=AT)
    again = actions.read_delivery_again(delivery_id=running.id, trial=False, told_at=None, by=manager, at=AT)
    assert again.again_of_id == running.id
    assert b"".join(queries.pieces_of(again.id)) == b"onetwo"
    assert not queries.has_pieces(running.id)


def test_a_dry_run_is_read_again_once_only(shop: ShopCard, manager: Actor) -> None:
    tried = offered(shop, manager)
    ask(tried, manager, trial=True)
    with pytest.raises(CannotReadAgain):
        actions.read_delivery_again(delivery_id=tried.id, trial=False, told_at=None, by=manager, at=AT)
    read(tried, Counts(new=2))
    ids = {
        actions.read_delivery_again(delivery_id=tried.id, trial=False, told_at=AT, by=manager, at=AT).id
        for _ in range(2)
    }
    assert len(ids) == 1
    assert queries.repeat_of(tried.id) == ids.pop()
    assert there(tried).new == 2


def test_bytes_and_rows_that_name_buyers_go_when_nothing_is_left_to_decide(
    shop: ShopCard, manager: Actor
) -> None:
    done, tried, doubtful, waits = (offered(shop, manager) for _ in range(4))
    for one, trial, counts in (
        (done, False, Counts(new=1)),
        (tried, True, Counts(new=1)),
        (doubtful, False, Counts(new=1, undecided=1)),
    ):
        ask(one, manager, trial=trial)
        read(one, counts)
    ask(waits, manager)
    assert actions.forget_pieces(before=AT - timedelta(hours=24)) == 1
    assert [queries.has_pieces(one.id) for one in (done, tried, doubtful, waits)] == [False, True, True, True]
    look = there(done).look
    assert look is not None
    assert (look["rows"], look["problems"], look["shops"]) == ([], [], ["示例店铺"])
    with pytest.raises(CannotReadAgain):
        actions.read_delivery_again(delivery_id=done.id, trial=False, told_at=None, by=manager, at=AT)


def test_what_nobody_decides_about_goes_after_its_time_but_never_what_is_being_read(
    shop: ShopCard, manager: Actor
) -> None:
    left, waits = offered(shop, manager), offered(shop, manager)
    ask(waits, manager)
    assert actions.forget_pieces(before=AT + timedelta(hours=1)) == 1
    assert there(left).state == rules.STOPPED
    assert [queries.has_pieces(one.id) for one in (left, waits)] == [False, True]


def test_a_refused_file_keeps_no_bytes(shop: ShopCard, manager: Actor) -> None:
    refused = offered(shop, manager)
    actions.reject_delivery(delivery_id=refused.id, reason="不认识这个文件", at=AT)
    assert not queries.has_pieces(refused.id)
    assert there(refused).refusal == "不认识这个文件"
