"""What the platform sends and takes as XML, in our own words. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

LONGEST: Final = 64 * 1024  # bytes of a call
TEXT, IMAGE, EVENT = "text", "image", "event"
# What comes without words that we could show.
_NAMED: Final = {
    "voice": "[语音]",
    "video": "[视频]",
    "shortvideo": "[小视频]",
    "location": "[位置]",
    "link": "[链接]",
    "file": "[文件]",
    "miniprogrampage": "[小程序卡片]",
}


class NotALetter(Exception):  # noqa: N818 - somebody else's mistake
    """It is no message of the platform's."""


@dataclass(frozen=True)
class Letter:
    """A message or an event. `key` is the same when the platform calls again for want of an answer."""

    account: str
    openid: str
    kind: str
    key: str
    text: str
    media_id: str


def fields_of(body: bytes) -> dict[str, str]:
    """The fields of one flat document. NotALetter for anything else, and for one that defines entities."""
    if len(body) > LONGEST or b"<!" in body.replace(b"<![CDATA[", b""):
        raise NotALetter
    try:
        root = ET.fromstring(body)  # noqa: S314 - without a document type it can define nothing
    except (ET.ParseError, ValueError) as broken:
        raise NotALetter from broken
    return {child.tag: child.text or "" for child in root}


def letter_of(fields: dict[str, str]) -> Letter:
    openid, kind = fields.get("FromUserName", ""), fields.get("MsgType", "")
    if not openid or not kind:
        raise NotALetter
    named = fields.get("MsgId") or f"{openid} {fields.get('CreateTime', '')} {fields.get('Event', '')}"
    return Letter(
        account=fields.get("ToUserName", ""),
        openid=openid,
        kind=kind,
        key=f"wx-{hashlib.sha256(named.encode()).hexdigest()[:40]}",
        text=_words(kind, fields),
        media_id=fields.get("MediaId", ""),
    )


def _words(kind: str, fields: dict[str, str]) -> str:
    if kind == TEXT:
        return fields.get("Content", "")
    about = next((fields[name] for name in ("Recognition", "Label", "Title") if fields.get(name)), "")
    return f"{_NAMED.get(kind, '[暂不支持的消息]')} {about}".strip()


def reply_to(letter: Letter, text: str, *, at_seconds: int) -> str:
    """The answer in the same call: the platform shows it to the buyer."""
    return (
        "<xml>"
        f"<ToUserName>{escape(letter.openid)}</ToUserName>"
        f"<FromUserName>{escape(letter.account)}</FromUserName>"
        f"<CreateTime>{at_seconds}</CreateTime>"
        "<MsgType>text</MsgType>"
        f"<Content>{escape(text)}</Content>"
        "</xml>"
    )


def sealed_reply(sealed: str, *, signed: str, at_seconds: str, nonce: str) -> str:
    return (
        "<xml>"
        f"<Encrypt>{sealed}</Encrypt>"
        f"<MsgSignature>{signed}</MsgSignature>"
        f"<TimeStamp>{at_seconds}</TimeStamp>"
        f"<Nonce>{escape(nonce)}</Nonce>"
        "</xml>"
    )
