"""How the audit names promises, by their words, and red lines, by their titles."""

from __future__ import annotations

from collections.abc import Collection

from django.urls import reverse

from zhanggui.foundation.ids import ids_in
from zhanggui.foundation.words import NAMERS, Named, Namer
from zhanggui.guard.models import Promise
from zhanggui.guard.queries import titles_of


def _promises(shop_id: int, ids: Collection[str]) -> dict[str, Named]:
    rows = Promise.objects.filter(shop_id=shop_id, pk__in=ids_in(ids))
    return {str(pk): Named(quote) for pk, quote in rows.values_list("pk", "quote")}


NAMERS.add(Namer("promise", _promises))


def _red_lines(shop_id: int, ids: Collection[str]) -> dict[str, Named]:
    titles = titles_of(shop_id, set(ids))
    return {
        rule: Named(f"{rule} {title}", reverse("guard_rule", args=[rule])) for rule, title in titles.items()
    }


NAMERS.add(Namer("red_line", _red_lines))
