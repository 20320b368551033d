"""How the worklist and the audit name refunds: by the number that the platform knows."""

from __future__ import annotations

from collections.abc import Collection

from django.urls import reverse

from zhanggui.aftersales.models import Refund
from zhanggui.foundation.ids import ids_in
from zhanggui.foundation.words import NAMERS, Named, Namer


def _refunds(shop_id: int, ids: Collection[str]) -> dict[str, Named]:
    rows = Refund.objects.filter(shop_id=shop_id, pk__in=ids_in(ids))
    return {
        str(pk): Named(number, reverse("refund", args=[pk]))
        for pk, number in rows.values_list("pk", "number")
    }


NAMERS.add(Namer("refund", _refunds))
