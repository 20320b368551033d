"""Rows as cards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet, Sum

from zhanggui.promotions.models import ShopCoupon, ShopOffer, VoucherCampaign
from zhanggui.promotions.queries.cards import CouponCard, EventCard, OfferCard
from zhanggui.promotions.rules import stored
from zhanggui.promotions.rules.fine_print import ruling_at
from zhanggui.promotions.rules.windows import EventTerms, Merchant
from zhanggui.shops.queries import shop_by_id

# What the table and the terms of an event call by the same name.
EVENT_COLUMNS = (
    *("name", "set_up_from", "set_up_until", "edit_until", "shown_from", "usable_from", "usable_until"),
    *("suspends_from", "suspends_until", "face_fen", "most_fen", "endless"),
)


def shop_key(shop_id: int) -> str:
    """How carts and offers name the shop: by its slug."""
    return shop_by_id(shop_id).slug


def offer_cards(shop_id: int, *, alive_at: datetime | None = None) -> list[OfferCard]:
    """In the order in which the shop keeps them. `alive_at`: without those that are over by then."""
    rows = ShopOffer.objects.filter(shop_id=shop_id)
    return _offer_cards(shop_id, _not_over(rows, alive_at))


def offer_card(shop_id: int, offer_id: int) -> OfferCard | None:
    found = _offer_cards(shop_id, ShopOffer.objects.filter(shop_id=shop_id, pk=offer_id))
    return found[0] if found else None


def coupon_cards(shop_id: int, *, alive_at: datetime | None = None) -> list[CouponCard]:
    rows = ShopCoupon.objects.filter(shop_id=shop_id)
    if alive_at is not None:
        rows = rows.filter(ends_at__gt=alive_at)
    return _coupon_cards(shop_id, rows)


def coupon_card(shop_id: int, coupon_id: int) -> CouponCard | None:
    found = _coupon_cards(shop_id, ShopCoupon.objects.filter(shop_id=shop_id, pk=coupon_id))
    return found[0] if found else None


def event_cards(shop_id: int) -> list[EventCard]:
    """The latest first."""
    rows = VoucherCampaign.objects.filter(shop_id=shop_id).prefetch_related("chosen")
    return [_event_card(row) for row in rows.order_by("-usable_from", "-pk")]


def event_card(shop_id: int, event_id: int) -> EventCard | None:
    rows = VoucherCampaign.objects.filter(shop_id=shop_id, pk=event_id).prefetch_related("chosen")
    return next(map(_event_card, rows), None)


def _not_over(rows: QuerySet[ShopOffer], at: datetime | None) -> QuerySet[ShopOffer]:
    if at is None:
        return rows
    return rows.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=at), ends_at__gt=at)


def _offer_cards(shop_id: int, rows: Iterable[ShopOffer]) -> list[OfferCard]:
    found = sorted(rows, key=lambda row: row.pk)
    shop = shop_key(shop_id) if found else ""
    return [_offer_card(row, shop) for row in found]


def _offer_card(row: ShopOffer, shop: str) -> OfferCard:
    ended_at = row.ended_at
    # One that was ended before it began never held: its period is empty.
    ends_at = row.ends_at if ended_at is None else max(row.starts_at, min(row.ends_at, ended_at))
    return OfferCard(
        id=row.pk,
        shop_id=row.shop_id,
        number=row.number or "",
        offer=stored.offer_from(
            row.terms,
            key=f"o{row.pk}",
            name=row.name,
            shop=shop,
            starts_at=row.starts_at,
            ends_at=ends_at,
        ),
        planned_until=row.ends_at,
        ended_at=ended_at,
        by_name=row.by_name,
        at=row.at,
    )


def _coupon_cards(shop_id: int, rows: QuerySet[ShopCoupon]) -> list[CouponCard]:
    counted = rows.annotate(
        received_in_all=Sum("received__received"), used_in_all=Sum("received__used")
    ).order_by("pk")
    found = list(counted)
    shop = shop_key(shop_id) if found else ""
    return [
        CouponCard(
            id=row.pk,
            shop_id=row.shop_id,
            number=row.number or "",
            coupon=stored.coupon_from(
                row.terms,
                key=f"c{row.pk}",
                name=row.name,
                shop=shop,
                starts_at=row.starts_at,
                ends_at=row.ends_at,
            ),
            quantity=row.quantity,
            per_buyer=row.per_buyer,
            received=row.received_in_all or 0,
            used=row.used_in_all or 0,
            ended_at=row.ended_at,
            by_name=row.by_name,
            at=row.at,
        )
        for row in found
    ]


def _event_card(row: VoucherCampaign) -> EventCard:
    chosen = sorted(row.chosen.all(), key=lambda one: one.pk)
    return EventCard(
        id=row.pk,
        shop_id=row.shop_id,
        number=row.number,
        terms=EventTerms(
            key=f"e{row.pk}",
            offered=stored.groups_from(row.offered),
            fine=stored.fine_from(row.fine_print, ruling_at(row.usable_from).fine),
            **{name: getattr(row, name) for name in EVENT_COLUMNS},
        ),
        merchant=Merchant(
            shop=shop_key(row.shop_id),
            passed_audition=row.passed_audition,
            enrolled=row.enrolled,
            is_selected=row.is_selected,
            set_up_at=row.set_up_at,
            chosen={one.category: stored.group_from(one.tiers) for one in chosen},
        ),
        by_name=row.by_name,
        at=row.at,
    )
