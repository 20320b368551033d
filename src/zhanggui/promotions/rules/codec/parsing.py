"""JSON from anybody, read with the path of every value: what is wrong is said with its place.

Money is whole fen, so that no number with a point is one; nothing that JSON lets pass in silence (a key
twice, NaN, a number of a thousand digits) passes here.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

MOST_BYTES = 1 << 20
MOST_LETTERS = 200  # of a key or a name
TOO_LONG = f"最多 {MOST_BYTES} 字节(1 MB)", f"at most {MOST_BYTES} bytes (1 MB)"
UNSAID = "没有写这个字段", "this field is missing"
_MOST_DIGITS = 18
_SHOWN = 40  # letters of a wrong value, as a refusal repeats them
_INSTANT = re.compile(
    r"(20\d\d|2100)-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)", re.ASCII | re.IGNORECASE
)
_NOT_SHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_PLAIN_NAME = re.compile(r"\w{1,40}")

_Choice = TypeVar("_Choice", bound=StrEnum)


class WrongJson(ValueError):  # noqa: N818 - read as "a wrong JSON"
    """`path` names the place ("$.cart.lines[0].price_fen"), `says` what was expected there, in Chinese, and
    `says_en` the same in English."""

    def __init__(self, path: str, says: str, says_en: str) -> None:
        super().__init__(f"{path}: {says}")
        self.path, self.says, self.says_en = path, says, says_en


class _Pairs(NamedTuple):
    """An object as it stands there, names that stand twice included."""

    pairs: list[tuple[str, Any]]


class _NoWhole(NamedTuple):
    """A number that is no whole number that fits."""

    text: str


@dataclass(frozen=True, slots=True)
class Node:
    """A value and where it stands."""

    path: str
    value: Any

    def wrong(self, says: str, says_en: str) -> WrongJson:
        return WrongJson(self.path, says, says_en)

    def whole(self, lowest: int, highest: int) -> int:
        value = self.value
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.wrong(
                f"要整数,现在是{_kind(value)}", f"a whole number is needed, not {_kind_en(value)}"
            )
        if not lowest <= value <= highest:
            raise self.wrong(
                f"要 {lowest} 到 {highest} 的整数,现在是 {value}",
                f"a whole number from {lowest} to {highest} is needed, not {value}",
            )
        return value

    def text(self, most: int = MOST_LETTERS, *, empty: bool = False) -> str:
        value = self.value
        if not isinstance(value, str):
            raise self.wrong(f"要文字,现在是{_kind(value)}", f"text is needed, not {_kind_en(value)}")
        if len(value) > most or not (value or empty):
            least = 0 if empty else 1
            raise self.wrong(
                f"要 {least} 到 {most} 个字,现在是 {len(value)} 个",
                f"{least} to {most} letters are needed, not {len(value)}",
            )
        if _NOT_SHOWN.search(value):
            raise self.wrong(
                "文字里有控制字符或者不完整的字符", "the text has control characters, or broken ones"
            )
        return value

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            raise self.wrong(
                f"要 true 或 false,现在是{_kind(self.value)}",
                f"true or false is needed, not {_kind_en(self.value)}",
            )
        return self.value

    def choice(self, of: type[_Choice]) -> _Choice:
        text = self.text()
        if text not in {str(one) for one in of}:
            raise self.wrong(
                f"要 {'、'.join(of)} 之一,现在是「{_shortened(text)}」",
                f'one of {", ".join(of)} is needed, not "{_shortened(text)}"',
            )
        return of(text)

    def instant(self) -> datetime:
        """An instant says its offset: what the clock showed there is not enough."""
        text = self.text()
        try:
            if _INSTANT.fullmatch(text):
                return datetime.fromisoformat(text.upper())
        except ValueError:
            pass
        raise self.wrong(
            f"要带时区的时间,2000 到 2100 年,比如 2016-11-11T00:00:00+08:00,现在是「{_shortened(text)}」",
            "an instant with its offset is needed, from 2000 to 2100, such as 2016-11-11T00:00:00+08:00, "
            f'not "{_shortened(text)}"',
        )

    def items(self, most: int, *, least: int = 0) -> list[Node]:
        value = self.value
        if not isinstance(value, list):
            raise self.wrong(f"要数组,现在是{_kind(value)}", f"a list is needed, not {_kind_en(value)}")
        if not least <= len(value) <= most:
            raise self.wrong(
                f"要 {least} 到 {most} 个,现在有 {len(value)} 个",
                f"{least} to {most} are needed, not {len(value)}",
            )
        return [Node(f"{self.path}[{place}]", one) for place, one in enumerate(value)]

    def texts(self, most: int) -> list[str]:
        return [one.text() for one in self.items(most)]

    def named(self, most: int) -> dict[str, Node]:
        """An object whose names are anybody's."""
        value = self.value
        if not isinstance(value, _Pairs):
            raise self.wrong(f"要对象,现在是{_kind(value)}", f"an object is needed, not {_kind_en(value)}")
        if len(value.pairs) > most:
            raise self.wrong(
                f"最多 {most} 个名字,现在有 {len(value.pairs)} 个",
                f"at most {most} names, not {len(value.pairs)}",
            )
        found: dict[str, Node] = {}
        for name, one in value.pairs:
            Node(self.path, name).text(empty=True)
            path = (
                f"{self.path}.{name}" if _PLAIN_NAME.fullmatch(name) else f'{self.path}["{_shortened(name)}"]'
            )
            if name in found:
                raise WrongJson(path, "同一个名字写了两次", "the same name stands there twice")
            found[name] = Node(path, one)
        return found

    def fields(self, *known: str) -> Fields:
        """An object of ours: a name that is not known is refused, a slip of the pen is not passed over."""
        found = self.named(len(known) + 20)
        for name, node in found.items():
            if name not in known:
                raise node.wrong(
                    f"没有这个字段;这里可以写 {'、'.join(known)}",
                    f"there is no such field; these are known here: {', '.join(known)}",
                )
        return Fields(self.path, found)


@dataclass(frozen=True, slots=True)
class Fields:
    path: str
    nodes: dict[str, Node]

    def need(self, name: str) -> Node:
        node = self.nodes.get(name)
        if node is None:
            raise WrongJson(f"{self.path}.{name}", *UNSAID)
        return node

    def get(self, name: str) -> Node | None:
        """Null is as good as absent."""
        node = self.nodes.get(name)
        return None if node is None or node.value is None else node

    def whole(self, name: str, lowest: int, highest: int, *, unsaid: int) -> int:
        node = self.get(name)
        return unsaid if node is None else node.whole(lowest, highest)

    def maybe_whole(self, name: str, lowest: int, highest: int) -> int | None:
        node = self.get(name)
        return None if node is None else node.whole(lowest, highest)

    def text(self, name: str, *, unsaid: str = "") -> str:
        node = self.get(name)
        return unsaid if node is None else node.text(empty=not unsaid)

    def maybe_text(self, name: str) -> str | None:
        node = self.get(name)
        return None if node is None else node.text()

    def flag(self, name: str) -> bool:
        node = self.get(name)
        return False if node is None else node.flag()

    def texts(self, name: str, most: int) -> list[str]:
        node = self.get(name)
        return [] if node is None else node.texts(most)

    def wrong(self, says: str, says_en: str) -> WrongJson:
        return WrongJson(self.path, says, says_en)


def parsed(data: bytes) -> Node:
    """The root. WrongJson."""
    if len(data) > MOST_BYTES:
        raise WrongJson("$", *TOO_LONG)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise WrongJson(
            "$",
            f"不是 UTF-8:第 {wrong.start + 1} 个字节读不出来",
            f"no UTF-8: byte {wrong.start + 1} cannot be read",
        ) from None
    try:
        value = json.loads(
            text, object_pairs_hook=_Pairs, parse_int=_whole, parse_float=_NoWhole, parse_constant=_NoWhole
        )
    except json.JSONDecodeError as wrong:
        raise WrongJson(
            "$",
            f"不是 JSON:第 {wrong.lineno} 行第 {wrong.colno} 个字读不下去",
            f"no JSON: it breaks off at line {wrong.lineno}, letter {wrong.colno}",
        ) from None
    except RecursionError:
        raise WrongJson("$", "套得太深", "too deeply nested") from None
    return Node("$", value)


def _whole(text: str) -> int | _NoWhole:
    return int(text) if len(text) <= _MOST_DIGITS else _NoWhole(text)


def _kind(value: object) -> str:
    if isinstance(value, _NoWhole):
        return f" {_shortened(value.text)}"
    if isinstance(value, str):
        return f"文字「{_shortened(value)}」"
    if value is None or isinstance(value, bool | int):
        return f" {json.dumps(value)}"
    return "数组" if isinstance(value, list) else "对象"


def _kind_en(value: object) -> str:
    if isinstance(value, str):
        return f'the text "{_shortened(value)}"'
    return {"数组": "a list", "对象": "an object"}.get(_kind(value), _kind(value).strip())


def _shortened(text: str) -> str:
    text = _NOT_SHOWN.sub("?", text)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
