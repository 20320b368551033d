"""What files tell of offers, coupons and what buyers received: each is new, changed, known or refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from django.db import transaction

from zhanggui.customers.actions import ensure_buyers
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.recorded import Recorded, Refused
from zhanggui.promotions.actions.coupons import receive_coupon, set_up_coupon
from zhanggui.promotions.actions.offers import CannotSetUp, change_offer, set_up_offer
from zhanggui.promotions.actions.vouchers import receive_vouchers
from zhanggui.promotions.models import (
    ReceivedCoupon,
    ReceivedVouchers,
    ShopCoupon,
    ShopOffer,
    VoucherCampaign,
)
from zhanggui.promotions.queries import coupon_card, goods_of, offer_card, shop_key
from zhanggui.promotions.rules import spoken
from zhanggui.promotions.rules.entries import CouponEntry, OfferEntry, ReceivedEntry
from zhanggui.promotions.rules.limits import NAME_LETTERS
from zhanggui.promotions.rules.offers import Coupon, CouponKind, Offer, Scope
from zhanggui.promotions.rules.review import Good

Entry = TypeVar("Entry")
NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"
# The fields of a review's blames by the columns' own names.
_COLUMNS = {"name": "name", "items": "items", "but": "but", "categories": "categories"}
_COLUMNS |= {"starts_at": "starts_at", "ends_at": "ends_at", "most_pieces": "most_pieces"}
_COLUMNS |= {"value_fen": "value_fen", "threshold_fen": "threshold_fen"}


class CannotTakeRow(UnableTo):
    """`field`: the column that is to blame."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


def record_offers(*, shop_id: int, entries: Sequence[OfferEntry], by: Actor, at: datetime) -> Recorded:
    """Takes offers by their numbers. One that has begun is told again only as it is."""
    goods = goods_of(shop_id)
    return _recorded(shop_id, entries, by, lambda entry: _take_offer(goods, entry, by, at), "what")


def record_coupons(*, shop_id: int, entries: Sequence[CouponEntry], by: Actor, at: datetime) -> Recorded:
    """Takes coupons by their numbers; a known one is told again only as it is."""
    goods = goods_of(shop_id)
    return _recorded(shop_id, entries, by, lambda entry: _take_coupon(goods, entry, by, at), "value_fen")


def record_received(*, shop_id: int, entries: Sequence[ReceivedEntry], by: Actor, at: datetime) -> Recorded:
    """Takes how many of a coupon, or of an event's vouchers, each buyer has received and used."""
    return _recorded(shop_id, entries, by, lambda entry: _take_received(shop_id, entry, by, at), "received")


@transaction.atomic
def _recorded(
    shop_id: int, entries: Sequence[Entry], by: Actor, take: Callable[[Entry], str], field: str
) -> Recorded:
    """`field` is blamed where nothing else is known to be."""
    if by.shop_id != shop_id:
        message = f"{by.name} of shop {by.shop_id} cannot record offers of shop {shop_id}"
        raise ValueError(message)
    outcomes, refused = [], []
    for place, entry in enumerate(entries):
        try:
            with transaction.atomic():
                outcomes.append(take(entry))
        except CannotSetUp as refusal:
            blamed = refusal.blames[0].field if refusal.blames else ""
            refused.append(Refused(place, _COLUMNS.get(blamed, field), str(refusal)))
        except CannotTakeRow as refusal:
            refused.append(Refused(place, refusal.field, str(refusal)))
    counts = {name: outcomes.count(name) for name in (NEW, CHANGED, UNCHANGED)}
    return Recorded(**counts, refused=tuple(refused))


def _take_offer(goods: Sequence[Good], entry: OfferEntry, by: Actor, at: datetime) -> str:
    shop_id = by.shop_id
    try:
        tool = spoken.heard(entry.what)
    except spoken.NotHeard as part:
        raise CannotTakeRow("what", f"看不懂「{str(part)[:20]}」,请照这些写:{spoken.EXAMPLES}") from None
    offer = Offer(
        key="",
        name=entry.name or entry.what[:NAME_LETTERS],
        scope=_scope(shop_id, entry),
        tool=tool,
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        most_pieces=entry.most_pieces,
    )
    row = ShopOffer.objects.filter(shop_id=shop_id, number=entry.number).first()
    if row is None:
        set_up_offer(offer=offer, number=entry.number, goods=goods, by=by, at=at)
        return NEW
    known = offer_card(shop_id, row.pk)
    if known is not None and replace(known.offer, key="", ends_at=known.planned_until) == offer:
        return UNCHANGED
    change_offer(offer_id=row.pk, offer=offer, goods=goods, by=by, at=at)
    return CHANGED


def _take_coupon(goods: Sequence[Good], entry: CouponEntry, by: Actor, at: datetime) -> str:
    shop_id = by.shop_id
    coupon = Coupon(
        "",
        entry.name or f"满 {entry.threshold_fen / 100:g} 减 {entry.value_fen / 100:g}",
        CouponKind(entry.kind),
        _scope(shop_id, entry),
        *(entry.threshold_fen, entry.value_fen, entry.starts_at, entry.ends_at),
    )
    row = ShopCoupon.objects.filter(shop_id=shop_id, number=entry.number).first()
    if row is None:
        set_up_coupon(
            coupon=coupon,
            number=entry.number,
            quantity=entry.quantity,
            per_buyer=entry.per_buyer,
            goods=goods,
            by=by,
            at=at,
        )
        return NEW
    known = coupon_card(shop_id, row.pk)
    told = coupon, entry.quantity, entry.per_buyer
    if known and (replace(known.coupon, key=""), known.quantity, known.per_buyer) == told:
        return UNCHANGED
    raise CannotTakeRow("number", "这张券已经建好,内容不能再改;请停发它,换一个编号新建")


def _scope(shop_id: int, entry: OfferEntry | CouponEntry) -> Scope:
    return Scope(shop_key(shop_id), frozenset(entry.items), frozenset(entry.categories), frozenset(entry.but))


def _take_received(shop_id: int, entry: ReceivedEntry, by: Actor, at: datetime) -> str:
    if entry.used > entry.received:
        raise CannotTakeRow("used", "已用张数不能多于领取张数")
    coupon = ShopCoupon.objects.filter(shop_id=shop_id, number=entry.number).first()
    event = None if coupon else VoucherCampaign.objects.filter(shop_id=shop_id, number=entry.number).first()
    if coupon is None and event is None:
        raise CannotTakeRow("number", f"没有编号为 {entry.number} 的优惠券或平台活动,请先新建")
    buyer_id = ensure_buyers(shop_id=shop_id, nicks=[entry.nick], at=at)[entry.nick]
    counts = (entry.received, entry.used)
    if coupon is not None:
        held = ReceivedCoupon.objects.filter(coupon=coupon, buyer_id=buyer_id).first()
        if held is not None and (held.received, held.used) == counts:
            return UNCHANGED
        receive_coupon(
            coupon_id=coupon.pk, buyer_id=buyer_id, received=entry.received, used=entry.used, by=by, at=at
        )
        return CHANGED if held else NEW
    assert event is not None  # noqa: S101 - one of the two was found
    told = ReceivedVouchers.objects.filter(campaign=event, buyer_id=buyer_id).first()
    if told is not None and (told.received, told.used) == counts:
        same_orders = told.order_numbers == list(entry.orders)
        if same_orders and entry.received_at in {None, told.received_at}:
            return UNCHANGED
    receive_vouchers(
        event_id=event.pk,
        buyer_id=buyer_id,
        received=entry.received,
        used=entry.used,
        order_numbers=entry.orders,
        received_at=entry.received_at,
        by=by,
        at=at,
    )
    return CHANGED if told else NEW
