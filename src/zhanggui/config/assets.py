"""Scripts and styles of our pages: answered before Django begins, and asked for once until they change.

A page of ours takes some sixty small files. Under an address that names their edition a browser keeps them;
under /static/NAME, or under the address of another edition while versions change, it looks again after a
minute.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from whitenoise.middleware import WhiteNoiseMiddleware

from zhanggui.foundation.live.sockets import Scope, Send

FOREVER = b"max-age=31536000, public, immutable"
_BYTES = 6
_ALWAYS = {b"x-content-type-options": b"nosniff", b"referrer-policy": b"same-origin"}


class Storage(StaticFilesStorage):
    """Where the files are, as pages name it. While somebody works on them (ZHANGGUI_DEBUG) no edition is."""

    def url(self, name: str | None) -> str:
        address = super().url(name)
        if settings.WHITENOISE_AUTOREFRESH:
            return address
        return f"{settings.STATIC_URL}{edition()}/{address.removeprefix(settings.STATIC_URL)}"


@cache
def edition() -> str:
    return named_after(
        (name, Path(storage.path(name)).read_bytes())
        for finder in finders.get_finders()
        for name, storage in sorted(finder.list(None), key=lambda found: found[0])
    )


def named_after(files: Iterable[tuple[str, bytes]]) -> str:
    """One name for the content of all files, for scripts import each other by relative addresses."""
    seen = hashlib.blake2b(digest_size=_BYTES)
    for name, content in files:
        seen.update(f"{name}\0{len(content)}\0".encode() + content)
    return seen.hexdigest()


async def answered(scope: Scope, send: Send) -> bool:
    """Whether this was for a file, and has its answer."""
    path = scope["path"]
    if settings.WHITENOISE_AUTOREFRESH or not path.startswith(settings.STATIC_URL):
        return False
    file, is_current = _found(path)
    if file is None:
        return False
    told = {_as_wsgi(name): value.decode("latin-1") for name, value in scope["headers"]}
    response = file.get_response(scope["method"], told)
    headers = {name.lower().encode(): value.encode("latin-1") for name, value in response.headers}
    if is_current:
        headers[b"cache-control"] = FOREVER
    body = b""
    if response.file is not None:
        with response.file as opened:  # small, and in memory: to wait for a thread would take longer
            body = opened.read()
    start = {"status": int(response.status), "headers": list((headers | _ALWAYS).items())}
    await send({"type": "http.response.start", **start})
    await send({"type": "http.response.body", "body": body})
    return True


def _found(path: str) -> tuple[Any, bool]:
    """The file, if there is one, and whether the address names the edition that it is of."""
    files = _files()
    if path in files:
        return files[path], False
    named, _, name = path.removeprefix(settings.STATIC_URL).partition("/")
    is_edition = len(named) == len(edition())
    return (files.get(settings.STATIC_URL + name) if is_edition else None), named == edition()


@cache
def _files() -> dict[str, Any]:
    return dict(WhiteNoiseMiddleware(lambda _request: None).files)


def _as_wsgi(name: bytes) -> str:
    return "HTTP_" + name.decode("latin-1").upper().replace("-", "_")
