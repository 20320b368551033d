"""How the audit names promises: by their words."""

from __future__ import annotations

from collections.abc import Collection

from zhanggui.foundation.ids import ids_in
from zhanggui.foundation.words import NAMERS, Named, Namer
from zhanggui.guard.models import Promise


def _promises(shop_id: int, ids: Collection[str]) -> dict[str, Named]:
    rows = Promise.objects.filter(shop_id=shop_id, pk__in=ids_in(ids))
    return {str(pk): Named(quote) for pk, quote in rows.values_list("pk", "quote")}


NAMERS.add(Namer("promise", _promises))
