"""Recording buyers from a file."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from tests.cast import AT, Cast, Ear

from zhanggui.conversations.actions import open_for_buyer
from zhanggui.conversations.models import Conversation
from zhanggui.customers import queries
from zhanggui.customers.actions import BuyerEntry, ensure_buyers, record_buyers, remove_note, tag_buyer
from zhanggui.customers.models import Buyer, BuyerNote
from zhanggui.customers.queries import BuyerCard, BuyerWords, buyer_card
from zhanggui.customers.rules import TAGS_PER_BUYER
from zhanggui.foundation.queries import audit_entries
from zhanggui.foundation.recorded import Recorded

pytestmark = pytest.mark.django_db

ENTRY = BuyerEntry("tb_test01", ("老客", "爱用顺丰"), "160 斤穿 XL")


def recorded(cast: Cast, *entries: BuyerEntry) -> Recorded:
    return record_buyers(shop_id=cast.shop.id, entries=entries, by=cast.manager.actor, at=AT)


def buyer(cast: Cast, nick: str = "tb_test01") -> BuyerCard:
    card = buyer_card(ensure_buyers(shop_id=cast.shop.id, nicks=[nick], at=AT)[nick])
    assert card is not None
    return card


def words(cast: Cast) -> dict[str, BuyerWords]:
    return {one.nick: one for one in queries.all_buyers(cast.shop.id)}


@pytest.mark.seed(8, 10, 170)
def test_a_buyer_with_tags_and_a_note(cast: Cast) -> None:
    assert recorded(cast, ENTRY, BuyerEntry("tb_test02")) == Recorded(new=2)
    assert words(cast)["tb_test01"] == BuyerWords("tb_test01", ("老客", "爱用顺丰"), "160 斤穿 XL")
    assert words(cast)["tb_test02"] == BuyerWords("tb_test02", (), "")
    assert list(queries.all_buyers(cast.other_shop.id)) == []
    entry = audit_entries(cast.shop.id)[0]
    assert (entry.verb, entry.changes) == (
        "record_buyers",
        {"buyers_new": [None, 2], "buyers_told": [None, 1]},
    )


def test_twice_is_once(cast: Cast) -> None:
    recorded(cast, ENTRY)
    before = audit_entries(cast.shop.id)
    assert recorded(cast, ENTRY, ENTRY) == Recorded(unchanged=2)
    assert audit_entries(cast.shop.id) == before
    assert recorded(cast, BuyerEntry(" tb_test01 ", (" 老客 ", "", "老客"), " 160  斤穿 XL ")).unchanged == 1


def test_a_file_adds_and_takes_nothing_away(cast: Cast) -> None:
    card = buyer(cast)
    tag_buyer(buyer=card, name="手工", by=cast.agent.actor, at=AT)
    assert recorded(cast, ENTRY) == Recorded(changed=1)
    assert {tag.name for tag in queries.tags_of(card.id)} == {"手工", "老客", "爱用顺丰"}
    assert recorded(cast, BuyerEntry("tb_test01", (), "")) == Recorded(unchanged=1)
    assert len(queries.tags_of(card.id)) == 3


def test_a_note_that_was_taken_back_is_not_written_again(cast: Cast) -> None:
    recorded(cast, ENTRY)
    note = BuyerNote.objects.get()
    remove_note(buyer=buyer(cast), note_id=note.pk, by=cast.agent.actor, at=AT + timedelta(hours=1))
    assert recorded(cast, ENTRY) == Recorded(unchanged=1)
    assert words(cast)["tb_test01"].note == ""
    assert recorded(cast, BuyerEntry("tb_test01", None, "另一句")) == Recorded(changed=1)
    assert words(cast)["tb_test01"].note == "另一句"


def test_one_nick_in_several_lines(cast: Cast) -> None:
    done = recorded(cast, BuyerEntry("a", ("甲",)), BuyerEntry("a", ("乙",), "记"), BuyerEntry("a", ("甲",)))
    assert done == Recorded(new=1, changed=1, unchanged=1)
    assert words(cast)["a"] == BuyerWords("a", ("甲", "乙"), "记")


@pytest.mark.parametrize(
    ("entry", "field", "say"),
    [
        (BuyerEntry("  "), "nick", "会员名要有 1 到 100 个字"),
        (BuyerEntry("长" * 101), "nick", "会员名要有 1 到 100 个字"),
        (BuyerEntry("云**9"), "nick", "认不出是哪一位买家"),
        (BuyerEntry("a", ("长" * 21,)), "tags", "标签最多 20 个字"),
        (BuyerEntry("a", tuple(map(str, range(31)))), "tags", "一位买家最多 30 个标签"),
        (BuyerEntry("a", None, "长" * 501), "note", "备注最多 500 个字"),
    ],
)
def test_one_is_refused_and_the_rest_goes_in(cast: Cast, entry: BuyerEntry, field: str, say: str) -> None:
    done = recorded(cast, ENTRY, entry)
    assert (done.new, [one.place for one in done.refused], done.refused[0].field) == (1, [1], field)
    assert say in done.refused[0].reason
    assert set(words(cast)) == {"tb_test01"}


def test_the_limit_counts_what_agents_wrote(cast: Cast) -> None:
    card = buyer(cast)
    for number in range(TAGS_PER_BUYER - 1):
        tag_buyer(buyer=card, name=f"标签{number}", by=cast.agent.actor, at=AT)
    done = recorded(cast, ENTRY, BuyerEntry("tb_test01", ("标签0", "最后")), BuyerEntry("tb_test01", ("多",)))
    assert (done.changed, [one.place for one in done.refused]) == (1, [0, 2])
    assert len(queries.tags_of(card.id)) == TAGS_PER_BUYER


def test_a_visitor_of_that_name_is_somebody_else(cast: Cast) -> None:
    cast.visitor("tb_test01")
    recorded(cast, ENTRY)
    assert Buyer.objects.filter(shop_id=cast.shop.id).count() == 2


def test_another_shops_buyers_are_not_recorded(cast: Cast) -> None:
    with pytest.raises(ValueError, match="cannot record buyers"):
        record_buyers(shop_id=cast.shop.id, entries=[ENTRY], by=cast.stranger.actor, at=AT)


@pytest.mark.django_db(transaction=True)
def test_only_what_stands_on_a_desk_is_told(cast: Cast) -> None:
    nicks = [f"tb{number:05}" for number in range(500)]
    cards = [buyer(cast, nick) for nick in nicks[:2]]
    waiting, ended = (open_for_buyer(buyer=card, at=AT) for card in cards)
    Conversation.objects.filter(pk=waiting.id).update(waiting_since=AT, asked_position=1, questions=1)
    with Ear() as ear:
        recorded(cast, *(BuyerEntry(nick, ("老客",)) for nick in nicks))
        heard = ear.events()
    assert heard == [
        {"k": "changed", "s": cast.shop.id, "name": "buyer", "id": waiting.buyer_id},
        {"k": "desk", "s": cast.shop.id, "c": waiting.id},
    ]
    assert ended.waiting_since is None


def test_thousands_a_second(cast: Cast, django_assert_max_num_queries: Any) -> None:
    entries = [
        BuyerEntry(f"tb{number:05}", ("老客", f"组{number % 7}"), f"备注{number}") for number in range(5_000)
    ]
    began = time.process_time()
    with django_assert_max_num_queries(40):
        assert recorded(cast, *entries).new == 5_000
    assert time.process_time() - began < 2.5  # our own part of it: half a second on a quiet machine
    with django_assert_max_num_queries(10):
        assert recorded(cast, *entries).unchanged == 5_000
    assert sum(1 for _ in queries.all_buyers(cast.shop.id)) == 5_000
