"""The words in which the audit is read: verbs, things and fields, said by the rooms they belong to."""

from __future__ import annotations

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
