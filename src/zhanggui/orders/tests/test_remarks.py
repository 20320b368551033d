from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from zhanggui.foundation.actors import Actor, program
from zhanggui.marketplace.actions import end_errand, take_errands
from zhanggui.marketplace.events import OrderSnapshot
from zhanggui.marketplace.queries import ErrandCard
from zhanggui.orders import rules
from zhanggui.orders.actions import (
    CannotAskMemo,
    CannotRemark,
    RecordedOrders,
    change_order,
    remark,
    write_memo_again,
)
from zhanggui.orders.models import Change, Order, Remark
from zhanggui.orders.queries import MEMO_ERRAND, MemoCard, memo_of, order_by_id, remarks_of
from zhanggui.orders.settings import MEMO_BYTES
from zhanggui.shops.actions import change_setting, open_shop
from zhanggui.shops.queries import ShopCard, StaffCard
from zhanggui.worklist.actions import finish_task
from zhanggui.worklist.queries import open_tasks

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db
Record = Callable[..., RecordedOrders]
Snapshot = Callable[..., OrderSnapshot]


@pytest.fixture
def agent(shop: ShopCard, log_in: Callable[..., StaffCard]) -> Actor:
    return log_in(shop).actor


@pytest.fixture
def order_id(record: Record, snapshot: Snapshot) -> int:
    record(snapshot(remark="老客,已打单"))
    return Order.objects.get().pk


def memo(order_id: int, at: datetime = AT) -> MemoCard:
    order = order_by_id(order_id)
    assert order is not None
    return memo_of(order, at=at)


def asked(order_id: int) -> ErrandCard:
    errand = memo(order_id).errand
    assert errand is not None
    return errand


def titles(shop: ShopCard) -> list[str]:
    return [task.title for task in open_tasks(shop.id, kind="memo_conflict")]


@pytest.mark.seed(66, 67)
def test_a_remark_says_why_by_whom_and_when_and_is_red(order_id: int, agent: Actor) -> None:
    card = remark(order_id=order_id, flag=None, reason=" 换成浅杏 ", change="colour", by=agent, at=AT)
    assert (card.flag, card.reason, card.by_number, card.at) == (rules.RED, "换成浅杏", "age", AT)
    assert card.about == ("改颜色",)
    later = remark(order_id=order_id, flag=0, reason="送袜子", promises=("gift",), by=agent, at=AT)
    assert [one.id for one in remarks_of(order_id)] == [later.id, card.id]
    assert later.flag == 0


@pytest.mark.seed(67)
@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"reason": " \n"}, "请写明事由"),
        ({"reason": "字" * 201}, "最多 200 个字"),
        ({"flag": 6}, "没有这种颜色"),
        ({"promises": ("moon",)}, "没有这一项"),
        ({"change": "name"}, "没有这一项"),
        ({"order_id": 0}, "没有这个订单"),
    ],
)
def test_what_no_remark_can_say_is_refused(
    order_id: int, agent: Actor, said: dict[str, object], sentence: str
) -> None:
    given: dict[str, object] = {"order_id": order_id, "flag": None, "reason": "送袜子", "by": agent, "at": AT}
    with pytest.raises(CannotRemark, match=sentence):
        remark(**given | said)  # type: ignore[arg-type]
    assert not Remark.objects.exists()


def test_only_staff_of_the_shop_and_no_visitor(order_id: int, shop: ShopCard) -> None:
    other = open_shop(slug="second", name="二店", platform="taobao", at=AT)
    for by in (program(other.id), Actor("visitor", 1, "访客", shop.id)):
        with pytest.raises(CannotRemark):
            remark(order_id=order_id, flag=None, reason="送袜子", by=by, at=AT)


@pytest.mark.seed(68)
def test_the_marketplace_is_asked_for_our_words_above_those_of_others(
    order_id: int, agent: Actor, shop: ShopCard
) -> None:
    remark(order_id=order_id, flag=None, reason="换成浅杏", by=agent, at=AT)
    remark(order_id=order_id, flag=2, reason="送袜子", promises=("gift",), by=agent, at=AT)
    (taken,) = take_errands(shop_id=shop.id, kinds=[MEMO_ERRAND], limit=9, at=AT)
    assert taken.payload == {
        "number": "2231958349120001",
        "flag": 2,
        "base": "老客,已打单",
        "memo": "【黄·赠品】送袜子 工号age 2026-11-21 17:00\n"
        "【红】换成浅杏 工号age 2026-11-21 17:00\n老客,已打单",
    }
    end_errand(errand_id=taken.id, ok=True, at=AT)
    shown = memo(order_id)
    assert (shown.standing, shown.flag, shown.foreign) == (rules.Standing.THERE, 2, "老客,已打单")
    assert shown.to_copy == ""
    # The next one is made on top of what the marketplace has now.
    remark(order_id=order_id, flag=None, reason="加急", by=agent, at=AT)
    assert asked(order_id).payload["base"] == taken.payload["memo"]
    assert asked(order_id).payload["memo"].count("送袜子") == 1


@pytest.mark.seed(68)
def test_a_marketplace_known_by_files_gets_it_by_hand_and_the_next_snapshot_ends_it(
    order_id: int, agent: Actor, record: Record, snapshot: Snapshot
) -> None:
    remark(order_id=order_id, flag=None, reason="换成浅杏", by=agent, at=AT)
    text = memo(order_id).to_copy
    assert text.startswith("【红】换成浅杏 工号age")
    later = AT + timedelta(hours=1)
    # The export joins lines by spaces, and somebody has added a word.
    record(snapshot(remark=text.replace("\n", " ") + " 已打单2", flag=1, seen_at=later), at=later)
    assert asked(order_id).state == "done"
    shown = memo(order_id)
    assert (shown.to_copy, shown.standing) == ("", rules.Standing.THERE)
    assert shown.foreign == "老客,已打单 已打单2"


def test_words_that_others_wrote_meanwhile_are_kept(
    order_id: int, agent: Actor, record: Record, snapshot: Snapshot, shop: ShopCard
) -> None:
    remark(order_id=order_id, flag=None, reason="换成浅杏", by=agent, at=AT)
    first = asked(order_id)
    later = AT + timedelta(minutes=5)
    record(snapshot(remark="老客,已打单 补:要发票", seen_at=later), at=later)
    second = asked(order_id)
    assert second.id != first.id
    assert second.payload["memo"].endswith("\n老客,已打单 补:要发票")
    assert titles(shop) == []


def test_a_remark_that_somebody_took_out_is_a_persons_to_judge(
    order_id: int, agent: Actor, record: Record, snapshot: Snapshot, shop: ShopCard
) -> None:
    remark(order_id=order_id, flag=None, reason="换成浅杏", by=agent, at=AT)
    text = asked(order_id).payload["memo"]
    end_errand(errand_id=asked(order_id).id, ok=True, at=AT)
    # What the marketplace told before it was written says nothing.
    record(snapshot(remark="老客", seen_at=AT - timedelta(minutes=1)), at=AT)
    assert titles(shop) == []
    later = AT + timedelta(minutes=5)
    record(snapshot(remark="老客", seen_at=later), at=later)
    assert titles(shop) == ["2231958349120001 的平台备注里,我们写的不见了"]
    assert memo(order_id).standing == rules.Standing.MISSING
    write_memo_again(order_id=order_id, by=agent, at=later)
    assert asked(order_id).payload["memo"].endswith("\n老客")
    after = later + timedelta(minutes=5)
    record(snapshot(remark=text, seen_at=after), at=after)
    assert titles(shop) == []
    edited = text.replace("浅杏", "米白")
    record(snapshot(remark=edited, seen_at=after + timedelta(minutes=5)), at=after + timedelta(minutes=5))
    assert titles(shop) == ["2231958349120001 的平台备注里,我们写的被改过"]


def test_a_failed_errand_and_a_full_memo_are_tasks(
    order_id: int, agent: Actor, record: Record, snapshot: Snapshot, shop: ShopCard
) -> None:
    remark(order_id=order_id, flag=None, reason="换成浅杏", by=agent, at=AT)
    end_errand(errand_id=asked(order_id).id, ok=False, result="订单不能备注", at=AT)
    assert titles(shop) == ["2231958349120001 的备注没有写进平台:订单不能备注"]
    assert memo(order_id).to_copy
    record(snapshot("2231958349120002", remark="满" * 330))
    full = Order.objects.get(number="2231958349120002").pk
    remark(order_id=full, flag=None, reason="换成浅杏", by=agent, at=AT)
    assert "2231958349120002 的平台备注满了,新备注写不进" in titles(shop)
    assert [one.reason for one in remarks_of(full)] == ["换成浅杏"]


def test_how_long_a_memo_may_be_is_a_dated_setting(order_id: int, agent: Actor, shop: ShopCard) -> None:
    change_setting(shop_id=shop.id, setting=MEMO_BYTES, value=90, by=program(shop.id), at=AT)
    remark(order_id=order_id, flag=None, reason="字" * 150, by=agent, at=AT)
    text = asked(order_id).payload["memo"]
    assert len(text.encode()) <= 90
    assert "…" in text


@pytest.mark.seed(70)
def test_no_change_without_a_remark(order_id: int, agent: Actor) -> None:
    with pytest.raises(CannotRemark):
        change_order(order_id=order_id, what="size", before="M", after="XL", reason="", by=agent, at=AT)
    assert not Change.objects.exists()
    card = change_order(
        order_id=order_id, what="size", before="M", after="XL", reason="买家要大一码", by=agent, at=AT
    )
    assert (card.flag, card.about) == (rules.RED, ("改尺码",))
    change = Change.objects.get()
    assert (change.what, change.before, change.after, change.remark_id) == ("size", "M", "XL", card.id)
    with pytest.raises(IntegrityError), transaction.atomic():
        Change.objects.filter(pk=change.pk).update(remark=None)


def test_there_is_nothing_to_write_again_without_a_remark(order_id: int, agent: Actor) -> None:
    with pytest.raises(CannotAskMemo):
        write_memo_again(order_id=order_id, by=agent, at=AT)


@pytest.mark.seed(66, 67)
def test_the_page_writes_and_shows_it(order_id: int, agent: Actor, client: Client) -> None:
    assert agent.id
    url = reverse("order_remark", args=[order_id])
    refused = client.post(url, {"reason": "", "flag": "3"})
    assert refused.status_code == 422
    assert "请写明事由" in refused.content.decode()
    for data in (
        {"reason": "x", "flag": "9"},
        {"reason": "x", "flag": "red"},
        {"reason": "x", "promise": "y"},
    ):
        assert client.post(url, data).status_code == 422
    answer = client.post(url, {"reason": "送袜子", "flag": "3", "promise": ["gift", "courier"]})
    assert answer.status_code == 200
    (card,) = remarks_of(order_id)
    assert (card.flag, card.promises) == (3, ("gift", "courier"))
    for page in (reverse("order", args=[order_id]), reverse("order_memo", args=[order_id])):
        shown = client.get(page).content.decode()
        assert "送袜子" in shown
        assert "复制备注" in shown
        assert 'data-flag="3"' in shown


def test_grey_is_a_flag_too(order_id: int, agent: Actor, client: Client) -> None:
    assert agent.id
    assert (
        client.post(reverse("order_remark", args=[order_id]), {"reason": "x", "flag": "0"}).status_code == 200
    )
    assert remarks_of(order_id)[0].flag == 0


def test_the_slot_shows_remarks_in_a_fixed_number_of_questions(
    order_id: int,
    agent: Actor,
    client: Client,
    record: Record,
    snapshot: Snapshot,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    for place in range(10):
        record(snapshot(f"22319583491300{place:02d}"))
    for order in Order.objects.all():
        remark(order_id=order.pk, flag=None, reason=f"备注{order.pk}", by=agent, at=AT)
    buyer_id = Order.objects.get(pk=order_id).buyer_id
    with django_assert_max_num_queries(25):  # type: ignore[attr-defined]
        shown = client.get(reverse("orders_slot", args=[buyer_id])).content.decode()
    assert shown.count("data-remark>") == 11


def test_two_presses_in_one_second_still_ask_once(
    order_id: int, agent: Actor, record: Record, snapshot: Snapshot
) -> None:
    remark(order_id=order_id, flag=None, reason="换成浅杏", by=agent, at=AT)
    end_errand(errand_id=asked(order_id).id, ok=False, result="订单不能备注", at=AT)
    for _ in range(2):
        write_memo_again(order_id=order_id, by=agent, at=AT)
    assert asked(order_id).state == "asked"
    # Somebody writes another word, and takes it back: it is asked for on top of what stands there.
    for words, minutes in (("老客,已打单 加急", 1), ("老客,已打单", 2)):
        later = AT + timedelta(minutes=minutes)
        record(snapshot(remark=words, seen_at=later), at=later)
        assert (asked(order_id).state, asked(order_id).payload["base"]) == ("asked", words)


def test_a_button_that_is_pressed_twice_writes_one_remark(order_id: int, agent: Actor) -> None:
    said = {"order_id": order_id, "flag": None, "reason": "换 XL", "change": "size", "by": agent}
    cards = [remark(**said, at=AT + timedelta(seconds=late)) for late in (0, 1)]  # type: ignore[arg-type]
    assert cards[0] == cards[1]
    remark(**said, at=AT + timedelta(minutes=1))  # type: ignore[arg-type]
    assert Remark.objects.count() == Change.objects.count() == 2


@pytest.mark.seed(67)
def test_a_conflict_is_over_when_the_memo_is_written_after_all(
    order_id: int, agent: Actor, shop: ShopCard
) -> None:
    remark(order_id=order_id, flag=None, reason="换成浅杏", by=agent, at=AT)
    end_errand(errand_id=asked(order_id).id, ok=False, result="平台忙", at=AT)
    assert len(titles(shop)) == 1
    write_memo_again(order_id=order_id, by=agent, at=AT)
    end_errand(errand_id=asked(order_id).id, ok=True, at=AT)
    assert titles(shop) == []


def test_a_memo_without_room_says_so_and_is_written_when_there_is_some(
    order_id: int, agent: Actor, record: Record, snapshot: Snapshot, shop: ShopCard, client: Client
) -> None:
    remark(order_id=order_id, flag=None, reason="换成浅杏", by=agent, at=AT)
    end_errand(errand_id=asked(order_id).id, ok=True, at=AT)
    later = AT + timedelta(minutes=1)
    record(snapshot(remark=asked(order_id).payload["memo"] + "满" * 325, seen_at=later), at=later)
    remark(order_id=order_id, flag=None, reason="再换米白", by=agent, at=later)
    shown = memo(order_id, later)
    assert (shown.full, shown.to_copy) == (True, "")
    page = client.get(reverse("order_memo", args=[order_id])).content.decode()
    assert "平台备注满了" in page
    assert "已写进平台备注" not in page
    assert len(titles(shop)) == 1
    after = later + timedelta(minutes=1)
    record(snapshot(remark="仓库:短些", seen_at=after), at=after)
    assert asked(order_id).payload["memo"].endswith("\n仓库:短些")
    assert "再换米白" in asked(order_id).payload["memo"]
    assert not memo(order_id, after).full
    end_errand(errand_id=asked(order_id).id, ok=True, at=after)
    assert titles(shop) == []


def test_a_remark_that_crosses_one_on_its_way_is_written_on_top_of_it(
    order_id: int, agent: Actor, shop: ShopCard
) -> None:
    remark(order_id=order_id, flag=None, reason="换成浅杏", by=agent, at=AT)
    (taken,) = take_errands(shop_id=shop.id, kinds=[MEMO_ERRAND], limit=9, at=AT)
    remark(order_id=order_id, flag=None, reason="送袜子", by=agent, at=AT)
    end_errand(errand_id=taken.id, ok=True, at=AT)
    newest = asked(order_id)
    assert (newest.state, newest.payload["base"]) == ("asked", taken.payload["memo"])
    assert newest.payload["memo"].startswith("【红】送袜子")
    assert newest.payload["memo"].count("换成浅杏") == 1


@pytest.mark.seed(70)
@pytest.mark.parametrize(
    ("what", "before"),
    [
        ("size", ""),
        ("price", "298.00"),
        ("address", "米小周 13800000021 浙江省 杭州市 西湖区 示例路1号(000000)"),
    ],
)
def test_what_a_remark_says_was_changed_is_kept_as_a_change(
    order_id: int, agent: Actor, client: Client, what: str, before: str
) -> None:
    assert agent.id
    client.post(reverse("order_remark", args=[order_id]), {"reason": "按买家说的改", "change": what})
    change = Change.objects.get()
    assert (change.what, change.before, change.after) == (what, before, "按买家说的改")
    assert remarks_of(order_id)[0].id == change.remark_id


@pytest.mark.seed(68)
def test_a_conflict_is_asked_about_once(
    order_id: int, agent: Actor, record: Record, snapshot: Snapshot, shop: ShopCard
) -> None:
    def told(memo: str, minutes: int) -> None:
        later = AT + timedelta(minutes=minutes)
        record(snapshot(remark=memo, seen_at=later), at=later)

    remark(order_id=order_id, flag=None, reason="换成浅杏", by=agent, at=AT)
    end_errand(errand_id=asked(order_id).id, ok=True, at=AT)
    told("老客", 1)
    told("老客 已打单", 2)
    (task,) = open_tasks(shop.id, kind="memo_conflict")
    finish_task(task_id=task.id, note="仓库知道", by=agent, at=AT + timedelta(minutes=3))
    told("老客 已打单 已拣货", 4)
    assert titles(shop) == []
    # Written anew, and taken out once more: that is news.
    write_memo_again(order_id=order_id, by=agent, at=AT + timedelta(minutes=5))
    end_errand(errand_id=asked(order_id).id, ok=True, at=AT + timedelta(minutes=6))
    told("老客", 7)
    assert len(titles(shop)) == 1
