from __future__ import annotations

from collections.abc import Iterator

from zhanggui.connectors.files.kinds import Batch, Outcome
from zhanggui.connectors.files.templates.columns import Column, Template, Values
from zhanggui.connectors.files.templates.offers import ENDS_AT, SCOPE, STARTS_AT
from zhanggui.connectors.files.templates.registering import add_template
from zhanggui.connectors.files.templates.shapes import Choice, Count, Identifier, Money, Text
from zhanggui.promotions.actions import CouponEntry, record_coupons
from zhanggui.promotions.queries import coupon_cards
from zhanggui.promotions.rules.limits import NAME_LETTERS, NUMBER_LETTERS
from zhanggui.promotions.rules.offers import CouponKind
from zhanggui.shops.rules import EDIT_OFFERS

_KINDS = {
    str(CouponKind.SHOP): ("店铺优惠券", "店铺券"),
    str(CouponKind.ITEM): ("商品优惠券", "商品券"),
    str(CouponKind.SHOP_VOUCHER): ("店铺购物券",),
}
COLUMNS = (
    Column("number", "优惠券编号", Identifier(NUMBER_LETTERS), ("优惠券ID",), needed=True, example="C1111"),
    Column("name", "优惠券名称", Text(NAME_LETTERS), ("券名称",), example="双十一店铺券"),
    Column("kind", "券种类", Choice(_KINDS), ("优惠券类型",), example="店铺优惠券"),
    Column("threshold_fen", "使用门槛", Money(), ("满多少元可用",), needed=True, example="200.00"),
    Column("value_fen", "面额", Money(), ("优惠券面额", "券面额"), needed=True, example="20.00"),
    STARTS_AT,
    ENDS_AT,
    *SCOPE,
    Column("quantity", "发行张数", Count(99_999_999), ("发行量",), example="1000", says="不写就是不限"),
    Column("per_buyer", "每人限领", Count(9_999), ("限领张数",), example="1", says="不写就是不限"),
)


def _entry(values: Values) -> CouponEntry:
    return CouponEntry(**{name: value for name, value in values.items() if value is not None})


def _record(batch: Batch[CouponEntry]) -> Outcome:
    return Outcome.of(record_coupons(shop_id=batch.shop_id, entries=batch.entries, by=batch.by, at=batch.at))


def _rows(shop_id: int) -> Iterator[Values]:
    for card in coupon_cards(shop_id):
        coupon = card.coupon
        yield {
            "number": card.number,
            "name": coupon.name,
            "kind": str(coupon.kind),
            "threshold_fen": coupon.threshold_fen,
            "value_fen": coupon.value_fen,
            "starts_at": coupon.starts_at,
            "ends_at": coupon.ends_at,
            "items": sorted(coupon.scope.items) or None,
            "categories": sorted(coupon.scope.categories) or None,
            "but": sorted(coupon.scope.but) or None,
            "quantity": card.quantity,
            "per_buyer": card.per_buyer,
        }


COUPONS = add_template(
    Template(
        key="coupons",
        title="优惠券",
        capability=EDIT_OFFERS,
        url_name="offers",
        columns=COLUMNS,
        entry=_entry,
        values=vars,
        record=_record,
        rows=_rows,
        says="一张券一行;建好的券不能改,只能停发后换一个编号新建。",
    )
)
