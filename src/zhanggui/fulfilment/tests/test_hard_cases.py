"""What goes wrong between people: stale pages, wishes beside doubts, parcels that leave meanwhile, and many
addresses at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.cast import AT, Cast, client_of

from zhanggui.foundation.actors import program
from zhanggui.foundation.calendar import shop_day
from zhanggui.fulfilment.actions import (
    CannotConfirm,
    answer_yes,
    ask_visitor,
    change_address,
    confirm_address,
    decline_proposal,
    list_area,
    propose_address,
    send_cards,
)
from zhanggui.fulfilment.models import AddressCheck
from zhanggui.fulfilment.queries import check_by_id
from zhanggui.fulfilment.rules import Receiver, mark_of
from zhanggui.fulfilment.tests.conftest import CheckOf, Record, Snapshot
from zhanggui.marketplace.rules import TradeStatus
from zhanggui.orders.queries import remarks_of
from zhanggui.worklist.queries import open_tasks

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
NEW = Receiver("米小粥", "13800000022", "浙江省杭州市余杭区样本路2号")
OTHER_STREET = "浙江省 杭州市 西湖区 示例路2号(000000)"
SENT = TradeStatus.WAIT_BUYER_CONFIRM_GOODS


@pytest.mark.seed(63)
def test_a_wish_that_is_declined_leaves_the_other_doubts(
    cast: Cast, record: Record, snapshot: Snapshot, check_of: CheckOf
) -> None:
    record(snapshot(receiver_phone="1380000"))
    wish = propose_address(check_id=check_of().pk, receiver=NEW, by=cast.agent.actor, at=AT)
    assert check_of().findings == ["phone", "proposed"]
    decline_proposal(proposal_id=wish, note="已经打单", by=cast.agent.actor, at=AT)
    assert (check_of().state, check_of().findings) == ("held", ["phone"])
    (task,) = open_tasks(cast.shop.id)
    assert task.title.startswith("电话号码不对 ·")
    confirm_address(check_id=check_of().pk, how="phone", by=cast.agent.actor, at=AT)
    assert check_of().state == "confirmed"


@pytest.mark.seed(63)
def test_nobody_confirms_an_address_that_changed_under_their_eyes(
    cast: Cast, record: Record, snapshot: Snapshot, check_of: CheckOf
) -> None:
    record(snapshot(receiver_phone="1380000"))
    seen = mark_of(check_of().digest)
    client = client_of(cast.agent)
    page = client.get(f"/addresses/of-order/{check_of().order_id}").content.decode()
    assert f'name="seen" value="{seen}"' in page
    record(snapshot(receiver_address=OTHER_STREET, seen_at=AT + MINUTE), at=AT + MINUTE)
    stale = client.post(f"/addresses/{check_of().pk}/confirm", {"how": "looked", "seen": seen})
    assert stale.status_code == 422
    assert "地址刚刚变了" in stale.content.decode()
    assert mark_of(check_of().digest) in stale.content.decode()  # what is shown now can be confirmed
    assert check_of().state == "held"


def test_a_buyers_yes_to_an_older_card_is_none(
    cast: Cast, record: Record, snapshot: Snapshot, check_of: CheckOf
) -> None:
    record(snapshot())
    talk, by = cast.conversation(), program(cast.shop.id)
    order_id, check_id = check_of().order_id, check_of().pk
    ask_visitor(shop_id=cast.shop.id, order_id=order_id, buyer_id=talk.buyer_id, by=by, at=AT)
    send_cards(shop_id=cast.shop.id, by=by, at=AT)
    record(snapshot(receiver_address=OTHER_STREET, seen_at=AT + MINUTE), at=AT + MINUTE)
    with pytest.raises(CannotConfirm, match="新卡片"):
        answer_yes(check_id=check_id, by=by, at=AT + MINUTE)
    send_cards(shop_id=cast.shop.id, by=by, at=AT + MINUTE)
    propose_address(check_id=check_id, receiver=NEW, by=by, at=AT + MINUTE)
    with pytest.raises(CannotConfirm, match="客服正在核对"):
        answer_yes(check_id=check_id, by=by, at=AT + MINUTE)
    assert (check_of().state, check_of().said_yes_at) == ("held", None)


def test_what_has_left_offers_nothing_and_takes_no_word(
    cast: Cast, record: Record, snapshot: Snapshot, check_of: CheckOf
) -> None:
    record(snapshot())
    later = AT + timedelta(hours=1)
    AddressCheck.objects.update(state="released", settled_at=later, how="silence")
    record(snapshot(status=SENT, seen_at=later), at=later)
    card = check_by_id(check_of().pk, at=later)
    assert card is not None
    assert (card.state, card.confirmable, card.changeable) == ("released", False, False)
    for verb in (answer_yes, confirm_address):
        given: dict[str, Any] = {"how": "phone"} if verb is confirm_address else {}
        with pytest.raises(CannotConfirm, match="已经发货"):
            verb(check_id=check_of().pk, by=cast.agent.actor, at=later, **given)
    page = client_of(cast.agent).get(f"/addresses/of-order/{check_of().order_id}").content.decode()
    assert "<form" not in page


@pytest.mark.seed(51, 63)
def test_an_area_that_is_listed_holds_what_is_still_here(
    cast: Cast, record: Record, snapshot: Snapshot, check_of: CheckOf
) -> None:
    record(snapshot("1000001"), snapshot("1000002", receiver_address="江苏省 南京市 鼓楼区 示例路1号"))
    record(snapshot("1000003"))
    record(snapshot("1000003", status=SENT, seen_at=AT))
    confirm_address(check_id=check_of("1000001").pk, how="phone", by=cast.agent.actor, at=AT)
    by = cast.manager.actor
    list_area(text="浙江杭州", courier="", reason="", since=shop_day(AT), until=None, by=by, at=AT)
    assert (check_of("1000001").state, check_of("1000001").findings) == ("held", ["courier"])
    assert check_of("1000002").state == "asked"
    assert check_of("1000003").state == "over"
    assert len(open_tasks(cast.shop.id)) == 1


@pytest.mark.seed(63)
@pytest.mark.parametrize(
    ("address", "findings"),
    [
        ("浙江省杭州市西湖区****", []),
        ("浙江省 杭州市 西湖区 示例路1号", []),
        ("浙江省杭州市****", []),
        ("江苏省南京市****", ["changed"]),
        ("浙江省 宁波市 海曙区 示例路1号", ["changed"]),
    ],
)
def test_another_place_is_noticed_behind_a_mask(
    record: Record, snapshot: Snapshot, check_of: CheckOf, address: str, findings: list[str]
) -> None:
    mask = {"receiver_name": "米**", "receiver_phone": "138****0021"}
    record(snapshot(**mask, receiver_address="浙江省杭州市***"))
    record(snapshot(**mask, receiver_address=address, seen_at=AT + MINUTE), at=AT + MINUTE)
    assert check_of().findings == findings


@pytest.mark.seed(70)
def test_a_change_that_is_pressed_twice_is_one_remark(
    cast: Cast, record: Record, snapshot: Snapshot, check_of: CheckOf
) -> None:
    record(snapshot())
    by, check_id = cast.agent.actor, check_of().pk
    for seconds in (0, 1):
        change_address(check_id=check_id, receiver=NEW, by=by, at=AT + timedelta(seconds=seconds))
    assert len(remarks_of(check_of().order_id)) == 1
    # The buyer sends the same once more: it is done already.
    propose_address(check_id=check_id, receiver=NEW, by=by, at=AT + MINUTE)
    assert check_of().state == "confirmed"
    # Back to the old one, and again to the new one: two more.
    old = Receiver("米小周", "13800000021", "浙江省杭州市西湖区示例路1号")
    for receiver, minutes in ((old, 2), (NEW, 3)):
        change_address(check_id=check_id, receiver=receiver, by=by, at=AT + minutes * MINUTE)
    assert len(remarks_of(check_of().order_id)) == 3


@pytest.mark.seed(63)
def test_a_doubtful_address_that_staff_write_down_is_looked_at_again(
    cast: Cast, record: Record, snapshot: Snapshot, check_of: CheckOf
) -> None:
    record(snapshot())
    by, client = cast.agent.actor, client_of(cast.agent)
    typed = {"name": "米小周", "phone": "1380000002", "address": "杭州西湖区"}
    for _ in range(2):  # pressed twice it is as doubtful
        page = client.post(f"/addresses/{check_of().pk}/change", typed).content.decode()
        assert "电话号码不对" in page
        assert "没有街道地址" in page
    assert (check_of().state, len(open_tasks(cast.shop.id, kind="verify_address"))) == ("held", 1)
    assert remarks_of(check_of().order_id) == []
    change_address(check_id=check_of().pk, receiver=NEW, by=by, at=AT + MINUTE)
    assert (check_of().state, len(remarks_of(check_of().order_id))) == ("confirmed", 1)


@pytest.mark.seed(63)
def test_many_held_addresses_are_confirmed_at_once(cast: Cast, record: Record, snapshot: Snapshot) -> None:
    record(*(snapshot(str(1000001 + place), receiver_phone="1") for place in range(4)))
    client = client_of(cast.agent)
    page = client.get("/addresses/").content.decode()
    checks = list(AddressCheck.objects.order_by("pk"))
    picked = [f"{check.pk}:{mark_of(check.digest)}" for check in checks]
    assert all(f'value="{one}"' in page for one in picked)
    assert "示例路*号" in page  # as much of the street as a person needs to judge
    assert "示例路1号" not in page
    propose_address(check_id=checks[3].pk, receiver=NEW, by=cast.agent.actor, at=AT)
    stale = f"{checks[2].pk}:000000000000"
    body = {"how": "phone", "check": [*picked[:2], stale, picked[3], "x", ""]}
    answer = client.post("/addresses/confirm", body)
    assert answer.status_code == 422
    assert answer["HX-Trigger"] == "changed-addresses"
    assert "已确认 2 个" in answer.content.decode()
    assert "4 个没有确认" in answer.content.decode()
    states = list(AddressCheck.objects.order_by("pk").values_list("state", "how"))
    assert states == [("confirmed", "phone"), ("confirmed", "phone"), ("held", ""), ("held", "")]
    for odd in ({"how": "phone"}, {"how": "silence", "check": picked[2]}):
        assert client.post("/addresses/confirm", odd).status_code == 422
    again = client.post("/addresses/confirm", {"how": "chat", "check": picked[2]})
    assert (again.status_code, again.content.decode().strip()) == (200, "已确认 1 个")


def test_only_ones_own_shops_addresses_and_only_by_those_who_receive(
    cast: Cast, record: Record, snapshot: Snapshot
) -> None:
    record(snapshot(receiver_phone="1"))
    check = AddressCheck.objects.get()
    body = {"how": "phone", "check": f"{check.pk}:"}
    assert client_of(cast.stranger).post("/addresses/confirm", body).status_code == 404
    assert client_of(cast.warehouse).post("/addresses/confirm", body).status_code == 403
    assert 'name="check"' not in client_of(cast.warehouse).get("/addresses/").content.decode()
    check.refresh_from_db()
    assert check.state == "held"
