from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import AT, Cast

from zhanggui.conversations.actions import (
    Draft,
    PastTalk,
    PastWord,
    open_for_buyer,
    record_messages,
    record_talks,
)
from zhanggui.conversations.models import Message, Reception
from zhanggui.conversations.queries import conversation_of_buyer
from zhanggui.customers.actions import ensure_buyers
from zhanggui.customers.queries import buyer_card
from zhanggui.foundation.actors import program

LONG_AGO = AT - timedelta(days=30)
SAID = (("buyer", "起球吗"), ("staff", "日常穿起球很轻"), ("buyer", "谢谢"), ("staff", "不客气"))


def talk(cast: Cast, key: str, *, days: int = 0, said: tuple[tuple[str, str], ...] = SAID) -> PastTalk:
    buyers = ensure_buyers(shop_id=cast.shop.id, nicks=["小米粥"], at=AT)
    begun = LONG_AGO + timedelta(days=days)
    words = [
        PastWord(side, text, begun + timedelta(minutes=minute)) for minute, (side, text) in enumerate(said)
    ]
    return PastTalk(key, buyers["小米粥"], cast.agent.id, cast.agent.actor.name, tuple(words))


def bring(cast: Cast, *talks: PastTalk) -> int:
    return record_talks(shop_id=cast.shop.id, talks=talks, by=program(cast.shop.id), at=AT)


def positions(talk: PastTalk) -> list[int]:
    rows = Message.objects.filter(conversation__buyer_id=talk.buyer_id).order_by("position")
    return list(rows.values_list("position", flat=True))


def test_a_past_talk_is_there_and_nobody_waits(cast: Cast) -> None:
    one = talk(cast, "a")
    assert bring(cast, one) == 1
    card = conversation_of_buyer(one.buyer_id)
    assert card is not None
    assert (card.waiting_since, card.agent_id, card.last_position) == (None, None, 4)
    stint = Reception.objects.get()
    assert (stint.agent_id, stint.first_position, stint.state) == (cast.agent.id, 2, "closed")
    assert (stint.opened_at, stint.ended_at) == (one.words[1].at, one.words[3].at)


def test_talks_follow_each_other_without_a_gap_in_whatever_order_they_come(cast: Cast) -> None:
    first, second = talk(cast, "a"), talk(cast, "b", days=1)
    assert bring(cast, second, first) == 2
    assert positions(first) == [1, 2, 3, 4, 5, 6, 7, 8]
    texts = Message.objects.order_by("position").values_list("client_id", flat=True)
    assert [text[:6] for text in texts] == ["past-a"] * 4 + ["past-b"] * 4


def test_brought_in_twice_it_is_there_once(cast: Cast) -> None:
    one = talk(cast, "a")
    assert bring(cast, one) == 1
    assert bring(cast, one) == 0
    assert positions(one) == [1, 2, 3, 4]


def test_what_is_older_than_the_conversation_stays_out(cast: Cast) -> None:
    one = talk(cast, "a")
    buyer = buyer_card(one.buyer_id)
    assert buyer is not None
    conversation = open_for_buyer(buyer=buyer, at=AT)
    record_messages([Draft(conversation.id, "buyer", "id-000001", "在吗")], at=AT)
    assert bring(cast, one) == 0


def test_a_buyer_whom_nobody_answered_has_no_reception(cast: Cast) -> None:
    bring(cast, talk(cast, "a", said=(("buyer", "有人吗"),)))
    assert not Reception.objects.exists()


def test_another_shops_program_cannot_bring_talks(cast: Cast) -> None:
    one = talk(cast, "a")
    with pytest.raises(ValueError, match="cannot record talks"):
        record_talks(shop_id=cast.shop.id, talks=[one], by=program(cast.other_shop.id), at=AT)
