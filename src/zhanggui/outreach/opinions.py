"""Doubts, as the page of feedback counts them with the rest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from zhanggui.conversations.parts import OPINIONS, Opinion, OpinionSource
from zhanggui.outreach import queries
from zhanggui.outreach.rules.doubts import DELIVERY, MATERIAL, OFFER, PRICE, QUALITY, SIZE

# What a kind of doubt is about, in the words of feedback; a shop's own kinds and the vague ones are about
# nothing of these.
_SUBJECTS: Mapping[str, str] = MappingProxyType(
    {
        PRICE: "price",
        OFFER: "promotion",
        SIZE: "size",
        MATERIAL: "quality",
        QUALITY: "quality",
        DELIVERY: "delivery",
    }
)


def _counts(shop_id: int, since: datetime, until: datetime) -> list[tuple[int | None, str, int]]:
    return [
        (one.item_id, _SUBJECTS.get(kind, ""), number)
        for one in queries.doubt_counts(shop_id, since=since, until=until)
        for kind, number in one.counts.items()
    ]


def _cases(
    shop_id: int, since: datetime, until: datetime, subject: str, item_id: int | None
) -> list[Opinion]:
    kinds = [kind for kind, about in _SUBJECTS.items() if about == subject] if subject else None
    found = queries.doubt_cases(shop_id, since=since, until=until, item_id=item_id, kinds=kinds)
    return [
        Opinion(
            buyer_id=one.buyer_id,
            buyer=one.buyer,
            item_id=one.item_id,
            item=one.item,
            subject=_SUBJECTS.get(one.kind, ""),
            title=one.kind_title,
            words=one.words,
            position=one.position,
            by_id=one.by_id,
            by_name=one.by_name,
            at=one.at,
        )
        for one in found
    ]


OPINIONS.add(OpinionSource("doubt", _counts, _cases))
