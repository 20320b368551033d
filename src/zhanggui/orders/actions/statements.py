"""Keeping the payment account's statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime

from django.db import transaction

from zhanggui.foundation.actors import Actor
from zhanggui.foundation.recorded import Recorded, Refused
from zhanggui.marketplace.events import StatementRow
from zhanggui.orders.actions.copying import STATEMENTS, copy_rows, hold
from zhanggui.orders.models import StatementEntry

_COLUMNS = tuple(field.name for field in fields(StatementRow))


@transaction.atomic
def record_statement(*, shop_id: int, rows: Sequence[StatementRow], by: Actor, at: datetime) -> Recorded:
    """Appends what is not there yet. A row never changes: one that is told otherwise later is refused."""
    if by.shop_id != shop_id:
        message = f"{by.name} of shop {by.shop_id} cannot record money of shop {shop_id}"
        raise ValueError(message)
    hold(shop_id=shop_id, what=STATEMENTS)
    known = _known(shop_id, [row.serial for row in rows])
    new: dict[str, StatementRow] = {}
    refused = []
    for place, row in enumerate(rows):
        before = known.get(row.serial) or new.get(row.serial)
        if before is None:
            new[row.serial] = row
        elif before != row:
            refused.append(Refused(place, "serial", "这条流水以前导入过,内容却不同;流水是不会改的"))
    values = ([getattr(row, name) for name in _COLUMNS] for row in new.values())
    copy_rows(
        table="orders_statemententry",
        columns=("shop_id", *_COLUMNS, "recorded_at"),
        rows=((shop_id, *one, at) for one in values),
    )
    return Recorded(new=len(new), unchanged=len(rows) - len(new) - len(refused), refused=tuple(refused))


def _known(shop_id: int, serials: Sequence[str]) -> dict[str, StatementRow]:
    rows = StatementEntry.objects.filter(shop_id=shop_id, serial__in=list(serials)).values(*_COLUMNS)
    return {row["serial"]: StatementRow(**row) for row in rows}
