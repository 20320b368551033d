"""Chats that are held in the marketplace's own client: presses, what they do to the clock, taking back."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import AT, Cast, said_by, said_by_buyer

from zhanggui.conversations import queries, rules
from zhanggui.conversations.actions import (
    CannotCopy,
    CannotPress,
    CannotTakeBack,
    Refused,
    copy_text,
    end_reception,
    lapse_idle_receptions,
    press,
    record_messages,
    take_back,
    transfer_reception,
)
from zhanggui.conversations.models import Conversation, Message, Press, Reception
from zhanggui.conversations.queries import ConversationCard
from zhanggui.conversations.rules import BUYER, STAFF, Pace
from zhanggui.customers.actions import CannotNoteBuyer, ensure_buyers, note_buyer
from zhanggui.customers.queries import BuyerCard, buyer_card
from zhanggui.foundation.actors import program
from zhanggui.foundation.queries import audit_entries
from zhanggui.guard.models import GuardHit
from zhanggui.shops.queries import StaffCard
from zhanggui.workforce.actions import set_presence

pytestmark = pytest.mark.django_db


@pytest.fixture
def buyer(cast: Cast) -> BuyerCard:
    ids = ensure_buyers(shop_id=cast.shop.id, nicks=["云朵朵2019"], at=AT)
    card = buyer_card(ids["云朵朵2019"])
    assert card is not None
    return card


def later(seconds: float) -> datetime:
    return AT + timedelta(seconds=seconds)


def pressed(
    buyer: BuyerCard, side: str, staff: StaffCard, seconds: float = 0, seen: int | None = None
) -> ConversationCard:
    """A press on what is known now, unless an older sight is named."""
    card = queries.conversation_of_buyer(buyer.id)
    known = card.last_position if card else 0
    at = later(seconds)
    return press(buyer=buyer, side=side, seen=known if seen is None else seen, by=staff.actor, at=at)


def row(buyer: BuyerCard) -> Conversation:
    return Conversation.objects.get(buyer_id=buyer.id)


def kinds(buyer: BuyerCard) -> list[tuple[int, str, str]]:
    rows = Message.objects.filter(conversation__buyer_id=buyer.id).order_by("position")
    return list(rows.values_list("position", "kind", "side"))


def pace(buyer: BuyerCard) -> Pace:
    return rules.pace(queries.words_since(row(buyer).pk, AT))


@pytest.mark.seed(17, 20, 25)
def test_the_clock_runs_from_one_press_to_the_other(cast: Cast, buyer: BuyerCard) -> None:
    card = pressed(buyer, BUYER, cast.agent)
    assert (card.waiting_since, card.agent_id, card.last_position) == (AT, cast.agent.id, 1)
    card = pressed(buyer, STAFF, cast.agent, 42)
    assert (card.waiting_since, card.agent_id, card.last_position) == (None, cast.agent.id, 2)
    pressed(buyer, BUYER, cast.agent, 60)
    pressed(buyer, STAFF, cast.agent, 80)
    assert pace(buyer) == Pace(42.0, 31.0)
    assert kinds(buyer) == [
        (1, "elsewhere", "buyer"),
        (2, "elsewhere", "staff"),
        (3, "elsewhere", "buyer"),
        (4, "elsewhere", "staff"),
    ]
    assert list(Message.objects.values_list("text", flat=True).distinct()) == [""]
    assert set(Message.objects.values_list("by_name", flat=True)) == {"林晓 A12"}


def test_whoever_presses_has_the_reception_from_the_first_press_on(cast: Cast, buyer: BuyerCard) -> None:
    pressed(buyer, BUYER, cast.agent)
    reception = Reception.objects.get()
    assert (reception.agent_id, reception.opened_at, reception.first_position) == (cast.agent.id, AT, 1)
    pressed(buyer, STAFF, cast.second, 5)
    assert Reception.objects.count() == 1
    assert row(buyer).agent_id == cast.agent.id


def test_the_shop_may_write_first(cast: Cast, buyer: BuyerCard) -> None:
    card = pressed(buyer, STAFF, cast.agent)
    assert (card.waiting_since, card.agent_id) == (None, cast.agent.id)
    assert Reception.objects.get().first_position == 1


def test_no_greeting_and_no_away_text_where_they_cannot_go(cast: Cast, buyer: BuyerCard) -> None:
    set_presence(status="away", by=cast.agent.actor, at=AT)
    pressed(buyer, BUYER, cast.agent)
    assert len(kinds(buyer)) == 1
    assert not row(buyer).left  # whoever presses is there, whatever the status says


def test_two_presses_on_one_sight_are_one(cast: Cast, buyer: BuyerCard) -> None:
    pressed(buyer, BUYER, cast.agent, seen=0)
    pressed(buyer, BUYER, cast.agent, 0.1, seen=0)
    pressed(buyer, BUYER, cast.second, 0.2, seen=0)
    pressed(buyer, STAFF, cast.agent, 9, seen=1)
    pressed(buyer, STAFF, cast.agent, 9.1, seen=1)
    pressed(buyer, BUYER, cast.agent, 9.2, seen=0)  # sent again on a line that was down: answered before
    assert kinds(buyer) == [(1, "elsewhere", "buyer"), (2, "elsewhere", "staff")]
    assert row(buyer).waiting_since is None


def test_a_press_that_changes_nothing_writes_nothing(cast: Cast, buyer: BuyerCard) -> None:
    pressed(buyer, BUYER, cast.agent)
    pressed(buyer, BUYER, cast.agent, 30)
    assert row(buyer).waiting_since == AT
    pressed(buyer, STAFF, cast.agent, 40)
    pressed(buyer, STAFF, cast.agent, 70)
    assert len(kinds(buyer)) == 2
    pressed(buyer, STAFF, cast.agent, 140)  # another word to the same buyer: the reception stays alive
    assert len(kinds(buyer)) == 3
    assert pace(buyer) == Pace(40.0, 40.0)


def test_a_sight_beyond_the_last_word_is_the_last_word(cast: Cast, buyer: BuyerCard) -> None:
    pressed(buyer, BUYER, cast.agent, seen=10**17)
    assert kinds(buyer) == [(1, "elsewhere", "buyer")]


def test_it_stands_on_the_desk_like_any_other(cast: Cast, buyer: BuyerCard) -> None:
    pressed(buyer, BUYER, cast.agent)
    (shown,) = queries.desk(cast.shop.id, cast.second.id)
    assert (shown["elsewhere"], shown["last"], shown["last_side"]) == (True, "", "buyer")
    assert (shown["waiting_since"], shown["agent_name"]) == (AT, "林晓 A12")
    assert shown["read"] == {"buyer": 0, "staff": 1}


def test_an_idle_reception_lapses_and_one_under_an_open_question_does_not(
    cast: Cast, buyer: BuyerCard
) -> None:
    pressed(buyer, BUYER, cast.agent)
    assert lapse_idle_receptions(at=later(3600)) == 0
    pressed(buyer, STAFF, cast.agent, 3700)
    assert lapse_idle_receptions(at=later(3700 + 1801)) == 1
    assert row(buyer).agent_id is None
    pressed(buyer, BUYER, cast.second, 9000)
    assert row(buyer).agent_id == cast.second.id
    assert Reception.objects.count() == 2


def test_ending_and_handing_over_work_as_everywhere(cast: Cast, buyer: BuyerCard) -> None:
    card = pressed(buyer, BUYER, cast.agent)
    transfer_reception(conversation=card, to=cast.second, by=cast.agent.actor, at=later(5))
    assert (row(buyer).agent_id, row(buyer).waiting_since) == (cast.second.id, AT)
    end_reception(conversation=card, by=cast.second.actor, at=later(9))
    assert (row(buyer).agent_id, row(buyer).waiting_since) == (None, None)


def test_a_visitor_of_our_own_page_is_not_pressed_for(cast: Cast) -> None:
    with pytest.raises(CannotPress, match="网页"):
        press(buyer=cast.visitor(), side=BUYER, seen=0, by=cast.agent.actor, at=AT)
    assert not Conversation.objects.exists()


def test_the_program_presses_nothing(cast: Cast, buyer: BuyerCard) -> None:
    with pytest.raises(CannotPress):
        press(buyer=buyer, side=BUYER, seen=0, by=program(cast.shop.id), at=AT)


# Words from here arrive nowhere there.


def test_words_to_who_is_elsewhere_are_refused(cast: Cast, buyer: BuyerCard) -> None:
    card = pressed(buyer, BUYER, cast.agent)
    (refused,) = record_messages([said_by(cast.agent, card, "在的", "staff-01")], at=later(5))
    assert isinstance(refused, Refused)
    assert (refused.code, len(kinds(buyer))) == ("elsewhere", 1)
    assert row(buyer).waiting_since == AT


def test_a_buyer_whose_words_come_in_after_all_is_here_again(cast: Cast, buyer: BuyerCard) -> None:
    card = pressed(buyer, BUYER, cast.agent)
    record_messages([said_by_buyer(card, "在吗", "buyer-01")], at=later(5))
    assert not row(buyer).elsewhere
    (saved,) = record_messages([said_by(cast.agent, card, "在的", "staff-01")], at=later(9))
    assert not isinstance(saved, Refused)
    assert pace(buyer) == Pace(9.0, 9.0)


# Taking back.


def test_a_wait_that_never_was(cast: Cast, buyer: BuyerCard) -> None:
    pressed(buyer, BUYER, cast.agent)
    card = take_back(buyer=buyer, position=1, by=cast.agent.actor, at=later(3))
    assert (card.waiting_since, card.agent_id, card.last_position) == (None, None, 2)
    assert kinds(buyer)[1] == (2, "undone", "auto")
    assert not Reception.objects.exists()  # the press had opened it
    assert not Press.objects.exists()
    assert pace(buyer) == Pace(None, None)
    (entry,) = [one for one in audit_entries(cast.shop.id) if one.verb == "take_back"]
    assert entry.by_name == "林晓 A12"


def test_an_answer_that_never_was_and_the_wait_goes_on(cast: Cast, buyer: BuyerCard) -> None:
    pressed(buyer, BUYER, cast.agent)
    pressed(buyer, STAFF, cast.agent, 10)
    card = take_back(buyer=buyer, position=2, by=cast.agent.actor, at=later(12))
    assert (card.waiting_since, card.agent_id) == (AT, cast.agent.id)
    assert Reception.objects.filter(ended_at=None).count() == 1
    pressed(buyer, STAFF, cast.agent, 30)
    assert pace(buyer) == Pace(30.0, 30.0)


def test_taking_back_twice_is_once(cast: Cast, buyer: BuyerCard) -> None:
    pressed(buyer, BUYER, cast.agent)
    for _ in range(2):
        take_back(buyer=buyer, position=1, by=cast.agent.actor, at=later(3))
    assert len(kinds(buyer)) == 2
    with pytest.raises(CannotTakeBack):
        take_back(buyer=buyer, position=2, by=cast.agent.actor, at=later(4))


def test_only_the_last_and_only_ones_own(cast: Cast, buyer: BuyerCard) -> None:
    pressed(buyer, BUYER, cast.agent)
    with pytest.raises(CannotTakeBack, match="同事"):
        take_back(buyer=buyer, position=1, by=cast.second.actor, at=later(1))
    pressed(buyer, STAFF, cast.second, 5)
    with pytest.raises(CannotTakeBack, match="新的动作"):
        take_back(buyer=buyer, position=1, by=cast.agent.actor, at=later(6))
    assert queries.press_to_take_back(buyer.id, cast.agent.id) is None
    assert queries.press_to_take_back(buyer.id, cast.second.id) == 2


def test_what_ended_or_was_handed_over_is_not_taken_back(cast: Cast, buyer: BuyerCard) -> None:
    card = pressed(buyer, BUYER, cast.agent)
    transfer_reception(conversation=card, to=cast.second, by=cast.agent.actor, at=later(1))
    with pytest.raises(CannotTakeBack, match="转给"):
        take_back(buyer=buyer, position=1, by=cast.agent.actor, at=later(2))
    end_reception(conversation=card, by=cast.second.actor, at=later(3))
    with pytest.raises(CannotTakeBack, match="结束"):
        take_back(buyer=buyer, position=1, by=cast.agent.actor, at=later(4))


def test_who_never_pressed_takes_nothing_back(cast: Cast, buyer: BuyerCard) -> None:
    with pytest.raises(CannotTakeBack):
        take_back(buyer=buyer, position=1, by=cast.agent.actor, at=AT)


@given(st.lists(st.tuples(st.sampled_from([BUYER, STAFF]), st.booleans()), max_size=12))
def test_what_was_taken_back_is_as_if_it_had_never_been(presses: list[tuple[str, bool]]) -> None:
    words: list[tuple[str, str, datetime]] = []
    kept: list[tuple[str, datetime]] = []
    for place, (side, undone) in enumerate(presses):
        words.append((rules.ELSEWHERE, side, later(place)))
        if undone:
            words.append((rules.UNDONE, rules.AUTO, later(place)))
        else:
            kept.append((side, later(place)))
    assert rules.counted(words) == kept


def test_a_day_that_begins_with_a_taking_back_loses_nothing() -> None:
    assert rules.counted([(rules.UNDONE, rules.AUTO, AT), (rules.ELSEWHERE, BUYER, AT)]) == [(BUYER, AT)]


# Copying.


def test_what_may_leave_is_copied_and_leaves_no_trace(cast: Cast) -> None:
    assert copy_text(text="  可以开发票\r\n的 ", by=cast.agent.actor, at=AT) == "可以开发票\n的"
    assert not GuardHit.objects.exists()


def test_what_the_guard_blocks_is_not_copied_and_kept(cast: Cast, buyer: BuyerCard) -> None:
    card = pressed(buyer, BUYER, cast.agent)
    with pytest.raises(CannotCopy) as refused:
        copy_text(text="我们开不了发票", conversation_id=card.id, by=cast.agent.actor, at=AT)
    assert refused.value.code == "guard"
    assert refused.value.findings[0].instead
    hit = GuardHit.objects.get()
    assert (hit.outcome, hit.by_name, hit.conversation_id) == ("blocked", "林晓 A12", card.id)


def test_a_warning_is_passed_with_a_reason(cast: Cast) -> None:
    by = cast.stranger.actor  # of a Taobao shop, where this is a warning
    with pytest.raises(CannotCopy) as refused:
        copy_text(text="我们开不了发票", by=by, at=AT)
    assert refused.value.code == "reason"
    assert copy_text(text="我们开不了发票", reason="个人店,没有执照", by=by, at=AT)
    assert list(GuardHit.objects.order_by("pk").values_list("outcome", flat=True)) == ["warned", "overridden"]


@pytest.mark.parametrize(("text", "code"), [(" \u200b ", "empty"), ("长" * 2001, "too_long")])
def test_nothing_and_too_much_are_not_copied(cast: Cast, text: str, code: str) -> None:
    with pytest.raises(CannotCopy) as refused:
        copy_text(text=text, by=cast.agent.actor, at=AT)
    assert refused.value.code == code


# A nick that the shop has not met.


def test_a_nick_is_noted_once(cast: Cast) -> None:
    first = note_buyer(shop_id=cast.shop.id, nick=" 南风\t2020 ", by=cast.agent.actor, at=AT)
    again = note_buyer(shop_id=cast.shop.id, nick="南风 2020", by=cast.second.actor, at=AT)
    assert (first.nick, first) == ("南风 2020", again)
    assert len([one for one in audit_entries(cast.shop.id) if one.verb == "note_buyer"]) == 1


@pytest.mark.parametrize("nick", ["", "  ", "云**9", "长" * 101])
def test_what_is_no_nick_is_not_noted(cast: Cast, nick: str) -> None:
    with pytest.raises(CannotNoteBuyer):
        note_buyer(shop_id=cast.shop.id, nick=nick, by=cast.agent.actor, at=AT)
