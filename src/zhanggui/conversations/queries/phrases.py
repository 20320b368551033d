"""The ready answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import connection

from zhanggui.conversations import rules
from zhanggui.conversations.models import Phrase


@dataclass(frozen=True)
class PhraseCard:
    id: int
    group: str
    category: str
    title: str
    text: str
    asks: tuple[str, ...]
    shortcut: str
    used: int
    owner_id: int | None = None  # the member whose it is; None: the shop's
    picture_id: int | None = None

    @property
    def set_title(self) -> str:
        """Under which heading it stands."""
        return self.group_title if self.owner_id is None else "我的"

    @property
    def group_title(self) -> str:
        return rules.GROUP_TITLES[self.group]


def phrase_card(row: Phrase) -> PhraseCard:
    return PhraseCard(
        id=row.pk,
        group=row.group,
        category=row.category,
        title=row.title,
        text=row.text,
        asks=tuple(row.asks),
        shortcut=row.shortcut,
        used=row.used,
        owner_id=row.owner_id,
        picture_id=row.picture_id,
    )


def phrases(shop_id: int) -> list[PhraseCard]:
    """The shop's phrases in use, by group, category and title."""
    return _cards(shop_id=shop_id, owner=None)


def own_phrases(staff_id: int) -> list[PhraseCard]:
    """The member's own phrases in use."""
    return _cards(owner_id=staff_id)


def short_texts(shop_id: int, staff_id: int) -> list[PhraseCard]:
    """What the picker shows beside the emoticons: one's own first."""
    own = _cards(owner_id=staff_id, group=rules.SHORT)
    return [*own, *_cards(shop_id=shop_id, owner=None, group=rules.SHORT)][:60]


def _cards(**of: object) -> list[PhraseCard]:
    return sorted(map(phrase_card, Phrase.objects.filter(retired_at=None, **of)), key=_place)


def _place(phrase: PhraseCard) -> tuple[int, str, str]:
    return rules.GROUPS.index(phrase.group), phrase.category, phrase.title


def all_phrases(shop_id: int) -> Iterator[PhraseCard]:
    """The same, for a file."""
    return iter(phrases(shop_id))


def phrases_stamps(shop_id: int, owners: Sequence[int | None]) -> list[tuple[int, str]]:
    """Of the phrases of each of the members (None: of the shop's own), what changes whenever one of them is
    added, changed or retired."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT owner_id, count(*), max(changed_at)::text FROM conversations_phrase"
            " WHERE shop_id = %s AND (owner_id IS NULL OR owner_id = ANY(%s)) GROUP BY owner_id",
            (shop_id, [owner for owner in owners if owner is not None]),
        )
        stamps = {owner: (count, changed) for owner, count, changed in cursor.fetchall()}
    return [stamps.get(owner, (0, "")) for owner in owners]
