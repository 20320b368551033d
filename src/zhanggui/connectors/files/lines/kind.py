from __future__ import annotations

from zhanggui.aftersales.actions import mirror_on_lines
from zhanggui.connectors.files.kinds import KINDS, Batch, Kind, Outcome
from zhanggui.connectors.files.lines.reading import NEEDED, read_lines
from zhanggui.marketplace.events import LineSnapshot
from zhanggui.orders.actions import record_lines
from zhanggui.shops.rules import IMPORT


def _record(batch: Batch[LineSnapshot]) -> Outcome:
    recorded = record_lines(shop_id=batch.shop_id, snapshots=batch.entries, by=batch.by, at=batch.at)
    # Refunds may have come in before the lines that they are about.
    numbers = {shot.order_number for shot in batch.entries}
    mirror_on_lines(shop_id=batch.shop_id, order_numbers=numbers, by=batch.by, at=batch.at)
    return Outcome(
        new=recorded.new,
        changed=recorded.changed,
        unchanged=recorded.unchanged,
        older=recorded.older,
        doubts=recorded.undecided,
        refused=recorded.refused,
        announced=recorded.announced,
    )


ORDER_LINES = KINDS.add(
    Kind(
        key="order_lines",
        title="宝贝报表 (ExportOrderDetailList)",
        capability=IMPORT,
        needed=NEEDED,
        read=read_lines,
        record=_record,
        columns={"number": "订单编号", "oid": "子订单编号"},
        together=lambda shot: shot.order_number,
    )
)
