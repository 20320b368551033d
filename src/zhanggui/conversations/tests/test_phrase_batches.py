"""Recording phrases from a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.cast import AT, Cast

from zhanggui.conversations import queries
from zhanggui.conversations.actions import PhraseEntry, count_use, record_phrases, retire_phrase
from zhanggui.conversations.models import Phrase
from zhanggui.conversations.queries import PhraseCard
from zhanggui.conversations.search import phrase_index
from zhanggui.foundation.queries import audit_entries
from zhanggui.foundation.recorded import Recorded

pytestmark = pytest.mark.django_db

INVOICE = PhraseEntry("售前", "发票", "可以开发票", "可以的,{buyer},请提供抬头", ("能开发票吗",), "fp")
COURIER = PhraseEntry("aftersale", "物流", "查快递", "您的订单 {order_no} 在路上", ("到哪了",), "kd")


def recorded(cast: Cast, *entries: PhraseEntry) -> Recorded:
    return record_phrases(shop_id=cast.shop.id, entries=entries, by=cast.lead.actor, at=AT)


def kept(cast: Cast) -> dict[str, PhraseCard]:
    return {card.title: card for card in queries.all_phrases(cast.shop.id)}


@pytest.mark.seed(11)
def test_both_sets_go_in(cast: Cast) -> None:
    assert recorded(cast, INVOICE, COURIER) == Recorded(new=2)
    assert [(one.group, one.shortcut) for one in kept(cast).values()] == [
        ("presale", "fp"),
        ("aftersale", "kd"),
    ]
    assert kept(cast)["可以开发票"].asks == ("能开发票吗",)
    assert list(queries.all_phrases(cast.other_shop.id)) == []
    assert [one.verb for one in audit_entries(cast.shop.id)].count("write_phrase") == 2


def test_twice_is_once(cast: Cast) -> None:
    recorded(cast, INVOICE, COURIER)
    before = audit_entries(cast.shop.id)
    assert recorded(cast, INVOICE, COURIER, INVOICE) == Recorded(unchanged=3)
    spelled = replace(INVOICE, title=" 可以开发票\n", shortcut="/FP", asks=("能开发票吗 ", ""))
    assert recorded(cast, spelled) == Recorded(unchanged=1)
    assert audit_entries(cast.shop.id) == before


def test_what_is_not_said_stays(cast: Cast) -> None:
    recorded(cast, INVOICE, COURIER)
    phrase_id = kept(cast)["可以开发票"].id
    count_use(shop_id=cast.shop.id, phrase_id=phrase_id)
    assert recorded(cast, replace(INVOICE, text="可以开", asks=None, shortcut=None)) == Recorded(changed=1)
    card = kept(cast)["可以开发票"]
    assert (card.id, card.text, card.asks, card.shortcut, card.used) == (
        phrase_id,
        "可以开",
        ("能开发票吗",),
        "fp",
        1,
    )
    assert "查快递" in kept(cast)
    assert audit_entries(cast.shop.id)[0].changes["text"] == [INVOICE.text, "可以开"]
    assert recorded(cast, replace(INVOICE, text="可以开", asks=(), shortcut="")) == Recorded(changed=1)
    assert (kept(cast)["可以开发票"].asks, kept(cast)["可以开发票"].shortcut) == ((), "")


@pytest.mark.parametrize(
    ("differing", "field", "say"),
    [
        ({"group": "以后"}, "group", "售前、售后或短句"),
        ({"title": "\u200b"}, "title", "标题要有 1 到 40 个字"),
        ({"category": "长" * 21}, "category", "分类 1 到 20 个字"),
        ({"shortcut": "x" * 21}, "shortcut", "短码最多 20 个字"),
        ({"shortcut": "kd"}, "shortcut", "快捷码 kd 已经给了「查快递」"),
        ({"text": " "}, "text", "内容要有 1 到 2000 个字"),
        ({"text": "今天{weather}"}, "text", "没有这个变量: {weather}。可以用 {buyer}、"),
        ({"text": "亲,本店开不了发票"}, "text", "这句话发不出去"),
        ({"title": "查快递"}, "title", "前面已经有一条叫「查快递」的"),
    ],
)
def test_one_is_refused_and_the_rest_goes_in(
    cast: Cast, differing: dict[str, Any], field: str, say: str
) -> None:
    done = recorded(cast, COURIER, replace(INVOICE, **differing))
    assert (done.new, [one.place for one in done.refused], done.refused[0].field) == (1, [1], field)
    assert say in done.refused[0].reason
    assert set(kept(cast)) == {"查快递"}


def test_shortcuts_change_hands_in_one_file(cast: Cast) -> None:
    recorded(cast, INVOICE, COURIER)
    assert recorded(cast, replace(INVOICE, shortcut="kd"), replace(COURIER, shortcut="fp")).changed == 2
    assert kept(cast)["可以开发票"].shortcut == "kd"
    done = recorded(cast, replace(INVOICE, title="第三条", shortcut="kd"))
    assert [one.field for one in done.refused] == ["shortcut"]


def test_a_retired_phrase_stays_so_until_it_is_named(cast: Cast) -> None:
    recorded(cast, INVOICE, COURIER)
    retire_phrase(shop_id=cast.shop.id, phrase_id=kept(cast)["可以开发票"].id, by=cast.lead.actor, at=AT)
    assert recorded(cast, COURIER) == Recorded(unchanged=1)
    assert set(kept(cast)) == {"查快递"}
    assert recorded(cast, INVOICE) == Recorded(new=1)
    assert Phrase.objects.filter(title="可以开发票").count() == 2


def test_the_search_follows_every_batch_of_a_file(cast: Cast) -> None:
    recorded(cast, INVOICE)
    assert [hit.phrase.text for hit in phrase_index(cast.shop.id).answers("能开发票吗")] == [INVOICE.text]
    for number in range(3):  # all at the same instant, as the batches of one file are
        recorded(cast, replace(INVOICE, text=f"可以开 {number}"))
        (hit,) = phrase_index(cast.shop.id).answers("能开发票吗")
        assert hit.phrase.text == f"可以开 {number}"


def test_what_only_warns_may_be_a_phrase(cast: Cast) -> None:
    entry, by = replace(INVOICE, text="亲,本店开不了发票"), cast.stranger.actor
    assert record_phrases(shop_id=cast.other_shop.id, entries=[entry], by=by, at=AT).new == 1
    with pytest.raises(ValueError, match="cannot record phrases"):
        record_phrases(shop_id=cast.shop.id, entries=[entry], by=by, at=AT)


def test_a_thousand_are_a_few_statements(cast: Cast, django_assert_max_num_queries: Any) -> None:
    entries = [replace(INVOICE, title=f"第 {number} 条", shortcut=f"s{number}") for number in range(1_000)]
    with django_assert_max_num_queries(20):
        assert recorded(cast, *entries).new == 1_000
        assert recorded(cast, *(replace(entry, text="改") for entry in entries)).changed == 1_000
    assert max(Phrase.objects.values_list("changed_at", flat=True)) == AT + timedelta(microseconds=1)
