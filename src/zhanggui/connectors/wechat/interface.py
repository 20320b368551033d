"""The platform's interface: the access token, and what is sent with it."""

from __future__ import annotations

import http.client
import json
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from django.utils.translation import gettext_noop

from zhanggui.connectors.channels.lines import NotNow, NotTaken, Unsure
from zhanggui.connectors.wechat.account import Account

_PATIENCE_SECONDS: Final = 8
_EARLY_SECONDS: Final = 300  # a token is renewed before it ends
_LARGEST: Final = 12 << 20  # bytes of an answer
# Codes of the platform's documents ("全局返回码"), as far as sending and fetching can meet them.
_STALE_TOKEN: Final = frozenset({40001, 40014, 41001, 42001})
_LATER: Final = {
    -1: gettext_noop("微信系统繁忙,稍后再试"),
    45011: gettext_noop("微信说发得太快了,稍后再试"),
}
_SAYS: Final = {
    40003: gettext_noop("微信不认识这位买家了"),
    40125: gettext_noop("公众号的 AppSecret 不对,请店长看一下设置"),
    40164: gettext_noop("这台机器的 IP 不在公众号的白名单里,请店长加上"),
    43004: gettext_noop("这位买家没有关注公众号,发不过去"),
    45002: gettext_noop("太长了,微信不收。请分成几条发"),
    45009: gettext_noop("公众号今天的接口次数用完了"),
    45015: gettext_noop("买家超过 48 小时没有说话,微信不让发了"),
    45047: gettext_noop("买家没有再说话之前,微信只让发这么多条"),
    48001: gettext_noop("这个公众号没有客服消息的权限"),
    48002: gettext_noop("这位买家拒收公众号的消息"),
    50002: gettext_noop("这位买家的微信受到限制,发不过去"),
}


@dataclass(frozen=True)
class _Token:
    text: str
    until_seconds: float


class _Tokens:
    """One token an account and process; only one thread renews it. The platform answers several processes
    with the same (`stable_token`), so that none takes the other's away."""

    def __init__(self) -> None:
        self._known: dict[str, _Token] = {}
        self._renewing = threading.Lock()

    def of(self, app_id: str, renew: Callable[[], tuple[str, int]], *, but: str = "") -> str:
        """A token that still holds, and is not `but`, which the platform refused."""
        with self._renewing:
            known = self._known.get(app_id)
            if known and known.text != but and time.monotonic() < known.until_seconds:
                return known.text
            text, seconds = renew()
            until = time.monotonic() + max(seconds - _EARLY_SECONDS, seconds / 2)
            self._known[app_id] = _Token(text, until)
            return text

    def forget(self) -> None:
        self._known.clear()


TOKENS: Final = _Tokens()


class Interface:
    def __init__(self, account: Account) -> None:
        self._account = account

    def send_text(self, openid: str, text: str) -> None:
        self._send({"touser": openid, "msgtype": "text", "text": {"content": text}})

    def send_picture(self, openid: str, data: bytes, kind: str) -> None:
        """The picture goes first, by itself: until it is there nothing can have arrived."""
        mark = secrets.token_hex(16)
        name = f"picture.{kind.rpartition('/')[2]}"
        head = (
            f'--{mark}\r\nContent-Disposition: form-data; name="media"; filename="{name}"\r\n'
            f"Content-Type: {kind}\r\n\r\n"
        )
        body = head.encode() + data + f"\r\n--{mark}--\r\n".encode()
        form = f"multipart/form-data; boundary={mark}"
        try:
            told = self._with_token("/cgi-bin/media/upload", body, form, {"type": "image"})
        except Unsure as reason:
            raise NotNow(str(reason)) from reason
        self._send({"touser": openid, "msgtype": "image", "image": {"media_id": told.get("media_id", "")}})

    def media(self, media_id: str) -> bytes:
        """What somebody sent us. NotNow or NotTaken when it cannot be had."""
        path = f"/cgi-bin/media/get?{urlencode({'access_token': self._token(), 'media_id': media_id})}"
        try:
            answer = self._called(path, None, "")
        except Unsure as reason:
            raise NotNow(str(reason)) from reason
        if answer.startswith(b"{"):
            _check(_told(answer))
        return answer

    def _send(self, message: Mapping[str, Any]) -> None:
        body = json.dumps(message, ensure_ascii=False).encode()
        self._with_token("/cgi-bin/message/custom/send", body, "application/json")

    def _with_token(
        self, path: str, body: bytes, kind: str, asked: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        token = self._token()
        told = self._posted(path, body, kind, {"access_token": token, **(asked or {})})
        if told.get("errcode") in _STALE_TOKEN:  # somebody renewed it elsewhere: nothing was sent
            token = self._token(but=token)
            told = self._posted(path, body, kind, {"access_token": token, **(asked or {})})
        _check(told)
        return told

    def _token(self, *, but: str = "") -> str:
        return TOKENS.of(self._account.app_id, self._renewed, but=but)

    def _renewed(self) -> tuple[str, int]:
        asked = {
            "grant_type": "client_credential",
            "appid": self._account.app_id,
            "secret": self._account.secret,
        }
        try:
            answer = self._called("/cgi-bin/stable_token", json.dumps(asked).encode(), "application/json")
        except Unsure as reason:
            raise NotNow(str(reason)) from reason
        told = _told(answer)
        _check(told)
        return str(told["access_token"]), int(told.get("expires_in", 7200))

    def _posted(self, path: str, body: bytes, kind: str, asked: Mapping[str, str]) -> dict[str, Any]:
        return _told(self._called(f"{path}?{urlencode(asked)}", body, kind))

    def _called(self, path: str, body: bytes | None, kind: str) -> bytes:
        """NotNow when nothing can have arrived, Unsure when it may have."""
        headers = {"Content-Type": kind} if body is not None else {}
        request = Request(f"{self._account.api}{path}", data=body, headers=headers)  # noqa: S310 - the owner's own setting
        try:
            with urlopen(request, timeout=_PATIENCE_SECONDS) as answer:  # noqa: S310 - the same
                return bytes(answer.read(_LARGEST))
        except HTTPError as refused:
            refused.close()
            raise Unsure(f"微信回了 {refused.code},不知道对方收到没有") from refused
        except URLError as broken:  # while connecting or asking
            if isinstance(broken.reason, ConnectionRefusedError | OSError) and not isinstance(
                broken.reason, TimeoutError | ConnectionResetError
            ):
                raise NotNow(gettext_noop("连不上微信,稍后再试")) from broken
            raise Unsure(gettext_noop("微信没有回话,不知道对方收到没有")) from broken
        except (TimeoutError, OSError, http.client.HTTPException) as broken:
            raise Unsure(gettext_noop("微信没有回话,不知道对方收到没有")) from broken


def _told(answer: bytes) -> dict[str, Any]:
    try:
        told = json.loads(answer)
    except ValueError as broken:
        raise Unsure(gettext_noop("微信回的话看不懂,不知道对方收到没有")) from broken
    if not isinstance(told, dict):
        raise Unsure(gettext_noop("微信回的话看不懂,不知道对方收到没有"))
    return told


def _check(told: Mapping[str, Any]) -> None:
    code = int(told.get("errcode") or 0)
    if not code:
        return
    if code in _LATER:
        raise NotNow(_LATER[code])
    if code in _STALE_TOKEN:
        raise NotNow(gettext_noop("微信不认这次的凭证,稍后再试"))
    raise NotTaken(_SAYS.get(code) or f"微信没有收下 ({code}: {str(told.get('errmsg', ''))[:80]})")
