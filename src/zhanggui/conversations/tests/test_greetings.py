"""What the program says first: by hour, weekday, channel and whom it greets."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import AT, Cast, said_by, said_by_buyer

from zhanggui.conversations import queries, rules
from zhanggui.conversations.actions import (
    CannotWriteGreeting,
    end_reception,
    open_for_buyer,
    raise_greeting,
    record_messages,
    retire_greeting,
    write_greeting,
)
from zhanggui.conversations.models import Message
from zhanggui.conversations.queries import ConversationCard, conversation_card
from zhanggui.conversations.rules import Arrival, Greeting, fitting, is_for
from zhanggui.customers.queries import marketplace_buyer
from zhanggui.foundation.actors import program
from zhanggui.marketplace.events import OrderSnapshot
from zhanggui.marketplace.rules import TradeStatus
from zhanggui.orders.actions import record_orders
from zhanggui.workforce.actions import beat

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)  # a Saturday, 12:00 in Shanghai
SHOPS_OWN = "您好,请问有什么可以帮助您的?"


def arrival(**changed: Any) -> Arrival:
    return replace(Arrival(channel="web", is_first=True, has_paid=False, at=NOON), **changed)


def shanghai(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


NIGHT = Greeting("夜里", from_time=time(22), until_time=time(2), weekdays=(6,))


@pytest.mark.seed(26)
@pytest.mark.parametrize(
    ("greeting", "comes", "fits"),
    [
        (Greeting("好"), arrival(), True),
        (Greeting("好", whom="first"), arrival(), True),
        (Greeting("好", whom="first"), arrival(is_first=False), False),
        (Greeting("好", whom="returning"), arrival(), False),
        (Greeting("好", whom="returning"), arrival(is_first=False), True),
        (Greeting("好", whom="paid"), arrival(), False),
        (Greeting("好", whom="paid"), arrival(has_paid=True), True),
        (Greeting("好", channel="web"), arrival(), True),
        (Greeting("好", channel="wechat"), arrival(), False),
        (Greeting("好", weekdays=(6,)), arrival(), True),
        (Greeting("好", weekdays=(1, 7)), arrival(), False),
        (Greeting("好", from_time=time(12), until_time=time(13)), arrival(), True),
        (Greeting("好", from_time=time(11), until_time=time(12)), arrival(), False),
        (NIGHT, arrival(at=shanghai(21, 21, 59)), False),
        (NIGHT, arrival(at=shanghai(21, 22)), True),
        (NIGHT, arrival(at=shanghai(22, 1, 59)), True),  # Sunday's small hours are Saturday's night
        (NIGHT, arrival(at=shanghai(22, 2)), False),
        (NIGHT, arrival(at=shanghai(21, 1)), False),  # that was Friday's
        (Greeting("好", begins_on=date(2026, 11, 21), ends_on=date(2026, 11, 21)), arrival(), True),
        (Greeting("好", begins_on=date(2026, 11, 22)), arrival(), False),
        (Greeting("好", ends_on=date(2026, 11, 20)), arrival(), False),
    ],
)
def test_whom_a_greeting_is_for(greeting: Greeting, comes: Arrival, fits: bool) -> None:
    assert is_for(greeting, comes) is fits


@given(
    st.times(),
    st.times(),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001
)
def test_two_spans_that_meet_share_out_the_day(begins: time, ends: time, at: datetime) -> None:
    comes = arrival(at=at.replace(tzinfo=UTC))
    one = is_for(Greeting("一", from_time=begins, until_time=ends), comes)
    other = is_for(Greeting("二", from_time=ends, until_time=begins), comes)
    assert one != other or begins == ends


@pytest.mark.seed(21)
def test_who_comes_back_is_greeted_as_a_friend_or_not_at_all() -> None:
    everybody, friend = Greeting("您好"), Greeting("欢迎回来", whom="returning")
    assert fitting([everybody, friend], arrival(is_first=False)) == [friend]
    assert fitting([everybody, friend], arrival()) == [everybody]


def written(cast: Cast, text: str, greeting_id: int | None = None, **parts: Any) -> int:
    return write_greeting(
        shop_id=cast.shop.id,
        greeting_id=greeting_id,
        greeting=Greeting(text, **parts),
        by=cast.lead.actor,
        at=AT,
    )


def says(cast: Cast, talk: ConversationCard, text: str, at: datetime) -> None:
    beat(staff_ids=[cast.agent.id], at=at)
    record_messages([said_by_buyer(talk, text, f"word-{at:%d%H%M%S}")], at=at)


def greeted(talk: ConversationCard) -> list[str]:
    rows = Message.objects.filter(conversation_id=talk.id, side="auto").order_by("position")
    return list(rows.values_list("text", flat=True))


@pytest.mark.django_db
@pytest.mark.seed(26)
def test_the_first_rule_that_fits_speaks_and_else_the_shops_greeting(cast: Cast) -> None:
    written(cast, "夜里好", from_time=time(22), until_time=time(8))
    written(cast, "中午好,{buyer},{shop}为您服务", from_time=time(11), until_time=time(13))
    written(cast, "下午好")
    noon, night, later = (cast.conversation(name) for name in ("中午", "夜里", "平时"))
    says(cast, noon, "在吗", shanghai(21, 12))
    says(cast, noon, "有人吗", shanghai(21, 12, 1))
    says(cast, night, "在吗", shanghai(21, 23))
    says(cast, later, "在吗", shanghai(21, 15))
    name = queries.desk_rows([noon.id])[0][1]["name"]
    assert greeted(noon) == [f"中午好,{name},示例为您服务"]
    assert (greeted(night), greeted(later)) == (["夜里好"], ["下午好"])
    stranger = cast.conversation("别家的", shop=cast.other_shop)
    beat(staff_ids=[cast.stranger.id], at=AT)
    record_messages([said_by_buyer(stranger, "在吗", "word-001")], at=AT)
    assert greeted(stranger) == [SHOPS_OWN]


@pytest.mark.django_db
@pytest.mark.seed(21)
def test_who_comes_back_after_a_day_is_greeted_again(cast: Cast) -> None:
    written(cast, "{buyer},好久不见", whom=rules.RETURNING)
    talk = cast.conversation()
    says(cast, talk, "在吗", AT)
    record_messages([said_by(cast.agent, talk, "在的", "staff-01")], at=AT)
    says(cast, talk, "还有货吗", AT + timedelta(hours=30))  # somebody still has the talk
    assert greeted(talk) == [SHOPS_OWN]
    known = conversation_card(talk.id)
    assert known is not None
    end_reception(conversation=known, by=cast.agent.actor, at=AT + timedelta(hours=31))
    says(cast, talk, "再问一下", AT + timedelta(hours=40))  # within a day of the last word
    assert len(greeted(talk)) == 1
    known = conversation_card(talk.id)
    assert known is not None
    end_reception(conversation=known, by=cast.agent.actor, at=AT + timedelta(hours=41))
    says(cast, talk, "我又来了", AT + timedelta(hours=70))
    assert greeted(talk)[1].endswith("好久不见")
    says(cast, talk, "在吗", AT + timedelta(hours=71))
    assert len(greeted(talk)) == 2


@pytest.mark.django_db
def test_what_cannot_be_filled_is_left_to_the_next_rule(cast: Cast) -> None:
    written(cast, "您的包裹由{courier}送,单号{waybill}")
    written(cast, "您好呀")
    talk = cast.conversation()
    says(cast, talk, "在吗", AT)
    assert greeted(talk) == ["您好呀"]


@pytest.mark.django_db
def test_a_paid_order_is_known(cast: Cast) -> None:
    written(cast, "您的订单{order_no}在路上了", whom=rules.PAID)
    talks = {}
    for nick, status in (("甲", TradeStatus.WAIT_BUYER_CONFIRM_GOODS), ("乙", TradeStatus.WAIT_BUYER_PAY)):
        order = OrderSnapshot(
            number=f"22319583491200{ord(nick) % 90 + 10}",
            status=status,
            status_text="",
            created_at=AT,
            seen_at=AT,
            buyer_nick=nick,
        )
        record_orders(shop_id=cast.shop.id, snapshots=[order], by=program(cast.shop.id), at=AT)
        talks[nick] = talk_with(cast, nick)
        says(cast, talks[nick], "在吗", AT)
    assert greeted(talks["甲"])[0].endswith("在路上了")
    assert greeted(talks["乙"]) == [SHOPS_OWN]


def talk_with(cast: Cast, nick: str) -> ConversationCard:
    buyer = marketplace_buyer(cast.shop.id, nick)
    assert buyer is not None
    return open_for_buyer(buyer=buyer, at=AT)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("parts", "say"),
    [
        ({"text": " "}, "1 到 300 个字"),
        ({"text": "长" * 301}, "1 到 300 个字"),
        ({"text": "您好", "whom": "nobody"}, "对谁说"),
        ({"text": "您好", "channel": "pigeon"}, "在哪里说"),
        ({"text": "您好", "weekdays": (8,)}, "一到日"),
        ({"text": "您好", "from_time": time(8)}, "都写"),
        ({"text": "您好", "from_time": time(8), "until_time": time(8)}, "都写"),
        ({"text": "您好", "begins_on": date(2026, 2, 2), "ends_on": date(2026, 2, 1)}, "不能早于"),
        ({"text": "我是{agent}"}, "由程序说"),
        ({"text": "{nothing}"}, "由程序说"),
        ({"text": "我们开不了发票"}, "发不出去"),
    ],
)
def test_what_is_wrong_with_a_greeting_is_said(cast: Cast, parts: dict[str, Any], say: str) -> None:
    with pytest.raises(CannotWriteGreeting, match=say):
        written(cast, **parts)
    assert queries.greetings([cast.shop.id]) == []


@pytest.mark.django_db
def test_rules_change_places_and_are_taken_out(cast: Cast) -> None:
    first, second, third = (written(cast, text) for text in "甲乙丙")
    raise_greeting(shop_id=cast.shop.id, greeting_id=third, by=cast.lead.actor, at=AT)
    raise_greeting(shop_id=cast.shop.id, greeting_id=first, by=cast.lead.actor, at=AT)
    raise_greeting(shop_id=cast.other_shop.id, greeting_id=second, by=cast.stranger.actor, at=AT)
    retire_greeting(shop_id=cast.other_shop.id, greeting_id=first, by=cast.stranger.actor, at=AT)
    assert [one.greeting.text for one in queries.greetings([cast.shop.id])] == ["甲", "丙", "乙"]
    retire_greeting(shop_id=cast.shop.id, greeting_id=first, by=cast.lead.actor, at=AT)
    written(cast, "丙丙", third, whom=rules.RETURNING)
    assert [one.greeting.text for one in queries.greetings([cast.shop.id])] == ["丙丙", "乙"]
    with pytest.raises(CannotWriteGreeting, match="停用"):
        written(cast, "甲甲", first)
