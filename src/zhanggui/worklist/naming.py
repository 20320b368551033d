"""How the audit names tasks."""

from __future__ import annotations

from collections.abc import Collection

from zhanggui.foundation.ids import ids_in
from zhanggui.foundation.words import NAMERS, Named, Namer
from zhanggui.worklist.models import Task


def _tasks(shop_id: int, ids: Collection[str]) -> dict[str, Named]:
    rows = Task.objects.filter(shop_id=shop_id, pk__in=ids_in(ids))
    return {str(pk): Named(title) for pk, title in rows.values_list("pk", "title")}


NAMERS.add(Namer("task", _tasks))
