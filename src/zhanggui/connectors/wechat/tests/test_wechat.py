from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from PIL import Image
from tests.cast import AT, Cast, client_of
from wechatpy import parse_message
from wechatpy.crypto import WeChatCrypto

from zhanggui.connectors.channels.carrying import carry_out
from zhanggui.connectors.channels.lines import NotNow
from zhanggui.connectors.wechat.interface import TOKENS
from zhanggui.connectors.wechat.letters import fields_of
from zhanggui.connectors.wechat.receiving import receive_picture
from zhanggui.connectors.wechat.sealing import signature
from zhanggui.connectors.wechat.tests.peer import Platform, platform
from zhanggui.connectors.wechat.tests.test_sealing import AES_KEY, APP_ID, NONCE, TOKEN
from zhanggui.conversations.actions import (
    CannotInvite,
    Draft,
    Refused,
    Saved,
    invite_to_judge,
    record_messages,
)
from zhanggui.conversations.links import survey_words
from zhanggui.conversations.models import Conversation, Message, Survey
from zhanggui.foundation.clock import now
from zhanggui.marketplace.models import Errand
from zhanggui.shops.models import Shop
from zhanggui.workforce.actions import beat

OPENID = "open-id-of-somebody"
pytestmark = pytest.mark.django_db


@pytest.fixture
def peer(cast: Cast, settings: Any) -> Iterator[Platform]:
    Shop.objects.update(greeting="")
    TOKENS.forget()
    beat(staff_ids=[cast.agent.id], at=now())
    with platform() as one:
        settings.WECHAT = {
            "SHOP": cast.shop.slug,
            "APP_ID": APP_ID,
            "SECRET": "made-up-secret",
            "TOKEN": TOKEN,
            "AES_KEY": "",
            "API": one.url,
        }
        yield one


def letter(text: str = "在吗", *, msg_id: str = "1", kind: str = "text", more: str = "") -> str:
    return (
        f"<xml><ToUserName>gh_1</ToUserName><FromUserName>{OPENID}</FromUserName>"
        f"<CreateTime>{int(now().timestamp())}</CreateTime><MsgType>{kind}</MsgType>"
        f"<Content>{text}</Content><MsgId>{msg_id}</MsgId>{more}</xml>"
    )


def call(cast: Cast, body: str, *, at: datetime | None = None, **asked: str) -> Any:
    stamp = str(int((at or now()).timestamp()))
    query = {"timestamp": stamp, "nonce": NONCE, "signature": signature(TOKEN, stamp, NONCE), **asked}
    address = f"/channels/wechat/{cast.shop.slug}/?{urlencode(query)}"
    return Client(enforce_csrf_checks=True).post(address, body.encode(), content_type="text/xml")


def talk() -> Conversation:
    return Conversation.objects.get(buyer__channel="wechat")


def answer(cast: Cast, text: str, *, number: int = 1, at: datetime | None = None) -> Any:
    draft = Draft(
        talk().pk, "staff", f"answer-{number:04d}", text, by_id=cast.agent.id, by_name=cast.agent.actor.name
    )
    return record_messages([draft], at=at or now())[0]


def carry(cast: Cast, *, at: datetime | None = None) -> int:
    return carry_out(cast.shop.id, "wechat", now=lambda: at or now())


def states() -> list[str]:
    return list(Errand.objects.order_by("id").values_list("state", flat=True))


def test_the_platform_checks_the_address(cast: Cast, peer: Platform) -> None:  # noqa: ARG001
    stamp = str(int(now().timestamp()))
    asked = {
        "timestamp": stamp,
        "nonce": NONCE,
        "signature": signature(TOKEN, stamp, NONCE),
        "echostr": "yes",
    }
    address = f"/channels/wechat/{cast.shop.slug}/"
    assert Client().get(address, asked).content == b"yes"
    assert Client().get(address, {**asked, "signature": "wrong"}).status_code == 403
    assert Client().get(address, {**asked, "timestamp": "1"}).status_code == 403
    assert Client().get(f"/channels/wechat/{cast.other_shop.slug}/", asked).status_code == 404


def test_a_word_comes_in_once_however_often_the_platform_calls(cast: Cast, peer: Platform) -> None:  # noqa: ARG001
    for _ in range(3):
        assert call(cast, letter()).content == b"success"
    one = Message.objects.get(conversation=talk())
    assert (one.side, one.text, talk().waiting_since) == ("buyer", "在吗", one.at)
    assert talk().buyer.key == OPENID
    assert call(cast, letter(msg_id="2"), signature="wrong").status_code == 403
    assert call(cast, letter(msg_id="2"), at=now() - timedelta(hours=1)).status_code == 403
    assert Message.objects.count() == 1


def test_an_answer_leaves_as_an_errand_and_is_not_sent_before_the_platform_said_so(
    cast: Cast, peer: Platform
) -> None:
    call(cast, letter())
    assert isinstance(answer(cast, "在的"), Saved)
    page = client_of(cast.agent)
    told = page.get(f"/channels/words/{talk().pk}").json()["words"]["2"]
    assert (told["state"], peer.sent()) == ("asked", [])
    assert carry(cast) == 1
    assert peer.sent() == [{"touser": OPENID, "msgtype": "text", "text": {"content": "在的"}}]
    assert page.get(f"/channels/words/{talk().pk}").json()["words"]["2"]["state"] == "done"
    assert carry(cast) == 0
    assert len(peer.sent()) == 1


def test_the_guard_stands_in_this_path_too(cast: Cast, peer: Platform) -> None:  # noqa: ARG001
    call(cast, letter())
    outcome = answer(cast, "开不了发票")
    assert isinstance(outcome, Refused)
    assert outcome.code in {"guard", "reason"}
    assert not Errand.objects.exists()


def test_after_48_hours_of_silence_nothing_may_leave(cast: Cast, peer: Platform) -> None:  # noqa: ARG001
    call(cast, letter())
    outcome = answer(cast, "在的", at=now() + timedelta(hours=48))
    assert isinstance(outcome, Refused)
    assert (outcome.code, "48 小时" in outcome.say) == ("channel", True)
    assert not Errand.objects.exists()


def test_that_48_hours_are_over_is_known_before_anybody_writes(cast: Cast, peer: Platform) -> None:  # noqa: ARG001
    call(cast, letter())
    page = client_of(cast.agent)
    address = f"/channels/words/{talk().pk}"
    told = page.get(address).json()
    until = Message.objects.get(side="buyer").at + timedelta(hours=48)
    assert (told["refusal"], told["until"][:19]) == ("", until.isoformat()[:19])
    Message.objects.update(at=now() - timedelta(hours=48))
    told = page.get(address).json()
    assert ("超过 48 小时" in told["refusal"], told["until"]) == (True, None)
    web = page.get(f"/channels/words/{cast.conversation().id}").json()
    assert web == {"words": {}, "refusal": "", "until": None}


def test_the_greeting_goes_with_the_answer_to_the_call(cast: Cast, peer: Platform) -> None:
    Shop.objects.update(greeting="您好,请讲")
    told = parse_message(call(cast, letter()).content.decode())
    assert told.target == OPENID
    words = Message.objects.get(side="auto").text
    assert told.content == words
    assert states() == ["done"]
    assert (
        parse_message(call(cast, letter()).content.decode()).content == words
    )  # called again: the same again
    assert carry(cast) == 0
    assert peer.sent() == []


def test_sealed_messages_both_ways(cast: Cast, peer: Platform, settings: Any) -> None:  # noqa: ARG001
    Shop.objects.update(greeting="您好,请讲")
    settings.WECHAT = {**settings.WECHAT, "AES_KEY": AES_KEY}
    crypto, stamp = WeChatCrypto(TOKEN, AES_KEY, APP_ID), str(int(now().timestamp()))
    body = crypto.encrypt_message(letter(), NONCE, stamp)
    signed = body.partition("<MsgSignature><![CDATA[")[2].partition("]]>")[0]
    answered = call(cast, body, encrypt_type="aes", msg_signature=signed, timestamp=stamp)
    assert Message.objects.get(side="buyer").text == "在吗"
    fields = fields_of(answered.content)
    opened = crypto.decrypt_message(
        answered.content, fields["MsgSignature"], fields["TimeStamp"], fields["Nonce"]
    )
    assert parse_message(opened).target == OPENID
    assert call(cast, letter(msg_id="2")).status_code == 403  # plain words, where sealed ones are agreed
    assert call(cast, body, encrypt_type="aes", msg_signature="wrong", timestamp=stamp).status_code == 403


def test_a_stale_token_is_renewed_once_and_kept(cast: Cast, peer: Platform) -> None:
    call(cast, letter())
    peer.answers["/cgi-bin/message/custom/send"] = [{"errcode": 42001, "errmsg": "expired"}]
    for number in range(3):
        answer(cast, f"第 {number} 句", number=number)
    assert carry(cast) == 3
    assert [one["text"]["content"] for one in peer.sent()] == ["第 0 句", "第 0 句", "第 1 句", "第 2 句"]
    assert peer.tokens == 2
    assert states() == ["done"] * 3


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (45015, "超过 48 小时"),
        (45047, "只让发这么多条"),
        (43004, "没有关注"),
        (40164, "白名单"),
        (99999, "99999"),
    ],
)
def test_what_the_platform_refuses_is_said_in_words(
    cast: Cast, peer: Platform, code: int, words: str
) -> None:
    call(cast, letter())
    answer(cast, "在的")
    peer.answers["/cgi-bin/message/custom/send"] = [{"errcode": code, "errmsg": "no"}]
    carry(cast)
    one = Errand.objects.get()
    assert (one.state, words in one.result) == ("failed", True)
    page = client_of(cast.agent)
    assert page.post(f"/channels/words/{one.pk}/again").status_code == 204
    carry(cast)
    assert states() == ["done"]
    assert page.post(f"/channels/words/{one.pk}/again").status_code == 400


def test_a_busy_platform_is_asked_again_and_the_order_is_kept(cast: Cast, peer: Platform) -> None:
    call(cast, letter())
    answer(cast, "一", number=1)
    answer(cast, "二", number=2)
    peer.answers["/cgi-bin/message/custom/send"] = [{"errcode": -1, "errmsg": "busy"}]
    assert carry(cast) == 0
    told = client_of(cast.agent).get(f"/channels/words/{talk().pk}").json()["words"]
    assert [(one["state"], one["say"]) for one in told.values()] == [
        ("asked", "微信系统繁忙,稍后再试"),
        ("asked", ""),
    ]
    assert [one["text"]["content"] for one in peer.sent()] == ["一"]
    assert carry(cast, at=now() + timedelta(minutes=3)) == 2
    assert [one["text"]["content"] for one in peer.sent()] == ["一", "一", "二"]


def test_when_nobody_knows_whether_it_arrived_nothing_is_said_twice(cast: Cast, peer: Platform) -> None:
    call(cast, letter())
    answer(cast, "在的")
    peer.answers["/cgi-bin/message/custom/send"] = [None]
    carry(cast)
    one = Errand.objects.get()
    assert (one.state, "不知道对方收到没有" in one.result) == ("failed", True)
    carry(cast, at=now() + timedelta(minutes=10))
    assert len(peer.sent()) == 1


def test_a_worker_that_died_over_a_word_leaves_it_to_a_person(cast: Cast, peer: Platform) -> None:
    call(cast, letter())
    answer(cast, "在的")
    Errand.objects.update(taken_at=now(), attempts=1, result="正在发")
    assert carry(cast) == 0
    assert carry(cast, at=now() + timedelta(minutes=3)) == 1
    assert states() == ["failed"]
    assert peer.sent() == []


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(out, "PNG")
    return out.getvalue()


def test_pictures_come_in_and_leave(cast: Cast, peer: Platform) -> None:
    assert call(cast, letter(kind="image", more="<MediaId>m-1</MediaId>")).content == b"success"
    peer.answers["/cgi-bin/media/get"] = [{"errcode": -1, "errmsg": "busy"}, picture()]
    given: Any = {"shop_id": cast.shop.id, "conversation_id": talk().pk, "client_id": "wx-0001-picture"}
    with pytest.raises(NotNow):
        receive_picture(**given, media_id="m-1", at=now())
    receive_picture(**given, media_id="m-1", at=now())
    came = Message.objects.get()
    assert (came.kind, came.side, came.picture_id is not None) == ("picture", "buyer", True)
    shown = {"id": came.picture_id, "width": 60, "height": 40}
    draft = Draft(
        talk().pk,
        "staff",
        "answer-0001",
        "",
        kind="picture",
        picture=shown,
        by_id=cast.agent.id,
        by_name="林晓",
    )
    record_messages([draft], at=now())
    assert carry(cast) == 1
    assert peer.sent() == [{"touser": OPENID, "msgtype": "image", "image": {"media_id": "media-1"}}]


def test_a_picture_that_is_not_to_be_had_is_said_so(cast: Cast, peer: Platform) -> None:
    call(cast, letter(kind="image", more="<MediaId>m-1</MediaId>"))
    peer.answers["/cgi-bin/media/get"] = [{"errcode": 40007, "errmsg": "invalid media_id"}]
    receive_picture(
        shop_id=cast.shop.id, conversation_id=talk().pk, client_id="wx-0001-picture", media_id="m-1", at=now()
    )
    assert "没有取到" in Message.objects.get().text


def test_events_and_what_has_no_words(cast: Cast, peer: Platform) -> None:  # noqa: ARG001
    assert call(cast, letter(kind="event", more="<Event>subscribe</Event>")).content == b"success"
    assert not Conversation.objects.exists()
    call(cast, letter(kind="voice", more="<Recognition>什么时候发货</Recognition>"))
    assert Message.objects.get().text == "[语音] 什么时候发货"


def test_the_page_of_channels_says_what_is_set_up(cast: Cast, peer: Platform) -> None:  # noqa: ARG001
    page = client_of(cast.manager).get("/channels/").content.decode()
    assert APP_ID in page
    assert f"/channels/wechat/{cast.shop.slug}/" in page
    assert "made-up-secret" not in page
    assert TOKEN not in page


def test_another_shops_words_cannot_be_seen_or_carried(cast: Cast, peer: Platform) -> None:  # noqa: ARG001
    call(cast, letter())
    answer(cast, "在的")
    page = client_of(cast.stranger)
    assert page.get(f"/channels/words/{talk().pk}").status_code == 404
    assert page.post(f"/channels/words/{Errand.objects.get().pk}/again").status_code == 404


def test_nothing_to_call_where_nothing_is_set_up(cast: Cast) -> None:
    assert (
        Client().post(f"/channels/wechat/{cast.shop.slug}/", b"", content_type="text/xml").status_code == 404
    )
    assert now() > AT


def test_a_link_to_judge_the_reception_leaves_as_a_word(cast: Cast, peer: Platform) -> None:
    call(cast, letter())
    answer(cast, "在的")
    base = "https://desk.example.com/"
    invited = invite_to_judge(conversation_id=talk().pk, base=base, by=cast.agent.actor, at=now())
    assert invited.text == ""  # nothing is left to be copied
    carry(cast)
    assert peer.sent()[-1]["text"] == {"content": survey_words(invited.survey_id, base=base)}


def test_nobody_is_invited_whom_the_platform_lets_nobody_reach(cast: Cast, peer: Platform) -> None:  # noqa: ARG001
    call(cast, letter())
    answer(cast, "在的")
    late = now() + timedelta(hours=49)
    with pytest.raises(CannotInvite, match="48 小时"):
        invite_to_judge(conversation_id=talk().pk, base="https://x.example", by=cast.agent.actor, at=late)
    assert not Survey.objects.exists()


def test_the_page_of_channels_names_every_way_in_and_speaks_english_too(cast: Cast, peer: Platform) -> None:  # noqa: ARG001
    page = client_of(cast.manager)
    assert f"http://testserver/chat/{cast.shop.slug}" in page.get("/channels/").content.decode()
    page.cookies["django_language"] = "en"
    shown = page.get("/channels/").content.decode()
    assert re.findall(r"[\u4e00-\u9fff]{2,}", shown.partition("<main")[2].replace(cast.shop.name, "")) == []
