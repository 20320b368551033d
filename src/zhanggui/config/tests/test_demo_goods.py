from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest

from zhanggui.catalog.queries import SkuRef, all_items, all_knowledge, match_skus
from zhanggui.config.demo_goods import stock_goods
from zhanggui.connectors.files.importing import GivenFile, import_file
from zhanggui.connectors.files.sample import demo_lines_csv, demo_orders_csv
from zhanggui.foundation.actors import program
from zhanggui.orders.models import OrderLine
from zhanggui.shops.actions import open_shop
from zhanggui.shops.queries import ShopCard
from zhanggui.stock.queries import all_stock

AT = datetime(2026, 11, 21, 4, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> ShopCard:
    shop = open_shop(slug="demo", name="示例服饰旗舰店", platform="tmall", at=AT)
    stock_goods(shop.id, AT)
    return shop


def bring(shop: ShopCard, content: bytes, name: str) -> None:
    given = GivenFile(io.BytesIO(content), name, told_at=AT)
    import_file(shop_id=shop.id, given=given, by=program(shop.id), at=AT)


def test_every_line_of_the_demos_orders_is_of_the_demos_goods(shop: ShopCard) -> None:
    bring(shop, demo_orders_csv(7, AT), "ExportOrderList-示例.csv")
    bring(shop, demo_lines_csv(7, AT), "ExportOrderDetailList-示例.csv")
    lines = OrderLine.objects.filter(shop_id=shop.id)
    refs = [SkuRef(one.item_number, one.sku_outer_id, one.item_outer_id, one.properties) for one in lines]
    assert len(refs) > 50
    assert all(match.sku for match in match_skus(shop.id, refs))
    assert any(row.stock.reserved for row in all_stock(shop.id))  # what is paid and not sent is held


def test_the_demo_shows_what_a_shop_runs_into(shop: ShopCard) -> None:
    rows = list(all_stock(shop.id))
    assert any(row.stock.oversold for row in rows)
    assert any(row.stock.sold_out for row in rows)
    assert any(row.stock.on_hand is None for row in rows)
    assert any(row.sku.nameless for row in rows)
    assert 0 < len(list(all_knowledge(shop.id))) < len(list(all_items(shop.id)))
