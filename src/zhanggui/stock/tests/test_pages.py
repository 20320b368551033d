from __future__ import annotations

import re

import pytest
from django.urls import reverse
from tests.cast import AT, Cast, client_of

from zhanggui.catalog.models import Item
from zhanggui.catalog.queries import SkuRef, item_parts
from zhanggui.foundation.actors import program
from zhanggui.stock.actions import StockCount, record_counts, reserve
from zhanggui.stock.tests.test_actions import BLACK, goods

pytestmark = pytest.mark.django_db


def part(cast: Cast, number: str) -> str:
    item_id = Item.objects.get(shop_id=cast.shop.id, number=number).pk
    content = client_of(cast.agent).get(reverse("item_stock", args=[item_id])).content
    return " ".join(re.sub(r"<[^>]+>", " ", content.decode()).split())


def test_stock_is_a_part_of_an_item() -> None:
    assert ("stock", "库存", "item_stock") in [(one.key, one.title, one.url_name) for one in item_parts()]


@pytest.mark.seed(46, 47)
def test_both_numbers_are_shown_and_their_difference(cast: Cast) -> None:
    ids = goods(cast.shop)
    by = program(cast.shop.id)
    counts = [
        StockCount(ref=BLACK, on_hand=10, page=9, counted_at=AT),
        StockCount(ref=SkuRef("1002"), on_hand=0, page=0),
    ]
    record_counts(shop_id=cast.shop.id, counts=counts, by=by, at=AT)
    reserve(shop_id=cast.shop.id, wanted={"one": {ids["D-BK"]: 3}}, by=by, at=AT)
    table = part(cast, "1001")
    assert "黑色 超卖风险 10 3 7 9" in table
    assert "白色 — 0 — —" in table  # nobody has counted: a dash, never a zero
    assert "实际库存点于 11-21 12:00" in table
    assert "不分规格 缺货 0 0 0 0" in part(cast, "1002")


def test_what_nobody_counted_says_so(cast: Cast) -> None:
    goods(cast.shop)
    assert "先问仓库再答应买家" in part(cast, "1002")
