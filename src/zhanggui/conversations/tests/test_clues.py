"""What a talk says of a buyer: proposed as tags, set by a member only."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import AT, Cast, client_of, said_by, said_by_buyer

from zhanggui.catalog.actions import ItemEntry, record_items
from zhanggui.conversations.access import arrival_in
from zhanggui.conversations.actions import note_arrival, note_contacts, record_messages
from zhanggui.conversations.models import Arrival
from zhanggui.conversations.rules.arrivals import CameBy, came_by
from zhanggui.conversations.rules.clues import clues_in
from zhanggui.customers import queries
from zhanggui.customers.actions import decline_tag, tag_buyer
from zhanggui.customers.models import BuyerPast
from zhanggui.customers.parts import proposals
from zhanggui.customers.rules import TAG_LENGTH
from zhanggui.customers.rules.taxonomy import SHIPPED

ITEM = "610000000001"


@pytest.mark.parametrize(
    ("said", "tags"),
    [
        ("160 斤穿什么码", ["约 160 斤"]),
        ("身高168体重120斤", ["约 170 cm", "约 120 斤"]),
        ("平时 L,最近胖了,168 / 160 斤", ["约 170 cm", "约 160 斤"]),
        ("我 80kg", ["约 160 斤"]),
        ("1米65", ["约 165 cm"]),
        ("皮肤偏白", ["肤色偏白"]),
        ("我比较白,穿哪个颜色好看", ["肤色偏白"]),
        ("我是干皮", ["干皮"]),
        ("敏感肌能用吗", []),  # asked of goods
        ("我敏感肌", ["敏感肌"]),
        ("我今年35岁了", ["30-39 岁"]),
        ("我17岁", ["18 岁以下"]),
        ("我 62 岁", ["50 岁以上"]),
        ("我是男生,能穿吗", []),
        ("我是男生", ["男"]),
        ("能发顺丰吗", ["爱用顺丰"]),
        ("放丰巢就行", ["放快递柜"]),
        ("要开发票的", ["要发票"]),
        # nobody's, or somebody else's
        ("给我妈买,50岁,120斤", []),
        ("老公 160 斤", []),
        ("不要发顺丰", []),
        ("我不是女生", []),
        ("这袋大米是 100 斤吗", []),
        ("快递费 12 公斤怎么算,包裹 80 公斤", []),
        ("白色的还有吗", []),
        ("白天发货吗", []),
        ("模特身高多少,165cm 吗", []),
        ("一共 5 斤", []),
        ("订单 2231958349120002", []),
        ("13800000001", []),
        ("", []),
    ],
)
@pytest.mark.seed(10)
def test_what_buyers_say_of_themselves(said: str, tags: list[str]) -> None:
    assert [one.tag for one in clues_in([said])] == tags


def test_a_proposal_has_its_sentence_and_comes_once() -> None:
    (one,) = clues_in(["在吗。160斤穿几码?", "我160斤"])
    assert (one.tag, one.sentence) == ("约 160 斤", "160斤穿几码?")


@given(st.lists(st.text(max_size=40), max_size=5))
def test_whatever_is_said_a_tag_fits_and_its_sentence_was_said(said: list[str]) -> None:
    for one in clues_in(said):
        assert 0 < len(one.tag) <= TAG_LENGTH
        assert 0 < len(one.sentence) <= 60


@given(st.integers(10, 99))
def test_an_age_is_a_band_of_the_taxonomy(years: int) -> None:
    bands = next(one.words for one in SHIPPED if one.name == "年龄")
    (one,) = clues_in([f"我{years}岁"])
    assert one.tag in bands
    assert str(years) not in one.tag or years in {18, 24, 25, 29, 30, 39, 40, 49, 50}


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ({"entry": " 大促\n会场 ", "item": ITEM}, CameBy("大促 会场", ITEM)),
        ({"entry": "直播"}, CameBy("直播", "")),
        ({"item": "<script>"}, None),
        ({"entry": "长" * 21}, None),
        ({}, None),
    ],
)
def test_where_somebody_came_from(told: dict[str, str], found: CameBy | None) -> None:
    assert came_by(told) == found


def tags(cast: Cast, buyer_id: int) -> list[str]:
    return [one.tag for one in proposals(cast.shop.id, buyer_id)]


@pytest.mark.seed(10)
@pytest.mark.django_db
def test_what_is_known_is_proposed_and_a_member_says_yes(cast: Cast) -> None:
    talk = cast.conversation()
    buyer = queries.buyer_card(talk.buyer_id)
    assert buyer is not None
    words = ("我今年 35 岁", "160 斤穿什么码", "能发顺丰吗")
    for place, text in enumerate(words):
        record_messages([said_by_buyer(talk, text, f"word-{place:06}")], at=AT)
    record_messages([said_by(cast.agent, talk, "我是女生,我 20 岁", "answer-01")], at=AT)  # not the buyer
    assert tags(cast, buyer.id) == ["爱用顺丰", "约 160 斤", "30-39 岁"]
    assert queries.tags_of(buyer.id) == []
    client = client_of(cast.agent)
    page = client.get(f"/buyers/{buyer.id}/proposals").content.decode()
    assert "「160 斤穿什么码」" in page
    for _ in range(2):  # a double click
        answer = client.post(f"/buyers/{buyer.id}/proposals/answer", {"answer": "yes", "tag": "30-39 岁"})
        assert answer["HX-Trigger"] == "changed-buyer"
    (tag,) = queries.tags_of(buyer.id)
    assert (tag.name, tag.by_name) == ("30-39 岁", cast.agent.actor.name)
    client.post(f"/buyers/{buyer.id}/proposals/answer", {"answer": "no", "tag": "约 160 斤"})
    assert tags(cast, buyer.id) == ["爱用顺丰"]
    record_messages([said_by_buyer(talk, "我今年 45 岁", "word-again")], at=AT)
    assert tags(cast, buyer.id) == ["爱用顺丰"]  # one choice, and it is chosen


@pytest.mark.seed(10)
@pytest.mark.django_db
def test_the_entry_and_the_item_that_a_visitor_came_by(cast: Cast) -> None:
    items = [ItemEntry(number=ITEM, title="羊毛衫", category="毛衣")]
    record_items(shop_id=cast.shop.id, items=items, by=cast.manager.actor, at=AT)
    client = client_of(cast.agent)
    cookies = {
        name: cookie.value
        for name, cookie in client.get("/chat/example", {"entry": "大促会场", "item": ITEM}).cookies.items()
    }
    arrived = arrival_in(cast.shop.id, cookies)
    assert arrived == CameBy("大促会场", ITEM)
    assert arrival_in(cast.other_shop.id, cookies) is None
    assert arrival_in(cast.shop.id, {key: f"{value}x" for key, value in cookies.items()}) is None
    talk = cast.conversation()
    for _ in range(2):
        note_arrival(conversation_id=talk.id, came_by=arrived, at=AT)
    note_arrival(conversation_id=talk.id, came_by=CameBy("", "999"), at=AT)
    assert Arrival.objects.count() == 1
    assert tags(cast, talk.buyer_id) == ["大促会场", "毛衣"]
    assert queries.pasts([talk.buyer_id])[talk.buyer_id].asked == (ITEM,)


@pytest.mark.django_db
def test_no_proposal_of_a_retired_word_and_none_twice(cast: Cast) -> None:
    from zhanggui.customers.actions import rename_tag, retire_tag_word  # noqa: PLC0415

    talk = cast.conversation()
    buyer = queries.buyer_card(talk.buyer_id)
    assert buyer is not None
    record_messages([said_by_buyer(talk, "能发顺丰吗。要发票", "word-000001")], at=AT)
    retire_tag_word(name="要发票", by=cast.lead.actor, at=AT)
    rename_tag(name="爱用顺丰", to="要顺丰", by=cast.lead.actor, at=AT)
    assert tags(cast, buyer.id) == ["要顺丰"]
    tag_buyer(buyer=buyer, name="爱用顺丰", by=cast.agent.actor, at=AT)
    assert tags(cast, buyer.id) == []
    for _ in range(2):
        decline_tag(buyer=buyer, name="约 160 斤", by=cast.agent.actor, at=AT)
    assert queries.declined_tags(buyer.id) == {"约 160 斤"}


@pytest.mark.django_db
def test_the_last_contact_is_taken_up_behind(cast: Cast) -> None:
    talk, long_ago = cast.conversation("甲"), cast.conversation("乙")
    record_messages([said_by_buyer(long_ago, "在吗", "word-000001")], at=AT - timedelta(days=3))
    record_messages([said_by_buyer(talk, "在吗", "word-000002")], at=AT)
    assert note_contacts(at=AT) == 1
    assert note_contacts(at=AT) == 0
    assert note_contacts(all_of_them=True, at=AT) == 1
    found = dict(BuyerPast.objects.values_list("buyer_id", "contacted_at"))
    assert found == {talk.buyer_id: AT, long_ago.buyer_id: AT - timedelta(days=3)}
    record_messages([said_by_buyer(talk, "还在吗", "word-000003")], at=AT + timedelta(minutes=1))
    assert note_contacts(at=AT + timedelta(minutes=2)) == 1
