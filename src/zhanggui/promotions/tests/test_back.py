"""What goes back of an order, by the account of what was paid for it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cast import AT, Cast

from zhanggui.orders.models import Order, OrderLine
from zhanggui.orders.queries import order_by_id
from zhanggui.promotions.actions import (
    choose_tiers,
    receive_coupon,
    receive_vouchers,
    record_event,
    set_up_coupon,
)
from zhanggui.promotions.queries import BackCard, Going, what_goes_back
from zhanggui.promotions.rules.cart import Cart, CartLine
from zhanggui.promotions.rules.event import Purse
from zhanggui.promotions.rules.guessing import pieces_of
from zhanggui.promotions.rules.offers import Scope, Tier, Tiers
from zhanggui.promotions.rules.pricing import Book
from zhanggui.promotions.rules.refunds import Refund, refunded
from zhanggui.promotions.tests.test_keeping import DAY, A, a_coupon, an_event, an_offer
from zhanggui.promotions.tests.test_why import buyer_id, offered, ordered

HOUR = timedelta(hours=1)
LATER = AT + HOUR
SWEATER, SOCKS = 1, 2  # the places of its lines: 320.00, and 2 × 15.00


def back(order_id: int, *going: Going, earlier: tuple[Going, ...] = (), asked: int | None = None) -> BackCard:
    order = order_by_id(order_id)
    assert order is not None
    found = what_goes_back(order, going, earlier=earlier, asked_fen=asked)
    assert found is not None
    return found


@pytest.mark.django_db
def test_a_piece_pays_back_what_was_paid_for_it_and_the_last_of_all_the_postage(cast: Cast) -> None:
    offered(cast, name="满 300 减 20")
    order_id = ordered(cast, 34_000, postage_fen=1_000)
    one = back(order_id, Going(SOCKS, LATER, 1))
    assert [(line.pieces, line.fen) for line in one.lines] == [(0, 0), (1, 1_414)]
    assert [(cut.name, cut.fen) for cut in one.lines[1].cuts] == [("满 300 减 20", 171)]
    assert (one.total_fen, one.postage_fen) == (1_414, 0)
    rest = back(
        order_id, Going(SWEATER, LATER), Going(SOCKS, LATER), earlier=(Going(SOCKS, AT, 1, after_sale=False),)
    )
    assert [(line.gone, line.pieces, line.fen) for line in rest.lines] == [(0, 1, 30_171), (1, 1, 1_415)]
    assert (rest.earlier_fen, rest.postage_fen, rest.total_fen) == (1_414, 1_000, 32_586)


@pytest.mark.django_db
def test_more_than_is_left_is_what_is_left_and_nothing_ticked_is_nothing(cast: Cast) -> None:
    order_id = ordered(cast)
    assert back(order_id, Going(SOCKS, LATER, 9), Going(7, LATER)).pieces == 2
    assert back(order_id, Going(SOCKS, LATER, 1), earlier=(Going(SOCKS, AT),)).pieces == 0
    nothing = back(order_id, asked=100)
    assert (nothing.pieces, nothing.total_fen, nothing.things, nothing.asked_fen) == (0, 0, [], None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "pieces", "verdict", "doubt"),
    [
        (1_414, 1, "和申请的金额一样", None),
        (2_829, 2, "和申请的金额一样", None),
        (3_000, 2, "申请的多 1.71 元", "正好是标价:这一行分到的优惠没有扣掉。"),
        (1_000, 2, "申请的少 18.29 元", "也可能只退一部分钱,不退货。"),
    ],
)
def test_the_amount_that_is_asked_says_how_many_pieces(
    cast: Cast, asked: int, pieces: int, verdict: str, doubt: str | None
) -> None:
    offered(cast)
    found = back(ordered(cast, 33_000), Going(SOCKS, LATER, asked_fen=asked), asked=asked)
    assert (found.pieces, found.verdict) == (pieces, verdict)
    assert found.doubts == ([doubt] if doubt else [])


@pytest.mark.django_db
def test_the_marketplaces_own_price_and_the_postage_explain_a_difference(cast: Cast) -> None:
    order_id = ordered(cast, 35_500, postage_fen=1_000)
    OrderLine.objects.filter(position=SOCKS).update(paid_fen=2_500)
    found = back(order_id, Going(SOCKS, LATER), asked=2_500)
    assert "正好是平台给这些商品的实付,是我们算的价格和平台不一样。" in found.doubts
    assert "这一单我们算的总额和平台不一样,请先看「为什么是这个价」。" in found.doubts
    everything = back(order_id, Going(SWEATER, LATER), Going(SOCKS, LATER), asked=35_000)
    assert "正好差了邮费:全部退完时邮费也要退。" in everything.doubts


@pytest.mark.django_db
def test_money_that_went_back_without_goods_leaves_all_pieces(cast: Cast) -> None:
    earlier = (Going(SOCKS, AT, asked_fen=500),)
    found = back(ordered(cast), Going(SOCKS, LATER), earlier=earlier)
    assert (found.pieces, found.earlier_fen) == (2, 0)
    assert found.doubts == ["之前还退过 5.00 元,对不上件数,当作只退钱,这里没有扣。"]


@pytest.mark.django_db
@pytest.mark.seed(157, 158, 159, 160)
def test_vouchers_come_back_on_their_day_when_everything_does(cast: Cast) -> None:
    by = cast.manager.actor
    event_id = record_event(**an_event(), by=by, at=AT)
    choose_tiers(event_id=event_id, chosen={"女装": A, "配饰": A}, by=by, at=AT)
    order_id = ordered(cast, 34_000)
    receive_vouchers(event_id=event_id, buyer_id=buyer_id(), received=1, used=1, by=by, at=AT)

    def said(*going: Going) -> tuple[str, bool, str]:
        (thing,) = back(order_id, *going).things
        return thing.name, thing.is_back, thing.says.split(":")[0] + ":" + thing.says.split(":")[1][:8]

    whole = (Going(SWEATER, LATER), Going(SOCKS, LATER))
    assert said(*whole) == ("购物券 1 张", True, "退回给买家:到 11-22 ")
    assert said(whole[0]) == ("购物券 1 张", False, "不退回:部分退款不退券,")
    assert said(whole[0], Going(SOCKS, AT + DAY))[1:] == (False, "不退回:到 11-22 ")
    assert said(whole[0], Going(SOCKS, LATER, after_sale=True))[1:] == (False, "不退回:交易成功以后的退")


@pytest.mark.django_db
def test_a_coupon_comes_back_while_it_is_valid(cast: Cast) -> None:
    by = cast.manager.actor
    coupon_id = set_up_coupon(coupon=a_coupon(), by=by, at=AT)
    order_id = ordered(cast, 34_000)
    receive_coupon(coupon_id=coupon_id, buyer_id=buyer_id(), received=1, used=1, by=by, at=AT)
    for at, is_back in ((LATER, True), (AT + DAY, False)):
        (thing,) = back(order_id, Going(SWEATER, at), Going(SOCKS, at)).things
        assert (thing.name, thing.is_back) == ("满 100 减 10", is_back)


@pytest.mark.django_db
def test_what_nobody_knows_the_lines_of_cannot_be_reckoned(cast: Cast) -> None:
    order_id = ordered(cast)
    OrderLine.objects.update(quantity=None)
    order = order_by_id(Order.objects.get(pk=order_id).pk)
    assert order is not None
    assert what_goes_back(order, [Going(SWEATER, LATER)]) is None


@given(st.integers(1, 9_999), st.integers(1, 12), st.integers(0, 5_000), st.integers(0, 2_000), st.data())
@settings(max_examples=60, deadline=None)
def test_the_pieces_that_pay_an_amount_are_found(
    price: int, quantity: int, less: int, postage: int, data: st.DataObject
) -> None:
    lines = (CartLine("1", "s", "1", price, quantity), CartLine("2", "s", "2", 5_000))
    offer = an_offer("s", scope=Scope("s"), tool=Tiers((Tier(1, 0, less),)))
    cart = Cart(lines, postage_fen={"s": postage})
    quote = Book([offer]).quote(cart, Purse(), AT)
    before = tuple(Refund("2", AT, 1) for _ in range(data.draw(st.integers(0, 1))))
    pieces = data.draw(st.integers(1, quantity))
    first = refunded(cart, quote, before, coupon_ends={})
    then = refunded(cart, quote, (*before, Refund("1", AT, pieces)), coupon_ends={})
    fen = then.total_fen - first.total_fen
    found = pieces_of(fen, cart, quote, before, "1")
    again = refunded(cart, quote, (*before, Refund("1", AT, found)), coupon_ends={})
    assert fen in {again.by_line["1"], again.total_fen - first.total_fen}
    assert 1 <= found <= pieces
