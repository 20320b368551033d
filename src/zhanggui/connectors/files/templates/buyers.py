from __future__ import annotations

from collections.abc import Iterator

from zhanggui.connectors.files.kinds import Batch, Outcome
from zhanggui.connectors.files.templates.columns import Column, Template, Values
from zhanggui.connectors.files.templates.registering import add_template
from zhanggui.connectors.files.templates.shapes import Identifier, Listed, Text
from zhanggui.customers.actions import BuyerEntry, record_buyers
from zhanggui.customers.queries import all_buyers
from zhanggui.customers.rules import NAME_LENGTH, NOTE_LENGTH
from zhanggui.shops.rules import IMPORT

COLUMNS = (
    Column(
        "nick",
        "买家会员名",
        Identifier(NAME_LENGTH),
        ("会员名", "买家会员昵称", "买家昵称", "买家旺旺", "旺旺", "旺旺名", "旺旺号", "淘宝昵称", "昵称"),
        needed=True,
        example="小米粥",
    ),
    Column(
        "tags",
        "标签",
        Listed(),
        ("买家标签", "客户标签", "会员标签"),
        example="老客、要发票",
        says="只添不减;只能选一个的标签组里,后写的顶掉先写的",
    ),
    Column(
        "groups",
        "通讯录分组",
        Listed(),
        ("买家分组", "客户分组", "好友分组"),
        example="好友、老朋友",
        says="只添不减;没有的分组会新建",
    ),
    Column(
        "note",
        "备注",
        Text(NOTE_LENGTH),
        ("买家备注", "客户备注", "会员备注"),
        example="要发顺丰",
        says="只添不减",
    ),
)


def _entry(values: Values) -> BuyerEntry:
    return BuyerEntry(**values)


def _record(batch: Batch[BuyerEntry]) -> Outcome:
    return Outcome.of(record_buyers(shop_id=batch.shop_id, entries=batch.entries, by=batch.by, at=batch.at))


def _rows(shop_id: int) -> Iterator[Values]:
    for buyer in all_buyers(shop_id):
        yield {
            "nick": buyer.nick,
            "tags": buyer.tags or None,
            "groups": buyer.groups or None,
            "note": buyer.note,
        }


BUYERS = add_template(
    Template(
        key="buyers",
        title="买家和标签",
        capability=IMPORT,
        url_name="buyers",
        columns=COLUMNS,
        entry=_entry,
        values=vars,
        record=_record,
        rows=_rows,
        any_of=[["tags", "groups", "note"]],
        says="一位买家一行。被平台隐去一部分的会员名 (如 小**粥) 认不出是谁,不能导入。",
    )
)
