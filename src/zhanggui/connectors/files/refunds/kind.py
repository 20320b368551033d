from __future__ import annotations

from zhanggui.aftersales.actions import record_refunds
from zhanggui.connectors.files.kinds import KINDS, Batch, Kind, Outcome
from zhanggui.connectors.files.refunds.reading import DEADLINE, NAMES, NEEDED, read_refunds
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
        columns={
            "number": "退款编号",
            "order_number": "订单编号",
            "status": "退款状态",
            "kind": "售后类型",
            "goods": "货物状态",
            "amount_fen": "买家退款金额",
            "total_fen": "退款总额",
            "applied_at": "退款申请时间",
            "deadline_at": "超时时间",
            "finished_at": "退款完结时间",
            "reason": "买家退款原因",
            "explanation": "买家退款说明",
            "intervention": "客服介入状态",
            "item_title": "宝贝标题",
        },
        names={**NAMES, **DEADLINE},
        asks_when=True,
        url_name="refunds",
    )
)
