"""What the demo registers as its own is no contact elsewhere, and nothing else is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from zhanggui.config.demo import OURS, PHRASES, _register_ours
from zhanggui.guard.queries import book_of, own_texts
from zhanggui.guard.rules import Situation
from zhanggui.shops.actions import open_shop

AT = datetime(2026, 11, 23, 4, tzinfo=UTC)
TMALL = Situation(platform="tmall")
pytestmark = pytest.mark.django_db


def test_the_demos_own_phone_and_return_address_may_be_told() -> None:
    shop = open_shop(slug="demo", name="示例服饰旗舰店", platform="tmall", at=AT)
    (phone, address) = (text for _, text in OURS)
    told = (f"客服电话是 {phone}", f"退货请寄 {address},附上订单号", *(one.text for one in PHRASES))

    def stopped(texts: tuple[str, ...]) -> list[str]:
        book = book_of(shop.id, at=AT)
        return [one.rule for text in texts for one in book.check(text, TMALL)]

    assert "R04N" in stopped(told)
    _register_ours(shop, AT)
    assert [(one.kind, one.text) for one in own_texts(shop.id)] == sorted(OURS)
    assert stopped(told) == []
    assert stopped(("客服电话是 13800000099",)) == ["R04N"]
    assert stopped(("退货请寄浙江省杭州市西湖区别的路 9 号",)) == ["R24"]
