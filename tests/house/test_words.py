"""Whatever the audit names has a word for people."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.house.source import HOUSE
from zhanggui.foundation.words import audit_word


def named_in_audits() -> Iterator[str]:
    for path in sorted(HOUSE.rglob("*.py")):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "audit":
                yield from texts_of(node)


def texts_of(call: ast.Call) -> Iterator[str]:
    for given in call.keywords:
        if given.arg in {"verb", "thing"} and isinstance(given.value, ast.Constant):
            yield str(given.value.value)
        if given.arg == "changes" and isinstance(given.value, ast.Dict):
            yield from (str(key.value) for key in given.value.keys if isinstance(key, ast.Constant))


NAMED = sorted(set(named_in_audits()))


def test_the_audits_are_found() -> None:
    assert {"tag", "buyer", "reveal_receiver", "waiting_since"} <= set(NAMED)


@pytest.mark.parametrize("key", NAMED)
def test_what_an_audit_names_has_a_word(key: str) -> None:
    assert audit_word(key) != key
