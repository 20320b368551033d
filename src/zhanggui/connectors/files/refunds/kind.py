from __future__ import annotations

from zhanggui.aftersales.actions import record_refunds
from zhanggui.connectors.files.kinds import KINDS, Batch, Kind, Outcome
from zhanggui.connectors.files.refunds.reading import NEEDED, read_refunds
from zhanggui.marketplace.events import RefundSnapshot
from zhanggui.shops.rules import IMPORT


def _record(batch: Batch[RefundSnapshot]) -> Outcome:
    recorded = record_refunds(shop_id=batch.shop_id, snapshots=batch.entries, by=batch.by, at=batch.at)
    return Outcome(
        new=recorded.new,
        changed=recorded.changed,
        unchanged=recorded.unchanged,
        older=recorded.older,
        doubts=recorded.undecided,
        announced=recorded.tasks,
    )


REFUNDS = KINDS.add(
    Kind(
        key="refunds",
        title="退款管理导出",
        capability=IMPORT,
        needed=NEEDED,
        read=read_refunds,
        record=_record,
        columns={"number": "退款编号"},
    )
)
