"""Imports every kind of file, so that it registers."""

from __future__ import annotations

from zhanggui.connectors.files.lines import kind as lines
from zhanggui.connectors.files.orders import kind as orders
from zhanggui.connectors.files.refunds import kind as refunds
from zhanggui.connectors.files.statements import kind as statements
from zhanggui.connectors.files.templates import registered as templates

__all__ = ["lines", "orders", "refunds", "statements", "templates"]
