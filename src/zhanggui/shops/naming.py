"""How the audit names the staff and the shop."""

from __future__ import annotations

from collections.abc import Collection

from zhanggui.foundation.ids import ids_in
from zhanggui.foundation.words import NAMERS, Named, Namer
from zhanggui.shops.models import Shop, Staff


def _staff(shop_id: int, ids: Collection[str]) -> dict[str, Named]:
    rows = Staff.objects.filter(shop_id=shop_id, pk__in=ids_in(ids))
    return {
        str(pk): Named(f"{name} {number}")
        for pk, name, number in rows.values_list("pk", "name", "agent_number")
    }


def _shop(shop_id: int, ids: Collection[str]) -> dict[str, Named]:
    rows = Shop.objects.filter(pk=shop_id, pk__in=ids_in(ids))
    return {str(pk): Named(name) for pk, name in rows.values_list("pk", "name")}


NAMERS.add(Namer("staff", _staff))
NAMERS.add(Namer("shop", _shop))
