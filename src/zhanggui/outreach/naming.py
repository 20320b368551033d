"""How the worklist names who asked and did not order: by the buyer, with the way to the talk."""

from __future__ import annotations

from collections.abc import Collection

from django.urls import reverse

from zhanggui.conversations.queries import conversations_of_buyers
from zhanggui.foundation.ids import ids_in
from zhanggui.foundation.words import NAMERS, Named, Namer
from zhanggui.outreach.models import DoubtKind, Interest


def _interests(shop_id: int, ids: Collection[str]) -> dict[str, Named]:
    rows = list(Interest.objects.filter(shop_id=shop_id, pk__in=ids_in(ids)).select_related("buyer"))
    talks = conversations_of_buyers([one.buyer_id for one in rows])
    return {
        str(one.pk): Named(
            one.buyer.name,
            reverse("workspace_conversation", args=[talks[one.buyer_id]])
            if one.buyer_id in talks
            else reverse("buyer", args=[one.buyer_id]),
        )
        for one in rows
    }


def _kinds(shop_id: int, ids: Collection[str]) -> dict[str, Named]:
    rows = DoubtKind.objects.filter(shop_id=shop_id, key__in=list(ids))
    return {key: Named(title) for key, title in rows.values_list("key", "title")}


NAMERS.add(Namer("interest", _interests))
NAMERS.add(Namer("doubt_kind", _kinds))
