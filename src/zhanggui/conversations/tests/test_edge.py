"""The slim page beside the marketplace's chat client, as its requests see it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import AT, Cast, client_of

from zhanggui.conversations.actions import PhraseText, press, write_phrase
from zhanggui.conversations.models import Message, Phrase
from zhanggui.customers.actions import ensure_buyers
from zhanggui.customers.models import Buyer
from zhanggui.customers.queries import BuyerCard, buyer_card
from zhanggui.foundation.actors import program
from zhanggui.guard.models import GuardHit
from zhanggui.marketplace.events import OrderSnapshot
from zhanggui.marketplace.rules import TradeStatus
from zhanggui.orders.actions import record_orders
from zhanggui.orders.models import Order

pytestmark = pytest.mark.django_db
NUMBER = "2231958349120001"


@pytest.fixture
def agent(cast: Cast) -> Client:
    return client_of(cast.agent)


@pytest.fixture
def buyer(cast: Cast) -> BuyerCard:
    return bought(cast, NUMBER, "云朵朵2019")


def bought(cast: Cast, number: str, nick: str | None, phone: str = "13800000001") -> BuyerCard:
    shot = OrderSnapshot(
        number=number,
        status=TradeStatus.WAIT_SELLER_SEND_GOODS,
        status_text="等待卖家发货",
        created_at=AT,
        seen_at=AT,
        buyer_nick=nick,
        title="毛衣",
        receiver_phone=phone,
    )
    record_orders(shop_id=cast.shop.id, snapshots=[shot], by=program(cast.shop.id), at=AT)
    made = Buyer.objects.filter(shop_id=cast.shop.id, key=nick or "").first()
    card = buyer_card(made.pk) if made else cast.visitor()
    assert card is not None
    return card


def found(client: Client, text: str) -> dict[str, Any]:
    answer: dict[str, Any] = client.get("/edge/find", {"q": text}).json()
    return answer


def test_the_page_has_a_slot_for_all_that_the_workspace_shows(agent: Client) -> None:
    page = agent.get("/edge/").content.decode()
    workspace = agent.get("/reception/").content.decode()
    for key in ("buyer", "orders"):
        assert f'data-slot="{key}"' in page
    assert page.count("data-slot=") == workspace.count("data-slot=")


@pytest.mark.parametrize(
    "text",
    [
        "云朵朵2019",
        " 云朵朵2019\n",
        "cntaobao云朵朵2019",  # as the chat client copies it
        NUMBER,
        "2231 9583 4912 0001",
        f"订单编号:{NUMBER} 复制",
        "0001",
    ],
)
def test_who_is_meant(agent: Client, buyer: BuyerCard, text: str) -> None:
    answer = found(agent, text)
    assert [one["buyer"] for one in answer["items"]] == [buyer.id]
    assert answer["unknown"] == ""


def test_several_of_one_phone_tail_are_named_to_choose_from(
    cast: Cast, agent: Client, buyer: BuyerCard
) -> None:
    other = bought(cast, "2231958349120002", "南风", "13900000001")
    bought(cast, "2231958349120003", "南风", "13900000001")
    answer = found(agent, "0001")
    assert {one["buyer"] for one in answer["items"]} == {buyer.id, other.id}
    assert len(answer["items"]) == 2


def test_an_order_without_a_nick_is_shown_as_one(cast: Cast, agent: Client) -> None:
    bought(cast, "2231958349120009", None)
    answer = found(agent, "2231958349120009")
    assert answer["items"] == []
    assert [one["number"] for one in answer["orders"]] == ["2231958349120009"]


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("没人叫这个", "没人叫这个"),
        ("1234", ""),  # a phone's tail
        ("9" * 18, ""),
        ("云**9", ""),  # nobody's name
        ("", ""),
        ("长" * 300, ""),
        ("%_'\\;--", "%_'\\;--"),
    ],
)
def test_who_is_not_known(agent: Client, buyer: BuyerCard, text: str, unknown: str) -> None:
    assert buyer
    assert found(agent, text) == {"items": [], "orders": [], "near": False, "unknown": unknown}


@pytest.mark.parametrize("text", ["云朵", "顺丰丰"], ids=["begins like another", "stands in a remark"])
def test_a_new_nick_that_comes_near_another_is_not_taken_for_that_buyer(
    cast: Cast, agent: Client, buyer: BuyerCard, text: str
) -> None:
    remark = "和顺丰丰的一起发"
    Order.objects.update(remark=remark)
    answer = found(agent, text)
    assert ([one["buyer"] for one in answer["items"]], answer["near"]) == ([buyer.id], True)
    assert answer["unknown"] == text
    assert not Buyer.objects.filter(shop_id=cast.shop.id, key=text).exists()


@pytest.mark.parametrize(
    "text",
    [
        "云朵朵2019 2026-11-22 10:12:33 在吗",
        "云朵朵2019(2026-11-22 10:12:33):在吗",
        "云朵朵2019 (10:12:33): 2231958349120777 到哪了",
        "cntaobao云朵朵2019：在吗",
        f"麻烦看一下订单 {NUMBER[:4]} {NUMBER[4:8]} {NUMBER[8:12]} {NUMBER[12:]} 谢谢",
        f"退款 1234567890123456789, 订单{NUMBER}",
        f"订单{NUMBER.translate(str.maketrans('0123456789', '０１２３４５６７８９'))}到哪了",
        "手机13800000001",
        "尾号 0001 的",
    ],
)
def test_a_line_of_a_chat_names_its_buyer(agent: Client, buyer: BuyerCard, text: str) -> None:
    answer = found(agent, text)
    assert ([one["buyer"] for one in answer["items"]], answer["near"]) == ([buyer.id], False)


def test_several_numbers_are_all_looked_for(cast: Cast, agent: Client, buyer: BuyerCard) -> None:
    other = bought(cast, "2231958349120002", "南风")
    answer = found(agent, f"{NUMBER} 2231958349120002")
    assert [one["buyer"] for one in answer["items"]] == [buyer.id, other.id]


def test_whose_line_it_is_is_offered_to_be_noted(agent: Client) -> None:
    assert found(agent, "新来的 (2026-11-22 10:12:33): 在吗")["unknown"] == "新来的"


@pytest.mark.parametrize(
    "nick",
    ["猫咪🐱小姐", "家👨\u200d👩\u200d👧三口", "❤\ufe0f\u200d🔥火", "<b>x</b>", "０９全角"],
)
def test_an_odd_nick_is_found_as_the_file_wrote_it(cast: Cast, agent: Client, nick: str) -> None:
    buyer = bought(cast, NUMBER, nick)
    assert [one["buyer"] for one in found(agent, f" {nick}\u200e")["items"]] == [buyer.id]
    assert agent.post("/edge/buyer", {"nick": nick}).json()["buyer"] == buyer.id


def test_who_is_meant_takes_as_many_statements_for_twenty_buyers_as_for_one(
    cast: Cast, agent: Client, buyer: BuyerCard
) -> None:
    assert buyer
    counts = []
    for first in (2, 3, 30):
        for number in range(first, first * 2):
            bought(cast, f"22319583491200{number:02d}", f"买家{number}")
        with CaptureQueriesContext(connection) as statements:
            found(agent, "0001")
        counts.append(len(statements))
    assert counts[0] == counts[1] == counts[2]


def test_another_shop_finds_nobody(cast: Cast, buyer: BuyerCard) -> None:
    stranger = client_of(cast.stranger)
    assert found(stranger, "云朵朵2019")["items"] == []
    assert found(stranger, NUMBER)["items"] == []
    for path in ("press", "back"):
        assert stranger.post(f"/edge/{buyer.id}/{path}", {"what": "waiting"}).status_code == 404
    assert stranger.get(f"/edge/{buyer.id}").status_code == 404
    assert stranger.get("/edge/phrases", {"buyer": buyer.id}).status_code == 404
    assert stranger.post("/edge/copy", {"text": "您好", "buyer": buyer.id}).status_code == 404


def test_a_new_nick_is_noted(cast: Cast, agent: Client) -> None:
    answer = agent.post("/edge/buyer", {"nick": "南风"}).json()
    assert answer["name"] == "南风"
    assert Buyer.objects.get(pk=answer["buyer"]).shop_id == cast.shop.id
    refused = agent.post("/edge/buyer", {"nick": "云**9"})
    assert (refused.status_code, "星号" in refused.json()["say"]) == (400, True)


def test_presses_answer_where_the_talk_stands(agent: Client, cast: Cast, buyer: BuyerCard) -> None:
    assert agent.get(f"/edge/{buyer.id}").json()["row"] is None
    first = agent.post(f"/edge/{buyer.id}/press", {"what": "waiting", "seen": "0"}).json()
    assert first["row"]["waiting_since"] is not None
    assert (first["row"]["agent"], first["back"]) == (cast.agent.id, 1)
    again = agent.post(f"/edge/{buyer.id}/press", {"what": "waiting", "seen": "0"}).json()
    assert again == first
    second = client_of(cast.second).get(f"/edge/{buyer.id}").json()
    assert (second["row"]["agent"], second["back"]) == (cast.agent.id, None)
    answered = agent.post(f"/edge/{buyer.id}/press", {"what": "answered", "seen": "1"}).json()
    assert (answered["row"]["waiting_since"], answered["back"]) == (None, 2)
    back = agent.post(f"/edge/{buyer.id}/back", {"position": "2"}).json()
    assert (back["row"]["waiting_since"], back["back"]) == (first["row"]["waiting_since"], None)
    assert agent.post(f"/edge/{buyer.id}/back", {"position": "1"}).status_code == 400


@pytest.mark.parametrize("seen", ["", "-1", "x", "9" * 40])
def test_what_is_no_position_is_none(agent: Client, buyer: BuyerCard, seen: str) -> None:
    answer = agent.post(f"/edge/{buyer.id}/press", {"what": "waiting", "seen": seen})
    assert (answer.status_code, Message.objects.count()) == (200, 1)


def test_what_is_no_press_is_none(agent: Client, cast: Cast, buyer: BuyerCard) -> None:
    assert agent.post(f"/edge/{buyer.id}/press", {"what": "gone"}).status_code == 404
    refused = agent.post(f"/edge/{cast.visitor().id}/press", {"what": "waiting"})
    assert (refused.status_code, "网页" in refused.json()["say"]) == (400, True)


def test_the_workspace_opens_such_a_talk_without_words(agent: Client, cast: Cast, buyer: BuyerCard) -> None:
    card = press(buyer=buyer, side="buyer", seen=0, by=cast.agent.actor, at=AT)
    suggested = agent.get(f"/reception/{card.id}/suggestions?position=1").json()
    assert suggested == {"items": [], "excusable": False}
    page = agent.get(f"/reception/{card.id}")
    assert page.context["opened"]["elsewhere"]
    assert agent.get(f"/reception/{card.id}/pace").json()["first_seconds"] is None


# Phrases and copying


@pytest.fixture
def phrase(cast: Cast) -> int:
    text = PhraseText(
        "aftersale", "物流", "查快递", "{buyer}的订单 {order_no},运单 {waybill}", ("到哪了",), "wl"
    )
    return write_phrase(shop_id=cast.shop.id, phrase_id=None, phrase=text, by=cast.lead.actor, at=AT)


def test_phrases_are_filled_for_the_buyer(agent: Client, buyer: BuyerCard, phrase: int) -> None:
    (item,) = agent.get(f"/edge/phrases?q=wl&buyer={buyer.id}").json()["items"]
    assert (item["id"], item["text"]) == (phrase, f"云朵朵2019的订单 {NUMBER},运单 {{waybill}}")
    assert item["missing"] == ["waybill"]
    (bare,) = agent.get("/edge/phrases", {"q": ""}).json()["items"]
    assert bare["missing"] == ["buyer", "order_no", "waybill"]


def test_no_more_phrases_than_digit_keys(cast: Cast, agent: Client) -> None:
    for number in range(40):
        text = PhraseText("presale", "招呼", f"问候 {number}", "您好", ())
        write_phrase(shop_id=cast.shop.id, phrase_id=None, phrase=text, by=cast.lead.actor, at=AT)
    assert len(agent.get("/edge/phrases").json()["items"]) == 9


def test_a_copied_phrase_is_counted_and_a_refused_one_is_not(
    agent: Client, buyer: BuyerCard, phrase: int
) -> None:
    fields: dict[str, int] = {"phrase": phrase, "buyer": buyer.id}
    assert agent.post("/edge/copy", {"text": "您好", **fields}).json() == {"text": "您好"}
    refused = agent.post("/edge/copy", fields | {"text": "我们开不了发票"})
    assert refused.status_code == 200
    assert refused.json()["code"] == "guard"
    assert refused.json()["findings"][0]["severity"] == "block"
    assert "发票" in refused.json()["findings"][0]["instead"]
    assert Phrase.objects.get(pk=phrase).used == 1
    assert GuardHit.objects.get().outcome == "blocked"
    assert agent.post("/edge/copy", {"text": " "}).json()["code"] == "empty"


def test_buyers_of_one_nick_in_two_shops_are_two(cast: Cast, buyer: BuyerCard) -> None:
    ids = ensure_buyers(shop_id=cast.other_shop.id, nicks=["云朵朵2019"], at=AT)
    (one,) = found(client_of(cast.stranger), "云朵朵2019")["items"]
    assert one["buyer"] == ids["云朵朵2019"] != buyer.id
