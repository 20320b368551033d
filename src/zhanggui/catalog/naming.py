"""How the audit names items: by the title that everybody knows."""

from __future__ import annotations

from collections.abc import Collection

from django.urls import reverse

from zhanggui.catalog.models import Item
from zhanggui.foundation.ids import ids_in
from zhanggui.foundation.words import NAMERS, Named, Namer


def _items(shop_id: int, ids: Collection[str]) -> dict[str, Named]:
    rows = Item.objects.filter(shop_id=shop_id, pk__in=ids_in(ids))
    return {
        str(pk): Named(title or number, reverse("item", args=[pk]))
        for pk, number, title in rows.values_list("pk", "number", "title")
    }


NAMERS.add(Namer("item", _items))
