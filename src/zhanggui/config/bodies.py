"""No request is larger than the largest upload: Django would write all of it to the disk before anybody
asks who sends it."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings

from zhanggui.foundation.live.sockets import Application, Receive, Scope, Send

_BESIDE_THE_FILE = 1 << 20
_TOO_LARGE = 413
_SAYS = "太大了,没有收。请分成几段再传。Too large."


async def bounded(pages: Application, scope: Scope, receive: Receive, send: Send) -> None:
    """Answers 413 to what says that it is too large, and hears no more of what does not say so."""
    most = settings.UPLOAD_BYTES + _BESIDE_THE_FILE
    if _said(scope.get("headers", ())) > most:
        await _refuse(send)
        return
    heard = 0

    async def receive_some() -> Scope:
        nonlocal heard
        event = await receive()
        heard += len(event.get("body", b""))
        return event if heard <= most else {"type": "http.disconnect"}

    await pages(scope, receive_some, send)


def _said(headers: Iterable[tuple[bytes, bytes]]) -> int:
    lengths = [value for name, value in headers if name == b"content-length" and value.isdigit()]
    return max((int(value[:18]) for value in lengths), default=0)


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": _TOO_LARGE, "headers": headers})
    await send({"type": "http.response.body", "body": _SAYS.encode()})
