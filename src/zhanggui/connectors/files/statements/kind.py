from __future__ import annotations

from zhanggui.connectors.files.kinds import KINDS, Batch, Kind, Outcome
from zhanggui.connectors.files.statements.reading import NAMES, NEEDED, read_statement
from zhanggui.marketplace.events import StatementRow
from zhanggui.orders.actions import record_statement
from zhanggui.shops.rules import IMPORT


def _record(batch: Batch[StatementRow]) -> Outcome:
    return Outcome.of(record_statement(shop_id=batch.shop_id, rows=batch.entries, by=batch.by, at=batch.at))


STATEMENT = KINDS.add(
    Kind(
        key="statement",
        title="支付宝账务明细",
        capability=IMPORT,
        needed=NEEDED,
        read=read_statement,
        record=_record,
        columns={
            "serial": "账务流水号",
            "at": "发生时间",
            "fen": "收支金额",
            "kind": "业务类型",
            "order_number": "订单编号",
            "title": "商品名称",
            "balance_fen": "账户余额",
            "remark": "备注",
        },
        names=NAMES,
        url_name="orders",
    )
)
