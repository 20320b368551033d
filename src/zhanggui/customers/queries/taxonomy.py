"""The shop's tags by group."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Count

from zhanggui.customers.models import BuyerTag, MovedTag, TagGroup
from zhanggui.customers.rules.taxonomy import SHIPPED, TagSet
from zhanggui.foundation.once import once


@once
def taxonomy(shop_id: int) -> tuple[TagSet, ...]:
    """The shop's groups of tags in their order; what is shipped, until somebody changes something."""
    rows = TagGroup.objects.filter(shop_id=shop_id).order_by("rank", "pk")
    found = tuple(
        TagSet(row.name, tuple(row.words), tuple(row.retired), row.several, row.meaning) for row in rows
    )
    return found or SHIPPED


def words_today(shop_id: int, tags: Collection[str]) -> dict[str, str]:
    """What those of the tags are called by now that were renamed or merged."""
    rows = MovedTag.objects.filter(shop_id=shop_id, name__in=list(tags))
    return dict(rows.values_list("name", "became"))


def holders(shop_id: int, tags: Collection[str]) -> dict[str, int]:
    """How many buyers have each of the tags."""
    rows = BuyerTag.objects.filter(shop_id=shop_id, name__in=list(tags)).values("name")
    return dict(rows.annotate(count=Count("pk")).values_list("name", "count"))


def holders_of_several(shop_id: int, tags: Collection[str]) -> int:
    """How many buyers have more than one of the tags."""
    rows = BuyerTag.objects.filter(shop_id=shop_id, name__in=list(tags)).values("buyer_id")
    return rows.annotate(count=Count("pk")).filter(count__gt=1).count()
