"""What may be taken off a price, whose word it takes, and the log of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import Cast, client_of, said_by, said_by_buyer

from zhanggui.catalog.actions import ItemEntry, record_items
from zhanggui.catalog.models import Item
from zhanggui.catalog.queries import ItemCard, item_cards
from zhanggui.conversations import queries
from zhanggui.conversations.actions import (
    CannotDecide,
    CannotDiscount,
    decide_discount,
    give_discount,
    record_messages,
)
from zhanggui.conversations.models import Discount
from zhanggui.conversations.queries import ConversationCard
from zhanggui.conversations.rules.discounts import Goods, Who, offer_words, ruling
from zhanggui.foundation.actors import program
from zhanggui.foundation.clock import now
from zhanggui.guard.rules import Severity, Situation, check
from zhanggui.workforce.actions import beat
from zhanggui.worklist.queries import open_tasks

FRAGMENT = {"HX-Request": "true"}
GOODS = Goods(price_fen=10_000, floor_fen=9_000, cost_fen=6_000)


@pytest.mark.seed(4, 5)
@pytest.mark.parametrize(
    ("goods", "off", "who"),
    [
        (GOODS, 500, Who.AGENT),
        (GOODS, 501, Who.LEAD),
        (GOODS, 1_000, Who.LEAD),
        (GOODS, 1_001, Who.MANAGER),
        (GOODS, 4_000, Who.MANAGER),
        (GOODS, 4_001, Who.NOBODY),
        (GOODS, 0, Who.NOBODY),
        (GOODS, -1, Who.NOBODY),
        (Goods(10_000, None, None), 1, Who.LEAD),
        (Goods(10_000, None, None), 10_000, Who.NOBODY),
        (Goods(300, 0, None), 300, Who.NOBODY),
    ],
)
def test_whose_word_it_takes(goods: Goods, off: int, who: Who) -> None:
    assert ruling(goods, off, own_fen=500).who == who


@given(
    price=st.integers(1, 10**6),
    off=st.integers(-100, 10**6),
    floor=st.none() | st.integers(0, 10**6),
    cost=st.none() | st.integers(0, 10**6),
    own=st.integers(0, 10**5),
)
def test_more_off_never_takes_a_lesser_word(
    price: int, off: int, floor: int | None, cost: int | None, own: int
) -> None:
    order = [Who.AGENT, Who.LEAD, Who.MANAGER, Who.NOBODY]
    goods = Goods(price, floor, cost)
    less, more = (ruling(goods, one, own_fen=own).who for one in (max(1, off), max(1, off) + 1))
    assert order.index(less) <= order.index(more)
    if less != Who.NOBODY and cost is not None:
        assert price - max(1, off) >= cost


@pytest.mark.parametrize("platform", ["tmall", "taobao"])
def test_what_is_said_of_it_may_leave(platform: str) -> None:
    words = offer_words(off_fen=850, is_tmall=platform == "tmall")
    assert "8.50" in words
    findings = check(words, Situation(platform=platform))
    assert all(one.severity == Severity.HINT for one in findings)


@pytest.fixture
def item(cast: Cast) -> ItemCard:
    entry = ItemEntry(
        number="610000000001", title="羊毛开衫", price_fen=10_000, floor_fen=9_000, cost_fen=6_000
    )
    record_items(shop_id=cast.shop.id, items=[entry], by=program(cast.shop.id), at=now())
    pk = Item.objects.get(shop_id=cast.shop.id).pk
    return item_cards(cast.shop.id, [pk])[pk]


@pytest.fixture
def talk(cast: Cast) -> ConversationCard:
    beat(staff_ids=[cast.agent.id, cast.lead.id], at=now())
    talk = cast.conversation()
    words = [
        said_by_buyer(talk, "能便宜点吗", "first-word"),
        said_by(cast.agent, talk, "您好,我们的价格都是统一的", "second-word"),
        said_by_buyer(talk, "再少点嘛", "third-word"),
    ]
    record_messages(words, at=now())
    return talk


def text_of(content: bytes) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", content.decode()).split())


def given_one(cast: Cast, talk: ConversationCard, item: ItemCard, **kept: Any) -> str:
    wanted: dict[str, Any] = {"off_fen": 800, "reason": "老客户", "by": cast.agent, **kept}
    return give_discount(conversation=talk, item=item, at=now(), **wanted)


@pytest.mark.django_db
@pytest.mark.seed(3, 5)
def test_the_slot_counts_the_insisting_and_an_own_discount_holds_at_once(
    cast: Cast, talk: ConversationCard, item: ItemCard
) -> None:
    agent = client_of(cast.agent)
    slot = text_of(agent.get(reverse("steps_slot", args=[talk.buyer_id]), headers=FRAGMENT).content)
    assert "买家还价 2 次" in slot
    assert "已说明不议价" in slot
    posted = {"named": "羊毛开衫", "off": "5", "reason": "第三次来买"}
    done = agent.post(reverse("steps_discount", args=[talk.buyer_id]), posted, headers=FRAGMENT)
    assert "林晓 批的" in text_of(done.content)
    row = Discount.objects.get()
    assert (row.state, row.off_fen, row.item_id, row.decided_by_id) == (
        "granted",
        500,
        item.id,
        cast.agent.id,
    )
    assert open_tasks(cast.shop.id) == []
    assert [one.reason for one in queries.discounts_in(talk.id, since=row.at)] == ["第三次来买"]


@pytest.mark.django_db
@pytest.mark.seed(5)
def test_more_is_the_leads_task_and_the_answer_stands_beside_the_talk(
    cast: Cast, talk: ConversationCard, item: ItemCard
) -> None:
    assert given_one(cast, talk, item) == "asked"
    with pytest.raises(CannotDiscount, match="等答复"):
        given_one(cast, talk, item)
    (task,) = open_tasks(cast.shop.id)
    assert (task.kind, task.owner_id) == ("discount", cast.lead.id)
    lead = client_of(cast.lead)
    part = reverse(task.part, args=[task.thing_id])
    assert "老客户" in text_of(lead.get(part, headers=FRAGMENT).content)
    answered = lead.post(part, {"grant": "1", "note": "可以,只给今天"}, headers=FRAGMENT)
    assert answered["HX-Trigger"] == "changed-tasks"
    assert open_tasks(cast.shop.id) == []
    slot = client_of(cast.agent).get(reverse("steps_slot", args=[talk.buyer_id]), headers=FRAGMENT)
    assert "周舟 批的 :可以,只给今天" in text_of(slot.content).replace("批的:", "批的 :")
    assert "优惠券" in slot.content.decode()  # a Tmall price cannot be changed
    decide_discount(discount_id=task.thing_id, grant=True, by=cast.lead, at=now())  # twice is once
    with pytest.raises(CannotDecide):
        decide_discount(discount_id=task.thing_id, grant=False, by=cast.lead, at=now())


@pytest.mark.django_db
def test_below_the_floor_is_the_managers_and_below_the_cost_nobodys(
    cast: Cast, talk: ConversationCard, item: ItemCard
) -> None:
    assert given_one(cast, talk, item, off_fen=1_500) == "asked"
    (task,) = open_tasks(cast.shop.id)
    with pytest.raises(CannotDecide, match="店长"):
        decide_discount(discount_id=task.thing_id, grant=True, by=cast.lead, at=now())
    decide_discount(discount_id=task.thing_id, grant=False, note="不行", by=cast.manager, at=now())
    assert Discount.objects.get().state == "declined"
    with pytest.raises(CannotDiscount) as refused:
        given_one(cast, talk, item, off_fen=4_500)
    assert "成本" not in str(refused.value)
    assert given_one(cast, talk, item, off_fen=1_500, by=cast.manager) == "granted"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({"named": "羊毛开衫", "off": "abc", "reason": "熟客"}, "写成金额"),
        ({"named": "羊毛开衫", "off": "3", "reason": " "}, "写一句理由"),
        ({"named": "没有这件", "off": "3", "reason": "熟客"}, "请选一件商品"),
        ({"item": "999999", "off": "3", "reason": "熟客"}, "请选一件商品"),
        ({"named": "羊毛开衫", "off": "99", "reason": "熟客"}, "谁也不能批"),
        ({"named": "羊毛开衫", "off": "100", "reason": "熟客"}, "0 元以下"),
    ],
)
@pytest.mark.usefixtures("item")
def test_what_cannot_be_given_is_said_and_what_was_typed_stays(
    cast: Cast, talk: ConversationCard, posted: dict[str, str], said: str
) -> None:
    agent = client_of(cast.agent)
    answer = agent.post(reverse("steps_discount", args=[talk.buyer_id]), posted, headers=FRAGMENT)
    assert said in answer.content.decode()
    assert f'value="{posted["off"]}"' in answer.content.decode()
    assert not Discount.objects.exists()


@pytest.mark.django_db
@pytest.mark.seed(5)
def test_the_log_tells_who_gave_what_why_and_with_whose_word(
    cast: Cast, talk: ConversationCard, item: ItemCard
) -> None:
    given_one(cast, talk, item, off_fen=500, reason="第三次来买")
    given_one(cast, talk, item, off_fen=800)
    (task,) = open_tasks(cast.shop.id)
    decide_discount(discount_id=task.thing_id, grant=True, note="只给今天", by=cast.lead, at=now())
    given_one(cast, talk, item, off_fen=900, by=cast.second)
    decide_discount(
        discount_id=open_tasks(cast.shop.id)[0].thing_id, grant=False, note="太多", by=cast.lead, at=now()
    )
    page = client_of(cast.manager).get(reverse("discounts"))
    counted = [
        (one.agent, one.asked, one.granted, one.declined, one.off_fen) for one in page.context["agents"]
    ]
    assert counted == [("林晓", 2, 2, 0, 1_300), ("陈晨", 1, 0, 1, 0)]
    shown = text_of(page.content)
    for told in ("羊毛开衫", "访客", "第三次来买", "老客户", "只给今天", "太多", "批了", "没批", "周舟"):
        assert told in shown
    own = client_of(cast.second).get(reverse("discounts"), {"who": str(cast.agent.id)})
    assert [one.by_name for one in own.context["log"]] == ["陈晨"]  # an agent sees one's own
    declined = client_of(cast.lead).get(reverse("discounts"), {"state": "declined"})
    assert [one.note for one in declined.context["log"]] == ["太多"]
    file = client_of(cast.lead).get(reverse("discounts_file", args=["csv"]), {"who": str(cast.agent.id)})
    lines = file.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert "只给今天" in lines[1]
    assert "让价记录" in text_of(client_of(cast.agent).get(reverse("figures")).content)
    assert text_of(client_of(cast.stranger).get(reverse("discounts")).content).count("这几天没有让过价") == 1
