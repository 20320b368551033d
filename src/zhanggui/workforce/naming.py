"""How the audit names hand-over sheets."""

from __future__ import annotations

from collections.abc import Collection

from django.urls import reverse

from zhanggui.foundation.ids import ids_in
from zhanggui.foundation.words import NAMERS, Named, Namer
from zhanggui.workforce.models import HandOver


def _sheets(shop_id: int, ids: Collection[str]) -> dict[str, Named]:
    rows = HandOver.objects.filter(shop_id=shop_id, pk__in=ids_in(ids)).select_related("staff")
    return {str(row.pk): Named(row.staff.name, reverse("sheet", args=[row.pk])) for row in rows}


NAMERS.add(Namer("hand_over_sheet", _sheets))
