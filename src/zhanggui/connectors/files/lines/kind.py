from __future__ import annotations

from zhanggui.aftersales.actions import mirror_on_lines
from zhanggui.connectors.files.kinds import KINDS, Batch, Kind, Outcome
from zhanggui.connectors.files.lines.reading import NAMES, NEEDED, read_lines
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
        columns={
            "number": "订单编号",
            "order_number": "订单编号",
            "oid": "子订单编号",
            "status": "订单状态",
            "title": "标题",
            "properties": "商品属性",
            "price_fen": "价格",
            "quantity": "购买数量",
            "payable_fen": "买家应付货款",
            "paid_fen": "买家实际支付金额",
            "item_number": "商品ID",
            "item_outer_id": "外部系统编号",
            "sku_outer_id": "商家编码",
            "package": "套餐信息",
            "remark": "备注",
            "refund_status": "退款状态",
            "refund_fen": "退款金额",
        },
        names=NAMES,
        asks_when=True,
        url_name="orders",
        together=lambda shot: shot.order_number,
    )
)
