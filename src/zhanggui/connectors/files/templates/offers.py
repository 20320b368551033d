"""The shop's offers as a file: one a row, what it takes off in the words of one cell."""

from __future__ import annotations

from collections.abc import Iterator

from zhanggui.connectors.files.kinds import Batch, Outcome
from zhanggui.connectors.files.templates.columns import Column, Template, Values
from zhanggui.connectors.files.templates.registering import add_template
from zhanggui.connectors.files.templates.shapes import Count, Identifier, Instant, Listed, Text
from zhanggui.promotions.actions import OfferEntry, record_offers
from zhanggui.promotions.queries import offer_cards
from zhanggui.promotions.rules.limits import NAME_LETTERS, NUMBER_LETTERS
from zhanggui.promotions.rules.spoken import EXAMPLES, said
from zhanggui.shops.rules import EDIT_OFFERS

STARTS_AT = Column(
    "starts_at",
    "开始时间",
    Instant(to_come=True),
    ("活动开始时间", "生效时间"),
    needed=True,
    example="2026-11-11 00:00",
)
ENDS_AT = Column(
    "ends_at",
    "结束时间",
    Instant(to_come=True),
    ("活动结束时间", "失效时间"),
    needed=True,
    example="2026-11-12 00:00",
    says="到这一刻为止,不含",
)
# Whose goods: none said is the whole shop.
SCOPE = (
    Column(
        "items", "适用商品", Listed(), ("活动商品",), example="612345678901", says="商品编号;都不写就是全店"
    ),
    Column("categories", "适用类目", Listed(marks="；;\n"), ("活动类目",), example="女装", says="一级类目"),
    Column("but", "除外商品", Listed(), example="612345678902", says="商品编号"),
)
COLUMNS = (
    Column("number", "活动编号", Identifier(NUMBER_LETTERS), ("活动ID",), needed=True, example="A1111"),
    Column("name", "活动名称", Text(NAME_LETTERS), ("活动名",), example="双十一满减"),
    Column(
        "what", "优惠内容", Text(1_000), ("优惠",), needed=True, example="满300减50,满500减90", says=EXAMPLES
    ),
    STARTS_AT,
    ENDS_AT,
    *SCOPE,
    Column(
        "most_pieces", "每人限购件数", Count(9_999), ("限购",), example="2", says="只用于一口价、打折和直降"
    ),
)


def _entry(values: Values) -> OfferEntry:
    return OfferEntry(**{name: value for name, value in values.items() if value is not None})


def _record(batch: Batch[OfferEntry]) -> Outcome:
    return Outcome.of(record_offers(shop_id=batch.shop_id, entries=batch.entries, by=batch.by, at=batch.at))


def _rows(shop_id: int) -> Iterator[Values]:
    for card in offer_cards(shop_id):
        offer = card.offer
        yield {
            "number": card.number,
            "name": offer.name,
            "what": said(offer.tool),
            "starts_at": offer.starts_at,
            "ends_at": card.planned_until,
            "items": sorted(offer.scope.items) or None,
            "categories": sorted(offer.scope.categories) or None,
            "but": sorted(offer.scope.but) or None,
            "most_pieces": offer.most_pieces,
        }


OFFERS = add_template(
    Template(
        key="offers",
        title="店铺和单品活动",
        capability=EDIT_OFFERS,
        url_name="offers",
        columns=COLUMNS,
        entry=_entry,
        values=vars,
        record=_record,
        rows=_rows,
        says="一个活动一行;已经开始的活动不能改,只能结束后换一个编号新建。",
    )
)
