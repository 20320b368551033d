"""Whatever the audit names has a word for people."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

from tests.house.source import modules
from zhanggui.foundation.words import audit_word


@cache
def named_in_audits() -> frozenset[str]:
    return frozenset(
        named
        for module in modules()
        for node in module.nodes
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "audit"
        for named in texts_of(node)
    )


def texts_of(call: ast.Call) -> Iterator[str]:
    for given in call.keywords:
        if given.arg in {"verb", "thing"} and isinstance(given.value, ast.Constant):
            yield str(given.value.value)
        if given.arg == "changes" and isinstance(given.value, ast.Dict):
            yield from (str(key.value) for key in given.value.keys if isinstance(key, ast.Constant))


def test_the_audits_are_found() -> None:
    assert {"tag", "buyer", "reveal_receiver", "waiting_since"} <= named_in_audits()


def test_what_an_audit_names_has_a_word() -> None:
    assert [key for key in sorted(named_in_audits()) if audit_word(key) == key] == []
