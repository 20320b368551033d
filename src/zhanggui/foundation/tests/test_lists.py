from __future__ import annotations

from dataclasses import dataclass

import pytest

from zhanggui.foundation.lists import OpenList
from zhanggui.foundation.panels import PLACES, SLOTS, places, slots


@dataclass(frozen=True)
class Entry:
    key: str
    text: str = ""


def test_entries_keep_the_order_in_which_they_came() -> None:
    entries: OpenList[Entry] = OpenList("letters")
    for key in "cab":
        entries.add(Entry(key))
    assert [entry.key for entry in entries] == ["c", "a", "b"]
    assert len(entries) == 3


def test_a_key_is_taken_once() -> None:
    entries: OpenList[Entry] = OpenList("letters")
    first = entries.add(Entry("a", "first"))
    with pytest.raises(ValueError, match="letters: 'a' is taken"):
        entries.add(Entry("a", "second"))
    assert entries.get("a") is first


def test_what_nobody_added_is_none() -> None:
    entries: OpenList[Entry] = OpenList("letters")
    assert entries.get("a") is None
    assert list(entries) == []


def test_one_may_add_while_another_looks_through() -> None:
    entries: OpenList[Entry] = OpenList("letters")
    entries.add(Entry("a"))
    for entry in entries:
        entries.add(Entry(entry.key + "!"))
    assert [entry.key for entry in entries] == ["a", "a!"]


def test_the_shell_shows_places_and_slots_by_rank() -> None:
    assert [place.rank for place in places()] == sorted(place.rank for place in PLACES)
    assert [slot.rank for slot in slots()] == sorted(slot.rank for slot in SLOTS)
    keys = [slot.key for slot in slots()]
    assert keys.index("promises") < keys.index("buyer")  # what is owed stands above all
