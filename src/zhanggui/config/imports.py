"""What `zhanggui import` can be told that a file is: known before Django is loaded."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

# What is brought in, taken out and filled in by the same columns.
TEMPLATES = ("items", "stock", "knowledge", "staff", "phrases", "buyers", "offers", "coupons", "received")

# The command's word -> the kinds of files that it takes; None takes any.
IMPORTS: Mapping[str, Collection[str] | None] = MappingProxyType(
    {
        "orders": ("orders", "order_lines"),
        "refunds": ("refunds",),
        "statement": ("statement",),
        "chats": ("chats",),
        **{key: (key,) for key in TEMPLATES},
        "any": None,
    }
)
