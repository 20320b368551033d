"""A row's cells in our own words: found by name and alias, never by position."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache

from zhanggui.connectors.files.table import bare_name, cleaned, unreadable
from zhanggui.foundation.calendar import from_shop_text
from zhanggui.foundation.money import parse_yuan

Names = Mapping[str, tuple[str, ...]]

LONGEST_TEXT = 20_000
_MOST = 1_000_000
_COUNTED = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
_NUMBER = re.compile(r"[0-9A-Za-z_-]{4,64}")
_FORMULA = frozenset("=+@")
_NO_DIGIT = frozenset("=+@'")
_NOTHING = frozenset({"", "-", "--", "null"})
_FIRST_ORDER_EVER = from_shop_text("2003-05-10 00:00")
_TIME_IN_NAME = re.compile(r"(?<!\d)(20\d{10})(?:\d\d)?(?!\d)")


class CellError(Exception):
    """A cell that cannot be taken: its column, why, and the cell as found."""

    def __init__(self, column: str, reason: str, raw: str) -> None:
        super().__init__(reason)
        self.column, self.reason, self.raw = column, reason, raw


def missing(header: Iterable[str], needed: Iterable[tuple[str, ...]]) -> list[str]:
    """The first name of each group of names of which none stands in the header."""
    there = set(header)
    return [names[0] for names in needed if not any(bare_name(name) in there for name in names)]


def places_in(header: tuple[str, ...], names: Names) -> dict[str, int]:
    """In which column each of our words stands; words without a column are missing."""
    where = {name: at for at, name in reversed(list(enumerate(header)))}
    return {
        word: where[found]
        for word, aliases in names.items()
        if (found := next((bare for name in aliases if (bare := bare_name(name)) in where), None))
    }


class Cells:
    """Reads one table's rows by our words; `names` gives each word's column names, most telling first.

    A method answers None where the file has no such column, and where an amount or instant is empty.
    CellError for what cannot be.
    """

    def __init__(self, header: tuple[str, ...], names: Names, *, latest: datetime) -> None:
        self._header = header
        self._names = names
        self._latest = latest
        self.place = places_in(header, names)
        used = set(self.place.values())
        self._unused = [(at, name) for at, name in enumerate(header) if name and at not in used]

    def cleaned(self, raw: list[str]) -> list[str]:
        """The row's cells without padding and wrapping. CellError when bytes in it are no text."""
        if unreadable("".join(raw)):
            place = next(at for at, cell in enumerate(raw) if unreadable(cell))
            raise CellError(self._header[place], "有读不出的字节,文件的编码坏了", raw[place])
        return cleaned(raw)

    def text(self, cells: list[str], word: str, longest: int = LONGEST_TEXT) -> str | None:
        place = self.place.get(word)
        if place is None:
            return None
        text = cells[place]
        if len(text) > longest:
            raise self.bad(word, f"超过 {longest} 个字", text)
        return "" if text == "null" else text

    def identifier(self, cells: list[str], word: str, longest: int = 64) -> str | None:
        """A text of digits that spreadsheets are kept from counting by a leading apostrophe."""
        place = self.place.get(word)
        if place is None:
            return None
        text = cells[place]
        if text[:1] in _NO_DIGIT:
            self._refuse_formula(word, text)
            text = text.removeprefix("'").strip()
        if text in _NOTHING:
            return ""
        if len(text) > longest:
            raise self.bad(word, f"超过 {longest} 个字", text)
        if ("E" in text or "e" in text) and _COUNTED.fullmatch(text):
            raise self.bad(word, f"{self.column(word)}被表格软件改成了科学计数,请用没有另存过的原文件", text)
        return text

    def number(self, cells: list[str], word: str) -> str:
        """An identifier that must be there, of the letters that platforms make them of."""
        text = self.identifier(cells, word) or ""
        if not _NUMBER.fullmatch(text):
            name = self._names[word][0]
            raise self.bad(word, f"不是{name}" if text else f"没有{name}", text)
        return text

    def money(self, cells: list[str], word: str) -> int | None:
        """Fen, not negative."""
        fen = self.signed_money(cells, word)
        if fen is not None and fen < 0:
            raise self.bad(word, "金额不能是负数", cells[self.place[word]])
        return fen

    def signed_money(self, cells: list[str], word: str) -> int | None:
        place = self.place.get(word)
        if place is None or (text := cells[place]) in _NOTHING:
            return None
        if text[0] in _FORMULA:
            self._refuse_formula(word, text)
        try:
            return _fen(text)
        except ValueError:
            raise self.bad(word, "不是金额", text) from None

    def count(self, cells: list[str], word: str) -> int | None:
        text = self.text(cells, word)
        if not text or text in _NOTHING:
            return None
        if not (text.isascii() and text.isdigit()) or len(text) > 9 or int(text) > _MOST:
            raise self.bad(word, "不是件数", text)
        return int(text)

    def instant(self, cells: list[str], word: str) -> datetime | None:
        place = self.place.get(word)
        if place is None or (text := cells[place]) in _NOTHING:
            return None
        try:
            instant = from_shop_text(text)
        except (ValueError, OverflowError):
            raise self.bad(word, "不是时间 (应如 2017-07-08 00:42:32)", text) from None
        if instant < _FIRST_ORDER_EVER:
            raise self.bad(word, "时间早于第一笔淘宝订单", text)
        if instant > self._latest:
            raise self.bad(word, "时间在未来", text)
        return instant

    def rest(self, cells: list[str]) -> dict[str, str]:
        """What none of our words names, by the file's own names."""
        return {name: cells[place][:LONGEST_TEXT] for place, name in self._unused if cells[place]}

    def column(self, word: str) -> str:
        return self._header[self.place[word]] if word in self.place else self._names[word][0]

    def bad(self, word: str, reason: str, raw: str) -> CellError:
        return CellError(self.column(word), reason, raw)

    def _refuse_formula(self, word: str, text: str) -> None:
        if text[:1] in _FORMULA:
            raise self.bad(word, "这一格是公式,不是值", text)


@lru_cache(maxsize=4096)
def _fen(text: str) -> int:
    return parse_yuan(text)


def told_at_from_name(name: str, *, latest: datetime) -> datetime | None:
    """The export's own time in names such as ExportOrderList201903121048.csv; None without one."""
    for digits in _TIME_IN_NAME.findall(name):
        text = f"{digits[:4]}-{digits[4:6]}-{digits[6:8]} {digits[8:10]}:{digits[10:]}"
        try:
            told = from_shop_text(text)
        except ValueError:
            continue
        return told if told <= latest else None
    return None


def latest_believable(at: datetime) -> datetime:
    """Instants up to a day ahead are a wrong clock; later ones are a wrong cell."""
    return at + timedelta(days=1)


def told_by(file_told_at: datetime | None, seen_at: datetime | None) -> datetime | None:
    """The file's time; None when the row is newer than it, so that it cannot be this file's time.

    A name tells the minute only.
    """
    if file_told_at is None or (seen_at and file_told_at + timedelta(minutes=1) <= seen_at):
        return None
    return file_told_at
