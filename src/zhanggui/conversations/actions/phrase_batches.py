"""Recording phrases from a file, many at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from zhanggui.conversations import rules
from zhanggui.conversations.actions.phrases import PhraseText, fault_in
from zhanggui.conversations.models import Phrase
from zhanggui.foundation.actions import audit_each
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.claims import refused_claims
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.recorded import Recorded, Refused
from zhanggui.shops.queries import ShopCard, shop_by_id

_WRITTEN = ("group", "category", "text", "asks", "shortcut", "changed_at")


@dataclass(frozen=True)
class PhraseEntry:
    """A phrase as a file says, not yet checked; None is not said. The group is a key (presale) or a
    title (售前)."""

    group: str
    category: str
    title: str
    text: str
    asks: tuple[str, ...] | None = None
    shortcut: str | None = None


@dataclass
class _Batch:
    """The phrases in force, what is to be written, and the entries that were refused."""

    known: dict[str, Phrase]  # by title
    wanted: dict[str, PhraseText] = field(default_factory=dict)  # by title
    places: dict[str, int] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    repeated: int = 0


def record_phrases(*, shop_id: int, entries: Sequence[PhraseEntry], by: Actor, at: datetime) -> Recorded:
    """Adds and changes phrases, known by the title of those in force; the same twice is once. What is
    not named stays. A retired phrase that is named again begins anew."""
    if by.shop_id != shop_id:
        message = f"{by.name} of shop {by.shop_id} cannot record phrases of shop {shop_id}"
        raise ValueError(message)
    try:
        return _record(shop_id, entries, by, at)
    except IntegrityError:  # somebody added one of the titles a moment ago: now it is seen
        return _record(shop_id, entries, by, at)


@transaction.atomic
def _record(shop_id: int, entries: Sequence[PhraseEntry], by: Actor, at: datetime) -> Recorded:
    rows = (
        Phrase.objects.select_for_update().filter(shop_id=shop_id, owner=None, retired_at=None).order_by("pk")
    )
    batch = _Batch({row.title: row for row in rows})
    _take(batch, entries, shop_by_id(shop_id), at)
    _refuse_given_shortcuts(batch)
    new, changed = _write(shop_id, batch, by, at)
    return Recorded(
        new=new,
        changed=changed,
        unchanged=len(batch.wanted) - new - changed + batch.repeated,
        refused=tuple(sorted(batch.refused, key=lambda one: one.place)),
    )


def _take(batch: _Batch, entries: Iterable[PhraseEntry], shop: ShopCard, at: datetime) -> None:
    for place, entry in enumerate(entries):
        phrase = _phrase(entry, batch.known)
        fault = fault_in(phrase=phrase, shop=shop, at=at)
        if fault is None and phrase.title in batch.places:
            if batch.wanted[phrase.title] == phrase:
                batch.repeated += 1
                continue
            fault = "title", UnableTo("前面已经有一条叫「{title}」的,写的不一样", title=phrase.title)
        if fault:
            batch.refused.append(Refused(place, fault[0], fault[1].translated()))
        else:
            batch.wanted[phrase.title], batch.places[phrase.title] = phrase, place


def _phrase(entry: PhraseEntry, known: Mapping[str, Phrase]) -> PhraseText:
    phrase = PhraseText(
        group=rules.group_of(entry.group.strip()) or "",
        category=entry.category,
        title=entry.title,
        text=entry.text,
        asks=entry.asks or (),
        shortcut=entry.shortcut or "",
    ).cleaned()
    before = known.get(phrase.title)
    if before is None:
        return phrase
    return replace(
        phrase,
        asks=tuple(before.asks) if entry.asks is None else phrase.asks,
        shortcut=before.shortcut if entry.shortcut is None else phrase.shortcut,
    )


def _refuse_given_shortcuts(batch: _Batch) -> None:
    held = {row.shortcut: title for title, row in batch.known.items() if row.shortcut}
    wanted = {title: [phrase.shortcut] if phrase.shortcut else [] for title, phrase in batch.wanted.items()}
    for title, (shortcut, other) in refused_claims(held, wanted).items():
        said = UnableTo("快捷码 {shortcut} 已经给了「{title}」,换一个", shortcut=shortcut, title=other)
        batch.refused.append(Refused(batch.places[title], "shortcut", said.translated()))
        del batch.wanted[title]


def _write(shop_id: int, batch: _Batch, by: Actor, at: datetime) -> tuple[int, int]:
    """How many were new and how many changed."""
    rows: list[Phrase] = []
    noted: list[dict[str, Any]] = []
    changed_at = _later_than_all(shop_id, at)
    for title, phrase in batch.wanted.items():
        row = batch.known.get(title) or Phrase(shop_id=shop_id, title=title)
        written = {**asdict(phrase), "asks": list(phrase.asks)}
        if row.pk is not None and all(getattr(row, name) == value for name, value in written.items()):
            continue
        noted.append({"title": [row.title if row.pk else "", title], "text": [row.text, phrase.text]})
        for name, value in written.items():
            setattr(row, name, value)
        row.changed_at = changed_at
        rows.append(row)
    fresh = [row for row in rows if row.pk is None]
    known = [row for row in rows if row.pk is not None]
    Phrase.objects.bulk_create(fresh)
    Phrase.objects.bulk_update(known, _WRITTEN, batch_size=500)
    changes = {row.pk: changed for row, changed in zip(rows, noted, strict=True)}
    audit_each(verb="write_phrase", thing="phrase", changes=changes, by=by, at=at)
    return len(fresh), len(known)


def _later_than_all(shop_id: int, at: datetime) -> datetime:
    """The search is built anew when the latest change is another one: the second batch of a file, with
    the same `at`, must be later than the first."""
    latest = Phrase.objects.filter(shop_id=shop_id).aggregate(Max("changed_at"))["changed_at__max"]
    return at if latest is None or latest < at else latest + timedelta(microseconds=1)
