"""Phrases of one's own, pictures that go with them, ready sets, and what is said of their use."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.cast import AT, Cast, client_of, said_by, said_by_buyer
from tests.house.world import png

from zhanggui.conversations import queries, rules
from zhanggui.conversations.actions import (
    Adopted,
    CannotWriteGreeting,
    CannotWritePhrase,
    PhraseEntry,
    PhraseText,
    adopt_phrases,
    record_messages,
    record_phrases,
    write_greeting,
    write_phrase,
)
from zhanggui.conversations.models import Message, Phrase
from zhanggui.conversations.rules import Greeting
from zhanggui.conversations.search import answers_for, phrases_for
from zhanggui.conversations.shipped import SETS, PhraseSet
from zhanggui.foundation.actors import program
from zhanggui.guard.actions import RuleText, change_rule, write_shop_rule
from zhanggui.guard.rules import Situation, check
from zhanggui.marketplace.events import OrderSnapshot
from zhanggui.marketplace.rules import TradeStatus
from zhanggui.orders.actions import record_orders
from zhanggui.shops.rules import PLATFORMS
from zhanggui.workforce.actions import beat

pytestmark = pytest.mark.django_db
OURS = PhraseText("presale", "快递", "发什么快递", "默认快递都能到", ("发什么快递",), "kd")
MINE = replace(OURS, title="我的快递", text="我这样说快递")


def written(cast: Cast, phrase: PhraseText, owner: int | None = None, picture: bytes | None = None) -> int:
    return write_phrase(
        shop_id=cast.shop.id,
        phrase_id=None,
        phrase=phrase,
        owner_id=owner,
        picture=picture,
        by=cast.lead.actor,
        at=AT,
    )


@pytest.mark.seed(11)
def test_ones_own_phrase_is_seen_by_oneself_only_and_comes_first(cast: Cast) -> None:
    written(cast, OURS)
    written(cast, MINE, owner=cast.agent.id)
    titles = {
        staff.id: [phrase.title for phrase in phrases_for(staff, "kd")] for staff in (cast.agent, cast.second)
    }
    assert titles == {cast.agent.id: ["我的快递", "发什么快递"], cast.second.id: ["发什么快递"]}
    assert len(answers_for(cast.agent, "你们发什么快递呀")) == 2
    assert len(answers_for(cast.second, "你们发什么快递呀")) == 1
    assert [one.title for one in queries.phrases(cast.shop.id)] == ["发什么快递"]


@pytest.mark.seed(11)
def test_an_agent_writes_phrases_of_their_own_and_leaves_the_shops_alone(cast: Cast) -> None:
    ours = written(cast, OURS)
    agent, second = client_of(cast.agent), client_of(cast.second)
    fields = {"group": "presale", "category": "快递", "title": "只给我用", "text": "自己的话"}
    assert agent.post("/phrases/add", fields).status_code == 200
    own = Phrase.objects.get(title="只给我用")
    assert own.owner_id == cast.agent.id
    assert agent.post(f"/phrases/{own.pk}/edit", {**fields, "text": "改过的话"}).status_code == 200
    assert second.post(f"/phrases/{own.pk}/edit", fields).status_code == 404
    assert client_of(cast.lead).post(f"/phrases/{own.pk}/retire").status_code == 404
    for verb in ("edit", "retire"):
        assert agent.post(f"/phrases/{ours}/{verb}", fields).status_code == 403
    assert Phrase.objects.get(pk=ours).text == OURS.text
    assert Phrase.objects.get(pk=own.pk).text == "改过的话"
    assert "只给我用" not in second.get("/phrases/").content.decode()
    agent.post(f"/phrases/{own.pk}/retire")
    assert Phrase.objects.get(pk=own.pk).retired_at is not None


@pytest.mark.seed(11)
def test_a_picture_goes_out_with_its_phrase_as_the_conversations_own(cast: Cast) -> None:
    phrase_id = written(cast, OURS, picture=png())
    talk = cast.conversation()
    client = client_of(cast.agent)
    assert client.get(f"/phrases/{phrase_id}/picture")["Content-Type"].startswith("image/")
    assert client_of(cast.stranger).get(f"/phrases/{phrase_id}/picture").status_code == 404
    sent = {"id": "picture-01", "phrase": str(phrase_id)}
    first = client.post(f"/reception/{talk.id}/picture", sent)
    again = client.post(f"/reception/{talk.id}/picture", sent)
    assert (first.status_code, again.status_code) == (201, 200)
    (message,) = Message.objects.filter(conversation_id=talk.id)
    assert (message.kind, message.phrase_id) == ("picture", phrase_id)
    assert message.picture is not None
    assert message.picture.conversation_id == talk.id
    fields = {"group": "presale", "category": "快递", "title": "发什么快递", "text": "好"}
    lead = client_of(cast.lead)
    lead.post(f"/phrases/{phrase_id}/edit", {**fields, "drop_picture": "1"})
    assert client.get(f"/phrases/{phrase_id}/picture").status_code == 404
    assert client.post(f"/reception/{talk.id}/picture", {**sent, "id": "picture-02"}).status_code == 400
    broken = {"picture": SimpleUploadedFile("a.png", b"no picture")}
    assert lead.post(f"/phrases/{phrase_id}/edit", {**fields, **broken}).status_code == 400


@pytest.mark.seed(21, 24)
@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize(
    "phrase", [one for ready in SETS for one in ready.phrases], ids=lambda one: one.title
)
def test_nothing_ready_made_is_stopped_by_the_guard(phrase: PhraseText, platform: str) -> None:
    assert check(phrase.text, Situation(platform=platform)) == ()


def adopted(cast: Cast, ready: PhraseSet) -> Adopted:
    return adopt_phrases(shop_id=cast.shop.id, phrases=ready.phrases, by=cast.lead.actor, at=AT)


@pytest.mark.seed(24, 29, 30)
def test_what_the_shops_own_rules_keep_in_is_no_phrase_and_no_greeting(cast: Cast) -> None:
    """A rule of the shop's own holds where words are written down, as it does where they are sent."""
    ready = SETS[0]
    forbidden = ready.phrases[0]
    piece = max(re.split(r"[^\u4e00-\u9fff]", forbidden.text), key=len)[:12]
    write_shop_rule(
        shop_id=cast.shop.id,
        rule=None,
        text=RuleText(
            title="不这样说",
            shapes=piece,
            severity="block",
            say="本店不这样说",
            examples="\n".join(f"{opening},{piece}" for opening in ("亲", "您好", "好的", "在的", "嗯嗯")),
        ),
        by=cast.manager.actor,
        at=AT,
    )
    told = adopted(cast, ready)
    assert forbidden.title in told.kept_in
    assert told.added == len(ready.phrases) - len(told.kept_in)
    assert forbidden.title not in {one.title for one in queries.phrases(cast.shop.id)}
    with pytest.raises(CannotWritePhrase, match="本店不这样说"):
        written(cast, replace(OURS, text=f"亲,{piece}"))
    with pytest.raises(CannotWriteGreeting, match="本店不这样说"):
        write_greeting(
            shop_id=cast.shop.id, greeting_id=None, greeting=Greeting(piece), by=cast.lead.actor, at=AT
        )
    refused = record_phrases(
        shop_id=cast.shop.id,
        entries=[PhraseEntry("presale", "招呼", "文件里的", f"亲,{piece}")],
        by=cast.lead.actor,
        at=AT,
    ).refused
    assert [(one.field, "本店不这样说" in one.reason) for one in refused] == [("text", True)]
    # The page says which were left out.
    answer = client_of(cast.lead).post(f"/phrases/sets/{ready.key}")
    assert forbidden.title in answer.content.decode()


@pytest.mark.seed(29)
def test_what_the_shop_has_made_milder_may_be_a_phrase(cast: Cast) -> None:
    forbidden = replace(OURS, text="亲,本店开不了发票")
    with pytest.raises(CannotWritePhrase):
        written(cast, forbidden)
    change_rule(shop_id=cast.shop.id, rule="R01", severity="off", reason="试", by=cast.manager.actor, at=AT)
    assert written(cast, forbidden)


@pytest.mark.seed(24, 30)
def test_ready_sets_are_put_among_the_shops_phrases_once(cast: Cast) -> None:
    written(cast, replace(OURS, shortcut="kd1"))
    for ready in SETS:
        assert adopted(cast, ready) == Adopted(len(ready.phrases))
        assert adopted(cast, ready) == Adopted(0)
    shortcuts = [one.shortcut for one in queries.phrases(cast.shop.id) if one.shortcut]
    assert len(shortcuts) == len(set(shortcuts))
    assert {one.group for one in queries.short_texts(cast.shop.id, cast.agent.id)} == {rules.SHORT}
    assert client_of(cast.agent).post("/phrases/sets/refusals").status_code == 403
    assert client_of(cast.lead).post("/phrases/sets/nothing").status_code == 404


@pytest.mark.seed(12)
def test_use_speed_and_sales_with_and_without(cast: Cast) -> None:
    phrase_id = written(cast, OURS)
    for place, (phrase, edited, waits, paid_after) in enumerate(
        [(phrase_id, False, 10, 1), (phrase_id, True, 20, 100), (None, False, 100, 20), (None, False, 60, -5)]
    ):
        talk = cast.conversation(f"买家{place}")
        asked_at = AT + timedelta(minutes=place)
        beat(staff_ids=[cast.agent.id], at=asked_at)
        record_messages([said_by_buyer(talk, "发什么快递", "word-001")], at=asked_at)
        answer = replace(said_by(cast.agent, talk, "都能到", "answer-1"), phrase_id=phrase, edited=edited)
        record_messages([answer], at=asked_at + timedelta(seconds=waits))
        order = OrderSnapshot(
            number=f"223195834912000{place}",
            status=TradeStatus.WAIT_SELLER_SEND_GOODS,
            status_text="",
            created_at=AT,
            seen_at=AT,
            paid_at=asked_at + timedelta(hours=paid_after),
            buyer_nick=f"买家{place}",
        )
        record_orders(shop_id=cast.shop.id, snapshots=[order], by=program(cast.shop.id), at=AT)
        # A visitor would have to prove the order; here it is simply theirs.
        _give(order.number, talk.buyer_id)
    span = {"since": AT - timedelta(days=1), "until": AT + timedelta(days=1)}
    (used,) = queries.phrases_used(cast.shop.id, **span)
    assert (used.phrase_id, used.sent, used.edited, used.edited_share) == (phrase_id, 2, 1, 0.5)
    speed = queries.speed_by_phrase(cast.shop.id, **span)
    assert (speed[True].rounds, speed[True].average_seconds, speed[True].within_30) == (2, 15.0, 2)
    assert (speed[False].rounds, speed[False].average_seconds, speed[False].within_30) == (2, 80.0, 0)
    sales = queries.sales_by_phrase(cast.shop.id, **span)
    assert (sales[True].inquiries, sales[True].paid) == (2, 1)  # the other paid too late
    assert (sales[False].inquiries, sales[False].paid) == (1, 1)  # who had paid before asked of that order
    assert queries.sales_by_phrase(cast.other_shop.id, **span)[True].rate is None


def _give(number: str, buyer_id: int) -> None:
    from zhanggui.orders.models import Order  # noqa: PLC0415 - a test may

    Order.objects.filter(number=number).update(buyer_id=buyer_id)


def test_the_pages_open(cast: Cast) -> None:
    client = client_of(cast.lead)
    assert "这几天没有发出过快捷语" in client.get("/phrases/use").content.decode()
    assert client.get("/phrases/use?from=2020-01-01&to=2030-01-01").status_code == 200
    assert client.get("/phrases/use?from=x&to=0001-01-01").status_code == 200
    assert client.post("/phrases/greetings/add", {"text": "夜里好", "whom": "anybody"}).status_code == 200
    refused = client.post(
        "/phrases/greetings/add", {"text": "", "weekdays": ["1", "x"], "from_time": "25:99"}
    )
    assert refused.status_code == 400
    (card,) = queries.greetings([cast.shop.id])
    page = client.get("/phrases/greetings/").content.decode()
    assert "夜里好" in page
    fields = {
        "text": "早上好",
        "whom": "first",
        "from_time": "08:00",
        "until_time": "10:00",
        "weekdays": ["1"],
    }
    client.post(f"/phrases/greetings/{card.id}/edit", fields)
    (card,) = queries.greetings([cast.shop.id])
    assert (card.greeting.text, card.greeting.weekdays) == ("早上好", (1,))
    client.post(f"/phrases/greetings/{card.id}/retire")
    assert queries.greetings([cast.shop.id]) == []
    assert client_of(cast.agent).post("/phrases/greetings/add", {"text": "好"}).status_code == 403
