"""Scripts and styles of our pages: answered before Django begins, and asked for once until they change.

A page of ours takes some sixty small files. Under an address that names their edition a browser keeps them;
under /static/NAME, or under the address of another edition while versions change, it looks again after a
minute.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from http import HTTPStatus
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
    return named_after(sorted(_contents().items()))


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
    name, is_current = _named(path.removeprefix(settings.STATIC_URL))
    if name not in _contents():
        return False
    told = {_as_wsgi(key): value.decode("latin-1") for key, value in scope["headers"] if key != b"range"}
    is_whole = scope["method"] == "GET"
    response = _files()[settings.STATIC_URL + name].get_response(
        "HEAD" if is_whole else scope["method"], told
    )
    headers = {key.lower().encode(): value.encode("latin-1") for key, value in response.headers}
    body = _contents()[name] if is_whole and response.status == HTTPStatus.OK else b""
    if body:
        headers[b"content-length"] = str(len(body)).encode()
    if is_current:
        headers[b"cache-control"] = FOREVER
    start = {"status": int(response.status), "headers": list((headers | _ALWAYS).items())}
    await send({"type": "http.response.start", **start})
    await send({"type": "http.response.body", "body": body})
    return True


def _named(path: str) -> tuple[str, bool]:
    """The file's name, and whether the address names the edition that it is of."""
    named, _, name = path.partition("/")
    is_edition = len(named) == 2 * _BYTES and path not in _contents()
    return (name if is_edition else path), named == edition()


@cache
def _files() -> dict[str, Any]:
    return dict(WhiteNoiseMiddleware(lambda _request: None).files)


@cache
def _contents() -> dict[str, bytes]:
    """In memory, so that what is written over them before a restart never goes by this edition's name."""
    found: dict[str, bytes] = {}
    for finder in finders.get_finders():
        for name, storage in finder.list(None):
            if name not in found:
                found[name] = Path(storage.path(name)).read_bytes()
    return found


def _as_wsgi(name: bytes) -> str:
    return "HTTP_" + name.decode("latin-1").upper().replace("-", "_")
