"""The state of refund cases, mirrored on the lines that they are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from zhanggui.foundation.actors import Actor
from zhanggui.orders import rules
from zhanggui.orders.actions.copying import LINES, hold
from zhanggui.orders.models import OrderLine


@dataclass(frozen=True, kw_only=True)
class LineRefund:
    """A refund case as it stands now, and what it says of the line that it is about. The room above weighs
    which telling is the newest; the last of several cases of one line is shown on it."""

    order_number: str
    refund_number: str
    status: str
    amount_fen: int | None = None
    item_number: str | None = None
    code: str | None = None
    title: str | None = None


@transaction.atomic
def mirror_refunds(*, shop_id: int, refunds: Sequence[LineRefund], by: Actor, at: datetime) -> int:  # noqa: ARG001
    """Shows the cases on their lines; how many found theirs. One whose line is not clear is shown on none:
    the case itself is with its order all the same."""
    if by.shop_id != shop_id:
        message = f"{by.name} of shop {by.shop_id} cannot record refunds of shop {shop_id}"
        raise ValueError(message)
    hold(shop_id=shop_id, what=LINES)
    lines: dict[str, list[OrderLine]] = defaultdict(list)
    numbers = [refund.order_number for refund in refunds]
    for row in OrderLine.objects.filter(shop_id=shop_id, order_number__in=numbers).order_by("position"):
        lines[row.order_number].append(row)
    changed: dict[int, OrderLine] = {}
    found = 0
    for refund in refunds:
        line = _line_of(refund, lines[refund.order_number])
        if line is None:
            continue
        found += 1
        said = (refund.refund_number, refund.status, refund.amount_fen)
        if (line.case_number, line.case_status, line.case_fen) != said:
            line.case_number, line.case_status, line.case_fen = said
            changed[line.pk] = line
    OrderLine.objects.bulk_update(
        changed.values(), ["case_number", "case_status", "case_fen"], batch_size=500
    )
    return found


def _line_of(refund: LineRefund, lines: Sequence[OrderLine]) -> OrderLine | None:
    marks = [
        rules.LineMarks(line.case_number, line.item_number, line.item_outer_id, line.sku_outer_id, line.title)
        for line in lines
    ]
    place = rules.line_of_refund(
        marks,
        number=refund.refund_number,
        item_number=refund.item_number,
        code=refund.code,
        title=refund.title,
    )
    return None if place is None else lines[place]
