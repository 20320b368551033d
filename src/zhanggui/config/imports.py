"""What `zhanggui import` can be told that a file is: known before Django is loaded."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

# The command's word -> the kinds of files that it takes; None takes any.
IMPORTS: Mapping[str, Collection[str] | None] = MappingProxyType(
    {
        "orders": ("orders", "order_lines"),
        "refunds": ("refunds",),
        "statement": ("statement",),
        "any": None,
    }
)
