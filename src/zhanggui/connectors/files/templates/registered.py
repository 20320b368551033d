"""Imports every template, so that it registers: of two that a header fits, the earlier is meant."""

from __future__ import annotations

from zhanggui.connectors.files.templates import naming
from zhanggui.connectors.files.templates.registering import TEMPLATES

from zhanggui.connectors.files.templates import items, stock, knowledge, staff, phrases, buyers  # isort: skip
from zhanggui.connectors.files.templates import offers, coupons, received  # isort: skip

__all__ = [
    "TEMPLATES",
    "buyers",
    "coupons",
    "items",
    "knowledge",
    "naming",
    "offers",
    "phrases",
    "received",
    "staff",
    "stock",
]
