"""What somebody typed into the fields of a form, read: what cannot be is blamed on its field."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from zhanggui.foundation.calendar import SHANGHAI
from zhanggui.foundation.money import parse_yuan
from zhanggui.promotions.rules.cart import MOST_FEN
from zhanggui.promotions.rules.offers import Scope
from zhanggui.promotions.rules.review import Blame

_WALL = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?", re.ASCII)
_WHOLE = re.compile(r"\d{1,6}", re.ASCII)
_RATE = re.compile(r"\d(\.\d{1,2})?|10", re.ASCII)
_APART = re.compile(r"[\s,\uff0c、;\uff1b]+")  # the half and the full ones
_YEARS = range(2003, 2100)
JUST_NOW = timedelta(hours=1)  # a form is filled in for a while: what began since then begins now


@dataclass
class Fields:
    """`many`: the values of fields that may be there several times."""

    said: Mapping[str, str]
    many: Mapping[str, Sequence[str]] = field(default_factory=dict)
    blames: list[Blame] = field(default_factory=list)

    def text(self, name: str) -> str:
        return self.said.get(name, "").strip()

    def digits(self, name: str) -> str:
        """Of a number: full-width digits and marks, as a Chinese keyboard writes them, are as good."""
        return unicodedata.normalize("NFKC", self.text(name)).replace("。", ".")

    def money(self, name: str, *, where: str = "", unsaid: int | None = None) -> int:
        """In fen. An empty field is blamed unless there is an `unsaid`."""
        text = self.digits(name)
        if not text and unsaid is not None:
            return unsaid
        try:
            fen = parse_yuan(text)
        except ValueError:
            self.blame(where or name, "not_money")
            return 0
        if not 0 <= fen <= MOST_FEN:
            self.blame(where or name, "amount")
        return fen

    def whole(self, name: str, *, where: str = "", unsaid: int | None = None) -> int:
        text = self.digits(name)
        if not text and unsaid is not None:
            return unsaid
        if not _WHOLE.fullmatch(text):
            self.blame(where or name, "not_whole")
            return 0
        return int(text)

    def maybe_whole(self, name: str) -> int | None:
        return self.whole(name) if self.text(name) else None

    def thousandths(self, name: str, *, where: str = "") -> int:
        """8.8 (折) is 880."""
        text = self.digits(name)
        if not _RATE.fullmatch(text):
            self.blame(where or name, "not_rate")
            return 1
        return int(Decimal(text) * 100)

    def instant(self, name: str) -> datetime | None:
        """Shanghai wall time of a field of the browser's, as an instant."""
        text = self.text(name)
        if not text:
            return None
        if _WALL.fullmatch(text):
            try:
                wall = datetime.fromisoformat(text)
            except ValueError:
                pass
            else:
                if wall.year in _YEARS:
                    return wall.replace(tzinfo=SHANGHAI)
        self.blame(name, "not_time")
        return None

    def period(self, at: datetime) -> tuple[datetime, datetime]:
        """An empty start is now."""
        starts_at, ends_at = self.instant("starts_at"), self.instant("ends_at")
        if starts_at is None or at - JUST_NOW <= starts_at < at:
            starts_at = at
        if ends_at is None:
            if not self.text("ends_at"):
                self.blame("ends_at", "no_end")
            return starts_at, starts_at + timedelta(days=1)
        if starts_at < at < ends_at:
            self.blames.append(Blame("starts_at", "began_before", {"starts_at": starts_at}))
        elif starts_at < ends_at <= at:
            self.blames.append(Blame("ends_at", "is_over", {"ends_at": ends_at}))
        return starts_at, ends_at

    def scope(self, shop: str) -> Scope:
        """Whole shop, categories that are ticked, or items by their numbers."""
        kind = self.text("scope") or "shop"
        items = frozenset(self.words("items")) if kind == "items" else frozenset[str]()
        categories = frozenset(self.many.get("categories", ())) if kind == "categories" else frozenset[str]()
        if kind == "items" and not items:
            self.blame("items", "no_items")
        if kind == "categories" and not categories:
            self.blame("categories", "no_categories")
        return Scope(shop, items, categories, frozenset(self.words("but")))

    def words(self, name: str) -> list[str]:
        return [word for word in _APART.split(self.text(name)) if word]

    def blame(self, name: str, code: str, **said: str | int) -> None:
        self.blames.append(Blame(name, code, said))
