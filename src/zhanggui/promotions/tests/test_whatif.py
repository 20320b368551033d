"""What if: past orders under a plan, the sums, the two processes, and the page."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.cast import Cast, client_of, database_url

from zhanggui.catalog.actions import record_items
from zhanggui.catalog.rules import ItemEntry
from zhanggui.foundation.actors import program
from zhanggui.promotions.actions import (
    CannotAsk,
    answer_what_if,
    ask_what_if,
    give_up_what_if,
    set_up_coupon,
    set_up_offer,
)
from zhanggui.promotions.jobs import reckon
from zhanggui.promotions.models import WhatIf
from zhanggui.promotions.queries import Plan, plan_count, plan_spans, repriced, shop_key, what_if_card
from zhanggui.promotions.rules.cart import Cart
from zhanggui.promotions.rules.event import Purse
from zhanggui.promotions.rules.offers import Offer, Rate, Scope
from zhanggui.promotions.rules.pricing import Book
from zhanggui.promotions.rules.whatif import PastOrders, Tally, Thresholds
from zhanggui.promotions.tests.carts import AT, DAY, cart, coupon, line, offer, spend_and_save

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)


def tally_of(*carts: Cart, offers: tuple[Offer, ...]) -> Tally:
    tally, book, thresholds = Tally(), Book(offers), Thresholds(offers, None)
    for one in carts:
        order = PastOrders(
            sum(x.price_fen * x.quantity for x in one.lines), one.lines, (None,) * len(one.lines)
        )
        tally.add(order, book.quote(one, Purse(), AT), thresholds)
    tally.sum_up()
    return tally


def test_orders_under_the_next_tier_are_counted_by_what_they_lack() -> None:
    offers = (offer(spend_and_save((10000, 1000), (20000, 3000)), "save"),)
    prices = (9600, 9100, 8100, 7100, 6900, 10000, 19000, 20000)
    tally = tally_of(*(cart(line("1", fen)) for fen in prices), offers=offers)
    first, second = tally.by_tier["save", 10000], tally.by_tier["save", 20000]
    assert (first.orders, first.fen, first.near) == (2, 2000, [1, 1, 1, 1])
    assert (second.orders, second.fen, second.near) == (1, 3000, [1, 0, 0, 0])
    assert tally.goods.discount_fen == 5000 == sum(tally.by_level.values())


def test_many_of_the_same_are_as_many_apart() -> None:
    offers = (
        offer(spend_and_save((10000, 1000), (20000, 3000)), "save"),
        offer(Rate(900), "rate", items=["2"]),
    )
    one = cart(line("1", 9000, category="鞋"), line("2", 700, 3), postage_fen=800)
    apart, together = Tally(), Tally()
    quote, thresholds = Book(offers).quote(one, Purse(), AT), Thresholds(offers, None)
    for _ in range(5):
        apart.add(PastOrders(12000, one.lines, (5000, None)), quote, thresholds)
    together.add(PastOrders(60000, one.lines, (5000, None), 5), quote, thresholds)
    assert together == apart


def test_parts_merge_to_the_whole_and_cross_processes() -> None:
    offers = (offer(spend_and_save((10000, 1000), every=True), "save"), offer(Rate(900), "rate", items=["2"]))
    carts = [cart(line("1", 3000 * n), line("2", 2000, n, category="鞋")) for n in range(1, 9)]
    whole = tally_of(*carts, offers=offers)
    parts = tally_of(*carts[:3], offers=offers)
    parts.merge(Tally.heard(tally_of(*carts[3:], offers=offers).told()))
    assert parts == whole
    assert whole.goods.final_fen + whole.postage_fen == whole.total_fen


@pytest.fixture
def filled(cast: Cast) -> Cast:
    """Seven paid orders of 100 yuan each with a line, one closed, one without lines."""
    with connection.cursor() as cursor:
        for number in range(9):
            status = "TRADE_CLOSED" if number == 7 else "TRADE_FINISHED"
            cursor.execute(
                "INSERT INTO orders_order (shop_id, number, status, status_text, total_fen, postage_fen,"
                " created_at, paid_at, phone_tail, seen_at, extra)"
                " VALUES (%s, %s, %s, '', 10800, 800, %s, %s, '', %s, '{}')",
                [cast.shop.id, f"90{number}", status, NOW - number * DAY, NOW - number * DAY, NOW],
            )
            if number != 8:
                cursor.execute(
                    "INSERT INTO orders_orderline (shop_id, order_number, position, item_number, price_fen,"
                    " quantity, extra) VALUES (%s, %s, 1, 'i1', 5000, 2, '{}')",
                    [cast.shop.id, f"90{number}"],
                )
    entry = ItemEntry(number="i1", title="甲", category="女装", price_fen=5000, cost_fen=2000)
    record_items(shop_id=cast.shop.id, items=[entry], by=program(cast.shop.id), at=NOW)
    scope = Scope(shop_key(cast.shop.id))
    by = cast.manager.actor
    save = replace(offer(spend_and_save((9900, 1500))), name="满 99 减 15", scope=scope)
    begins, ends = NOW + DAY, NOW + 3 * DAY
    set_up_offer(offer=replace(save, starts_at=begins, ends_at=ends), by=by, at=NOW)
    five = replace(coupon(500, 5000), name="5 元券", scope=scope, starts_at=begins, ends_at=ends)
    set_up_coupon(coupon=five, by=by, at=NOW)
    return cast


def plan_of(cast: Cast, **more: object) -> Plan:
    plan = Plan(cast.shop.id, NOW + 2 * DAY, NOW - 30 * DAY, NOW + DAY, vouchers=0, coupons=True)
    return replace(plan, **more)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_past_orders_are_priced_under_the_plan(filled: Cast) -> None:
    plan = plan_of(filled)
    (span,) = plan_spans(plan, 1)
    tally, unpriced = repriced(plan, *span, lambda _: None)
    assert (tally.orders, unpriced, plan_count(plan)) == (7, 0, 8)  # one has no lines, so nobody reads it
    assert tally.total_fen == 7 * (10000 - 1500 - 500 + 800)
    assert (tally.asked_fen, tally.goods.margin_fen) == (7 * 10800, 7 * (8000 - 4000))
    assert {name: goods.pieces for name, goods in tally.by_category.items()} == {"女装": 14}
    today = replace(plan, paid_at=NOW)  # before the offers begin
    assert repriced(today, *span, lambda _: None)[0].goods.discount_fen == 0
    bare = replace(plan, coupons=False)
    assert repriced(bare, *span, lambda _: None)[0].goods.discount_fen == 7 * 1500


@pytest.mark.django_db
def test_past_orders_are_read_while_statements_are_debugged_too(filled: Cast) -> None:
    plan = plan_of(filled)
    (span,) = plan_spans(plan, 1)
    with CaptureQueriesContext(connection):  # as in a program that runs with ZHANGGUI_DEBUG
        assert repriced(plan, *span, lambda _: None)[0].orders == 7


@pytest.mark.django_db
def test_parts_hold_every_order_once(filled: Cast) -> None:
    plan = plan_of(filled)
    spans = plan_spans(plan, 3)
    assert sum(repriced(plan, *span, lambda _: None)[0].orders for span in spans) == 7
    assert plan_spans(replace(plan, since=NOW + DAY, until=NOW + 2 * DAY), 2) == []


def asked(cast: Cast, at: datetime = NOW) -> int:
    plan = plan_of(cast)
    return ask_what_if(
        paid_at=plan.paid_at,
        since=plan.since,
        until=plan.until,
        vouchers=0,
        coupons=True,
        by=cast.manager.actor,
        at=at,
    )


@pytest.mark.django_db(transaction=True)
def test_two_processes_give_one_answer(filled: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url())
    monkeypatch.setattr("zhanggui.promotions.jobs.processors", lambda: 2)
    what_if = asked(filled)
    reckon(filled.shop.id, what_if)
    card = what_if_card(filled.shop.id, what_if)
    assert card is not None
    assert card.tally is not None
    assert (card.tally.orders, card.tally.goods.discount_fen) == (7, 7 * 2000)
    assert sorted(card.names.values()) == ["满 99 减 15"]
    reckon(filled.shop.id, what_if)  # twice is once
    assert what_if_card(filled.shop.id, what_if) == card


@pytest.mark.django_db
def test_one_question_at_a_time(filled: Cast) -> None:
    first = asked(filled)
    with pytest.raises(CannotAsk, match="上一次"):
        asked(filled, NOW + timedelta(seconds=80))
    second = asked(filled, NOW + timedelta(seconds=200))  # nobody has been heard of: it was killed
    assert WhatIf.objects.get(pk=first).failure
    give_up_what_if(what_if_id=second, why="出错", at=NOW)
    assert asked(filled, NOW + timedelta(seconds=210)) > second


@pytest.mark.django_db
def test_the_page_asks_waits_and_shows(filled: Cast) -> None:
    manager = client_of(filled.manager)
    assert client_of(filled.agent).get(reverse("what_ifs")).status_code == 403
    page = manager.get(reverse("what_ifs")).content.decode()
    assert "还没有算过" in page
    typed = {"paid_at": "2026-11-24T12:00", "since": "2026-11-01", "until": "2026-11-22", "vouchers": "0"}
    for wrong in ({"since": "x"}, {"until": "2026-10-01"}, {"vouchers": "-1"}, {"paid_at": "24.11."}):
        refused = manager.post(reverse("what_if_ask"), typed | wrong)
        assert (refused.status_code, 'role="alert"' in refused.content.decode()) == (400, True)
        asked_again = manager.get(reverse("what_ifs"), wrong)  # an address that somebody mended by hand
        is_read = not wrong.keys() & {"paid_at", "since"}
        assert (asked_again.status_code, 'class="problem"' in asked_again.content.decode()) == (
            (200, False) if is_read else (400, True)
        )
    there = manager.post(reverse("what_if_ask"), typed | {"coupons": "1"})
    what_if = WhatIf.objects.get()
    assert there["HX-Redirect"] == reverse("what_if", args=[what_if.pk])
    assert "正在算" in manager.get(there["HX-Redirect"]).content.decode()
    plan = plan_of(filled, since=what_if.since, until=what_if.until, paid_at=what_if.paid_at)
    tally, _unpriced = repriced(plan, *plan_spans(plan, 1)[0], lambda _: None)
    answer_what_if(what_if_id=what_if.pk, tally=tally, unpriced=0, at=NOW)
    page = manager.get(there["HX-Redirect"]).content.decode()
    for shown in ("满 99 减 15", "女装", "¥700.00", "¥140.00", "店铺优惠", "every 1s"):
        assert (shown in page) is (shown != "every 1s"), shown
    assert manager.get(reverse("what_if", args=[what_if.pk + 1])).status_code == 404
