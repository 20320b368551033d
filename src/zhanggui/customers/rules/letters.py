"""The first letters of a word's pinyin, so that a tag is found without the input method: 老客 by "lk".

The 3,755 characters of GB 2312's first level stand in the order of their pinyin; where each letter begins is
told by the character that is first there (GB 2312-1980). Of a character with several readings it is the one
by which it stands; rarer characters have no letter.
"""

from __future__ import annotations

from bisect import bisect_right

_FIRST = "啊芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝"
_LETTERS = "abcdefghjklmnopqrstwxyz"


def _code(letter: str) -> int:
    """Its place in GB 2312; 0 for what is not in it."""
    try:
        encoded = letter.encode("gb2312")
    except UnicodeEncodeError:
        return 0
    return int.from_bytes(encoded) if len(encoded) == 2 else 0


_BEGINS = [_code(letter) for letter in _FIRST]
_END = _code("座")


def initials(text: str) -> str:
    """The letters and digits of the text, small, each Chinese character as the first letter of its pinyin."""
    return "".join(_initial(letter) for letter in text.lower())


def _initial(letter: str) -> str:
    if letter.isascii():
        return letter if letter.isalnum() else ""
    code = _code(letter)
    if not _BEGINS[0] <= code <= _END:
        return ""
    return _LETTERS[bisect_right(_BEGINS, code) - 1]
