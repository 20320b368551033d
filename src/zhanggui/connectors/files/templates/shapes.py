"""What may stand in a column's cells: each shape reads a cell and writes one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Protocol

from zhanggui.connectors.files.templates import harmless, parts
from zhanggui.foundation.calendar import SHANGHAI, from_shop_text
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.money import parse_yuan

LONGEST_TEXT = 20_000
_FIRST = from_shop_text("2003-05-10 00:00")  # the first order on Taobao
_COUNT = re.compile(r"[0-9]{1,15}")
_WEIGHT = re.compile(
    r"(\d{1,9}(?:\.\d{1,6})?)\s*(kg|千克|公斤|斤|g|克|mg|毫克|吨|t)?", re.ASCII | re.IGNORECASE
)
_GRAMS: Mapping[str, Decimal] = MappingProxyType(
    {
        "g": Decimal(1),
        "克": Decimal(1),
        "kg": Decimal(1000),
        "千克": Decimal(1000),
        "公斤": Decimal(1000),
        "斤": Decimal(500),
        "mg": Decimal("0.001"),
        "毫克": Decimal("0.001"),
        "t": Decimal(1_000_000),
        "吨": Decimal(1_000_000),
    }
)
_YES = frozenset({"是", "有", "对", "y", "yes", "true", "1", "√", "✓", "支持"})
_NO = frozenset({"否", "无", "没有", "不", "n", "no", "false", "0", "×", "✗", "x", "不支持"})


class CannotTake(UnableTo):
    """Why a cell cannot be taken."""


@dataclass(frozen=True)
class Found:
    """A cell as the file has it, the name of its column there, and the latest instant that it may tell."""

    raw: str
    column: str
    latest: datetime


@dataclass(frozen=True)
class Written:
    """A value as a cell: a text, which is guarded, or a number."""

    text: str = ""
    number: int | Decimal | None = None
    is_identifier: bool = False


class Shape(Protocol):
    @property
    def says(self) -> str:
        """How to fill such a cell."""

    @property
    def choices(self) -> Sequence[str]:
        """What a cell may hold, when it is one of a few words."""

    @property
    def is_text(self) -> bool:
        """A spreadsheet must not make a number of it."""

    def read(self, found: Found) -> Any:
        """The value; None when the cell is empty. CannotTake when it is none."""

    def write(self, value: Any) -> Written: ...


@dataclass(frozen=True)
class Text:
    longest: int = LONGEST_TEXT
    lines: bool = False
    choices: Sequence[str] = ()
    is_text: bool = True

    @property
    def says(self) -> str:
        return f"文字,最多 {self.longest} 个字{',可以换行' if self.lines else ''}"

    def read(self, found: Found) -> str | None:
        text = _words(found)
        if len(text) > self.longest:
            raise CannotTake(f"超过 {self.longest} 个字")
        return text or None

    def write(self, value: str) -> Written:
        return Written(value)


def _words(found: Found) -> str:
    """A text; empty when the cell says nothing."""
    text, is_text = harmless.text_of(found.raw)
    if is_text:
        return text
    _refuse_failure(text)
    return "" if harmless.is_nothing(text) else text


def _refuse_failure(text: str) -> None:
    if harmless.is_failure(text):
        raise CannotTake("这一格的公式没有算出来;请写上值,或者空着")


@dataclass(frozen=True)
class Identifier:
    """A number or code that must come through letter by letter."""

    longest: int = 64
    choices: Sequence[str] = ()
    is_text: bool = True

    @property
    def says(self) -> str:
        return f"编号,按文本填,前面的 0 不能少,最多 {self.longest} 个字"

    def read(self, found: Found) -> str | None:
        text, is_text = harmless.identifier_of(found.raw)
        # What cannot be seen comes along when a number is copied from a page.
        text = "".join(letter if letter.isprintable() else " " for letter in text).strip()
        if not is_text:
            if harmless.is_nothing(text):
                return None
            self._refuse_spoiled(text)
        if len(text) > self.longest:
            raise CannotTake(f"超过 {self.longest} 个字")
        return text or None

    def _refuse_spoiled(self, text: str) -> None:
        if harmless.is_formula(text):
            raise CannotTake("这一格是公式,不是值")
        _refuse_failure(text)
        if harmless.was_counted(text):
            raise CannotTake("被表格软件改成了科学计数,位数已经丢了;请把这一列设成文本,重新填写")
        if harmless.was_dated(text):
            raise CannotTake("被表格软件改成了日期;请把这一列设成文本,重新填写 (本来就这样写的,前面加一个 ')")

    def write(self, value: str) -> Written:
        return Written(value, is_identifier=True)


@dataclass(frozen=True)
class Money:
    """Fen."""

    says: str = "金额,单位元,最多两位小数"
    choices: Sequence[str] = ()
    is_text: bool = False

    def read(self, found: Found) -> int | None:
        if (text := _bare_number(found)) is None:
            return None
        try:
            fen = parse_yuan(text)
        except ValueError:
            raise CannotTake("不是金额 (应如 128.00)") from None
        if fen < 0:
            raise CannotTake("金额不能是负数")
        return fen

    def write(self, value: int) -> Written:
        return Written(f"{value // 100}.{value % 100:02d}", Decimal(value) / 100)


@dataclass(frozen=True)
class Count:
    most: int
    choices: Sequence[str] = ()
    is_text: bool = False

    @property
    def says(self) -> str:
        return f"整数,0 到 {self.most:,}"

    def read(self, found: Found) -> int | None:
        if (text := _bare_number(found)) is None:
            return None
        digits = text.replace(",", "") if re.fullmatch(r"\d{1,3}(,\d{3})+", text, re.ASCII) else text
        digits = re.sub(r"\.0+\Z", "", digits.removesuffix("件"))
        if not _COUNT.fullmatch(digits):
            raise CannotTake("不能是负数" if digits.startswith("-") else "不是整数")
        if int(digits) > self.most:
            raise CannotTake(f"最多 {self.most:,}")
        return int(digits)

    def write(self, value: int) -> Written:
        return Written(str(value), value)


@dataclass(frozen=True)
class Grams:
    says: str = "重量,单位克;也可以写 0.5kg、0.5公斤"
    choices: Sequence[str] = ()
    is_text: bool = False

    def read(self, found: Found) -> int | None:
        if (text := _bare_number(found)) is None:
            return None
        weight = _WEIGHT.fullmatch(text)
        if weight is None:
            raise CannotTake("不能是负数" if text.startswith("-") else "不是重量 (应如 350、0.35kg)")
        grams = Decimal(weight[1]) * _GRAMS[(weight[2] or _unit_of(found.column)).lower()]
        if 0 < grams < 1:
            raise CannotTake("还不到 1 克;是公斤的话写成 0.35kg")
        return int(grams.to_integral_value())

    def write(self, value: int) -> Written:
        return Written(str(value), value)


def _unit_of(column: str) -> str:
    """What a bare number in this column means: platforms write 重量(kg) into the header."""
    return "kg" if re.search("kg|千克|公斤", column, re.IGNORECASE) else "g"


def _bare_number(found: Found) -> str | None:
    text, is_text = harmless.identifier_of(found.raw)
    if harmless.is_nothing(text):
        return None
    if not is_text and harmless.is_formula(text):
        raise CannotTake("这一格是公式,不是值")
    _refuse_failure(text)
    return text


@dataclass(frozen=True)
class YesNo:
    """`yes` and `no` are words of this column beside the usual ones, the first of each is written."""

    yes: Sequence[str] = ("是",)
    no: Sequence[str] = ("否",)
    is_text: bool = True

    @property
    def choices(self) -> Sequence[str]:
        return self.yes[0], self.no[0]

    @property
    def says(self) -> str:
        return f"{self.yes[0]} 或 {self.no[0]}"

    def read(self, found: Found) -> bool | None:
        word = _words(found).lower()
        if not word:
            return None
        if word in self.yes or (word in _YES and word not in self.no):
            return True
        if word in self.no or word in _NO:
            return False
        raise CannotTake(f"应写 {self.says}")

    def write(self, value: bool) -> Written:
        return Written((self.yes if value else self.no)[0])


@dataclass(frozen=True)
class Choice:
    """One of a few: our key -> what people call it, first the word that is written."""

    words: Mapping[str, Sequence[str]]
    is_text: bool = True

    @property
    def choices(self) -> Sequence[str]:
        return [words[0] for words in self.words.values()]

    @property
    def says(self) -> str:
        return "、".join(self.choices) + " 之一"

    def read(self, found: Found) -> str | None:
        text = _words(found)
        if not text:
            return None
        for key, words in self.words.items():
            if text.lower() == key or text in words:
                return key
        raise CannotTake(f"没有「{text[:20]}」,可以是 {'、'.join(self.choices)}")

    def write(self, value: str) -> Written:
        return Written(self.words[value][0])


@dataclass(frozen=True)
class Listed:
    """Several in one cell; the first of the marks is written between them."""

    marks: str = "、，,;；\n"
    choices: Sequence[str] = ()
    is_text: bool = True

    @property
    def says(self) -> str:
        marks = " ".join("换行" if mark == "\n" else mark for mark in self.marks)
        return f"可以写几个,用 {marks} 分开"

    def read(self, found: Found) -> tuple[str, ...] | None:
        return parts.parted(_words(found), self.marks) or None

    def write(self, value: Sequence[str]) -> Written:
        return Written(parts.joined(value, self.marks))


@dataclass(frozen=True)
class Pairs:
    says: str = "名称:值,几项用 ; 分开"
    choices: Sequence[str] = ()
    is_text: bool = True

    def read(self, found: Found) -> dict[str, str] | None:
        try:
            return parts.parted_pairs(_words(found)) or None
        except parts.NotPairs as part:
            raise CannotTake(f"「{str(part)[:20]}」应写成 名称:值") from None

    def write(self, value: Mapping[str, str]) -> Written:
        return Written(parts.joined_pairs(value))


@dataclass(frozen=True)
class Instant:
    says: str = "时间,如 2026-11-20 18:30"
    to_come: bool = False  # it may lie ahead
    choices: Sequence[str] = ()
    is_text: bool = True

    def read(self, found: Found) -> datetime | None:
        text = harmless.identifier_of(found.raw)[0]
        if harmless.is_nothing(text):
            return None
        day = text.replace("/", "-")
        try:
            instant = from_shop_text(f"{day} 00:00" if re.fullmatch(r"\d{4}-\d\d?-\d\d?", day) else text)
        except (ValueError, OverflowError):
            raise CannotTake("不是时间 (应如 2026-11-20 18:30)") from None
        if instant < _FIRST:
            raise CannotTake("时间太早")
        if instant > found.latest and not self.to_come:
            raise CannotTake("时间在未来")
        return instant

    def write(self, value: datetime) -> Written:
        return Written(f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}")


@dataclass(frozen=True)
class Shown:
    """Only to be seen in an export: another shape's cells, which no reader takes."""

    of: Shape = field(default_factory=Text)
    choices: Sequence[str] = ()

    @property
    def says(self) -> str:
        return "只供查看,导入时不用"

    @property
    def is_text(self) -> bool:
        return self.of.is_text

    def read(self, _found: Found) -> None:
        return None

    def write(self, value: Any) -> Written:
        return self.of.write(value)
