"""Recording buyers from a file: a few statements a batch, whatever the batch's size."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction

from zhanggui.customers import rules
from zhanggui.customers.actions.buyers import ensure_buyers
from zhanggui.customers.actions.holding import share_words
from zhanggui.customers.events import BuyersChanged
from zhanggui.customers.models import TAOBAO, Buyer, BuyerGroup, BuyerNote, BuyerTag, GroupMember
from zhanggui.customers.queries import groups, memberships, taxonomy, words_today
from zhanggui.customers.rules.groups import GROUP_NAME_LETTERS, GROUPS_PER_SHOP
from zhanggui.customers.rules.taxonomy import TagSet, doubled, last_said
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
    groups: tuple[str, ...] | None = None  # by hand

    def cleaned(self) -> BuyerEntry:
        return replace(
            self,
            nick=rules.clean_words(self.nick),
            tags=_cleaned(self.tags),
            note=rules.clean_words(self.note or ""),
            groups=_cleaned(self.groups),
        )

    def with_words_of_today(self, became: Mapping[str, str]) -> BuyerEntry:
        return replace(self, tags=tuple(dict.fromkeys(became.get(tag, tag) for tag in self.tags or ())))


def _cleaned(words: tuple[str, ...] | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(rules.clean_words, words or ()))))


@dataclass
class _Known:
    """What is known of a buyer, and what the batch adds."""

    buyer_id: int | None
    taxonomy: Sequence[TagSet]
    before: tuple[str, ...] = ()  # the tags when the batch began
    tags: tuple[str, ...] = ()
    notes: set[str] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)
    new_notes: list[str] = field(default_factory=list)
    new_groups: list[str] = field(default_factory=list)

    def fault_in(self, entry: BuyerEntry) -> tuple[str, str] | None:
        if len(last_said(self.taxonomy, (*self.tags, *(entry.tags or ())))) > rules.TAGS_PER_BUYER:
            return "tags", f"一位买家最多 {rules.TAGS_PER_BUYER} 个标签,这位已有 {len(self.tags)} 个"
        return None

    def add(self, entry: BuyerEntry) -> bool:
        """Whether the entry said anything new."""
        tags = [tag for tag in entry.tags or () if tag not in self.tags]
        notes = [entry.note] if entry.note and entry.note not in self.notes else []
        groups = [group for group in entry.groups or () if group not in self.groups]
        self.tags = last_said(self.taxonomy, (*self.tags, *tags)) if tags else self.tags
        self.notes.update(notes)
        self.groups.update(groups)
        self.new_notes += notes
        self.new_groups += groups
        return bool(tags or notes or groups)

    @property
    def new_tags(self) -> list[str]:
        return [tag for tag in self.tags if tag not in self.before]

    @property
    def gone_tags(self) -> list[str]:
        return [tag for tag in self.before if tag not in self.tags]

    @property
    def was_told(self) -> bool:
        return bool(self.new_tags or self.gone_tags or self.new_notes or self.new_groups)


@transaction.atomic
def record_buyers(*, shop_id: int, entries: Sequence[BuyerEntry], by: Actor, at: datetime) -> Recorded:
    """Makes the buyers who are missing, adds tags, notes and groups; takes nothing away, but where a tag of
    a group with one choice takes another's place. The same twice is once, and a note that was taken back is
    not written again. A group that is not there is made, by hand."""
    if by.shop_id != shop_id:
        message = f"{by.name} of shop {by.shop_id} cannot record buyers of shop {shop_id}"
        raise ValueError(message)
    share_words(shop_id=shop_id)
    clean = [entry.cleaned() for entry in entries]
    became = words_today(shop_id, {tag for entry in clean for tag in entry.tags or ()})
    clean = [entry.with_words_of_today(became) for entry in clean]
    sets, by_name = taxonomy(shop_id), {one.name: one for one in groups(shop_id)}
    room = GROUPS_PER_SHOP - len(by_name)
    new_groups = {name for entry in clean for name in entry.groups or ()} - by_name.keys()
    by_rule = {name for name, one in by_name.items() if one.rule is not None}
    too_many = frozenset(sorted(new_groups)[max(room, 0) :])
    faults = [_fault(entry, sets, by_rule, too_many) for entry in clean]
    good = [entry for entry, fault in zip(clean, faults, strict=True) if fault is None]
    known = _known(shop_id, good, sets)
    new = changed = 0
    refused = []
    for place, (entry, wrong) in enumerate(zip(clean, faults, strict=True)):
        buyer = known.get(entry.nick) or _Known(None, sets)
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


def _fault(
    entry: BuyerEntry, sets: Sequence[TagSet], by_rule: Collection[str], too_many: Collection[str]
) -> tuple[str, str] | None:
    if not 0 < len(entry.nick) <= rules.NAME_LENGTH:
        return "nick", f"会员名要有 1 到 {rules.NAME_LENGTH} 个字"
    if rules.is_masked(entry.nick):
        return "nick", f"「{entry.nick}」是平台隐去的会员名,认不出是哪一位买家"
    long = next((tag for tag in entry.tags or () if len(tag) > rules.TAG_LENGTH), None)
    if long:
        return "tags", f"标签最多 {rules.TAG_LENGTH} 个字: {long[:30]}"
    if twice := doubled(sets, entry.tags or ()):
        return "tags", f"「{twice.name}」只能选一个"
    if len(entry.note or "") > rules.NOTE_LENGTH:
        return "note", f"备注最多 {rules.NOTE_LENGTH} 个字"
    return _fault_in_groups(entry.groups or (), by_rule, too_many)


def _fault_in_groups(
    named: Sequence[str], by_rule: Collection[str], too_many: Collection[str]
) -> tuple[str, str] | None:
    for name in named:
        if len(name) > GROUP_NAME_LETTERS:
            return "groups", f"分组的名字最多 {GROUP_NAME_LETTERS} 个字: {name[:30]}"
        if name in by_rule:
            return "groups", f"「{name}」是按规则的分组,合规则的买家自己就在里面"
        if name in too_many:
            return "groups", f"最多 {GROUPS_PER_SHOP} 个分组,「{name}」放不下了"
    return None


def _known(shop_id: int, entries: Collection[BuyerEntry], sets: Sequence[TagSet]) -> dict[str, _Known]:
    """Those of the buyers who are there. They are held, so that nobody adds tags beside us, but not so
    that a message or an order of theirs would wait."""
    rows = (
        Buyer.objects.select_for_update(no_key=True)
        .filter(shop_id=shop_id, channel=TAOBAO, key__in={entry.nick for entry in entries})
        .order_by("pk")
        .values_list("key", "pk")
    )
    known = {nick: _Known(buyer_id, sets) for nick, buyer_id in rows}
    by_id = {one.buyer_id: one for one in known.values()}
    ids = [buyer_id for buyer_id in by_id if buyer_id is not None]
    tags = BuyerTag.objects.filter(buyer_id__in=ids).order_by("pk").values_list("buyer_id", "name")
    for buyer_id, name in tags:
        by_id[buyer_id].before += (name,)
        by_id[buyer_id].tags += (name,)
    if any(entry.groups for entry in entries):
        for buyer_id, held in memberships(ids).items():
            by_id[buyer_id].groups.update(one.name for one in held)
    notes = BuyerNote.objects.filter(
        buyer_id__in=ids, text__in={entry.note for entry in entries if entry.note}
    )
    for buyer_id, text in notes.values_list("buyer_id", "text"):
        by_id[buyer_id].notes.add(text)
    return known


def _write(shop_id: int, known: dict[str, _Known], new: int, by: Actor, at: datetime) -> None:
    missing = [nick for nick, buyer in known.items() if buyer.buyer_id is None]
    made = ensure_buyers(shop_id=shop_id, nicks=missing, at=at) if missing else {}
    told = [(buyer.buyer_id or made[nick], buyer) for nick, buyer in known.items() if buyer.was_told]
    for buyer_id, buyer in told:
        if buyer.gone_tags:
            BuyerTag.objects.filter(buyer_id=buyer_id, name__in=buyer.gone_tags).delete()
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
    _put_into_groups(shop_id, told, by, at)
    if not (new or told):
        return
    # Tags and notes themselves say by whom and when: one entry for the batch says that it was a file.
    said = {"buyers_new": [None, new], "buyers_told": [None, len(told)]}
    audit(verb="record_buyers", thing="shop", thing_id=shop_id, changes=said, by=by, at=at)
    announce(BuyersChanged(shop_id=shop_id, buyer_ids=tuple(buyer_id for buyer_id, _ in told)))


def _put_into_groups(shop_id: int, told: Sequence[tuple[int, _Known]], by: Actor, at: datetime) -> None:
    names = sorted({name for _, buyer in told for name in buyer.new_groups})
    if not names:
        return
    BuyerGroup.objects.bulk_create(
        [BuyerGroup(shop_id=shop_id, name=name, by_name=by.name, at=at) for name in names],
        ignore_conflicts=True,
    )
    rows = BuyerGroup.objects.filter(shop_id=shop_id, retired_at=None, name__in=names)
    ids = dict(rows.values_list("name", "pk"))
    GroupMember.objects.bulk_create(
        [
            GroupMember(group_id=ids[name], buyer_id=buyer_id, by_name=by.name, at=at)
            for buyer_id, buyer in told
            for name in buyer.new_groups
        ],
        ignore_conflicts=True,
    )
