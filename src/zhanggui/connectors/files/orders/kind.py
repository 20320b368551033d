from __future__ import annotations

from zhanggui.connectors.files.kinds import KINDS, Batch, Kind, Outcome
from zhanggui.connectors.files.orders.reading import NAMES, NEEDED, ONLY_IN_DETAIL_LISTS, read_orders
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
        columns={
            "number": "订单编号",
            "status": "订单状态",
            "created_at": "订单创建时间",
            "paid_at": "订单付款时间",
            "buyer_nick": "买家会员名",
            "title": "宝贝标题",
            "item_count": "宝贝总数量",
            "goods_fen": "买家应付货款",
            "postage_fen": "买家应付邮费",
            "total_fen": "总金额",
            "paid_fen": "买家实际支付金额",
            "refund_fen": "退款金额",
            "receiver_name": "收货人姓名",
            "receiver_phone": "联系手机",
            "receiver_address": "收货地址",
            "courier": "物流公司",
            "waybills": "物流单号",
            "remark": "订单备注",
            "buyer_message": "买家留言",
            "close_reason": "订单关闭原因",
        },
        names=NAMES,
        asks_when=True,
        url_name="orders",
    )
)
