from __future__ import annotations

import asyncio
from typing import Any

import pytest

from zhanggui.config.bodies import bounded

LIMIT = 1 << 20
BESIDE = 1 << 20


def asked(chunks: list[bytes], headers: list[tuple[bytes, bytes]]) -> tuple[list[Any], list[Any]]:
    """What the pages heard, and what was answered."""
    heard: list[Any] = []
    said: list[Any] = []
    events = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]

    async def receive() -> Any:
        return events.pop(0)

    async def send(event: Any) -> None:
        said.append(event)

    async def pages(_scope: Any, receive: Any, _send: Any) -> None:
        for _ in chunks:
            heard.append(await receive())
            if heard[-1]["type"] == "http.disconnect":
                return

    asyncio.run(bounded(pages, {"type": "http", "headers": headers}, receive, send))
    return heard, said


@pytest.fixture(autouse=True)
def limit(settings: Any) -> None:
    settings.UPLOAD_BYTES = LIMIT


def test_what_fits_goes_through() -> None:
    heard, said = asked([b"x" * LIMIT, b"y"], [(b"content-length", str(LIMIT + 1).encode())])
    assert [len(event["body"]) for event in heard] == [LIMIT, 1]
    assert said == []


def test_what_says_that_it_is_too_large_is_refused_unheard() -> None:
    heard, said = asked([b"x"], [(b"content-length", str(LIMIT + BESIDE + 1).encode())])
    assert heard == []
    assert said[0]["status"] == 413
    assert "太大" in said[1]["body"].decode()


@pytest.mark.parametrize("headers", [[], [(b"content-length", b"many")], [(b"content-length", b"-1")]])
def test_what_does_not_say_so_is_heard_no_further(headers: list[tuple[bytes, bytes]]) -> None:
    heard, _ = asked([b"x" * LIMIT] * 5, headers)
    assert [event["type"] for event in heard] == ["http.request"] * 2 + ["http.disconnect"]
