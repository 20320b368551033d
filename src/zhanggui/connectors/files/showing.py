"""Entries and cells as people read them: receivers masked, money in yuan, instants in the shop's time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from zhanggui.connectors.files.kinds import Kind
from zhanggui.foundation.calendar import SHANGHAI
from zhanggui.foundation.money import yuan
from zhanggui.orders.rules import masked_name, masked_phone, region

_LONGEST = 60
_MASKS = {
    "receiver_name": masked_name,
    "receiver_phone": masked_phone,
    "receiver_address": region,
    "phone": masked_phone,
    "mobile": masked_phone,
}
# A mobile number wherever it stands; order numbers are longer.
_MOBILE = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")


def masks(kind: Kind[Any]) -> bool:
    """Whether its entries may name people of whom only a part is shown."""
    return kind.cells is None and not _MASKS.keys().isdisjoint(kind.columns)


def shown(kind: Kind[Any], entries: Sequence[Any]) -> tuple[list[str], list[list[str]]]:
    """The titles and the rows of a table of entries: what the file's own column says, and only what at least
    one of them tells."""
    if kind.cells is not None:
        return _of_cells([kind.cells(entry) for entry in entries])
    titles: list[str] = []
    columns: list[list[str]] = []
    for name in [one.name for one in fields(entries[0])] if entries else []:
        texts = [_text(name, getattr(entry, name)) for entry in entries]
        if name in kind.columns and any(texts):
            titles.append(kind.columns[name])
            columns.append(texts)
    return titles, [list(row) for row in zip(*columns, strict=True)]


def _of_cells(cells: Sequence[Mapping[str, str]]) -> tuple[list[str], list[list[str]]]:
    told = {title for row in cells for title, text in row.items() if text}
    titles = [title for title in (cells[0] if cells else ()) if title in told]
    return titles, [[cut(row[title]) for title in titles] for row in cells]


def _text(name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if mask := _MASKS.get(name):
        return mask(str(value))
    if isinstance(value, int) and (name == "fen" or name.endswith("_fen")):
        return yuan(value)
    return cut(_plain(value))


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, Mapping):
        return "、".join(f"{key}:{text}" for key, text in value.items())
    if isinstance(value, (tuple, list, frozenset, set)):
        return "、".join(str(one) for one in value)
    return str(getattr(value, "label", value))


def cut(text: str) -> str:
    """On one line, not too long, and without whole mobile numbers."""
    line = "".join(letter if letter.isprintable() else " " for letter in text[: _LONGEST + 20])
    line = _MOBILE.sub(r"\1****\2", line)
    return line if len(line) <= _LONGEST else line[:_LONGEST] + "…"
