"""Words that records tell of: whatever way they are cut into files, the conversation is the same whole."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import AT, Cast

from zhanggui.conversations.actions import RecordedWord, record_chats
from zhanggui.conversations.actions.indexing import index_all
from zhanggui.conversations.models import Aside, Conversation, Message, Reception, Round, SearchEntry
from zhanggui.conversations.rules import PlacedWord, stints
from zhanggui.customers.actions import ensure_buyers
from zhanggui.foundation.actors import program

BEGUN = datetime(2026, 11, 11, 2, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def word(cast: Cast, buyer_id: int, number: int, minute: int) -> RecordedWord:
    """Every third word is staff's."""
    by_staff = number % 3 == 2
    return RecordedWord(
        buyer_id=buyer_id,
        side="staff" if by_staff else "buyer",
        text=f"第 {number} 句",
        at=BEGUN + timedelta(minutes=minute),
        key=f"{number:040d}-1",
        account="示例店铺:小王" if by_staff else "",
        staff=cast.agent if by_staff else None,
    )


def bring(cast: Cast, words: list[RecordedWord]) -> Any:
    return record_chats(shop_id=cast.shop.id, words=words, by=program(cast.shop.id), at=AT)


def whole(buyer_id: int) -> tuple[Any, ...]:
    rows = Message.objects.filter(conversation__buyer_id=buyer_id).order_by("position")
    receptions = Reception.objects.filter(conversation__buyer_id=buyer_id).order_by("first_position")
    rounds = Round.objects.filter(conversation__buyer_id=buyer_id).order_by("asked_position")
    one = Conversation.objects.get(buyer_id=buyer_id)
    return (
        list(rows.values_list("position", "text", "side", "at")),
        list(receptions.values_list("first_position", "opened_at", "ended_at", "agent_id", "state")),
        list(
            rounds.values_list(
                "asked_position", "asked_at", "questions", "how", "ended_position", "waited_ms"
            )
        ),
        list(Aside.objects.filter(conversation=one).values_list("after_position", "kind", "at")),
        (one.last_position, one.last_text, one.last_side, one.last_at, one.read_by_staff, one.waiting_since),
    )


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    gaps=st.lists(st.integers(1, 45), min_size=2, max_size=14),
    cuts=st.lists(st.tuples(st.integers(0, 13), st.integers(1, 14)), min_size=1, max_size=5),
)
def test_any_cuts_in_any_order_make_the_same_conversation(
    cast: Cast, gaps: list[int], cuts: list[tuple[int, int]]
) -> None:
    for model in (Message, Reception, Round, Aside, Conversation):
        model.objects.all().delete()
    buyers = ensure_buyers(shop_id=cast.shop.id, nicks=["一次", "分次"], at=AT)
    minutes = [sum(gaps[: place + 1]) for place in range(len(gaps))]

    def words(buyer: str) -> list[RecordedWord]:
        return [word(cast, buyers[buyer], number, minute) for number, minute in enumerate(minutes)]

    bring(cast, words("一次"))
    pieces = words("分次")
    for begin, length in cuts:
        bring(cast, pieces[begin : begin + length])
    bring(cast, pieces)
    assert whole(buyers["一次"]) == whole(buyers["分次"])


def test_another_shops_program_cannot_bring_records(cast: Cast) -> None:
    buyers = ensure_buyers(shop_id=cast.shop.id, nicks=["小米粥"], at=AT)
    with pytest.raises(ValueError, match="cannot record chats"):
        record_chats(
            shop_id=cast.shop.id,
            words=[word(cast, buyers["小米粥"], 0, 0)],
            by=program(cast.other_shop.id),
            at=AT,
        )


def placed(*words: tuple[int | None, int]) -> list[PlacedWord]:
    return [
        PlacedWord(position, by_id, BEGUN + timedelta(minutes=minute))
        for position, (by_id, minute) in enumerate(words, 1)
    ]


def test_a_stint_ends_by_another_agent_or_by_half_an_hour_of_silence() -> None:
    found = stints(placed((None, 0), (7, 1), (None, 5), (8, 6), (None, 36), (8, 70), (None, 71)))
    assert [(one.agent_id, one.first_position, one.move) for one in found] == [
        (7, 2, "transfer"),
        (8, 4, "lapse"),
        (8, 6, "lapse"),
    ]
    assert [one.ended_at - one.opened_at for one in found] == [
        timedelta(minutes=5),
        timedelta(minutes=30),
        timedelta(minutes=1),
    ]


def test_nobody_of_the_shop_no_stint() -> None:
    assert stints(placed((None, 0), (None, 1))) == []


def test_what_has_moved_the_search_takes_up_anew(cast: Cast) -> None:
    buyers = ensure_buyers(shop_id=cast.shop.id, nicks=["小米粥"], at=AT)
    words = [word(cast, buyers["小米粥"], number, number * 5) for number in range(4)]
    bring(cast, words[2:])
    index_all()
    bring(cast, words[:2])
    index_all()
    found = SearchEntry.objects.order_by("position").values_list("position", "at")
    assert list(found) == [(place, one.at) for place, one in enumerate(words, 1)]
