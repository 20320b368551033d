from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import AT, Cast, visitor_key_of

from zhanggui.customers import queries
from zhanggui.customers.actions import (
    CannotNote,
    CannotTag,
    ensure_buyers,
    ensure_visitor,
    name_buyer,
    remove_note,
    tag_buyer,
    untag_buyer,
    write_note,
)
from zhanggui.customers.events import BuyerChanged
from zhanggui.customers.models import Buyer, BuyerNote
from zhanggui.customers.queries import BuyerCard
from zhanggui.customers.rules import NOTE_LENGTH, TAG_LENGTH, TAGS_PER_BUYER
from zhanggui.foundation import announcements
from zhanggui.foundation.queries import AuditCard, audit_entries

pytestmark = pytest.mark.django_db


def noted(cast: Cast) -> list[AuditCard]:
    """What the audit has of buyers, newest first."""
    return [entry for entry in audit_entries(cast.shop.id) if entry.thing == "buyer"]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[BuyerChanged]:
    """The announcements that rooms above hear, beside those that listen already."""
    heard: list[BuyerChanged] = []
    now = {**announcements._now, BuyerChanged: [*announcements._now.get(BuyerChanged, ()), heard.append]}
    monkeypatch.setattr(announcements, "_now", now)
    return heard


def test_a_marketplace_buyer_is_made_once(cast: Cast) -> None:
    first = ensure_buyers(shop_id=cast.shop.id, nicks=["小米粥", "南风", "小米粥"], at=AT)
    again = ensure_buyers(shop_id=cast.shop.id, nicks={"南风", "阿远"}, at=AT + timedelta(days=1))
    assert set(first) == {"小米粥", "南风"}
    assert again["南风"] == first["南风"]
    other = ensure_buyers(shop_id=cast.other_shop.id, nicks=["南风"], at=AT)
    assert other["南风"] != first["南风"]
    card = queries.buyer_card(first["南风"])
    assert card is not None
    assert (card.nick, card.name, card.is_visitor, card.created_at) == ("南风", "南风", False, AT)
    assert ensure_buyers(shop_id=cast.shop.id, nicks=[], at=AT) == {}


def test_a_visitor_is_made_once_and_has_no_nick(cast: Cast) -> None:
    card = ensure_visitor(shop_id=cast.shop.id, key=visitor_key_of("甲"), at=AT)
    assert ensure_visitor(shop_id=cast.shop.id, key=visitor_key_of("甲"), at=AT + timedelta(days=1)) == card
    assert card.nick is None
    assert card.is_visitor
    assert queries.visitor(cast.shop.id, visitor_key_of("甲")) == card
    assert queries.visitor(cast.other_shop.id, visitor_key_of("甲")) is None
    assert queries.buyer_card(0) is None


@pytest.mark.seed(7, 8)
def test_what_one_agent_notes_the_next_one_sees(cast: Cast) -> None:
    buyer = cast.visitor()
    tag_buyer(buyer=buyer, name=" 爱用\n顺丰 ", by=cast.agent.actor, at=AT)
    write_note(buyer=buyer, text="上次袖口开线,补发一件,满意", by=cast.agent.actor, at=AT)
    write_note(buyer=buyer, text="第二条", by=cast.second.actor, at=AT + timedelta(minutes=1))
    (tag,) = queries.tags_of(buyer.id)
    assert (tag.name, tag.by_name, tag.at) == ("爱用 顺丰", "林晓 A12", AT)
    notes = queries.notes_of(buyer.id)
    assert [(note.text, note.by_name) for note in notes] == [
        ("第二条", "陈晨 A07"),
        ("上次袖口开线,补发一件,满意", "林晓 A12"),
    ]
    assert queries.notes_of(cast.visitor("别人").id) == []


def test_every_change_is_noted_and_announced_once(cast: Cast, told: list[BuyerChanged]) -> None:
    buyer = cast.visitor()
    for _ in range(2):
        tag_buyer(buyer=buyer, name="老客", by=cast.agent.actor, at=AT)
    (tag,) = queries.tags_of(buyer.id)
    for _ in range(2):
        untag_buyer(buyer=buyer, tag_id=tag.id, by=cast.agent.actor, at=AT)
    note_id = write_note(buyer=buyer, text="备注", by=cast.agent.actor, at=AT)
    for _ in range(2):
        remove_note(buyer=buyer, note_id=note_id, by=cast.second.actor, at=AT)
    name_buyer(buyer=buyer, name="王女士", by=cast.agent.actor, at=AT)
    assert [(entry.verb, entry.changes) for entry in reversed(noted(cast))] == [
        ("tag", {"tag": [None, "老客"]}),
        ("untag", {"tag": ["老客", None]}),
        ("write_note", {"note": [None, "备注"]}),
        ("remove_note", {"note": ["备注", None]}),
        ("name", {"name": [buyer.name, "王女士"]}),
    ]
    assert told == [BuyerChanged(cast.shop.id, buyer.id)] * 5


def test_a_note_that_was_taken_back_stays_on_record(cast: Cast) -> None:
    buyer = cast.visitor()
    note_id = write_note(buyer=buyer, text="备注", by=cast.agent.actor, at=AT)
    remove_note(buyer=buyer, note_id=note_id, by=cast.agent.actor, at=AT + timedelta(minutes=1))
    assert queries.notes_of(buyer.id) == []
    kept = BuyerNote.objects.get(pk=note_id)
    assert (kept.text, kept.removed_at) == ("备注", AT + timedelta(minutes=1))


@pytest.mark.parametrize("name", ["", "  \n", "\u200b", "长" * (TAG_LENGTH + 1)])
def test_a_tag_that_is_none_or_too_long(cast: Cast, told: list[BuyerChanged], name: str) -> None:
    with pytest.raises(CannotTag, match="1 到 20 个字"):
        tag_buyer(buyer=cast.visitor(), name=name, by=cast.agent.actor, at=AT)
    assert told == []


@pytest.mark.parametrize("text", ["", " ", "长" * (NOTE_LENGTH + 1)])
def test_a_note_that_is_none_or_too_long(cast: Cast, told: list[BuyerChanged], text: str) -> None:
    with pytest.raises(CannotNote, match="1 到 500 个字"):
        write_note(buyer=cast.visitor(), text=text, by=cast.agent.actor, at=AT)
    assert told == []


def test_the_longest_ones_fit(cast: Cast) -> None:
    buyer = cast.visitor()
    tag_buyer(buyer=buyer, name="😀" * TAG_LENGTH, by=cast.agent.actor, at=AT)
    write_note(buyer=buyer, text="长" * NOTE_LENGTH, by=cast.agent.actor, at=AT)
    name_buyer(buyer=buyer, name="名" * 300, by=cast.agent.actor, at=AT)
    assert len(queries.tags_of(buyer.id)[0].name) == TAG_LENGTH
    assert Buyer.objects.get(pk=buyer.id).name == "名" * 100


def test_thirty_tags_and_no_more(cast: Cast) -> None:
    buyer = cast.visitor()
    for number in range(TAGS_PER_BUYER):
        tag_buyer(buyer=buyer, name=f"标签{number}", by=cast.agent.actor, at=AT)
    with pytest.raises(CannotTag, match="最多 30 个标签"):
        tag_buyer(buyer=buyer, name="多了", by=cast.agent.actor, at=AT)
    tag_buyer(buyer=buyer, name="标签0", by=cast.agent.actor, at=AT)  # it is there: nothing to refuse
    untag_buyer(buyer=buyer, tag_id=queries.tags_of(buyer.id)[0].id, by=cast.agent.actor, at=AT)
    tag_buyer(buyer=buyer, name="正好", by=cast.agent.actor, at=AT)
    assert len(queries.tags_of(buyer.id)) == TAGS_PER_BUYER


def test_tags_and_notes_of_another_buyer_cannot_be_taken_away(cast: Cast) -> None:
    mine, others = cast.visitor("甲"), cast.visitor("乙")
    tag_buyer(buyer=others, name="老客", by=cast.agent.actor, at=AT)
    note_id = write_note(buyer=others, text="备注", by=cast.agent.actor, at=AT)
    untag_buyer(buyer=mine, tag_id=queries.tags_of(others.id)[0].id, by=cast.agent.actor, at=AT)
    with pytest.raises(CannotNote, match="不在了"):
        remove_note(buyer=mine, note_id=note_id, by=cast.agent.actor, at=AT)
    assert len(queries.tags_of(others.id)) == len(queries.notes_of(others.id)) == 1


def test_no_name_and_the_same_name_change_nothing(cast: Cast, told: list[BuyerChanged]) -> None:
    buyer = cast.visitor()
    name_buyer(buyer=buyer, name=" ", by=cast.agent.actor, at=AT)
    name_buyer(buyer=buyer, name=buyer.name, by=cast.agent.actor, at=AT)
    assert told == []


def test_tags_are_offered_within_the_shop(cast: Cast) -> None:
    def tag(buyer: BuyerCard, *names: str) -> None:
        for name in names:
            tag_buyer(buyer=buyer, name=name, by=cast.agent.actor, at=AT)

    tag(cast.visitor("甲"), "老客", "爱用顺丰")
    tag(cast.visitor("乙"), "老客")
    tag(cast.visitor("丙", shop=cast.other_shop), "老赖")
    assert queries.known_tags(cast.shop.id) == sorted(["老客", "爱用顺丰"])
