from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from tests.cast import AT, Cast, cast

from zhanggui.foundation.actors import program
from zhanggui.shops.rules import AGENT, WAREHOUSE
from zhanggui.worklist.actions import Wanted, ensure_tasks
from zhanggui.worklist.parts import PRESENCES, Presence
from zhanggui.worklist.rules import KINDS, Kind

__all__ = ["cast"]

CALL, COUNT = "test_call", "test_count"
Ensure = Callable[..., int]


@pytest.fixture(autouse=True)
def kinds() -> Iterator[None]:
    """Two kinds for the tests: one that a person ends, one that ends with what it is about."""
    before = dict(KINDS._entries)
    KINDS.add(Kind(CALL, "回电话", AGENT))
    KINDS.add(Kind(COUNT, "盘点", WAREHOUSE, by_hand=False))
    yield
    KINDS._entries = before


@pytest.fixture
def there() -> Iterator[set[int]]:
    """Who is there: tests put staff ids into it."""
    before, people = dict(PRESENCES._entries), set[int]()
    PRESENCES.add(Presence("test", lambda _shop_id, _at: people))
    yield people
    PRESENCES._entries = before


@pytest.fixture
def ensure(cast: Cast) -> Ensure:
    """Asks for a task about buyer 1, due in an hour, with whatever differs."""

    def run(*ids: int, kind: str = CALL, shop_id: int = cast.shop.id, **differing: Any) -> int:
        at = differing.pop("at", AT)
        told: dict[str, Any] = {"title": "回电话给小米粥", "due_at": AT + timedelta(hours=1)} | differing
        tasks = [Wanted(thing_id=thing_id, **told) for thing_id in ids or (1,)]
        return ensure_tasks(
            shop_id=shop_id, kind=kind, thing="buyer", tasks=tasks, by=program(shop_id, "测试"), at=at
        )

    return run
