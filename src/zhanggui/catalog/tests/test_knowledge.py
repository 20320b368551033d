from __future__ import annotations

from dataclasses import fields

import pytest
from tests.cast import AT, Cast

from zhanggui.catalog import events
from zhanggui.catalog.actions import (
    CannotWriteKnowledge,
    ItemEntry,
    KnowledgeEntry,
    record_items,
    record_knowledge,
    write_knowledge,
)
from zhanggui.catalog.models import Item
from zhanggui.catalog.queries import all_knowledge, knowledge_card, matching_items
from zhanggui.catalog.rules import SECTION_LETTERS, SECTIONS
from zhanggui.foundation.actors import program
from zhanggui.foundation.announcements import react_now
from zhanggui.foundation.models import AuditEntry
from zhanggui.foundation.recorded import Recorded
from zhanggui.shops.queries import ShopCard

pytestmark = pytest.mark.django_db


@pytest.fixture
def item_id(cast: Cast) -> int:
    items = [ItemEntry(number="1001", title="羊毛衫"), ItemEntry(number="1002", title="牛仔裤 直筒")]
    record_items(shop_id=cast.shop.id, items=items, by=program(cast.shop.id), at=AT)
    return Item.objects.get(number="1001").pk


def record(shop: ShopCard, *cards: KnowledgeEntry) -> Recorded:
    return record_knowledge(shop_id=shop.id, cards=cards, by=program(shop.id), at=AT)


@pytest.mark.seed(35, 37, 38, 39, 42)
def test_a_card_holds_all_that_an_agent_must_know(cast: Cast, item_id: int) -> None:
    texts = {section: f"{section} 的话\n第二行" for section in SECTIONS}
    assert record(cast.shop, KnowledgeEntry(item_number="1001", **texts)) == Recorded(new=1)
    card = knowledge_card(item_id)
    assert card is not None
    assert card.sections == texts
    assert [title for _, title, _ in card.written] == [
        "特征",
        "功能",
        "注意事项",
        "材质",
        "尺码表",
        "品牌与人群",
        "搭配",
        "优势",
        "术语",
    ]
    assert {field.name for field in fields(KnowledgeEntry)} == {"item_number", *SECTIONS}


def test_twice_is_once_and_what_is_not_said_stays(cast: Cast, item_id: int) -> None:
    first = KnowledgeEntry(item_number="1001", features="厚", material="羊毛")
    record(cast.shop, first)
    assert record(cast.shop, first) == Recorded(unchanged=1)
    second = KnowledgeEntry(item_number="1001", features="薄")
    assert record(cast.shop, second) == Recorded(changed=1)
    card = knowledge_card(item_id)
    assert card is not None
    assert (card.sections["features"], card.sections["material"]) == ("薄", "羊毛")


def test_a_card_may_come_in_several_rows(cast: Cast, item_id: int) -> None:
    rows = [KnowledgeEntry(item_number="1001", **{section: "x"}) for section in SECTIONS[:3]]
    assert record(cast.shop, *rows) == Recorded(new=1, changed=2)
    card = knowledge_card(item_id)
    assert card is not None
    assert len(card.written) == 3
    assert record(cast.shop, *rows) == Recorded(unchanged=3)


def test_a_card_of_no_item_and_one_too_long_stay_out(cast: Cast, item_id: int) -> None:
    done = record(
        cast.shop,
        KnowledgeEntry(item_number="9", features="x"),
        KnowledgeEntry(item_number="1001", glossary="长" * (SECTION_LETTERS + 1)),
        KnowledgeEntry(item_number="1002", features="x"),
    )
    assert [(one.place, one.field) for one in done.refused] == [(0, "item_number"), (1, "glossary")]
    assert done.new == 1
    assert knowledge_card(item_id) is None


def test_an_empty_card_is_none(cast: Cast, item_id: int) -> None:
    assert record(cast.shop, KnowledgeEntry(item_number="1001")) == Recorded(unchanged=1)
    assert knowledge_card(item_id) is None
    record(cast.shop, KnowledgeEntry(item_number="1001", features="厚"))
    record(cast.shop, KnowledgeEntry(item_number="1001", features=" "))
    assert knowledge_card(item_id) is None
    assert list(all_knowledge(cast.shop.id)) == []


def test_an_edit_is_noted_and_announced(cast: Cast, item_id: int, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[events.ItemChanged] = []
    monkeypatch.setattr("zhanggui.foundation.announcements._now", {})
    react_now(events.ItemChanged, heard.append)
    by = cast.manager.actor
    write_knowledge(item_id=item_id, sections={"features": "厚\r\n实", "cautions": ""}, by=by, at=AT)
    write_knowledge(item_id=item_id, sections={"features": "厚\n实"}, by=by, at=AT)  # nothing new
    assert heard == [events.ItemChanged(cast.shop.id, item_id)]
    noted = AuditEntry.objects.get(verb="write_knowledge")
    assert (noted.thing, noted.thing_id, noted.changes) == (
        "item",
        str(item_id),
        {"features": ["", "厚\n实"]},
    )
    card = knowledge_card(item_id)
    assert card is not None
    assert card.by_name == by.name


def test_another_shop_writes_no_card(cast: Cast, item_id: int) -> None:
    with pytest.raises(CannotWriteKnowledge):
        write_knowledge(item_id=item_id, sections={"features": "x"}, by=cast.stranger.actor, at=AT)
    too_long = {"features": "长" * (SECTION_LETTERS + 1)}
    with pytest.raises(CannotWriteKnowledge, match="最多"):
        write_knowledge(item_id=item_id, sections=too_long, by=cast.manager.actor, at=AT)
    with pytest.raises(ValueError, match="cannot record cards"):
        record_knowledge(shop_id=cast.shop.id, cards=[], by=program(cast.other_shop.id), at=AT)


@pytest.mark.seed(2)
def test_matching_goods_are_found_by_number_and_by_title(cast: Cast, item_id: int) -> None:
    found = matching_items(cast.shop.id, "1002\n\n 羊毛衫 \n围巾")
    assert [(line, item.number if item else None) for line, item in found] == [
        ("1002", "1002"),
        ("羊毛衫", "1001"),
        ("围巾", None),
    ]
    assert item_id == (found[1][1].id if found[1][1] else None)
