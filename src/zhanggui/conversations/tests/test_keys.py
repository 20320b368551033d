"""A key of the keyboard does one thing, and the help says it once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOM = Path(__file__).parent.parent


@pytest.mark.parametrize("script", ["keys.js", "edge.js"])
def test_no_key_is_taken_twice(script: str) -> None:
    text = (ROOM / "static" / "conversations" / script).read_text(encoding="utf-8")
    for body in re.findall(r"switch \(event\.(?:code|key)\) \{(.*?)\n {2,4}\}", text, re.DOTALL):
        keys = re.findall(r'case ("[^"]+")', body)
        assert len(keys) > 3
        assert sorted(keys) == sorted(set(keys))


@pytest.mark.parametrize("page", ["workspace.html", "edge.html"])
def test_the_help_tells_each_key_once(page: str) -> None:
    text = (ROOM / "templates" / "conversations" / page).read_text(encoding="utf-8")
    told = re.findall(r"<dt>(.*?)</dt>", text)
    assert len(told) > 5
    assert sorted(told) == sorted(set(told))
