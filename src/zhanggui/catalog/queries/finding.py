from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhanggui.catalog import rules
from zhanggui.catalog.models import Item, Knowledge, Sku
from zhanggui.catalog.queries.cards import ItemCard, card_of_item
from zhanggui.foundation.ids import id_in
from zhanggui.foundation.once import once

FOUND_AT_MOST = 20
PAGE = 30
_MATCHING = 10  # lines of a card


@dataclass(frozen=True)
class ItemPage:
    """A page of the list; `after` continues behind its last item, None at the end."""

    items: list[ItemCard]
    after: str | None


def find_items(shop_id: int, text: str, *, limit: int = FOUND_AT_MOST) -> list[ItemCard]:
    """The shop's items by number, own code or a SKU's code, whole; else by words of all these and the title.

    Newest first.
    """
    text = " ".join(text.split())
    if not text:
        return []
    rows = Item.objects.filter(shop_id=shop_id)
    of_sku = Sku.objects.filter(shop_id=shop_id).filter(Q(outer_id=text) | Q(number=text))
    for way in (
        rows.filter(number=text),
        rows.filter(outer_id=text),
        rows.filter(pk__in=of_sku.values("item_id")),
        _with_words(rows, text),
    ):
        if found := [card_of_item(row) for row in _plain(way).order_by("-id")[:limit]]:
            return found
    return []


def items_page(
    shop_id: int, *, text: str = "", category: str = "", without_card: bool = False, after: str | None = None
) -> ItemPage:
    """The shop's items, newest first. An `after` that is none of ours starts at the top."""
    rows = Item.objects.filter(shop_id=shop_id)
    if category:
        rows = rows.filter(category=category)
    if without_card:
        rows = rows.exclude(Exists(_cards_written().filter(item_id=OuterRef("pk"))))
    if text.strip():
        rows = _with_words(rows, text)
    last = id_in(after or "")
    if last is not None:
        rows = rows.filter(pk__lt=last)
    found = [card_of_item(row) for row in _plain(rows).order_by("-id")[: PAGE + 1]]
    return ItemPage(items=found[:PAGE], after=str(found[PAGE - 1].id) if len(found) > PAGE else None)


@once
def matching_items(shop_id: int, lines: str) -> list[tuple[str, ItemCard | None]]:
    """The lines of a card's matching goods, each with the item that it names by number or by its title's
    words, if there is one."""
    told = [line for line in map(str.strip, lines.splitlines()) if line][:_MATCHING]
    rows = Item.objects.filter(shop_id=shop_id)
    by_number = {row.number: row for row in _plain(rows.filter(number__in=told))}
    found = [
        (line, by_number.get(line) or _plain(_with_words(rows, line)).order_by("-id").first())
        for line in told
    ]
    return [(line, card_of_item(row) if row else None) for line, row in found]


def categories(shop_id: int) -> list[str]:
    rows = Item.objects.filter(shop_id=shop_id).exclude(category=None)
    return [one for one in rows.order_by("category").values_list("category", flat=True).distinct() if one]


def with_card(item_ids: list[int]) -> set[int]:
    """Those of the items whose card has a word in it."""
    return set(_cards_written().filter(item_id__in=item_ids).values_list("item_id", flat=True))


def _cards_written() -> QuerySet[Knowledge]:
    empty = Q(**dict.fromkeys(rules.SECTIONS, ""))
    return Knowledge.objects.exclude(empty)


def _with_words(rows: QuerySet[Item], text: str) -> QuerySet[Item]:
    """The pairs of letters find the few rows that may hold the words; then the words themselves are looked
    for there."""
    words = rules.words(text)
    if not words:
        return rows.none()
    wanted = {gram for word in words for gram in rules.grams(word) if len(gram) == min(2, len(word))}
    rows = rows.filter(grams__contains=sorted(wanted))
    for word in words:
        rows = rows.filter(searched__contains=word)
    return rows


def _plain(rows: QuerySet[Item]) -> QuerySet[Item]:
    return rows.defer("searched", "grams")
