"""Open lists: a lower room owns one, rooms above add to it at start-up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar


class Keyed(Protocol):
    @property
    def key(self) -> str: ...


Entry = TypeVar("Entry", bound=Keyed)


class OpenList(Generic[Entry]):
    """Entries by key, in the order in which the rooms were started (lowest first)."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._entries: dict[str, Entry] = {}

    def add(self, entry: Entry) -> Entry:
        """Adds an entry. ValueError when its key is taken: two rooms would fight over it."""
        if entry.key in self._entries:
            message = f"{self.name}: {entry.key!r} is taken"
            raise ValueError(message)
        self._entries[entry.key] = entry
        return entry

    def get(self, key: str) -> Entry | None:
        return self._entries.get(key)

    def __iter__(self) -> Iterator[Entry]:
        return iter(tuple(self._entries.values()))

    def __len__(self) -> int:
        return len(self._entries)
