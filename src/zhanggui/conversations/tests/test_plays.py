"""Playbooks: the returning buyer, who urges a parcel, a fault of ours, a refusal."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from tests.cast import AT, Cast, client_of

from zhanggui.conversations.actions import (
    CannotUrge,
    Draft,
    PhraseText,
    open_for_buyer,
    record_messages,
    urge_parcel,
    write_phrase,
)
from zhanggui.conversations.rules.plays import PLAY_CATEGORIES, Play, nearest, plays_of, suits
from zhanggui.conversations.rules.steps import Said
from zhanggui.conversations.shipped import SETS
from zhanggui.customers.actions import ensure_buyers
from zhanggui.customers.queries import buyer_card
from zhanggui.foundation.actors import program
from zhanggui.foundation.clock import now
from zhanggui.marketplace.events import OrderSnapshot
from zhanggui.marketplace.rules import TradeStatus
from zhanggui.orders.actions import record_orders
from zhanggui.orders.models import Order
from zhanggui.worklist.queries import open_tasks

B, S = "buyer", "staff"
NUMBER = "2231958349120001"


def talk(*words: tuple[str, str]) -> list[Said]:
    return [Said(place, side, "text", text) for place, (side, text) in enumerate(words, start=1)]


def called(*words: str, is_friend: bool = False, has_parcel: bool = False) -> list[str]:
    found = plays_of(talk(*((B, text) for text in words)), is_friend=is_friend, has_parcel=has_parcel)
    return [str(one.play) for one in found]


@pytest.mark.parametrize(
    ("play", "text"),
    [
        ("urge", "怎么还没发货"),
        ("urge", "都两天了还不发"),
        ("urge", "物流不动了"),
        ("urge", "快递到哪了"),
        ("urge", "说好今天发的呢"),
        ("urge", "麻烦帮我加急一下"),
        ("apology", "发错颜色了"),
        ("apology", "少发了一件"),
        ("apology", "洗了一次就掉色"),
        ("apology", "袖口开线了"),
        ("apology", "等了半天没人理"),
        ("refusal", "不便宜我就不买了"),
        ("refusal", "再不处理我投诉了"),
        ("refusal", "多送一个吧"),
    ],
)
@pytest.mark.seed(24)
def test_what_the_words_call_for(play: str, text: str) -> None:
    assert called(text, has_parcel=True) == [play]


@pytest.mark.parametrize(
    "text",
    [
        "在吗",
        "会不会起球",
        "掉色吗",
        "什么时候发货",
        "能今天发吗",
        "洗了会不会缩水",
        "有没有小票",
        "买两件送什么",
        "少十块我就拍",
        "好的谢谢",
    ],
)
def test_who_only_asks_calls_for_nothing(text: str) -> None:
    assert called(text) == []


def test_money_that_does_not_come_back_is_no_parcel() -> None:
    assert called("还没收到退款", has_parcel=True) == []


def test_a_refusal_is_at_hand_when_the_buyer_insists() -> None:
    assert called("能便宜点吗") == []
    assert called("能便宜点吗", "再少点嘛") == ["refusal"]


@pytest.mark.seed(21)
def test_who_comes_back_is_a_friend_until_somebody_has_spoken() -> None:
    assert called("在吗", is_friend=True) == ["friend"]
    assert called("发错颜色了", is_friend=True) == ["apology"]  # nobody who complains is chatted up
    assert plays_of(talk((B, "在吗"), (S, "您来啦")), is_friend=True, has_parcel=False) == []


def test_what_was_said_long_ago_calls_no_more() -> None:
    assert called("怎么还没发货", *("嗯",) * 5, has_parcel=True) == []


def test_ready_words_of_the_road_and_of_the_store_are_kept_apart() -> None:
    (urging,) = (one for one in SETS if one.key == "urging")
    for phrase in urging.phrases:
        assert suits(phrase.text, has_left=True) != suits(phrase.text, has_left=False), phrase.title
    assert nearest("物流几天没更新", [(0, "什么时候发"), (1, "物流没更新")]) == [1, 0]


@pytest.mark.parametrize("play", list(Play))
def test_every_play_has_words_that_come_with_the_program(play: Play) -> None:
    assert any(one.category == PLAY_CATEGORIES[play] for each in SETS for one in each.phrases)


# In the shop
def buyer_of(cast: Cast) -> int:
    return ensure_buyers(shop_id=cast.shop.id, nicks=["小米粥"], at=AT)["小米粥"]


def order(cast: Cast, status: TradeStatus, at: datetime, **told: Any) -> int:
    snapshot = OrderSnapshot(
        number=NUMBER,
        status=status,
        status_text="",
        created_at=at - timedelta(days=3),
        paid_at=at - timedelta(days=3),
        seen_at=at,
        buyer_nick="小米粥",
        title="羊毛开衫",
        **told,
    )
    record_orders(shop_id=cast.shop.id, snapshots=[snapshot], by=program(cast.shop.id, "测试导入"), at=at)
    return int(Order.objects.get(number=NUMBER).pk)


def says(buyer_id: int, text: str) -> None:
    buyer = buyer_card(buyer_id)
    assert buyer is not None
    conversation_id = open_for_buyer(buyer=buyer, at=now()).id
    record_messages([Draft(conversation_id, "buyer", "asked-01", text)], at=now())


def slot(cast: Cast, buyer_id: int, **asked: str) -> str:
    content = client_of(cast.agent).get(reverse("steps_slot", args=[buyer_id]), asked).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", content).split())


@pytest.mark.django_db
def test_who_urges_first_hears_where_the_parcel_is_and_the_store_gets_a_task(cast: Cast) -> None:
    buyer_id = buyer_of(cast)
    order_id = order(cast, TradeStatus.WAIT_SELLER_SEND_GOODS, now())
    says(buyer_id, "怎么还没发货")
    shown = slot(cast, buyer_id)
    assert re.search(f"{NUMBER} 还没发出 [0-9-]+ [0-9:]+ 付的款", shown)
    assert f"订单{NUMBER}正在仓库排队打包" in shown
    assert "已经交给" not in shown
    url = reverse("steps_urge", args=[buyer_id])
    for _ in range(2):  # a double click is one task
        answer = client_of(cast.agent).post(url, {"order": order_id, "words": "怎么还没发货"})
    assert "已经记成待办" in answer.content.decode()
    (task,) = open_tasks(cast.shop.id)
    assert (task.kind, task.role, task.title) == ("urged", "warehouse", f"{NUMBER} 小米粥:怎么还没发货")
    order(cast, TradeStatus.WAIT_BUYER_CONFIRM_GOODS, now(), courier="圆通", waybills=("YT0000000001",))
    assert open_tasks(cast.shop.id) == []
    shown = slot(cast, buyer_id)
    assert "已经发出 圆通 YT0000000001" in shown
    assert "您的包裹已经交给圆通,运单号YT0000000001" in shown
    assert "仓库" not in shown


@pytest.mark.django_db
def test_a_parcel_on_its_way_is_the_agents_to_trace_until_the_order_is_done(cast: Cast) -> None:
    buyer_id = buyer_of(cast)
    order_id = order(cast, TradeStatus.WAIT_BUYER_CONFIRM_GOODS, now(), courier="圆通")
    urge_parcel(shop_id=cast.shop.id, buyer_id=buyer_id, order_id=order_id, by=cast.agent.actor, at=now())
    assert [(one.kind, one.owner_id) for one in open_tasks(cast.shop.id)] == [("traced", cast.agent.id)]
    order(cast, TradeStatus.FINISHED, now())
    assert open_tasks(cast.shop.id) == []
    with pytest.raises(CannotUrge):
        urge_parcel(shop_id=cast.shop.id, buyer_id=buyer_id, order_id=order_id, by=cast.agent.actor, at=now())


@pytest.mark.django_db
@pytest.mark.seed(21)
def test_a_friend_is_known_by_what_they_bought_and_nobodys_else_order_is_urged(cast: Cast) -> None:
    buyer_id = buyer_of(cast)
    order_id = order(cast, TradeStatus.FINISHED, now())
    says(buyer_id, "在吗")
    shown = slot(cast, buyer_id)
    assert "像朋友一样先问候" in shown
    assert "羊毛开衫" in shown
    assert "小米粥,好久不见" in shown
    other = cast.visitor()
    answer = client_of(cast.agent).post(reverse("steps_urge", args=[other.id]), {"order": order_id})
    assert "不是这位买家的" in answer.content.decode()
    assert client_of(cast.stranger).get(reverse("steps_slot", args=[buyer_id])).status_code == 404


@pytest.mark.django_db
@pytest.mark.seed(24)
def test_a_play_is_at_hand_without_being_called_and_speaks_the_shops_own_words(cast: Cast) -> None:
    buyer_id = buyer_of(cast)
    assert "婉拒" in slot(cast, buyer_id)
    assert "给您单独少了,对先买的顾客就不公平了" in slot(cast, buyer_id, play="refusal")
    own = PhraseText("presale", "委婉拒绝", "不少价", "抱歉,咱们家是一口价,请您多包涵。")
    pk = write_phrase(shop_id=cast.shop.id, phrase_id=None, phrase=own, by=cast.lead.actor, at=now())
    answer = client_of(cast.agent).get(reverse("steps_slot", args=[buyer_id]), {"play": "refusal"})
    assert f'data-phrase="{pk}"' in answer.content.decode()
    assert "给您单独少了" not in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("洗了一次就掉色", "质量瑕疵"),
        ("少了一件", "少发漏发"),
        ("等了半天没人理", "回复晚了"),
        ("发错了", "发错货"),
    ],
)
def test_the_words_that_suit_best_stand_first(cast: Cast, text: str, first: str) -> None:
    buyer_id = buyer_of(cast)
    says(buyer_id, text)
    answer = client_of(cast.agent).get(reverse("steps_slot", args=[buyer_id]))
    (play,) = answer.context["plays"]
    assert play.phrases[0][1] == first
