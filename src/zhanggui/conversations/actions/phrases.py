from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from zhanggui.conversations import rules
from zhanggui.conversations.actions.guarding import what_stops
from zhanggui.conversations.actions.pictures import encoded_picture
from zhanggui.conversations.models import Phrase, PhrasePicture
from zhanggui.conversations.variables import PHRASE_VARIABLES
from zhanggui.customers.rules import clean_words
from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.failures import UnableTo
from zhanggui.shops.queries import ShopCard, shop_by_id

_LENGTH_SAYS = "标题要有 1 到 40 个字,分类 1 到 20 个字,短码最多 20 个字"
_TEXT_SAYS = "内容要有 1 到 {most} 个字"
_GROUP_SAYS = "请选择售前、售后或短句"
_LENGTHS = (
    ("title", 1, 40, _LENGTH_SAYS),
    ("category", 1, 20, _LENGTH_SAYS),
    ("shortcut", 0, 20, _LENGTH_SAYS),
    ("text", 1, rules.TEXT_LETTERS, _TEXT_SAYS),
)


class CannotWritePhrase(UnableTo):
    """Something is empty or too long, the title or the shortcut is taken, a variable is unknown, or the guard
    would block the text."""


@dataclass(frozen=True)
class PhraseText:
    """A phrase as somebody wrote it, not yet checked."""

    group: str
    category: str
    title: str
    text: str
    asks: tuple[str, ...] = ()
    shortcut: str = ""

    def cleaned(self) -> PhraseText:
        return PhraseText(
            group=self.group,
            category=clean_words(self.category),
            title=clean_words(self.title),
            text=rules.clean_text(self.text),
            asks=tuple(dict.fromkeys(filter(None, (clean_words(ask)[:100] for ask in self.asks))))[:30],
            shortcut=clean_words(self.shortcut).lstrip("/ ").lower(),
        )


@dataclass(frozen=True)
class Adopted:
    """How many phrases of a ready set were added, and the titles of those that the shop's rules keep in."""

    added: int
    kept_in: tuple[str, ...] = ()


def write_phrase(
    *,
    shop_id: int,
    phrase_id: int | None,
    phrase: PhraseText,
    owner_id: int | None = None,
    picture: bytes | None = None,
    drops_picture: bool = False,
    by: Actor,
    at: datetime,
) -> int:
    """Adds a phrase, or changes the one with this id; returns its id. With an owner it is a member's own. A
    picture takes the place of the one before."""
    written = phrase.cleaned()
    encoded = encoded_picture(data=picture) if picture else None
    fault = fault_in(phrase=written, shop=shop_by_id(shop_id), at=at)
    if fault:
        raise CannotWritePhrase("{why}", why=fault[1])
    try:
        with transaction.atomic():
            rows = Phrase.objects.select_for_update(of=("self",)).filter(
                shop_id=shop_id, owner_id=owner_id, retired_at=None
            )
            if phrase_id is None:
                row: Phrase | None = Phrase(shop_id=shop_id, owner_id=owner_id)
            else:
                row = rows.filter(pk=phrase_id).first()
            if row is None:
                raise CannotWritePhrase("这条快捷语已经停用了")
            _refuse_taken(rows.exclude(pk=phrase_id or 0).exclude(title=written.title), written.shortcut)
            changes = {"title": [row.title, written.title], "text": [row.text, written.text]}
            row.group, row.category, row.title = written.group, written.category, written.title
            row.text, row.asks, row.shortcut = written.text, list(written.asks), written.shortcut
            if encoded is not None:
                row.picture = PhrasePicture.objects.create(shop_id=shop_id, at=at, **asdict(encoded))
            elif drops_picture:
                row.picture = None
            row.changed_at = at
            row.save()
            audit(verb="write_phrase", thing="phrase", thing_id=row.pk, changes=changes, by=by, at=at)
    except IntegrityError:
        raise CannotWritePhrase("已经有一条叫「{title}」的快捷语", title=written.title) from None
    return row.pk


@transaction.atomic
def adopt_phrases(*, shop_id: int, phrases: Sequence[PhraseText], by: Actor, at: datetime) -> Adopted:
    """Adds those of a ready set whose titles the shop does not have, and which its rules let out; a shortcut
    that is taken is left out."""
    shop = shop_by_id(shop_id)
    held = Phrase.objects.filter(shop_id=shop_id, owner=None, retired_at=None)
    titles = set(held.values_list("title", flat=True))
    shortcuts = set(held.values_list("shortcut", flat=True))
    missing = [phrase for phrase in phrases if phrase.title not in titles]
    kept_in = [one for one in missing if what_stops(text=one.text, shop=shop, at=at)]
    wanted = [phrase for phrase in missing if phrase not in kept_in]
    for phrase in wanted:
        free = phrase if phrase.shortcut not in shortcuts else replace(phrase, shortcut="")
        write_phrase(shop_id=shop_id, phrase_id=None, phrase=free, by=by, at=at)
    return Adopted(len(wanted), tuple(phrase.title for phrase in kept_in))


def fault_in(*, phrase: PhraseText, shop: ShopCard, at: datetime) -> tuple[str, UnableTo] | None:
    """The field of a cleaned phrase that is to blame, and the sentence for it; None for a good phrase."""
    if phrase.group not in rules.GROUPS:
        return "group", UnableTo(_GROUP_SAYS)
    for field, shortest, longest, say in _LENGTHS:
        if not shortest <= len(getattr(phrase, field)) <= longest:
            return field, UnableTo(say, most=longest)
    unknown = [name for name in rules.variables_in(phrase.text) if PHRASE_VARIABLES.get(name) is None]
    if unknown:
        known = "、".join("{" + variable.key + "}" for variable in PHRASE_VARIABLES)
        return "text", UnableTo(
            "没有这个变量: {unknown}。可以用 {known}", unknown=f"{{{unknown[0]}}}", known=known
        )
    stops = what_stops(text=phrase.text, shop=shop, at=at)
    return (
        ("text", UnableTo("这句话发不出去:{why}", why=UnableTo(stops.say, **stops.facts))) if stops else None
    )


def _refuse_taken(others: QuerySet[Phrase], shortcut: str) -> None:
    other = others.filter(shortcut=shortcut).first() if shortcut else None
    if other:
        raise CannotWritePhrase(
            "快捷码 {shortcut} 已经给了「{title}」,换一个", shortcut=shortcut, title=other.title
        )


@transaction.atomic
def retire_phrase(
    *, shop_id: int, phrase_id: int, owner_id: int | None = None, by: Actor, at: datetime
) -> None:
    """Takes a phrase out of use; it stays on record."""
    rows = Phrase.objects.filter(shop_id=shop_id, pk=phrase_id, owner_id=owner_id, retired_at=None)
    changed = rows.update(retired_at=at, changed_at=at)
    if changed:
        audit(verb="retire_phrase", thing="phrase", thing_id=phrase_id, by=by, at=at)


def count_use(*, shop_id: int, phrase_id: int) -> None:
    """One more message was made from this phrase. No change of the phrase itself."""
    Phrase.objects.filter(shop_id=shop_id, pk=phrase_id).update(used=F("used") + 1)
