"""A file's rows as a kind reads them, without any database."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from zhanggui.connectors.files.cells import latest_believable
from zhanggui.connectors.files.kinds import Kind, Read, Reading, not_that_file
from zhanggui.connectors.files.opening import opened
from zhanggui.connectors.files.table import survey


def reads(
    kind: Kind[Any], file: bytes | io.BytesIO, *, told_at: datetime | None = None, at: datetime
) -> list[Read[Any]]:
    stream = io.BytesIO(file) if isinstance(file, bytes) else file
    with opened(stream, survey(stream), kind.is_that) as table:
        if not kind.is_that(table.header):
            raise not_that_file(table.header, wanted=(kind.key,))
        return list(kind.reads(table, Reading(told_at, latest_believable(at))))
