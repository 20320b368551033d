"""Recording buyers from a file: a few statements a batch, whatever the batch's size."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from zhanggui.customers import rules
from zhanggui.customers.actions.buyers import ensure_buyers
from zhanggui.customers.events import BuyersChanged
from zhanggui.customers.models import TAOBAO, Buyer, BuyerNote, BuyerTag
from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.announcements import announce
from zhanggui.foundation.recorded import Recorded, Refused


@dataclass(frozen=True)
class BuyerEntry:
    """A marketplace buyer as a file says, not yet checked; None is not said."""

    nick: str
    tags: tuple[str, ...] | None = None
    note: str | None = None

    def cleaned(self) -> BuyerEntry:
        return replace(
            self,
            nick=rules.clean_words(self.nick),
            tags=tuple(dict.fromkeys(filter(None, map(rules.clean_words, self.tags or ())))),
            note=rules.clean_words(self.note or ""),
        )


@dataclass
class _Known:
    """What is known of a buyer, and what the batch adds."""

    buyer_id: int | None
    tags: set[str]
    notes: set[str]
    new_tags: list[str]
    new_notes: list[str]

    def fault_in(self, entry: BuyerEntry) -> tuple[str, str] | None:
        if len(self.tags.union(entry.tags or ())) > rules.TAGS_PER_BUYER:
            return "tags", f"一位买家最多 {rules.TAGS_PER_BUYER} 个标签,这位已有 {len(self.tags)} 个"
        return None

    def add(self, entry: BuyerEntry) -> bool:
        """Whether the entry said anything new."""
        tags = [tag for tag in entry.tags or () if tag not in self.tags]
        notes = [entry.note] if entry.note and entry.note not in self.notes else []
        self.tags.update(tags)
        self.notes.update(notes)
        self.new_tags += tags
        self.new_notes += notes
        return bool(tags or notes)


@transaction.atomic
def record_buyers(*, shop_id: int, entries: Sequence[BuyerEntry], by: Actor, at: datetime) -> Recorded:
    """Makes the buyers who are missing, adds tags and notes; takes nothing away. The same twice is once,
    and a note that was taken back is not written again."""
    if by.shop_id != shop_id:
        message = f"{by.name} of shop {by.shop_id} cannot record buyers of shop {shop_id}"
        raise ValueError(message)
    clean = [entry.cleaned() for entry in entries]
    faults = [_fault(entry) for entry in clean]
    good = [entry for entry, fault in zip(clean, faults, strict=True) if fault is None]
    known = _known(shop_id, good)
    new = changed = 0
    refused = []
    for place, (entry, wrong) in enumerate(zip(clean, faults, strict=True)):
        buyer = known.get(entry.nick) or _Known(None, set(), set(), [], [])
        fault = wrong or buyer.fault_in(entry)
        if fault:
            refused.append(Refused(place, *fault))
            continue
        said = buyer.add(entry)
        new += entry.nick not in known
        changed += said and entry.nick in known
        known[entry.nick] = buyer
    _write(shop_id, known, new, by, at)
    unchanged = len(entries) - new - changed - len(refused)
    return Recorded(new=new, changed=changed, unchanged=unchanged, refused=tuple(refused))


def _fault(entry: BuyerEntry) -> tuple[str, str] | None:
    if not 0 < len(entry.nick) <= rules.NAME_LENGTH:
        return "nick", f"会员名要有 1 到 {rules.NAME_LENGTH} 个字"
    if rules.is_masked(entry.nick):
        return "nick", f"「{entry.nick}」是平台隐去的会员名,认不出是哪一位买家"
    long = next((tag for tag in entry.tags or () if len(tag) > rules.TAG_LENGTH), None)
    if long:
        return "tags", f"标签最多 {rules.TAG_LENGTH} 个字: {long[:30]}"
    if len(entry.note or "") > rules.NOTE_LENGTH:
        return "note", f"备注最多 {rules.NOTE_LENGTH} 个字"
    return None


def _known(shop_id: int, entries: Collection[BuyerEntry]) -> dict[str, _Known]:
    """Those of the buyers who are there. They are held, so that nobody adds tags beside us, but not so
    that a message or an order of theirs would wait."""
    rows = (
        Buyer.objects.select_for_update(no_key=True)
        .filter(shop_id=shop_id, channel=TAOBAO, key__in={entry.nick for entry in entries})
        .order_by("pk")
        .values_list("key", "pk")
    )
    known = {nick: _Known(buyer_id, set(), set(), [], []) for nick, buyer_id in rows}
    by_id = {one.buyer_id: one for one in known.values()}
    ids = [buyer_id for buyer_id in by_id if buyer_id is not None]
    for buyer_id, name in BuyerTag.objects.filter(buyer_id__in=ids).values_list("buyer_id", "name"):
        by_id[buyer_id].tags.add(name)
    notes = BuyerNote.objects.filter(
        buyer_id__in=ids, text__in={entry.note for entry in entries if entry.note}
    )
    for buyer_id, text in notes.values_list("buyer_id", "text"):
        by_id[buyer_id].notes.add(text)
    return known


def _write(shop_id: int, known: dict[str, _Known], new: int, by: Actor, at: datetime) -> None:
    missing = [nick for nick, buyer in known.items() if buyer.buyer_id is None]
    made = ensure_buyers(shop_id=shop_id, nicks=missing, at=at) if missing else {}
    told = [
        (buyer.buyer_id or made[nick], buyer)
        for nick, buyer in known.items()
        if buyer.new_tags or buyer.new_notes
    ]
    BuyerTag.objects.bulk_create(
        [
            BuyerTag(shop_id=shop_id, buyer_id=buyer_id, name=name, by_name=by.name, at=at)
            for buyer_id, buyer in told
            for name in buyer.new_tags
        ],
        ignore_conflicts=True,
    )
    BuyerNote.objects.bulk_create(
        BuyerNote(buyer_id=buyer_id, text=text, by_id=by.id, by_name=by.name, at=at)
        for buyer_id, buyer in told
        for text in buyer.new_notes
    )
    if not (new or told):
        return
    # Tags and notes themselves say by whom and when: one entry for the batch says that it was a file.
    said = {"buyers_new": [None, new], "buyers_told": [None, len(told)]}
    audit(verb="record_buyers", thing="shop", thing_id=shop_id, changes=said, by=by, at=at)
    announce(BuyersChanged(shop_id=shop_id, buyer_ids=tuple(buyer_id for buyer_id, _ in told)))
