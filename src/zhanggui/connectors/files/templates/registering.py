"""The list of templates: each can be filled in, brought in and taken out."""

from __future__ import annotations

from typing import Any, TypeVar

from zhanggui.connectors.files.kinds import KINDS, Kind
from zhanggui.connectors.files.templates.columns import OF_ORDERS, Template
from zhanggui.connectors.files.templates.reading import read_rows
from zhanggui.foundation.lists import OpenList

Entry = TypeVar("Entry")

TEMPLATES: OpenList[Template[Any]] = OpenList("templates")


def add_template(template: Template[Entry]) -> Template[Entry]:
    """Of two kinds that a header fits, the one that was added first is meant."""
    KINDS.add(
        Kind(
            key=template.key,
            title=template.title,
            capability=template.capability,
            needed=template.needed,
            needed_says=template.needed_says,
            read=lambda table, reading: read_rows(template, table, reading),
            record=template.record,
            foreign=frozenset(OF_ORDERS),
            columns={column.field: column.title for column in template.columns} | dict(template.blamed),
            names={column.field: column.names for column in template.columns},
            url_name=template.url_name,
            fault=template.fault,
            cells=template.cells,
        )
    )
    return TEMPLATES.add(template)
