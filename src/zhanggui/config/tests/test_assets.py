from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.templatetags.static import static

from zhanggui.config import assets

TALK = "conversations/talk.js"


@pytest.fixture(autouse=True)
def served(settings: Any) -> Iterator[None]:
    settings.WHITENOISE_AUTOREFRESH = False  # as it runs
    for kept in (assets._files, assets._contents, assets.edition):
        kept.cache_clear()
    yield
    for kept in (assets._files, assets._contents, assets.edition):
        kept.cache_clear()


def ask(path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes] | None:
    said: list[Any] = []

    async def send(event: Any) -> None:
        said.append(event)

    asked = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "path": path, "method": method, "headers": asked}
    if not asyncio.run(assets.answered(scope, send)):
        assert said == []
        return None
    start, body = said
    told = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], told, body["body"]


def answer(path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    given = ask(path, method, **headers)
    assert given is not None
    return given


def content(name: str) -> bytes:
    return Path(str(finders.find(name))).read_bytes()


def test_what_a_page_names_is_kept_for_as_long_as_it_stays_the_same() -> None:
    address = static(TALK)
    assert address == f"/static/{assets.edition()}/{TALK}"
    status, headers, body = answer(address)
    assert (status, body) == (200, content(TALK))
    assert headers["cache-control"] == assets.FOREVER.decode()
    assert headers["content-type"].startswith("text/javascript")
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("before", ["/static/", "/static/0123456789ab/"])
def test_without_its_edition_or_with_another_it_is_looked_at_again_after_a_minute(before: str) -> None:
    status, headers, body = answer(before + TALK)
    assert (status, body) == (200, content(TALK))
    assert headers["cache-control"] == "max-age=60, public"


def test_who_has_it_already_hears_only_so() -> None:
    tag = answer(static(TALK))[1]["etag"]
    status, headers, body = answer(static(TALK), if_none_match=tag)
    assert (status, body) == (304, b"")
    assert headers["cache-control"] == assets.FOREVER.decode()


def test_the_head_alone_and_what_no_file_takes() -> None:
    assert answer(static(TALK), "HEAD")[2] == b""
    assert answer(static(TALK), "POST")[0] == 405


@pytest.mark.parametrize(
    "path",
    [
        "/orders/",
        "/static/",
        "/static/nothing.js",
        f"/static/x/{TALK}",
        "/static/0123456789ab/../../settings.py",
        "/static/0123456789ab//etc/passwd",
    ],
)
def test_what_is_none_of_ours_is_left_to_the_pages(path: str) -> None:
    assert ask(path) is None


def test_the_edition_is_another_when_any_file_is() -> None:
    files = [("a.js", b"one"), ("b.js", b"two")]
    others = [
        [],
        files[:1],
        files[::-1],
        [("a.js", b"one"), ("c.js", b"two")],
        [("a.js", b"onetwo"), ("b.js", b"")],
    ]
    named = {assets.named_after(each) for each in (files, *others)}
    assert len(named) == 1 + len(others)
    assert assets.named_after(list(files)) in named


def test_what_is_written_over_them_waits_for_the_next_start(tmp_path: Path, settings: Any) -> None:
    settings.STATICFILES_DIRS = [str(tmp_path)]
    finders.get_finder.cache_clear()  # type: ignore[attr-defined]  # it has one
    (tmp_path / "more.js").write_text("one")
    before = static("more.js")
    assert answer(before)[2] == b"one"
    (tmp_path / "more.js").write_text("another")
    _, headers, body = answer(before)
    assert (headers["content-length"], body) == ("3", b"one")
    assert static("more.js") == before
    finders.get_finder.cache_clear()  # type: ignore[attr-defined]


def test_while_they_are_written_they_have_no_edition(settings: Any) -> None:
    settings.WHITENOISE_AUTOREFRESH = True
    assert static(TALK) == f"/static/{TALK}"
    assert ask(f"/static/{TALK}") is None
