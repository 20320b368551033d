"""What a shop offers, as it is kept and as the engine gets it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from tests.cast import AT, Cast

from zhanggui.catalog.actions import ItemEntry, SkuEntry, record_items
from zhanggui.customers.actions import ensure_buyers
from zhanggui.foundation.actors import program
from zhanggui.marketplace.events import LineSnapshot, OrderSnapshot
from zhanggui.marketplace.rules import TradeStatus
from zhanggui.orders.actions import record_lines, record_orders
from zhanggui.promotions.actions import (
    CannotChooseTiers,
    CannotPlanCampaign,
    CannotRecordEvent,
    CannotSetUp,
    cancel_campaign,
    change_offer,
    choose_tiers,
    end_coupon,
    end_offer,
    plan_campaign,
    receive_coupon,
    receive_vouchers,
    record_event,
    set_up_coupon,
    set_up_offer,
)
from zhanggui.promotions.models import ShopCoupon, VoucherCampaign
from zhanggui.promotions.queries import (
    book_of,
    campaigns,
    current_offers,
    event_card,
    offer_card,
    offers_of,
    purse_of,
    recent_carts,
)
from zhanggui.promotions.queries.past import purse_then
from zhanggui.promotions.rules.cart import Cart, CartLine
from zhanggui.promotions.rules.event import TierGroup, VoucherTier
from zhanggui.promotions.rules.fine_print import AS_CHOSEN, EffectiveBy, FinePrint, TieBetweenPools
from zhanggui.promotions.rules.offers import (
    Coupon,
    CouponKind,
    HeldCoupon,
    Offer,
    Rate,
    Scope,
    Tier,
    Tiers,
)
from zhanggui.promotions.rules.windows import EventTerms, as_event

DAY = timedelta(days=1)
GIFT = Tiers((Tier(10_000, gifts=("袜子",)),))
A = TierGroup((VoucherTier(19_900, 1), VoucherTier(39_900, 2)))
B = TierGroup((VoucherTier(29_900, 1),))


def an_offer(shop: str = "example", **differing: object) -> Offer:
    said: dict[str, object] = {
        "key": "",
        "name": "满 300 减 50",
        "scope": Scope(shop),
        "tool": Tiers((Tier(30_000, 0, 5_000),)),
        "starts_at": AT - DAY,
        "ends_at": AT + DAY,
    }
    return Offer(**said | differing)  # type: ignore[arg-type]


def a_coupon(kind: CouponKind = CouponKind.SHOP) -> Coupon:
    return Coupon("", "满 100 减 10", kind, Scope("example"), 10_000, 1_000, AT - DAY, AT + DAY)


def an_event(**differing: object) -> dict[str, Any]:
    said: dict[str, Any] = {
        "name": "购物券",
        "offered": {"": (A, B)},
        "set_up_from": AT - 60 * DAY,
        "set_up_until": AT + DAY,
        "edit_until": AT + DAY,
        "shown_from": AT - 5 * DAY,
        "usable_from": AT - DAY,
        "usable_until": AT + DAY,
    }
    standing = {"passed_audition": True, "enrolled": True, "is_selected": True}
    return {"number": "2026-11", "terms": EventTerms("", **said | differing), **standing}


def a_fine_print(event_id: int, shop_id: int) -> FinePrint:
    card = event_card(shop_id, event_id)
    assert card is not None
    return card.terms.fine


def test_an_event_keeps_its_fine_print_once_it_has_begun(cast: Cast) -> None:
    by, own = cast.manager.actor, FinePrint(shop_coupons=2, tie=TieBetweenPools.EARLIER)
    coming = {"usable_from": AT + DAY, "usable_until": AT + 2 * DAY}
    event_id = record_event(**an_event(**coming), by=by, at=AT)
    assert a_fine_print(event_id, cast.shop.id) is AS_CHOSEN
    record_event(**an_event(**coming, fine=own), by=by, at=AT)
    assert a_fine_print(event_id, cast.shop.id) == own
    row = VoucherCampaign.objects.get(pk=event_id)
    assert row.fine_print == {"shop_coupons": 2, "tie": "earlier"}  # what is as it was ruled is not kept
    with pytest.raises(CannotRecordEvent, match="细则不能再改"):
        record_event(**an_event(**coming), by=by, at=AT + DAY)
    record_event(**an_event(**coming, fine=own, name="改名"), by=by, at=AT + DAY)
    assert purse_of(cast.shop.id, None, AT + DAY).event == as_event(
        replace(an_event(**coming, fine=own)["terms"], key=f"e{event_id}", name="改名"),
        [event_card(cast.shop.id, event_id).merchant],  # type: ignore[union-attr]
    )


def test_an_event_that_goes_by_the_order_is_found_for_what_is_paid_after_its_day(cast: Cast) -> None:
    by, late = cast.manager.actor, AT + DAY + timedelta(hours=1)
    record_event(**an_event(fine=FinePrint(effective_by=EffectiveBy.ORDER)), by=by, at=AT)
    for ordered_at, is_found in ((AT, True), (late, False), (None, False)):
        purse = purse_then(cast.shop.id, None, late, ordered_at=ordered_at)
        assert (purse.event is not None) is is_found


def test_tiers_are_edited_at_least_until_they_may_be_set_up(cast: Cast) -> None:
    with pytest.raises(CannotRecordEvent, match="门槛能改到的时间不能早于设置截止"):
        record_event(**an_event(edit_until=AT), by=cast.manager.actor, at=AT)


def a_good(cast: Cast, price_fen: int, floor_fen: int) -> None:
    entry = ItemEntry(number="1", title="卫衣", category="女装", price_fen=price_fen, floor_fen=floor_fen)
    record_items(shop_id=cast.shop.id, items=[entry], by=cast.manager.actor, at=AT)


def test_tiers_that_would_sell_below_a_floor_are_refused(cast: Cast) -> None:
    by = cast.manager.actor
    a_good(cast, 20_000, 19_100)
    event_id = record_event(**an_event(), by=by, at=AT)
    with pytest.raises(CannotChooseTiers, match="低于底价"):
        choose_tiers(event_id=event_id, chosen={"女装": A}, by=by, at=AT)
    card = event_card(cast.shop.id, event_id)
    assert card is not None
    assert not card.chosen
    choose_tiers(event_id=event_id, chosen={"女装": B}, by=by, at=AT)  # ten of 299 yuan
    choose_tiers(event_id=event_id, chosen={"鞋": A}, by=by, at=AT)  # no good of it


def test_tiers_are_not_blamed_for_what_an_offer_sells_below_a_floor(cast: Cast) -> None:
    by = cast.manager.actor
    a_good(cast, 20_000, 19_000)
    set_up_offer(offer=an_offer(tool=Rate(960)), by=by, at=AT)
    a_good(cast, 20_000, 19_900)
    event_id = record_event(**an_event(), by=by, at=AT)
    choose_tiers(event_id=event_id, chosen={"女装": A}, by=by, at=AT)


def test_an_offer_is_reviewed_against_every_event_of_its_days(cast: Cast) -> None:
    """Two events are to come, and the nearer one of them is the dear one."""
    by = cast.manager.actor
    a_good(cast, 20_000, 18_500)
    far = {"usable_from": AT + 20 * DAY, "usable_until": AT + 21 * DAY}
    for number, days in (("near", {}), ("far", far)):
        event_id = record_event(**an_event(name=number, **days) | {"number": number}, by=by, at=AT)
        choose_tiers(event_id=event_id, chosen={"女装": A if number == "near" else B}, by=by, at=AT)
    with pytest.raises(CannotSetUp, match="低于底价"):
        set_up_offer(offer=an_offer(tool=Rate(930)), by=by, at=AT)
    set_up_offer(offer=an_offer(tool=Rate(930), starts_at=AT + 5 * DAY, ends_at=AT + 9 * DAY), by=by, at=AT)


def test_a_coupon_form_that_is_sent_twice_is_one_coupon(cast: Cast) -> None:
    by, later = cast.manager.actor, AT + timedelta(seconds=3)
    first = set_up_coupon(coupon=a_coupon(), form_key="k", by=by, at=AT)
    again = replace(a_coupon(), starts_at=later)  # an empty start is now
    assert set_up_coupon(coupon=again, form_key="k", by=by, at=later) == first
    assert set_up_coupon(coupon=a_coupon(), form_key="other", by=by, at=AT) != first
    other = replace(a_coupon(), name="另一张")  # back in the browser, and another one typed
    assert set_up_coupon(coupon=other, form_key="k", by=by, at=later) != first
    assert ShopCoupon.objects.count() == 3


def test_an_offer_prices_a_cart_until_it_is_ended(cast: Cast) -> None:
    by = cast.manager.actor
    offer_id = set_up_offer(offer=an_offer(), by=by, at=AT)
    cart = Cart((CartLine("1", "example", "610000000001", 32_000),))
    assert book_of(cast.shop.id).quote(cart, purse_of(cast.shop.id, None, AT), AT).total_fen == 27_000
    end_offer(offer_id=offer_id, by=by, at=AT + timedelta(hours=1))
    later = AT + timedelta(hours=2)
    quoted = book_of(cast.shop.id)
    assert quoted.quote(cart, purse_of(cast.shop.id, None, AT), AT).total_fen == 27_000
    assert quoted.quote(cart, purse_of(cast.shop.id, None, later), later).total_fen == 32_000
    assert offers_of(cast.shop.id, alive_at=later) == ()
    assert offers_of(cast.other_shop.id) == ()


def test_ending_twice_is_once_and_another_shop_ends_nothing(cast: Cast) -> None:
    offer_id = set_up_offer(offer=an_offer(), by=cast.manager.actor, at=AT)
    end_offer(offer_id=offer_id, by=cast.stranger.actor, at=AT)
    card = offer_card(cast.shop.id, offer_id)
    assert card is not None
    assert card.ended_at is None
    for hours in (1, 2):
        end_offer(offer_id=offer_id, by=cast.manager.actor, at=AT + timedelta(hours=hours))
    card = offer_card(cast.shop.id, offer_id)
    assert card is not None
    assert card.ended_at == AT + timedelta(hours=1) == card.offer.ends_at
    assert offer_card(cast.other_shop.id, offer_id) is None


def test_one_that_was_ended_before_it_began_never_holds(cast: Cast) -> None:
    by = cast.manager.actor
    offer_id = set_up_offer(offer=an_offer(starts_at=AT + DAY / 2), by=by, at=AT)
    end_offer(offer_id=offer_id, by=by, at=AT)
    card = offer_card(cast.shop.id, offer_id)
    assert card is not None
    assert card.offer.starts_at == card.offer.ends_at


def test_a_purse_holds_what_is_left_of_what_was_received(cast: Cast) -> None:
    by = cast.manager.actor
    buyer_id = ensure_buyers(shop_id=cast.shop.id, nicks=["小米粥"], at=AT)["小米粥"]
    coupon_id = set_up_coupon(coupon=a_coupon(), by=by, at=AT)
    receive_coupon(coupon_id=coupon_id, buyer_id=buyer_id, received=3, used=1, by=by, at=AT)
    receive_coupon(coupon_id=coupon_id, buyer_id=buyer_id, received=4, used=2, by=by, at=AT)
    assert purse_of(cast.shop.id, None, AT).coupons == ()
    (held,) = purse_of(cast.shop.id, buyer_id, AT).coupons
    assert isinstance(held, HeldCoupon)
    assert held.count == 2
    assert (held.coupon.threshold_fen, held.coupon.scope.shop) == (10_000, "example")
    end_coupon(coupon_id=coupon_id, by=by, at=AT)
    assert purse_of(cast.shop.id, buyer_id, AT).coupons  # who holds one may use it
    assert current_offers(cast.shop.id, "610000000001", AT).coupons == []


def test_the_event_comes_with_the_tiers_that_the_shop_chose(cast: Cast) -> None:
    by = cast.manager.actor
    event_id = record_event(**an_event(), by=by, at=AT)
    event = purse_of(cast.shop.id, None, AT).event
    assert event is not None
    assert not event.merchants
    choose_tiers(event_id=event_id, chosen={"女装": A, "配饰": B}, by=by, at=AT)
    choose_tiers(event_id=event_id, chosen={"女装": B}, by=by, at=AT)
    event = purse_of(cast.shop.id, None, AT).event
    assert event is not None
    assert event.merchants == {"example"}
    assert event.groups == {("example", "女装"): B, ("example", "配饰"): B}
    assert purse_of(cast.shop.id, None, AT + 2 * DAY).event is None
    record_event(**an_event(name="双十一购物券"), by=by, at=AT)
    card = event_card(cast.shop.id, event_id)
    assert card is not None
    assert (card.name, len(card.chosen)) == ("双十一购物券", 2)


def test_no_two_events_are_usable_at_once(cast: Cast) -> None:
    by = cast.manager.actor
    first = an_event()
    record_event(**first, by=by, at=AT)
    terms = first["terms"]
    with pytest.raises(CannotRecordEvent, match="也在那几天生效"):
        record_event(**first | {"number": "second"}, by=by, at=AT)
    later = replace(terms, usable_from=terms.usable_until, usable_until=terms.usable_until + DAY)
    record_event(**first | {"number": "second", "terms": later}, by=by, at=AT)
    record_event(**first, by=by, at=AT)  # itself stands in nobody's way


@pytest.mark.seed(155)
def test_how_many_vouchers_a_buyer_holds_is_known_or_not(cast: Cast) -> None:
    by = cast.manager.actor
    event_id = record_event(**an_event(), by=by, at=AT)
    buyers = ensure_buyers(shop_id=cast.shop.id, nicks=["小米粥", "阿木"], at=AT)
    receive_vouchers(event_id=event_id, buyer_id=buyers["阿木"], received=9, used=2, by=by, at=AT)
    assert purse_of(cast.shop.id, buyers["小米粥"], AT).vouchers is None
    assert purse_of(cast.shop.id, buyers["阿木"], AT).vouchers == 7


@pytest.mark.seed(19)
def test_the_offers_of_an_item_are_those_that_hold_it_now(cast: Cast) -> None:
    by = cast.manager.actor
    items = [
        ItemEntry(number="610000000001", title="毛衣", category="女装"),
        ItemEntry(number="2", title="衬衫", category="男装"),
    ]
    items_out = frozenset({"2"})
    record_items(shop_id=cast.shop.id, items=items, by=by, at=AT)
    for offer in (
        an_offer(name="全店"),
        an_offer(name="女装", scope=Scope("example", categories=frozenset({"女装"})), tool=Rate(900)),
        an_offer(name="别的", scope=Scope("example", items=items_out), tool=Rate(800)),
        an_offer(name="明天", starts_at=AT + DAY, ends_at=AT + 2 * DAY),
        an_offer(name="除外", scope=Scope("example", but=frozenset({"610000000001"})), tool=GIFT),
    ):
        set_up_offer(offer=offer, by=by, at=AT)
    set_up_coupon(coupon=a_coupon(), quantity=1, by=by, at=AT)
    found = current_offers(cast.shop.id, "610000000001", AT)
    assert [card.offer.name for card in found.offers] == ["全店", "女装"]
    assert [card.coupon.name for card in found.coupons] == ["满 100 减 10"]


@pytest.mark.seed(223)
def test_the_calendar_holds_the_yearly_days_and_the_shops_own(cast: Cast) -> None:
    by = cast.manager.actor
    own = plan_campaign(name="店庆", starts_on=date(2026, 9, 1), ends_on=date(2026, 9, 3), by=by, at=AT)
    found = campaigns(cast.shop.id, date(2026, 6, 1), date(2026, 12, 31))
    assert [(one.name, one.starts_on) for one in found] == [
        ("6.18 年中大促", date(2026, 6, 18)),
        ("店庆", date(2026, 9, 1)),
        ("双十一", date(2026, 11, 11)),
        ("双十二", date(2026, 12, 12)),
    ]
    assert [one.name for one in campaigns(cast.other_shop.id, date(2027, 11, 1), date(2027, 11, 30))] == [
        "双十一"
    ]
    cancel_campaign(campaign_id=own, by=by, at=AT)
    assert "店庆" not in [one.name for one in campaigns(cast.shop.id, date(2026, 9, 1), date(2026, 9, 2))]


def test_a_campaign_needs_a_name_and_days_that_run_forward(cast: Cast) -> None:
    by = cast.manager.actor
    day = date(2026, 9, 3)
    with pytest.raises(CannotPlanCampaign, match="名字"):
        plan_campaign(name=" ", starts_on=day, ends_on=day, by=by, at=AT)
    with pytest.raises(CannotPlanCampaign, match="结束"):
        plan_campaign(name="店庆", starts_on=day, ends_on=day - DAY, by=by, at=AT)


def test_what_is_wrong_is_refused_by_a_sentence_that_names_it(cast: Cast) -> None:
    by = cast.manager.actor
    items = [ItemEntry(number="610000000001", title="毛衣", price_fen=28_800, floor_fen=20_000)]
    record_items(shop_id=cast.shop.id, items=items, by=by, at=AT)
    with pytest.raises(CannotSetUp, match=r"「毛衣」最低会卖到 172\.80 元,低于底价或成本 200\.00 元"):
        set_up_offer(offer=an_offer(tool=Rate(600)), by=by, at=AT)
    assert offers_of(cast.shop.id) == ()
    set_up_offer(offer=an_offer(tool=Rate(900)), by=by, at=AT)
    with pytest.raises(CannotSetUp, match="和「满 300 减 50」撞了"):
        set_up_offer(offer=an_offer(name="又一个", tool=Rate(950)), by=by, at=AT)
    with pytest.raises(CannotSetUp, match="低于底价"):
        set_up_coupon(coupon=replace(a_coupon(), value_fen=8_000), by=by, at=AT)
    # What is over priced old orders, and hurts nobody any more.
    over = an_offer(tool=Rate(100), starts_at=AT - 9 * DAY, ends_at=AT - 8 * DAY)
    set_up_offer(offer=over, number="A1", by=by, at=AT)
    later = replace(over, starts_at=AT - 7 * DAY, ends_at=AT - 6 * DAY)
    with pytest.raises(CannotSetUp, match="编号 A1 已经有了"):
        set_up_offer(offer=later, number="A1", by=by, at=AT)


def test_only_what_has_not_begun_is_changed(cast: Cast) -> None:
    by = cast.manager.actor
    coming = an_offer(starts_at=AT + DAY / 2)
    offer_id = set_up_offer(offer=coming, by=by, at=AT)
    change_offer(offer_id=offer_id, offer=replace(coming, name="改了"), by=by, at=AT)
    card = offer_card(cast.shop.id, offer_id)
    assert card is not None
    assert card.offer.name == "改了"
    with pytest.raises(CannotSetUp, match="已经开始"):
        change_offer(offer_id=offer_id, offer=coming, by=by, at=AT + DAY / 2)


def test_a_recent_order_is_the_cart_that_it_was(cast: Cast) -> None:
    by = program(cast.shop.id)
    sku = SkuEntry(outer_id="MY-01", price_fen=28_800)
    items = [ItemEntry(number="610000000001", title="毛衣", category="女装", skus=(sku,))]
    record_items(shop_id=cast.shop.id, items=items, by=by, at=AT)
    order = OrderSnapshot(
        number="2231958349120001",
        status=TradeStatus.WAIT_SELLER_SEND_GOODS,
        status_text="等待卖家发货",
        created_at=AT,
        seen_at=AT,
        postage_fen=800,
    )
    record_orders(shop_id=cast.shop.id, snapshots=[order], by=by, at=AT)
    assert recent_carts(cast.shop.id, 5) == []
    sold = {"title": "毛衣", "price_fen": 28_800, "quantity": 2, "sku_outer_id": "MY-01"}
    line = LineSnapshot(order_number=order.number, **sold)  # type: ignore[arg-type]
    record_lines(shop_id=cast.shop.id, snapshots=[line], by=by, at=AT)
    (found,) = recent_carts(cast.shop.id, 5)
    assert found.cart is not None
    assert found.cart.lines == (
        CartLine("1", "example", "610000000001", 28_800, 2, sku="MY-01", category="女装"),
    )
    assert found.cart.postage_fen == {"example": 800}
