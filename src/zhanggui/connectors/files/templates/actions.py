from __future__ import annotations

from datetime import datetime
from typing import IO, Any

from zhanggui.connectors.files.templates.columns import Template
from zhanggui.connectors.files.templates.writing import FileForm, write_export
from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor


def take_out(
    *, shop_id: int, template: Template[Any], form: FileForm, out: IO[bytes], by: Actor, at: datetime
) -> int:
    """Writes the shop's records into `out` and notes who took them; says how many rows.

    TooManyRows for a workbook that would take too long; then nothing is noted.
    """
    if by.shop_id != shop_id:
        message = f"{by.name} of shop {by.shop_id} cannot take out the records of shop {shop_id}"
        raise ValueError(message)
    rows = write_export(template, shop_id, form, out)
    changes = {"form": [None, form.value], "rows": [None, rows]}
    audit(verb="take_out", thing="template", thing_id=template.key, changes=changes, by=by, at=at)
    return rows
