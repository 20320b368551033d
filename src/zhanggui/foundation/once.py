"""What several parts of one answer ask alike is asked of the database once.

Only where nothing is written between the first asking and the last: around the drawing of an answer to a GET.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

Asked = ParamSpec("Asked")
Known = TypeVar("Known")

_known: ContextVar[dict[Any, Any] | None] = ContextVar("known", default=None)


@contextmanager
def asked_once() -> Iterator[None]:
    """Until the end of the block, each `once` query is asked once for the same words."""
    before = _known.set({})
    try:
        yield
    finally:
        _known.reset(before)


def once(query: Callable[Asked, Known]) -> Callable[Asked, Known]:
    """A query whose answer nobody changes in place. Outside of `asked_once` it is asked each time."""

    @wraps(query)
    def asked(*args: Asked.args, **kwargs: Asked.kwargs) -> Known:
        known = _known.get()
        words = (query, tuple(map(_frozen, args)), tuple(sorted(kwargs.items())))
        if known is None or not all(isinstance(word, Hashable) for word in (*words[1], *kwargs.values())):
            return query(*args, **kwargs)
        if words not in known:
            known[words] = query(*args, **kwargs)
        found: Known = known[words]
        return found

    return asked


def _frozen(word: object) -> object:
    if isinstance(word, set):
        return frozenset(word)
    return tuple(word) if isinstance(word, list) else word
