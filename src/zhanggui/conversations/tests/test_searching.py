"""Messages by their words: what is found is what a look at every message finds, whichever way."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import AT, Cast, client_of, client_of_visitor, said_by, said_by_buyer

from zhanggui.conversations import rules
from zhanggui.conversations.actions import (
    PastTalk,
    PastWord,
    PhraseText,
    index_all,
    index_recent,
    open_conversation,
    record_messages,
    record_talks,
    write_phrase,
)
from zhanggui.conversations.models import Message, Picture, SearchEntry
from zhanggui.conversations.queries import Asked, ConversationCard, Spot, find_spots, searching
from zhanggui.conversations.rules import marked, without_phones
from zhanggui.customers.actions import tag_buyer
from zhanggui.customers.queries import buyer_card, buyers_with
from zhanggui.foundation.actors import program

pytestmark = pytest.mark.django_db
WORDS = ("发货", "发票", "毛衣", "快递", "ＸＬ", "好", "什么时候", "顺丰", "口罩", "可以", "123", "Abc")


@pytest.fixture
def talks(cast: Cast) -> list[ConversationCard]:
    """A few conversations with some hundred messages over half a year, found by all that can be asked."""
    chance = random.Random(7)  # noqa: S311
    made = [cast.conversation(f"买家{place}") for place in range(6)]
    for talk in made[:2]:
        buyer = buyer_card(talk.buyer_id)
        assert buyer is not None
        tag_buyer(buyer=buyer, name="老客", by=cast.lead.actor, at=AT)
    other = cast.conversation("别家的", shop=cast.other_shop)
    messages = []
    positions = dict.fromkeys([*(one.id for one in made), other.id], 0)
    picture = Picture.objects.create(
        conversation_id=made[0].id, kind="image/png", width=1, height=1, large=b"", small=b"", at=AT
    )
    for number in range(400):
        talk = chance.choice(made) if number % 20 else other
        positions[talk.id] += 1
        by = chance.choice([None, cast.agent, cast.second])
        shows = talk is made[0] and chance.random() < 0.2
        messages.append(
            Message(
                conversation_id=talk.id,
                position=positions[talk.id],
                side="staff" if by else "buyer",
                client_id=f"m-{number:06d}",
                kind="picture" if shows else "text",
                text="" if shows else ",".join(chance.choices(WORDS, k=chance.randint(1, 3))),
                picture_id=picture.pk if shows else None,
                by_id=by.id if by else None,
                at=AT - timedelta(days=180) + timedelta(hours=10) * (number // 2),  # two of an instant
            )
        )
    Message.objects.bulk_create(messages)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE conversations_conversation c SET last_position = coalesce((SELECT max(position)"
            " FROM conversations_message m WHERE m.conversation_id = c.id), 0)"
        )
    assert index_all() == 400
    return made


def by_hand(cast: Cast, asked: Asked) -> list[Spot]:
    """Every message of the shop, looked at one by one."""
    rows = Message.objects.select_related("conversation__buyer").filter(conversation__shop_id=cast.shop.id)
    if asked.tag:
        rows = rows.filter(conversation__buyer__tags__name=asked.tag)
    found = [row for row in rows if _fits(row, asked)]
    found.sort(key=lambda row: (row.at, row.conversation_id, row.position), reverse=True)
    return [Spot(row.at, row.conversation_id, row.position) for row in found]


def _fits(row: Message, asked: Asked) -> bool:
    text = row.text.lower().replace("ｘｌ", "xl")
    return (
        all(word.lower().replace("ｘｌ", "xl") in text for word in asked.words)
        and asked.side in {"", row.side}
        and asked.by_id in {None, row.by_id}
        and asked.buyer_id in {None, row.conversation.buyer_id}
        and asked.channel in {"", row.conversation.buyer.channel}
        and (not asked.with_picture or row.picture_id is not None)
        and (asked.since is None or row.at >= asked.since)
        and (asked.until is None or row.at < asked.until)
    )


def drawn(chance: random.Random, cast: Cast, talks: list[ConversationCard]) -> Asked:
    def maybe(value: Any, nothing: Any = None) -> Any:
        return value if chance.random() < 0.3 else nothing

    words = chance.sample(
        [*WORDS, "发", "票", "货,毛", "xl", "没有的", "abc", "12"], k=chance.choice([0, 1, 1, 2])
    )
    return Asked(
        words=tuple(words),
        buyer_id=maybe(chance.choice(talks).buyer_id) if chance.random() < 0.4 else None,
        side=maybe(chance.choice(["buyer", "staff"]), ""),
        by_id=maybe(cast.agent.id),
        channel=maybe(chance.choice(["web", "taobao"]), ""),
        with_picture=chance.random() < 0.1,
        tag=maybe(chance.choice(["老客", "没有"]), ""),
        since=maybe(AT - timedelta(days=chance.randint(1, 180))),
        until=maybe(AT - timedelta(days=chance.randint(1, 180))),
    )


@pytest.mark.parametrize(
    ("walked", "tagged", "few"), [(2_000, 1_000, 100), (5, 1, 100), (5, 0, 100), (5, 0, 2)]
)
def test_all_ways_find_the_same(
    cast: Cast,
    talks: list[ConversationCard],
    monkeypatch: pytest.MonkeyPatch,
    walked: int,
    tagged: int,
    few: int,
) -> None:
    for name, value in {"WALKED": walked, "TAGGED": tagged, "FEW": few}.items():
        monkeypatch.setattr(searching, name, value)
    with connection.cursor() as cursor:
        # As among a million: the index of letters is asked. Of four hundred each would be taken apart anew
        # for every day.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
    chance = random.Random(walked + tagged + few)  # noqa: S311
    for _ in range(60):
        asked = drawn(chance, cast, talks)
        expected = by_hand(cast, asked)
        found = find_spots(cast.shop.id, asked, size=10)
        assert (list(found.spots), found.more) == (expected[:10], len(expected) > 10), asked
        if found.more:
            behind = find_spots(cast.shop.id, asked, after=found.spots[-1], size=10)
            assert list(behind.spots) == expected[10:20], asked


def test_what_is_said_is_found_some_seconds_later(cast: Cast) -> None:
    talk = cast.conversation()
    record_messages([said_by_buyer(talk, "什么时候发货", "word-001")], at=AT)
    asked = Asked(words=("发货",))
    assert find_spots(cast.shop.id, asked).spots == ()
    assert index_recent(at=AT + timedelta(seconds=3)) == 2  # with what the program answered
    assert index_recent(at=AT + timedelta(seconds=6)) == 0
    assert find_spots(cast.shop.id, asked).spots == (Spot(AT, talk.id, 1),)
    record_messages([said_by(cast.agent, talk, "今天发货", "word-002")], at=AT + timedelta(seconds=9))
    assert index_recent(at=AT + timedelta(seconds=10)) == 1
    assert [spot.position for spot in find_spots(cast.shop.id, asked).spots] == [3, 1]


def test_what_was_brought_in_is_found_too(cast: Cast) -> None:
    buyer = cast.visitor()
    past = AT - timedelta(days=90)
    talk = PastTalk("k1", buyer.id, cast.agent.id, "林晓 A12", (PastWord("buyer", "旧的话", past),))
    record_talks(shop_id=cast.shop.id, talks=[talk], by=program(cast.shop.id), at=AT)
    assert index_recent(at=AT) == 0
    assert index_all() == 1
    assert index_all() == 0
    assert [spot.at for spot in find_spots(cast.shop.id, Asked(words=("旧的",))).spots] == [past]


def test_what_is_written_does_not_wait_for_the_search(cast: Cast) -> None:
    talk = cast.conversation()
    with CaptureQueriesContext(connection) as captured:
        record_messages([said_by_buyer(talk, "在吗", "word-001")], at=AT)
    assert not [one for one in captured.captured_queries if "searchentry" in one["sql"]]
    assert not SearchEntry.objects.exists()


# What is shown.


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("什么时候发货", ("发货",), "什么时候[发货]"),
        ("什么时候发货", ("时候", "什么"), "[什么][时候]发货"),
        ("要ＸＬ码", ("xl",), "要[ＸＬ]码"),
        ("OK的", ("ok",), "[OK]的"),
        ("一行\n两行", ("两行",), "一行 [两行]"),
        ("啊" * 60 + "发货", ("发货",), "…" + "啊" * 28 + "[发货]"),
        ("发货" + "啊" * 200, ("发货",), "[发货]" + "啊" * 118 + "…"),
        ("没有这个词", ("发货",), "没有这个词"),
        ("", ("发货",), ""),
    ],
)
def test_the_words_are_marked_among_those_around_them(text: str, words: tuple[str, ...], shown: str) -> None:
    pieces = marked(text, words)
    assert "".join(f"[{one.text}]" if one.is_found else one.text for one in pieces) == shown


@given(st.text(max_size=300), st.lists(st.text(max_size=5), max_size=3))
def test_marking_invents_nothing(text: str, words: list[str]) -> None:
    pieces = marked(text, words)
    shown = "".join(one.text for one in pieces).strip("…")
    assert shown in " ".join(text.split())
    assert len(shown) <= 120


def test_phones_are_masked() -> None:
    assert without_phones("打 13800000001 找我") == "打 138****0001 找我"
    assert without_phones("订单 2231380000000112345") == "订单 2231380000000112345"


# The page.


def asked_for(cast: Cast, **parts: str) -> str:
    return client_of(cast.agent).get(f"/search/?{urlencode(parts)}").content.decode()


def test_the_page_shows_all_three(cast: Cast) -> None:
    talk = cast.conversation("发货的人")
    write_phrase(
        shop_id=cast.shop.id,
        phrase_id=None,
        phrase=PhraseText("presale", "发货", "何时发货", "48 小时内发货"),
        by=cast.lead.actor,
        at=AT,
    )
    buyer = buyer_card(talk.buyer_id)
    assert buyer is not None
    tag_buyer(buyer=buyer, name="发货", by=cast.lead.actor, at=AT)
    record_messages([said_by_buyer(talk, "在吗 13800000001", "word-001")], at=AT)
    record_messages([said_by_buyer(talk, "<b>今天发货</b>", "word-002")], at=AT)
    index_recent(at=AT)
    page = asked_for(cast, q="发货")
    assert f'href="/reception/{talk.id}?at=' in page
    assert "&lt;b&gt;今天<mark>发货</mark>&lt;/b&gt;" in page
    assert "何时发货" in page
    assert buyer.name in page
    assert "138****0001" not in asked_for(cast, q="没有的话")
    assert "138****0001" in asked_for(cast, q="在吗")


def test_while_one_types_only_what_was_found_is_drawn(cast: Cast) -> None:
    record_messages([said_by_buyer(cast.conversation("发货的人"), "今天发货吗", "word-001")], at=AT)
    index_recent(at=AT)
    client, asked = client_of(cast.agent), {"q": "发货", "side": "buyer"}
    whole = client.get("/search/", asked).content.decode()
    part = client.get("/search/", asked, headers={"HX-Request": "true", "HX-Target": "found"})
    assert "今天<mark>发货</mark>吗" in part.content.decode()
    assert part.content.decode().strip() in whole
    assert "<form" not in part.content.decode()
    assert "HX-Target" in part["Vary"]  # going back in the browser asks for the whole page again


def test_pages_follow_each_other(cast: Cast, talks: list[ConversationCard]) -> None:  # noqa: ARG001
    client = client_of(cast.agent)
    address: str | None = "/search/?q=发"
    spots = []
    while address:
        page = client.get(address)
        spots += [one.spot for one in page.context["messages"]]
        address = f"/search/?{page.context['older']}" if page.context["older"] else None
    assert spots == by_hand(cast, Asked(words=("发",)))


@pytest.mark.parametrize(
    "parts",
    [
        {"q": "\0"},
        {"q": "a" * 500},
        {"q": "'; DROP TABLE--"},
        {"q": "%_\\"},
        {"by": "x"},
        {"by": "9" * 30},
        {"from": "yesterday"},
        {"from": "0001-01-01", "to": "9999-12-31"},
        {"after": "1.2"},
        {"after": "9" * 17 + ".1.1", "q": "好"},
        {"after": f"1.1.{2**31}", "q": "好"},
        {"side": "nobody", "channel": "pigeon", "tag": "\0"},
    ],
)
def test_what_cannot_be_read_asks_nothing(cast: Cast, parts: dict[str, str]) -> None:
    assert client_of(cast.agent).get("/search/", parts).status_code == 200


def test_days_in_the_wrong_order_are_said_and_the_way_back_stands_with_what_was_found(cast: Cast) -> None:
    page = client_of(cast.agent).get("/search/", {"q": "发货", "from": "2026-11-22", "to": "2026-11-21"})
    found = page.content.decode().split('id="found"')[1]
    assert "日期反了" in found
    assert "去掉筛选" in found


def test_only_those_who_receive_and_only_their_own_shop(cast: Cast) -> None:
    talk = cast.conversation("只有我")
    record_messages([said_by_buyer(talk, "只有我们知道", "word-001")], at=AT)
    index_recent(at=AT)
    assert "知道" in asked_for(cast, q="我们")
    theirs = client_of(cast.stranger)
    assert theirs.get("/search/", {"q": "我们"}).context["messages"] == []
    assert theirs.get("/search/", {"q": "只有我", "buyer": str(talk.buyer_id)}).status_code == 404
    assert client_of(cast.warehouse).get("/search/", {"q": "我们"}).status_code == 403
    assert client_of_visitor(cast.shop).get("/search/", {"q": "我们"}).status_code == 302


def test_buyers_are_found_by_any_part_of_their_name_and_by_tag(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zhanggui.customers.queries import listing as customers  # noqa: PLC0415 - only its constant

    named: Callable[[str], list[int]] = lambda text: [  # noqa: E731
        row.buyer.id for row in buyers_with(cast.shop.id, text, most=3)
    ]
    buyers = [cast.visitor(f"人{place}") for place in range(5)]
    tag_buyer(buyer=buyers[0], name="批发", by=cast.lead.actor, at=AT)
    part = buyers[1].name[-3:]
    newest_first = sorted((buyer.id for buyer in buyers if part in buyer.name), reverse=True)
    for few, walked in ((200, 2_000), (0, 2_000), (0, 1)):
        monkeypatch.setattr(customers, "_FEW", few)
        monkeypatch.setattr(customers, "_WALKED", walked)
        assert named(part) == newest_first[:3]
        assert named("批发") == [buyers[0].id]
        assert named("") == named("没有") == []
        assert len(named("访客")) == 3
    assert buyers_with(cast.other_shop.id, part, most=3) == []


def test_words_of_another_width_are_the_same(cast: Cast) -> None:
    talk = open_conversation(shop_id=cast.shop.id, visitor_key="w" * 22, at=AT)
    record_messages([said_by_buyer(talk, "要ＡＢＣ，大码", "word-001")], at=AT)
    index_recent(at=AT)
    for word in ("abc", "ＡＢＣ", "aBc,", "，大"):
        assert len(find_spots(cast.shop.id, Asked(words=(word,))).spots) == 1, word
    assert rules.CHANNEL_TITLES["web"]
    assert replace(Asked(), words=()).is_empty


def test_an_instant_without_end(cast: Cast) -> None:
    far = datetime.max.replace(tzinfo=AT.tzinfo)
    assert find_spots(cast.shop.id, Asked(words=("好",), until=far)).spots == ()
