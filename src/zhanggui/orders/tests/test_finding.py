"""The list finds the same as a plain question to the database would, however few orders it looks at."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q, QuerySet
from django.test.utils import CaptureQueriesContext

from zhanggui.foundation.calendar import day_starts_at, shop_day
from zhanggui.marketplace.events import OrderSnapshot
from zhanggui.marketplace.rules import TradeStatus
from zhanggui.orders import queries
from zhanggui.orders.asking import Filters, Question, Way, questions
from zhanggui.orders.models import Order
from zhanggui.orders.queries import finding
from zhanggui.orders.rules import STAGES, Stage
from zhanggui.orders.tests.conftest import AT, Record
from zhanggui.shops.actions import open_shop
from zhanggui.shops.queries import ShopCard

Snapshot = Callable[..., OrderSnapshot]
pytestmark = pytest.mark.django_db

REMARKS = ("", "", "", "", "改地址", "发顺丰 改地址", "加急", "ＸＬ 换 100%", None)
NICKS = ("小米粥", "小米辣", "南风", "tb_1", "tb%1", "云**9", None)
PHONES = ("13800000021", "138****0021", "13900000021", "13800000099", "")


@pytest.fixture
def orders(record: Record, snapshot: Snapshot) -> None:
    """Two hundred orders of every sort over forty days, many at the same instant; and another shop's."""
    chance = random.Random(3)  # noqa: S311 - orders, not secrets

    def make(number: int) -> OrderSnapshot:
        created_at = AT - timedelta(hours=chance.randrange(40 * 24))
        total = chance.randrange(0, 300) * 100
        return snapshot(
            f"22319583491{number:05d}",
            status=chance.choice(list(TradeStatus)),
            created_at=created_at,
            seen_at=created_at,
            paid_at=chance.choice([None, created_at + timedelta(hours=chance.randrange(80))]),
            buyer_nick=chance.choice(NICKS),
            total_fen=total,
            refund_fen=chance.choice([0, 0, 0, 500, None]),
            receiver_phone=chance.choice(PHONES),
            remark=chance.choice(REMARKS),
            buyer_message=chance.choice(("", "", "", "请发顺丰", None)),
            waybills=chance.choice(
                (None, (), (f"YT70000000{number:05d}",), ("SF1000000001", f"YT9{number:09d}"))
            ),
        )

    everything = [make(number) for number in range(200)]
    record(*everything)
    other = open_shop(slug="second", name="另一家", platform="tmall", at=AT)
    record(*everything[:50], shop_id=other.id)


def plain_question(shop_id: int, filters: Filters, question: Question | None) -> QuerySet[Order]:
    """The same, as one would ask without thinking of speed."""
    key = "paid_at" if filters.by_paid else "created_at"
    rows = Order.objects.filter(shop_id=shop_id, **{f"{key}__isnull": False})
    if filters.stage:
        rows = rows.filter(status__in=[one for one in TradeStatus if STAGES[one.group] == filters.stage])
    for asked, kept in (
        (filters.refunded, Q(refund_fen__gt=0)),
        (filters.remarked, Q(remark__isnull=False) & ~Q(remark="")),
        (filters.messaged, Q(buyer_message__isnull=False) & ~Q(buyer_message="")),
        (filters.no_waybill, Q(waybill__isnull=True) | Q(waybill="")),
        (filters.least_fen is not None, Q(total_fen__gte=filters.least_fen or 0)),
        (filters.most_fen is not None, Q(total_fen__lte=filters.most_fen or 0)),
        (filters.since, filters.since and Q(**{f"{key}__gte": day_starts_at(filters.since)})),
        (
            filters.until,
            filters.until and Q(**{f"{key}__lt": day_starts_at(filters.until + timedelta(days=1))}),
        ),
    ):
        if asked:
            assert isinstance(kept, Q)
            rows = rows.filter(kept)
    if question:
        rows = rows.filter(PLAIN[question.way](question.text))
    return rows.order_by(f"-{key}", "-id")


PLAIN: dict[Way, Callable[[str], Q]] = {
    Way.NUMBER: lambda text: Q(number=text),
    Way.ENDING: lambda text: Q(number__endswith=text) & ~Q(number=text),
    Way.BEGINNING: lambda text: Q(number__startswith=text) & ~Q(number=text),
    Way.TAIL: lambda text: Q(receiver_phone__endswith=text),
    Way.PHONE: lambda text: Q(receiver_phone=text) | Q(receiver_phone=f"{text[:3]}****{text[-4:]}"),
    Way.WAYBILL: lambda text: Q(waybill__contains=text),
    Way.NICK: lambda text: Q(buyer_nick=text),
    Way.NICK_BEGINS: lambda text: Q(buyer_nick__startswith=text) & ~Q(buyer_nick=text),
    Way.WORDS: lambda text: Q(
        *(Q(remark__contains=word) | Q(buyer_message__contains=word) for word in text.split())
    ),
}
TEXTS = (
    *("2231958349100042", "00042", "0021", "13800000021", "2231958349", "SF1000000001", "YT7000000000042"),
    *("小米", "小米粥", "tb%", "tb_", "顺丰", "改地址", "顺丰 地址", "地顺", "100%", "没有", "顺丰 改"),
)


def some_filters(chance: random.Random) -> Filters:
    def maybe(value: Any) -> Any:
        return value if chance.random() < 0.3 else None

    since: date | None = maybe(shop_day(AT) - timedelta(days=chance.randrange(40)))
    return Filters(
        stage=maybe(chance.choice(list(Stage))),
        refunded=bool(maybe(True)),
        remarked=bool(maybe(True)),
        messaged=bool(maybe(True)),
        no_waybill=bool(maybe(True)),
        by_paid=bool(maybe(True)),
        since=since,
        until=maybe((since or shop_day(AT)) + timedelta(days=chance.randrange(3))),
        least_fen=maybe(chance.randrange(30_000)),
        most_fen=maybe(chance.randrange(30_000)),
    )


@pytest.mark.usefixtures("orders")
@pytest.mark.parametrize("window", [1, 7, 60, 5_000])
def test_everything_that_was_asked_for_is_found(
    shop: ShopCard, window: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "WINDOW", window)
    chance = random.Random(window)  # noqa: S311
    for _ in range(150):
        filters = some_filters(chance)
        meanings = questions(chance.choice(TEXTS)) if chance.random() < 0.6 else (None,)
        for question in meanings:
            expected = list(plain_question(shop.id, filters, question).values_list("id", flat=True))
            found = finding.find(shop.id, filters, question, None, size=31, counted=True)
            assert [order_id for order_id, _ in found.rows] == expected[:31], (filters, question)
            assert found.count == len(expected) or (found.more and found.count < len(expected))


@pytest.mark.usefixtures("orders")
@pytest.mark.parametrize("window", [2, 50, 5_000])
@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters(by_paid=True),
        Filters(stage=Stage.CLOSED),
        Filters(remarked=True, no_waybill=True),
        Filters(least_fen=5_000),
    ],
)
def test_pages_lead_to_the_end_and_back(
    shop: ShopCard, filters: Filters, window: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "WINDOW", window)
    monkeypatch.setattr("zhanggui.orders.queries.listing.PAGE", 7)
    expected = list(plain_question(shop.id, filters, None).values_list("id", flat=True))
    pages = [queries.orders_page(shop.id, filters=filters)]
    while pages[-1].after:
        pages.append(queries.orders_page(shop.id, filters=filters, after=pages[-1].after))
    assert [order.id for page in pages for order in page.orders] == expected
    assert pages[0].before is None
    for page, earlier in zip(pages[:0:-1], pages[-2::-1], strict=True):
        assert page.before
        back = queries.orders_page(shop.id, filters=filters, before=page.before)
        assert back.orders == earlier.orders


@pytest.mark.usefixtures("orders")
def test_a_list_shorter_than_a_page_leads_nowhere(shop: ShopCard) -> None:
    page = queries.orders_page(shop.id, filters=Filters(stage=Stage.UNPAID, remarked=True, messaged=True))
    assert 0 < len(page.orders) < 30
    assert (page.after, page.before, page.more) == (None, None, False)
    assert page.count == len(page.orders)


@pytest.mark.parametrize("text", TEXTS)
def test_the_number_of_statements_does_not_grow_with_the_orders(
    record: Record, snapshot: Snapshot, shop: ShopCard, text: str
) -> None:
    def orders(first: int, last: int) -> None:
        record(*(snapshot(f"22319583491{number:05d}") for number in range(first, last)))

    def count() -> list[int]:
        counts = []
        for ask in (lambda: queries.search(shop.id, text), lambda: queries.orders_page(shop.id)):
            with CaptureQueriesContext(connection) as statements:
                ask()
            counts.append(len(statements))
        return counts

    orders(40, 50)
    few = count()
    orders(0, 200)  # many pages
    assert count() == few
    assert few[1] == 2
    assert few[0] <= len(questions(text)) + 1
