"""How the audit names the staff and the shop."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext

from zhanggui.foundation.ids import ids_in
from zhanggui.foundation.words import NAMERS, Named, Namer
from zhanggui.shops.models import Shop, Staff
from zhanggui.shops.settings import SETTINGS


def _staff(shop_id: int, ids: Collection[str]) -> dict[str, Named]:
    rows = Staff.objects.filter(shop_id=shop_id, pk__in=ids_in(ids))
    return {
        str(pk): Named(f"{name} {number}")
        for pk, name, number in rows.values_list("pk", "name", "agent_number")
    }


def _shop(shop_id: int, ids: Collection[str]) -> dict[str, Named]:
    rows = Shop.objects.filter(pk=shop_id, pk__in=ids_in(ids))
    return {str(pk): Named(name) for pk, name in rows.values_list("pk", "name")}


def _settings(shop_id: int, keys: Collection[str]) -> dict[str, Named]:  # noqa: ARG001 - every shop has them
    return {one.key: Named(gettext(one.meaning)) for one in SETTINGS if one.key in set(keys)}


NAMERS.add(Namer("setting", _settings))
NAMERS.add(Namer("staff", _staff))
NAMERS.add(Namer("shop", _shop))
