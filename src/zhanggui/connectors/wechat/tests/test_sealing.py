"""What we seal wechatpy opens, and the other way round."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy import parse_message
from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import InvalidSignatureException
from wechatpy.utils import check_signature

from zhanggui.connectors.wechat.letters import NotALetter, fields_of, letter_of, reply_to, sealed_reply
from zhanggui.connectors.wechat.sealing import NotOurs, Seal, is_signed, signature

APP_ID, TOKEN, AES_KEY = "wx0000000000000001", "made-up-token", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
SALT = b"0123456789abcdef"
STAMP, NONCE = "1794276000", "nonce-1"
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300)


@given(TEXTS)
def test_the_peer_opens_what_we_seal(text: str) -> None:
    sealed = Seal(AES_KEY, APP_ID).seal(text, salt=SALT)
    signed = signature(TOKEN, STAMP, NONCE, sealed)
    body = sealed_reply(sealed, signed=signed, at_seconds=STAMP, nonce=NONCE)
    assert WeChatCrypto(TOKEN, AES_KEY, APP_ID).decrypt_message(body, signed, STAMP, NONCE) == text


@given(TEXTS)
def test_we_open_what_the_peer_seals(text: str) -> None:
    body = WeChatCrypto(TOKEN, AES_KEY, APP_ID).encrypt_message(text, NONCE, STAMP)
    fields = fields_of(body.encode())
    assert is_signed(fields["MsgSignature"], TOKEN, STAMP, NONCE, fields["Encrypt"])
    assert Seal(AES_KEY, APP_ID).open(fields["Encrypt"]) == text


def test_the_peer_takes_our_signature_and_no_other() -> None:
    check_signature(TOKEN, signature(TOKEN, STAMP, NONCE), STAMP, NONCE)
    with pytest.raises(InvalidSignatureException):
        check_signature(TOKEN, signature("another", STAMP, NONCE), STAMP, NONCE)
    assert not is_signed("", TOKEN, STAMP, NONCE)
    assert not is_signed("é", TOKEN, STAMP, NONCE)


def test_the_peer_reads_our_answer_and_we_read_its_message() -> None:
    letter = letter_of(
        fields_of(
            "<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[open-1]]></FromUserName>"
            "<CreateTime>1794276000</CreateTime><MsgType><![CDATA[text]]></MsgType>"
            "<Content><![CDATA[<在吗> & 好]]></Content><MsgId>7</MsgId></xml>".encode()
        )
    )
    assert (letter.openid, letter.text) == ("open-1", "<在吗> & 好")
    told = parse_message(reply_to(letter, "1 < 2 & 好", at_seconds=1794276000))
    assert (told.source, told.target, told.content) == ("gh_1", "open-1", "1 < 2 & 好")


@pytest.mark.parametrize(
    "sealed",
    ["", "AAAA", "not base64!", "QUJD" * 16, Seal(AES_KEY, "wx-of-another").seal("在吗", salt=SALT)],
)
def test_what_is_not_sealed_for_us_is_not_opened(sealed: str) -> None:
    with pytest.raises(NotOurs):
        Seal(AES_KEY, APP_ID).open(sealed)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no xml",
        b"<xml>",
        b'<!DOCTYPE x [<!ENTITY a "aa">]><xml><Content>&a;</Content></xml>',
        b"<xml>" + b"x" * 70_000 + b"</xml>",
    ],
)
def test_what_is_no_letter_is_not_read(body: bytes) -> None:
    with pytest.raises(NotALetter):
        fields_of(body)
