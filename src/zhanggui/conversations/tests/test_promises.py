from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from zhanggui.conversations.actions import Draft, copy_text, open_conversation, record_messages
from zhanggui.conversations.queries import ConversationCard
from zhanggui.customers.queries import marketplace_buyer
from zhanggui.foundation.actors import program
from zhanggui.foundation.clock import now
from zhanggui.foundation.models import AuditEntry
from zhanggui.foundation.moves import CannotMove
from zhanggui.guard.actions import CannotDismiss, dismiss_promise, let_go_promises, match_promises
from zhanggui.guard.models import Promise
from zhanggui.guard.queries import (
    book_of,
    missed_promises,
    open_promises,
    promise_counts,
    shops_with_promises,
)
from zhanggui.guard.rules import PROMISE
from zhanggui.marketplace.events import OrderSnapshot
from zhanggui.marketplace.rules import TradeStatus
from zhanggui.orders.actions import claim_order, record_orders, remark
from zhanggui.orders.models import Order
from zhanggui.shops.actions import hire, open_shop
from zhanggui.shops.models import Staff
from zhanggui.shops.queries import ShopCard, StaffCard
from zhanggui.shops.rules import AGENT, LEAD
from zhanggui.worklist.models import Task
from zhanggui.worklist.queries import TaskCard, open_tasks

AT = datetime(2026, 11, 21, 3, tzinfo=UTC)
GIFT, COURIER = "好的,送您一双袜子", "给您发顺丰"
pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Cast:
    shop: ShopCard
    agent: StaffCard
    talk: ConversationCard

    def say(self, text: str, place: int = 0, at: datetime = AT) -> None:
        draft = Draft(
            self.talk.id,
            "staff",
            f"words-{place:06d}-{abs(hash(text))}"[:40],
            text,
            by_id=self.agent.id,
            by_name=self.agent.actor.name,
        )
        record_messages([draft], at=at)

    def match(self, at: datetime = AT) -> int:
        return match_promises(shop_id=self.shop.id, by=program(self.shop.id), at=at)

    def order(self, number: str = "2231958349120001", **differing: object) -> int:
        told: dict[str, object] = {
            "number": number,
            "status": TradeStatus.WAIT_SELLER_SEND_GOODS,
            "status_text": "等待卖家发货",
            "created_at": AT,
            "seen_at": AT,
            "receiver_name": "米小周",
            "receiver_phone": "13800000021",
        }
        shot = OrderSnapshot(**told | differing)  # type: ignore[arg-type]
        record_orders(shop_id=self.shop.id, snapshots=[shot], by=program(self.shop.id), at=AT)
        return Order.objects.get(number=number).pk

    def claim(self, number: str = "2231958349120001") -> None:
        claim_order(
            buyer_id=self.talk.buyer_id,
            shop_id=self.shop.id,
            number=number,
            phone_tail="0021",
            receiver_name="米小周",
            by=program(self.shop.id),
            at=AT,
        )

    @property
    def tasks(self) -> list[TaskCard]:
        return open_tasks(self.shop.id, kind="promise")


@pytest.fixture
def cast(client: Client) -> Cast:
    shop = open_shop(slug="first", name="示例店", platform="taobao", at=AT)
    agent = hire(
        shop_id=shop.id,
        login="lin",
        name="林晓",
        agent_number="A12",
        role=AGENT,
        password="quite-long-and-odd-77",
        by=program(shop.id),
        at=AT,
    )
    client.force_login(Staff.objects.get(pk=agent.id), "django.contrib.auth.backends.ModelBackend")
    return Cast(shop, agent, open_conversation(shop_id=shop.id, visitor_key="a" * 22, at=AT))


def states() -> list[str]:
    return list(Promise.objects.order_by("id").values_list("state", flat=True))


@pytest.mark.seed(71, 72)
def test_what_is_promised_before_the_order_waits_for_it_and_becomes_a_task(cast: Cast) -> None:
    cast.say(GIFT)
    cast.say(f"{COURIER}哦", 1)
    assert cast.match() == 0
    assert (len(open_promises(cast.talk.buyer_id)), cast.tasks) == (2, [])
    assert shops_with_promises() == [cast.shop.id]
    order_id = cast.order()
    cast.claim()  # only now the order is known to be this visitor's
    (task,) = cast.tasks
    assert task.title == "2231958349120001 答应了赠品「送您一双袜子」、快递「给您发顺丰」,还没有备注"
    assert (task.thing_id, task.owner_id, task.due_at) == (
        order_id,
        cast.agent.id,
        AT + timedelta(minutes=30),
    )
    assert shops_with_promises() == [cast.shop.id]  # somebody watches until it is done
    card = remark(order_id=order_id, flag=None, reason="备好", promises=("gift",), by=cast.agent.actor, at=AT)
    assert [task.title for task in cast.tasks] == ["2231958349120001 答应了快递「给您发顺丰」,还没有备注"]
    assert Promise.objects.get(kind="gift").remark_id == card.id
    # A reason that speaks of it covers it, too.
    remark(order_id=order_id, flag=None, reason="发顺丰", by=cast.agent.actor, at=AT)
    assert cast.tasks == []
    assert states() == ["covered", "covered"]


@pytest.mark.seed(72)
def test_what_a_remark_tells_already_asks_for_nothing(cast: Cast) -> None:
    order_id = cast.order()
    cast.claim()
    remark(order_id=order_id, flag=None, reason="送袜子", promises=("gift",), by=cast.agent.actor, at=AT)
    cast.say(GIFT)
    assert cast.match() == 1
    assert (states(), cast.tasks) == (["covered"], [])


@pytest.mark.seed(72)
def test_a_marketplace_buyers_new_order_is_matched_when_it_comes_in(cast: Cast) -> None:
    cast.order("2231958349120000", buyer_nick="小米粥", status=TradeStatus.FINISHED, seen_at=AT)
    buyer = marketplace_buyer(cast.shop.id, "小米粥")
    assert buyer
    assert copy_text(text=GIFT, buyer_id=buyer.id, by=cast.agent.actor, at=AT) == GIFT
    assert cast.match() == 0  # what has left is no use
    order_id = cast.order(buyer_nick="小米粥")
    assert [task.thing_id for task in cast.tasks] == [order_id]


def test_only_agents_promise_and_each_thing_once(cast: Cast) -> None:
    record_messages([Draft(cast.talk.id, "buyer", "buyer-000001", GIFT)], at=AT)
    assert not Promise.objects.exists()
    cast.say(GIFT)
    cast.say(GIFT, 1)
    cast.say("送您一双袜子可以吗?", 2)
    assert Promise.objects.count() == 1
    copy_text(text=COURIER, by=cast.agent.actor, at=AT)  # nobody knows to whom
    assert Promise.objects.count() == 1


def test_a_text_that_the_guard_stops_promises_nothing(cast: Cast) -> None:
    cast.say("发票开不了,送您一双袜子")
    assert not Promise.objects.exists()


def test_a_promise_to_a_buyer_who_never_orders_lapses(cast: Cast) -> None:
    cast.say(GIFT)
    cast.match(AT + timedelta(days=2))
    assert states() == ["open"]
    cast.match(AT + timedelta(days=4))
    assert states() == ["lapsed"]


def test_a_person_says_that_it_was_none(cast: Cast, client: Client) -> None:
    cast.order()
    cast.claim()
    cast.say(GIFT)
    cast.match()
    (promise,) = open_promises(cast.talk.buyer_id)
    url = reverse("promise_dismiss", args=[promise.id])
    assert client.post(url).status_code == 200
    assert client.post(url).status_code == 200
    assert (states(), cast.tasks) == (["dismissed"], [])
    assert AuditEntry.objects.filter(verb="dismiss_promise").count() == 1
    other = open_shop(slug="second", name="二店", platform="taobao", at=AT)
    with pytest.raises(CannotDismiss):
        dismiss_promise(promise_id=promise.id, by=program(other.id), at=AT)


def test_what_is_covered_cannot_be_dismissed(cast: Cast, client: Client) -> None:
    order_id = cast.order()
    cast.claim()
    cast.say(GIFT)
    cast.match()
    remark(order_id=order_id, flag=None, reason="送袜子", by=cast.agent.actor, at=AT)
    answer = client.post(reverse("promise_dismiss", args=[Promise.objects.get().pk]))
    assert answer.status_code == 422
    assert "已经有备注了" in answer.content.decode()


@pytest.mark.seed(72)
def test_the_chat_asks_for_the_remark_with_a_form_filled_in(cast: Cast, client: Client) -> None:
    slot = reverse("promises_slot", args=[cast.talk.buyer_id])
    assert client.get(slot).content.strip() == b""
    cast.say(GIFT)
    assert "买家还没有未发货的订单" in client.get(slot).content.decode()
    order_id = cast.order()
    cast.claim()
    shown = client.get(slot).content.decode()
    assert f'hx-post="/orders/{order_id}/remark"' in shown
    assert 'value="送您一双袜子"' in shown
    assert 'value="gift" checked' in shown
    assert 'value="courier" checked' not in shown
    part = client.get(reverse("promises_of_order", args=[order_id])).content.decode()
    assert "送您一双袜子" in part
    client.post(reverse("order_remark", args=[order_id]), {"reason": "袜子一双", "promise": "gift"})
    assert client.get(slot).content.strip() == b""


def test_the_numbers_of_a_day(cast: Cast) -> None:
    cast.say(GIFT)
    cast.say(COURIER, 1)
    order_id = cast.order()
    cast.claim()
    remark(order_id=order_id, flag=None, reason="袜子", promises=("gift",), by=cast.agent.actor, at=AT)
    counts = promise_counts(cast.shop.id, since=AT, until=AT + timedelta(seconds=1))
    assert (counts.found, counts.covered, counts.asked, counts.waiting) == (2, 1, 1, 0)
    assert promise_counts(cast.shop.id, since=AT - timedelta(days=1), until=AT).found == 0


def test_a_batch_costs_the_message_path_a_fixed_number_of_statements(
    cast: Cast, django_assert_max_num_queries: Callable[..., object]
) -> None:
    texts = [f"送您一双{colour}袜子" for colour in "黑白红蓝绿灰"]
    drafts = [
        Draft(cast.talk.id, "staff", f"batch-{place:06d}", text, by_id=cast.agent.id, by_name="林晓 A12")
        for place, text in enumerate(texts)
    ]
    book_of(cast.shop.id, at=AT)  # asked for once in two seconds
    with django_assert_max_num_queries(14):  # type: ignore[attr-defined]
        record_messages(drafts, at=AT)
    assert Promise.objects.count() == len(texts)


@pytest.mark.parametrize("state", sorted(PROMISE.states))
@pytest.mark.parametrize("move", sorted(PROMISE.moves))
def test_every_move_from_every_state(state: str, move: str) -> None:
    if (state, move) in PROMISE.table:
        assert PROMISE.after(state, move) in PROMISE.states
    else:
        with pytest.raises(CannotMove):
            PROMISE.after(state, move)


@pytest.mark.seed(72)
def test_a_promise_whose_parcel_left_is_over_and_noted(cast: Cast, client: Client) -> None:
    cast.order()
    cast.claim()
    cast.say(GIFT)
    cast.match()
    assert len(cast.tasks) == 1
    cast.order(status=TradeStatus.WAIT_BUYER_CONFIRM_GOODS, seen_at=AT + timedelta(minutes=9))
    assert (states(), cast.tasks) == (["missed"], [])
    assert Task.objects.get(kind="promise").note == "订单已经发出,没有写备注"
    counts = promise_counts(cast.shop.id, since=AT, until=AT + timedelta(seconds=1))
    assert (counts.found, counts.missed, counts.asked) == (1, 1, 0)
    (missed,) = missed_promises(cast.shop.id, since=AT, until=AT + timedelta(seconds=1))
    assert missed.quote == "送您一双袜子"
    Staff.objects.filter(pk=cast.agent.id).update(role=LEAD)
    Promise.objects.update(at=now())  # the page shows today's
    page = client.get(reverse("guard")).content.decode()
    assert "没备注就发走了 1" in page
    assert "送您一双袜子" in page


@pytest.mark.seed(72)
def test_a_promise_whose_order_was_closed_goes_on_to_the_next_order(cast: Cast) -> None:
    cast.order("2231958349120001")
    cast.claim("2231958349120001")
    cast.say(GIFT)
    cast.match()
    cast.order(status=TradeStatus.CLOSED_BY_TAOBAO, seen_at=AT + timedelta(minutes=9))
    assert (states(), cast.tasks) == (["open"], [])
    second = cast.order("2231958349120002", created_at=AT + timedelta(minutes=10))
    cast.claim("2231958349120002")
    assert [task.thing_id for task in cast.tasks] == [second]


def test_what_is_imported_silently_is_let_go_by_the_clock(cast: Cast) -> None:
    order_id = cast.order()
    cast.claim()
    cast.say(GIFT)
    cast.match()
    Order.objects.filter(pk=order_id).update(status=TradeStatus.WAIT_BUYER_CONFIRM_GOODS)
    by = program(cast.shop.id)
    assert let_go_promises(shop_id=cast.shop.id, by=by, at=AT) == 1
    assert let_go_promises(shop_id=cast.shop.id, by=by, at=AT) == 0
    assert (states(), cast.tasks, shops_with_promises()) == (["missed"], [], [])


@pytest.mark.seed(72)
@pytest.mark.parametrize(
    ("before", "said", "asks"),
    [
        ("发顺丰", "给您换成圆通", True),
        ("发顺丰", "给您发顺丰", False),
        ("送袜子", "再送您一条丝巾", True),
        ("送袜子", "送您一双羊毛袜子", False),
        ("换成黑色", "给您换成白色的", True),
        ("优惠5元", "给您优惠10元", True),
        ("送到门口", "送您一双袜子", True),
    ],
)
def test_a_remark_of_before_covers_only_what_it_speaks_of(
    cast: Cast, before: str, said: str, asks: bool
) -> None:
    order_id = cast.order()
    cast.claim()
    remark(order_id=order_id, flag=None, reason=before, by=cast.agent.actor, at=AT - timedelta(minutes=5))
    cast.say(said)
    cast.match()
    assert bool(cast.tasks) is asks


def test_the_form_that_is_filled_in_can_be_sent_however_much_was_promised(cast: Cast, client: Client) -> None:
    order_id = cast.order()
    cast.claim()
    for place in range(25):
        cast.say(f"再送您一条第{place:02d}号的真丝丝巾", place)
    cast.match()
    shown = client.get(reverse("promises_of_order", args=[order_id])).content.decode()
    reason = shown.partition('name="reason"')[2].partition('value="')[2].partition('"')[0]
    assert len(reason) == 200
    assert client.post(reverse("order_remark", args=[order_id]), {"reason": reason}).status_code == 200
