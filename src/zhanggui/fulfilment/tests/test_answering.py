"""The card in the buyer's chat, the buyer's answer, and what staff make of it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.cast import AT, Cast, client_of, client_of_visitor

from zhanggui.conversations.models import Conversation, Message
from zhanggui.conversations.variables import Occasion, values_for
from zhanggui.customers.queries import marketplace_buyer
from zhanggui.foundation.actors import program
from zhanggui.foundation.announcements import event_name
from zhanggui.fulfilment.actions import (
    CannotAnswerWish,
    CannotConfirm,
    CannotPropose,
    accept_proposal,
    answer_yes,
    confirm_address,
    decline_proposal,
    propose_address,
    send_cards,
)
from zhanggui.fulfilment.models import AddressCheck, AddressProposal
from zhanggui.fulfilment.rules import Receiver
from zhanggui.fulfilment.tests.conftest import CheckOf, Record, Snapshot
from zhanggui.guard.events import RedLineBlocked
from zhanggui.guard.models import GuardHit
from zhanggui.marketplace.rules import TradeStatus
from zhanggui.orders.actions import claim_order
from zhanggui.orders.queries import remarks_of
from zhanggui.worklist.queries import open_tasks

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
NEW = Receiver("米小粥", "13800000022", "浙江省杭州市余杭区样本路2号")
OTHER = Receiver("米小粥", "13800000022", "浙江省杭州市余杭区样本路3号")


@pytest.fixture
def asked(cast: Cast, record: Record, snapshot: Snapshot) -> Any:
    """Opens a check whose order a web visitor has proved, and shows the card."""

    def run(**differing: Any) -> AddressCheck:
        shot = snapshot(**differing)
        record(shot)
        cast.conversation()
        claim_order(
            buyer_id=cast.visitor().id,
            shop_id=cast.shop.id,
            number=shot.number,
            phone_tail=(shot.receiver_phone or "")[-4:],
            receiver_name=shot.receiver_name or "",
            by=program(cast.shop.id),
            at=AT,
        )
        send_cards(shop_id=cast.shop.id, by=program(cast.shop.id), at=AT)
        return AddressCheck.objects.get(order__number=shot.number)

    return run


def cards() -> list[Message]:
    return list(Message.objects.filter(kind="card").order_by("position"))


@pytest.mark.seed(51, 63)
def test_who_proved_an_order_is_shown_where_its_parcel_goes(cast: Cast, asked: Any) -> None:
    check = asked()
    (card,) = cards()
    assert card.card is not None
    assert card.side == "auto"
    shown = {key: card.card[key] for key in ("is", "id", "state", "name", "phone", "address")}
    assert shown == {
        "is": "address",
        "id": check.pk,
        "state": "asked",
        "name": "米**",
        "phone": "138****0021",
        "address": "浙江省杭州市西湖区 示例路*号",
    }
    assert [one["answer"] for one in card.card["answers"]] == ["yes", "other"]
    assert "13800000021" not in card.text
    assert "米小周" not in card.text
    assert check.carded_at == AT
    assert Conversation.objects.get().waiting_since is None  # the program's word is nobody's wait
    assert send_cards(shop_id=cast.shop.id, by=program(cast.shop.id), at=AT) == 0


def test_an_order_that_was_proved_before_it_was_paid_gets_its_card_with_the_payment(
    cast: Cast, asked: Any, record: Record, snapshot: Snapshot
) -> None:
    unpaid = {"status": TradeStatus.WAIT_BUYER_PAY, "paid_at": None, "created_at": AT, "seen_at": AT}
    with pytest.raises(AddressCheck.DoesNotExist):
        asked(**unpaid)
    record(snapshot(paid_at=AT + MINUTE, seen_at=AT + MINUTE), at=AT + MINUTE)
    assert send_cards(shop_id=cast.shop.id, by=program(cast.shop.id), at=AT + MINUTE) == 1
    assert len(cards()) == 1


@pytest.mark.seed(51)
def test_yes_on_the_card_settles_it(cast: Cast, asked: Any) -> None:
    check = asked()
    client = client_of_visitor(cast.shop)
    for _ in range(2):
        answer = client.post(f"/chat/{cast.shop.slug}/address/{check.pk}", {"answer": "yes"})
        assert (answer.status_code, answer.json()["ok"]) == (200, True)
    check.refresh_from_db()
    assert (check.state, check.how) == ("confirmed", "card")
    assert [card.card["state"] for card in cards() if card.card] == ["asked", "confirmed"]


def test_yes_is_not_enough_where_a_person_must_look(cast: Cast, asked: Any) -> None:
    check = asked(receiver_phone="1380021", receiver_address="浙江省 杭州市 西湖区 示例路")
    assert check.findings == ["number", "phone"]
    by = program(cast.shop.id)
    answer_yes(check_id=check.pk, by=by, at=AT)
    check.refresh_from_db()
    assert (check.state, check.said_yes_at) == ("held", AT)
    assert len(open_tasks(cast.shop.id)) == 1


def test_yes_to_a_missing_house_number_is_enough(cast: Cast, asked: Any) -> None:
    check = asked(receiver_address="浙江省 杭州市 西湖区 示例路")
    assert check.state == "held"
    answer_yes(check_id=check.pk, by=program(cast.shop.id), at=AT)
    check.refresh_from_db()
    assert (check.state, check.how) == ("confirmed", "card")
    assert open_tasks(cast.shop.id) == []


@pytest.mark.seed(63, 70)
def test_another_address_is_a_wish_until_staff_accept_it_with_a_remark(cast: Cast, asked: Any) -> None:
    check = asked()
    body = {"answer": "other", "name": NEW.name, "phone": NEW.phone, "address": NEW.address}
    answer = client_of_visitor(cast.shop).post(f"/chat/{cast.shop.slug}/address/{check.pk}", body)
    assert answer.json()["ok"]
    check.refresh_from_db()
    assert (check.state, check.findings) == ("held", ["proposed"])
    assert remarks_of(check.order_id) == []
    wish = AddressProposal.objects.get()
    accept_proposal(proposal_id=wish.pk, by=cast.agent.actor, at=AT + MINUTE)
    check.refresh_from_db()
    assert (check.state, check.how, check.by_name) == ("confirmed", "proposal", cast.agent.actor.name)
    (remark,) = remarks_of(check.order_id)
    assert NEW.address in remark.reason
    assert remark.flag == 1
    assert [card.card["state"] for card in cards() if card.card] == ["asked", "proposed", "accepted"]
    with pytest.raises(CannotAnswerWish):
        accept_proposal(proposal_id=wish.pk, by=cast.agent.actor, at=AT + MINUTE)


def test_the_marketplace_that_shows_the_accepted_address_needs_nobody(
    cast: Cast, asked: Any, record: Record, snapshot: Snapshot
) -> None:
    check = asked()
    wish = propose_address(check_id=check.pk, receiver=NEW, by=cast.agent.actor, at=AT)
    accept_proposal(proposal_id=wish, by=cast.agent.actor, at=AT)
    told = {"receiver_name": NEW.name, "receiver_phone": NEW.phone, "receiver_address": NEW.address}
    record(snapshot(**told, seen_at=AT + MINUTE), at=AT + MINUTE)
    check.refresh_from_db()
    assert (check.state, check.findings, check.how) == ("confirmed", [], "proposal")


def test_a_wish_that_is_declined_says_why_to_the_buyer(cast: Cast, asked: Any) -> None:
    check = asked()
    wish = propose_address(check_id=check.pk, receiver=NEW, by=cast.agent.actor, at=AT)
    with pytest.raises(CannotConfirm):
        confirm_address(check_id=check.pk, how="phone", by=cast.agent.actor, at=AT)
    with pytest.raises(CannotAnswerWish):
        decline_proposal(proposal_id=wish, note=" ", by=cast.agent.actor, at=AT)
    decline_proposal(proposal_id=wish, note="包裹已经打好了", by=cast.agent.actor, at=AT)
    check.refresh_from_db()
    assert (check.state, check.how) == ("confirmed", "looked")
    assert "包裹已经打好了" in cards()[-1].text
    assert remarks_of(check.order_id) == []


def test_a_reason_that_no_buyer_may_read_declines_nothing(cast: Cast, asked: Any) -> None:
    check = asked()
    wish = propose_address(check_id=check.pk, receiver=NEW, by=cast.agent.actor, at=AT)
    before = len(cards())
    with pytest.raises(CannotAnswerWish, match="不能发给买家"):
        decline_proposal(proposal_id=wish, note="亲,我们开不了发票的", by=cast.agent.actor, at=AT)
    assert len(cards()) == before
    # Nothing was declined, and the lead hears all the same of what was to be said, and by whom.
    (hit,) = GuardHit.objects.all()
    assert (hit.rule, hit.outcome, hit.by_id) == ("R01", "blocked", cast.agent.id)
    assert "开不了发票" in hit.text
    jobs = ProcrastinateJob.objects.filter(args__event=event_name(RedLineBlocked)).order_by("-id")
    assert json.loads(jobs[0].args["body"])["hit_id"] == hit.pk  # others' jobs outlive their tests
    decline_proposal(proposal_id=wish, note="包裹已经打好了", by=cast.agent.actor, at=AT)
    assert "包裹已经打好了" in cards()[-1].text


def test_a_wish_after_the_cut_off_is_due_for_the_next_one(cast: Cast, asked: Any) -> None:
    """The parcel is still here: it leaves with the next cut-off, and nobody was late with it."""
    check = asked()
    later = check.cut_off_at + MINUTE
    propose_address(check_id=check.pk, receiver=NEW, by=cast.agent.actor, at=later)
    held = AddressCheck.objects.get(pk=check.pk)
    assert held.cut_off_at > later
    assert later < held.due_at <= held.cut_off_at
    (task,) = open_tasks(cast.shop.id)
    assert task.due_at == held.due_at
    propose_address(check_id=check.pk, receiver=OTHER, by=cast.agent.actor, at=held.cut_off_at + MINUTE)
    assert AddressCheck.objects.get(pk=check.pk).cut_off_at == held.cut_off_at  # held already: it is late


def test_a_newer_wish_replaces_the_older_and_the_same_is_once(cast: Cast, asked: Any) -> None:
    check = asked()
    by = program(cast.shop.id)
    first = propose_address(check_id=check.pk, receiver=NEW, by=by, at=AT)
    assert propose_address(check_id=check.pk, receiver=NEW, by=by, at=AT) == first
    other = Receiver(NEW.name, NEW.phone, "浙江省杭州市余杭区样本路3号")
    assert propose_address(check_id=check.pk, receiver=other, by=by, at=AT) != first
    assert AddressProposal.objects.get(pk=first).state == "replaced"


@pytest.mark.parametrize(
    "receiver",
    [
        Receiver("", "13800000022", "浙江省杭州市余杭区样本路2号"),
        Receiver("\u200b\u202e", "13800000022", "浙江省杭州市余杭区样本路2号"),
        Receiver("米小粥", "", "浙江省杭州市余杭区样本路2号"),
        Receiver("米小粥", "13800000022", " "),
        Receiver("米小粥", "138****0022", "浙江省杭州市余杭区样本路2号"),
        Receiver("米小粥", "13800000022", "路" * 121),
    ],
)
def test_half_a_receiver_is_no_wish(cast: Cast, asked: Any, receiver: Receiver) -> None:
    check = asked()
    with pytest.raises(CannotPropose):
        propose_address(check_id=check.pk, receiver=receiver, by=program(cast.shop.id), at=AT)


def test_after_the_parcel_left_nothing_can_be_wished(
    cast: Cast, asked: Any, record: Record, snapshot: Snapshot
) -> None:
    check = asked()
    record(snapshot(status=TradeStatus.WAIT_BUYER_CONFIRM_GOODS, seen_at=AT + MINUTE), at=AT + MINUTE)
    url, client = f"/chat/{cast.shop.slug}/address/{check.pk}", client_of_visitor(cast.shop)
    for body in ({"answer": "yes"}, {"answer": "other", **NEW.__dict__}, {"answer": "?"}):
        answer = client.post(url, body)
        assert (answer.status_code, answer.json()["ok"]) == (400, False)


def test_nobody_else_answers_the_card(cast: Cast, asked: Any) -> None:
    url = f"/chat/{cast.shop.slug}/address/{asked().pk}"
    assert client_of_visitor(cast.shop, "别人").post(url, {"answer": "yes"}).status_code == 404
    assert Client().post(url, {"answer": "yes"}).status_code == 403
    assert AddressCheck.objects.get().state == "asked"


@pytest.mark.seed(51)
@pytest.mark.parametrize("how", ["chat", "phone", "looked"])
def test_one_click_settles_it_on_the_order(
    cast: Cast, record: Record, snapshot: Snapshot, check_of: CheckOf, how: str
) -> None:
    record(snapshot(receiver_phone="1"))
    client, check = client_of(cast.agent), check_of()
    part = client.get(f"/addresses/of-order/{check.order_id}")
    assert f'name="how" value="{how}"' in part.content.decode()
    answer = client.post(f"/addresses/{check.pk}/confirm", {"how": how})
    assert answer.status_code == 200
    check.refresh_from_db()
    assert (check.state, check.how, check.by_id) == ("confirmed", how, cast.agent.id)
    assert open_tasks(cast.shop.id) == []


def test_an_agent_writes_down_what_the_buyer_said(
    cast: Cast, record: Record, snapshot: Snapshot, check_of: CheckOf
) -> None:
    record(snapshot())
    client, check = client_of(cast.agent), check_of()
    refused = client.post(f"/addresses/{check.pk}/change", {"name": "米小粥", "phone": "", "address": "x"})
    assert refused.status_code == 422
    assert 'value="米小粥"' in refused.content.decode()
    assert client.post(f"/addresses/{check.pk}/change", NEW.__dict__).status_code == 200
    check.refresh_from_db()
    assert (check.state, check.how) == ("confirmed", "proposal")
    assert len(remarks_of(check.order_id)) == 1


def test_the_page_with_nothing_with_some_and_on_an_odd_day(
    cast: Cast, record: Record, snapshot: Snapshot
) -> None:
    client = client_of(cast.agent)
    assert "没有要核对的地址" in client.get("/addresses/").content.decode()
    record(snapshot("10001", receiver_phone="1"), snapshot("10002"))
    page = client.get("/addresses/").content.decode()
    assert "电话号码不对" in page
    row = client.post(
        f"/addresses/{AddressCheck.objects.earliest('pk').pk}/confirm", {"how": "phone", "in": "row"}
    )
    assert row.content.decode().strip().startswith("<tr")
    for odd in (
        *("?day=2026-13-45", "?day=x&after=y", "?after=99999999999999999999"),
        *("?day=0001-01-01", "?day=9999-12-31"),
    ):
        assert client.get(f"/addresses/{odd}").status_code == 200
    assert client.get("/addresses/held").status_code == 200


def test_the_manager_lists_where_no_courier_goes(cast: Cast) -> None:
    client = client_of(cast.manager)
    body = {"area": "浙江省舟山市嵊泗县", "courier": "", "since": "2026-11-21", "until": "", "reason": "停航"}
    assert client.post("/addresses/areas", body).status_code == 200
    assert "嵊泗县" in client.get("/addresses/areas").content.decode()
    assert client.post("/addresses/areas", body | {"area": "哪里"}).status_code == 422
    assert client_of(cast.agent).get("/addresses/areas").status_code == 403


@pytest.mark.seed(51)
def test_a_phrase_asks_in_the_other_chat_client(cast: Cast, record: Record, snapshot: Snapshot) -> None:
    record(snapshot())
    buyer = marketplace_buyer(cast.shop.id, "小米粥")
    assert buyer is not None
    occasion = Occasion(cast.shop, cast.agent, buyer.id, buyer.name, AT)
    assert values_for(("receiver",), occasion) == {"receiver": "米** 138****0021 浙江省杭州市西湖区"}
    record(snapshot(status=TradeStatus.WAIT_BUYER_CONFIRM_GOODS, seen_at=AT + MINUTE), at=AT + MINUTE)
    assert values_for(("receiver",), occasion) == {}
