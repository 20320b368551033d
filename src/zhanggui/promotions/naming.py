"""How the audit names what the shop offers."""

from __future__ import annotations

from collections.abc import Callable, Collection

from django.db.models import Model

from zhanggui.foundation.ids import ids_in
from zhanggui.foundation.words import NAMERS, Named, Namer
from zhanggui.promotions.models import Campaign, ShopCoupon, ShopOffer, VoucherCampaign


def _by_name(model: type[Model]) -> Callable[[int, Collection[str]], dict[str, Named]]:
    def names(shop_id: int, ids: Collection[str]) -> dict[str, Named]:
        rows = model._default_manager.filter(shop_id=shop_id, pk__in=ids_in(ids))  # noqa: SLF001 - documented
        return {str(pk): Named(name) for pk, name in rows.values_list("pk", "name")}

    return names


NAMERS.add(Namer("offer", _by_name(ShopOffer)))
NAMERS.add(Namer("coupon", _by_name(ShopCoupon)))
NAMERS.add(Namer("event", _by_name(VoucherCampaign)))
NAMERS.add(Namer("campaign", _by_name(Campaign)))
