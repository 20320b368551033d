from __future__ import annotations

from collections.abc import Iterator

from zhanggui.connectors.files.kinds import Batch, Outcome
from zhanggui.connectors.files.templates.columns import Column, Template, Values
from zhanggui.connectors.files.templates.registering import add_template
from zhanggui.connectors.files.templates.shapes import Count, Identifier, Instant, Listed
from zhanggui.customers.rules import NAME_LENGTH
from zhanggui.promotions.actions import ReceivedEntry, record_received
from zhanggui.promotions.queries import all_received
from zhanggui.promotions.rules.limits import NUMBER_LETTERS
from zhanggui.shops.rules import EDIT_OFFERS

_MOST = 99_999
COLUMNS = (
    Column(
        "number",
        "券编号",
        Identifier(NUMBER_LETTERS),
        ("领取的券",),
        needed=True,
        example="C1111",
        says="优惠券的编号,或者平台活动的编号 (购物券)",
    ),
    Column(
        "nick",
        "买家会员名",
        Identifier(NAME_LENGTH),
        ("会员名", "买家昵称", "买家旺旺", "淘宝昵称"),
        needed=True,
        example="小米粥",
    ),
    Column(
        "received", "领取张数", Count(_MOST), ("收券张数",), needed=True, example="3", says="一共领了几张"
    ),
    Column("used", "已用张数", Count(_MOST), ("使用张数",), example="1"),
    Column("received_at", "领取时间", Instant(), ("收券时间",), example="2026-11-05 20:00", says="第一张"),
    Column("orders", "用券订单", Listed(), example="2231958349120001", says="只用于平台购物券"),
)


def _entry(values: Values) -> ReceivedEntry:
    return ReceivedEntry(**{name: value for name, value in values.items() if value is not None})


def _record(batch: Batch[ReceivedEntry]) -> Outcome:
    return Outcome.of(record_received(shop_id=batch.shop_id, entries=batch.entries, by=batch.by, at=batch.at))


def _rows(shop_id: int) -> Iterator[Values]:
    for card in all_received(shop_id):
        yield vars(card) | {"orders": card.orders or None}


RECEIVED = add_template(
    Template(
        key="received",
        title="买家领到的券",
        capability=EDIT_OFFERS,
        url_name="offers",
        columns=COLUMNS,
        entry=_entry,
        values=vars,
        record=_record,
        rows=_rows,
        says="一位买家的一种券一行,写到现在一共领了几张、用了几张;再导入一次不会重复。",
    )
)
