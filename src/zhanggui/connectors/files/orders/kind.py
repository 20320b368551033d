from __future__ import annotations

from zhanggui.connectors.files.kinds import KINDS, Batch, Kind, Outcome
from zhanggui.connectors.files.orders.reading import NEEDED, ONLY_IN_DETAIL_LISTS, read_orders
from zhanggui.marketplace.events import OrderSnapshot
from zhanggui.orders.actions import record_orders
from zhanggui.shops.rules import IMPORT


def _record(batch: Batch[OrderSnapshot]) -> Outcome:
    recorded = record_orders(shop_id=batch.shop_id, snapshots=batch.entries, by=batch.by, at=batch.at)
    undecided = set(recorded.undecided)
    places = [place for place, shot in enumerate(batch.entries) if undecided and shot.number in undecided]
    # The same order may stand in a batch more than once: as many rows are undecided as were counted.
    doubts = tuple(places[-len(recorded.undecided) :] if recorded.undecided else ())
    return Outcome(
        new=recorded.new,
        changed=recorded.changed,
        unchanged=recorded.unchanged,
        older=recorded.older,
        doubts=doubts,
        announced=recorded.announced,
    )


ORDERS = KINDS.add(
    Kind(
        key="orders",
        title="订单报表 (ExportOrderList)",
        capability=IMPORT,
        needed=NEEDED,
        foreign=ONLY_IN_DETAIL_LISTS,
        read=read_orders,
        record=_record,
        columns={"number": "订单编号"},
    )
)
