"""How the audit names tasks."""

from __future__ import annotations

from collections.abc import Collection

from django.urls import reverse

from zhanggui.foundation.ids import ids_in
from zhanggui.foundation.words import NAMERS, Named, Namer
from zhanggui.worklist.models import Task
from zhanggui.worklist.parts import DAY


def _tasks(shop_id: int, ids: Collection[str]) -> dict[str, Named]:
    rows = Task.objects.filter(shop_id=shop_id, pk__in=ids_in(ids))
    return {str(pk): Named(title) for pk, title in rows.values_list("pk", "title")}


def _days(shop_id: int, ids: Collection[str]) -> dict[str, Named]:  # noqa: ARG001 - every shop has every day
    """A day is seen on its page."""
    return {day: Named(f"{day[:4]}-{day[4:6]}-{day[6:]}", reverse("day")) for day in ids}


NAMERS.add(Namer("task", _tasks))
NAMERS.add(Namer(DAY, _days))
