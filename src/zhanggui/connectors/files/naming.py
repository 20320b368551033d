"""How the audit names imported files."""

from __future__ import annotations

from collections.abc import Collection

from django.urls import reverse

from zhanggui.foundation.ids import ids_in
from zhanggui.foundation.words import NAMERS, Named, Namer
from zhanggui.marketplace.queries import file_names


def _files(shop_id: int, ids: Collection[str]) -> dict[str, Named]:
    names = file_names(shop_id, ids_in(ids))
    return {str(pk): Named(name, reverse("file", args=[pk])) for pk, name in names.items()}


NAMERS.add(Namer("delivery", _files))
