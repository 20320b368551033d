from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from zhanggui.catalog import rules
from zhanggui.catalog.events import ItemChanged
from zhanggui.catalog.models import Item, Knowledge
from zhanggui.catalog.rules import SECTIONS, KnowledgeEntry
from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.announcements import announce
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.recorded import Recorded, Refused

_WRITTEN = (*SECTIONS, "changed_at", "by_name")


class CannotWriteKnowledge(UnableTo):
    """The item is not the shop's, or a section is too long."""


@transaction.atomic
def record_knowledge(*, shop_id: int, cards: Sequence[KnowledgeEntry], by: Actor, at: datetime) -> Recorded:
    """Takes in what a file says of items' cards; what it does not say stays. Twice is once.

    Refused is a card of an item that is not there.
    """
    if by.shop_id != shop_id:
        message = f"{by.name} of shop {by.shop_id} cannot record cards of shop {shop_id}"
        raise ValueError(message)
    item_ids = _locked(shop_id, {card.item_number for card in cards})
    before = {row.item_id: row.sections for row in Knowledge.objects.filter(item_id__in=item_ids.values())}
    after: dict[int, dict[str, str]] = {}
    outcomes: list[tuple[int, str]] = []
    refused = []
    for place, told in enumerate(cards):
        item_id, found = item_ids.get(told.item_number), rules.knowledge_blame(told.said)
        if item_id is None:
            refused.append(
                Refused(place, "item_number", f"没有编号为 {told.item_number} 的商品,请先导入商品")
            )
        elif found:
            refused.append(Refused(place, found.field, found.reason))
        else:
            known = after.get(item_id) or before.get(item_id)
            after[item_id] = {**dict.fromkeys(SECTIONS, ""), **(known or {}), **told.said}
            outcomes.append((item_id, _outcome(known, after[item_id])))
    changed = {item_id for item_id, sections in after.items() if _differs(before.get(item_id), sections)}
    _write({item_id: after[item_id] for item_id in changed}, by, at)
    counts = [outcome if item_id in changed else "unchanged" for item_id, outcome in outcomes]
    return Recorded(
        new=counts.count("new"),
        changed=counts.count("changed"),
        unchanged=counts.count("unchanged"),
        refused=tuple(refused),
    )


@transaction.atomic
def write_knowledge(*, item_id: int, sections: Mapping[str, str], by: Actor, at: datetime) -> None:
    """Writes these sections of an item's card; the others stay."""
    item = Item.objects.select_for_update().filter(pk=item_id, shop_id=by.shop_id).first()
    if item is None:
        raise CannotWriteKnowledge("没有这个商品")
    told = KnowledgeEntry(item_number=item.number, **sections).said
    if found := rules.knowledge_blame(told):
        section = UnableTo(rules.SECTION_TITLES[found.field])
        raise CannotWriteKnowledge("{section}最多 {most} 个字", section=section, most=rules.SECTION_LETTERS)
    card = Knowledge.objects.filter(item_id=item.pk).first()
    before = card.sections if card else dict.fromkeys(SECTIONS, "")
    changes = {section: [before[section], text] for section, text in told.items() if text != before[section]}
    if not changes:
        return
    _write({item.pk: {**before, **told}}, by, at)
    audit(verb="write_knowledge", thing="item", thing_id=item.pk, changes=changes, by=by, at=at)
    announce(ItemChanged(shop_id=item.shop_id, item_id=item.pk))


def _locked(shop_id: int, numbers: Collection[str]) -> dict[str, int]:
    """The items of these numbers; locked in one order, so that two at once wait for each other."""
    rows = Item.objects.select_for_update().filter(shop_id=shop_id, number__in=list(numbers))
    return dict(rows.order_by("number").values_list("number", "pk"))


def _outcome(known: Mapping[str, str] | None, sections: Mapping[str, str]) -> str:
    if not _differs(known, sections):
        return "unchanged"
    return "changed" if known else "new"


def _differs(known: Mapping[str, str] | None, sections: Mapping[str, str]) -> bool:
    return dict(sections) != (known or dict.fromkeys(SECTIONS, ""))


def _write(cards: Mapping[int, Mapping[str, str]], by: Actor, at: datetime) -> None:
    Knowledge.objects.bulk_create(
        [
            Knowledge(item_id=item_id, changed_at=at, by_name=by.name, **sections)
            for item_id, sections in cards.items()
        ],
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["item_id"],
        update_fields=_WRITTEN,
    )
