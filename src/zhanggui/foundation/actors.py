"""Who acts: every action takes one as `by`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Actor:
    """A member of staff, a visitor, or the program itself, acting in one shop."""

    kind: Literal["staff", "visitor", "program"]
    id: int | None
    name: str
    shop_id: int


def program(shop_id: int, name: str = "掌柜") -> Actor:
    """The program acting on its own (imports, jobs)."""
    return Actor(kind="program", id=None, name=name, shop_id=shop_id)
