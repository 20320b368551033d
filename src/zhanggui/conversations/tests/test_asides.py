"""What staff see beside a talk, and nobody else; who takes over from whom."""

from __future__ import annotations

import pytest
from tests.cast import AT, Cast, client_of, client_of_visitor, said_by_buyer

from zhanggui.conversations.actions import (
    CannotNote,
    note_aside,
    record_messages,
    take_over,
    transfer_reception,
    whisper,
)
from zhanggui.conversations.models import Aside, Conversation, Reception, Round
from zhanggui.conversations.queries import ConversationCard, conversation_card
from zhanggui.shops.queries import StaffCard


@pytest.fixture
def talk(cast: Cast) -> ConversationCard:
    card = cast.conversation()
    record_messages([said_by_buyer(card, "能送朋友吗", "buyer-word-1")], at=AT)
    take_over(conversation=card, by=cast.agent.actor, at=AT)
    found = conversation_card(card.id)
    assert found
    return found


def kinds(staff: StaffCard, talk: ConversationCard) -> list[tuple[str, str, str, str]]:
    items = client_of(staff).get(f"/reception/{talk.id}/asides").json()["items"]
    return [(one["kind"], one["by"], one["to"], one["text"]) for one in items]


TAKEN = ("taken", "林晓", "", "")


def test_a_note_is_every_colleagues(cast: Cast, talk: ConversationCard) -> None:
    note_aside(conversation=talk, text=" 生日礼物,\n包好看一点 ", by=cast.agent.actor, at=AT)
    told = [TAKEN, ("note", "林晓", "", "生日礼物,\n包好看一点")]
    assert [kinds(one, talk) for one in (cast.agent, cast.second, cast.lead)] == [told] * 3
    assert client_of(cast.stranger).get(f"/reception/{talk.id}/asides").status_code == 404
    assert Aside.objects.get(kind="note").after_position == talk.last_position


@pytest.mark.parametrize("text", ["", "  ", "\x00", "长" * 501])
def test_what_is_no_note(cast: Cast, talk: ConversationCard, text: str) -> None:
    with pytest.raises(CannotNote):
        note_aside(conversation=talk, text=text, by=cast.agent.actor, at=AT)


def test_a_whisper_is_for_who_has_the_buyer(cast: Cast, talk: ConversationCard) -> None:
    said = client_of(cast.lead).post(f"/reception/{talk.id}/whisper", {"text": "先问尺码"})
    assert said.status_code == 204
    heard = [TAKEN, ("whisper", "周舟", "林晓", "先问尺码")]
    assert kinds(cast.agent, talk) == kinds(cast.lead, talk) == kinds(cast.manager, talk) == heard
    assert kinds(cast.second, talk) == [TAKEN]
    # Who takes over later was not meant.
    take_over(conversation=talk, by=cast.second.actor, at=AT)
    assert [kind for kind, *_ in kinds(cast.second, talk)] == ["taken", "taken"]
    assert client_of(cast.agent).post(f"/reception/{talk.id}/whisper", {"text": "嘘"}).status_code == 403


def test_there_must_be_somebody_else_to_whisper_to(cast: Cast, talk: ConversationCard) -> None:
    nobodys = cast.conversation("别人")
    with pytest.raises(CannotNote):
        whisper(conversation=nobodys, text="在吗", by=cast.lead.actor, at=AT)
    take_over(conversation=talk, by=cast.lead.actor, at=AT)
    with pytest.raises(CannotNote):
        whisper(conversation=talk, text="在吗", by=cast.lead.actor, at=AT)


def test_taking_over_is_no_answer_and_is_set_down(cast: Cast, talk: ConversationCard) -> None:
    take_over(conversation=talk, by=cast.second.actor, at=AT)
    take_over(conversation=talk, by=cast.second.actor, at=AT)  # twice is once
    row = Conversation.objects.get(pk=talk.id)
    assert (row.agent_id, row.waiting_since) == (cast.second.id, AT)
    states = Reception.objects.filter(conversation_id=talk.id).order_by("pk")
    assert list(states.values_list("agent_id", "state", "how")) == [
        (cast.agent.id, "transferred", "taken"),
        (cast.second.id, "open", "taken"),
    ]
    assert kinds(cast.agent, talk) == [TAKEN, ("taken", "陈晨", "林晓", "")]


def test_a_transfer_carries_a_note(cast: Cast, talk: ConversationCard) -> None:
    to = {"to": str(cast.second.id), "note": "她要两件,问过尺码了"}
    assert client_of(cast.agent).post(f"/reception/{talk.id}/transfer", to).status_code == 204
    assert kinds(cast.second, talk)[-1] == ("transferred", "林晓", "陈晨", "她要两件,问过尺码了")


def test_a_lead_gives_a_buyer_whom_nobody_has_to_somebody(cast: Cast) -> None:
    talk = cast.conversation("没人接的")
    record_messages([said_by_buyer(talk, "在吗", "buyer-word-2")], at=AT)
    transfer_reception(conversation=talk, to=cast.second, by=cast.lead.actor, at=AT)
    assert kinds(cast.second, talk) == [("transferred", "周舟", "陈晨", "")]


@pytest.mark.seed(17)
def test_what_needs_no_answer_is_suggested_and_excused(cast: Cast) -> None:
    talk = cast.conversation("道谢的")
    record_messages([said_by_buyer(talk, "好的,谢谢", "buyer-word-3")], at=AT)
    client = client_of(cast.agent)
    assert client.get(f"/reception/{talk.id}/suggestions").json()["excusable"] is True
    assert client.post(f"/reception/{talk.id}/excuse").status_code == 204
    assert client.get(f"/reception/{talk.id}/suggestions").json()["excusable"] is False
    assert Round.objects.get(conversation_id=talk.id).how == "excused"
    assert kinds(cast.agent, talk) == [("excused", "林晓", "", "")]
    record_messages([said_by_buyer(talk, "什么时候发货", "buyer-word-4")], at=AT)
    record_messages([said_by_buyer(talk, "谢谢", "buyer-word-5")], at=AT)
    assert client.get(f"/reception/{talk.id}/suggestions").json()["excusable"] is False


def test_a_word_that_nobody_has_seen_is_not_excused_with_the_rest(cast: Cast) -> None:
    talk = cast.conversation("又想起一件事的")
    record_messages([said_by_buyer(talk, "好的,谢谢", "buyer-word-6")], at=AT)
    card = conversation_card(talk.id)
    assert card
    record_messages([said_by_buyer(talk, "等等,能改地址吗", "buyer-word-7")], at=AT)
    client = client_of(cast.agent)
    for way in ("excuse", "close"):
        refused = client.post(f"/reception/{talk.id}/{way}", {"seen": str(card.last_position)})
        assert refused.status_code == 400
        said = refused.json()["say"] if way == "excuse" else refused.content.decode()
        assert said == "买家刚刚又说了话,看过再按"
        assert Conversation.objects.get(pk=talk.id).waiting_since == AT
    assert not Round.objects.filter(conversation_id=talk.id).exists()
    seen = {"seen": str(Conversation.objects.get(pk=talk.id).last_position)}
    assert client.post(f"/reception/{talk.id}/excuse", seen).status_code == 204
    assert client.post(f"/reception/{talk.id}/close", {"seen": "0"}).status_code == 204  # nobody waits


def test_a_whisper_is_not_for_who_came_meanwhile(cast: Cast, talk: ConversationCard) -> None:
    take_over(conversation=talk, by=cast.second.actor, at=AT)
    said = {"text": "他太慢,催一下", "to": str(cast.agent.id)}
    refused = client_of(cast.lead).post(f"/reception/{talk.id}/whisper", said)
    assert refused.status_code == 400
    assert "刚换了人接待" in refused.json()["say"]
    assert not Aside.objects.filter(kind="whisper").exists()
    said["to"] = str(cast.second.id)
    assert client_of(cast.lead).post(f"/reception/{talk.id}/whisper", said).status_code == 204


def test_the_buyer_has_no_way_to_it(cast: Cast, talk: ConversationCard) -> None:
    note_aside(conversation=talk, text="很难缠", by=cast.agent.actor, at=AT)
    visitor = client_of_visitor(cast.shop)
    assert visitor.get(f"/reception/{talk.id}/asides").status_code in {302, 401, 403}
    assert "很难缠" not in visitor.get(f"/chat/{cast.shop.slug}").content.decode()
