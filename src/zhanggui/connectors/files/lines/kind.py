from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, groupby, islice

from zhanggui.aftersales.actions import mirror_on_lines
from zhanggui.connectors.files.kinds import KINDS, Batch, Kind, Outcome, Read, Reading
from zhanggui.connectors.files.lines.reading import NAMES, NEEDED, read_lines
from zhanggui.connectors.files.table import Table
from zhanggui.marketplace.events import LineSnapshot, Problem
from zhanggui.orders.actions import record_lines
from zhanggui.orders.rules import MOST_LINES, TOO_MANY_LINES
from zhanggui.shops.rules import IMPORT


def _read(table: Table, reading: Reading) -> Iterator[Read[LineSnapshot]]:
    """Of more neighbours of one order than it can have lines none is taken: the number is none of theirs."""
    for number, run in groupby(read_lines(table, reading), key=_order_number):
        rows = iter(run)
        held = list(islice(rows, MOST_LINES + 1))
        too_many = number is not None and len(held) > MOST_LINES
        yield from map(_refused if too_many else _as_it_is, chain(held, rows))


def _order_number(read: Read[LineSnapshot]) -> str | None:
    return read.entry.order_number if read.entry else None


def _as_it_is(read: Read[LineSnapshot]) -> Read[LineSnapshot]:
    return read


def _refused(read: Read[LineSnapshot]) -> Read[LineSnapshot]:
    problem = Problem(read.line, ORDER_LINES.columns["order_number"], TOO_MANY_LINES, read.raw)
    return replace(read, entry=None, problems=(*read.problems, problem))


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
        read=_read,
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
