"""The words in which the audit is read: verbs, things and fields, said by the rooms they belong to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from zhanggui.foundation.lists import OpenList


@dataclass(frozen=True)
class Word:
    """What people call a verb, a thing or a field that the audit names by `key`."""

    key: str
    title: str


AUDIT_WORDS: OpenList[Word] = OpenList("audit words")


def add_audit_words(**titles: str) -> None:
    for key, title in titles.items():
        AUDIT_WORDS.add(Word(key, title))


def audit_word(key: str) -> str:
    """The people's word; the key itself for one that a room that is gone has left behind."""
    word = AUDIT_WORDS.get(key)
    return word.title if word else key


@dataclass(frozen=True)
class Named:
    """A thing as people know it, and where it is to be seen; no address when it has none."""

    name: str
    url: str = ""


@dataclass(frozen=True)
class Namer:
    """How a room names its things: takes a shop's id and ids of things called `key`, answers those of them
    that are the shop's. One question for all of them."""

    key: str
    names: Callable[[int, Collection[str]], Mapping[str, Named]]


NAMERS: OpenList[Namer] = OpenList("namers")


def named(shop_id: int, things: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Named]:
    """The names of (thing, id) pairs. What nobody names, and what is gone, is missing."""
    ids: dict[str, set[str]] = {}
    for thing, thing_id in things:
        ids.setdefault(thing, set()).add(thing_id)
    return {
        (namer.key, thing_id): name
        for namer in NAMERS
        if namer.key in ids
        for thing_id, name in namer.names(shop_id, ids[namer.key]).items()
    }
