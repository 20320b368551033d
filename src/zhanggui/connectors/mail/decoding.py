"""Letters of bytes, whatever the writer's program called their alphabet. Pure."""

from __future__ import annotations

import binascii
import codecs
import re
from email.message import Message
from typing import Final

# The names that Chinese programs use for less than they write.
_WIDER: Final = {"gb2312": "gb18030", "gbk": "gb18030"}
# Only alphabets: Python's table of codecs has slow and odd ones too.
_ALPHABETS: Final = re.compile(
    r"utf-8|utf-16(-[bl]e)?|ascii|gb18030|hz|big5(hkscs)?|cp(125\d|866|874|9\d\d)|iso8859-\d+|koi8-[ru]|"
    r"shift_jis|euc_jp|euc_kr|iso2022_(jp|kr)|mac-roman"
)
_ENCODED: Final = re.compile(r"=\?([^?\s]{1,60})\?([bq])\?([^?]*)\?=", re.IGNORECASE)
_GUESSES: Final = ("utf-8", "gb18030")


def text_of(data: bytes, alphabet: str | None) -> str:
    """Never fails: what no alphabet explains is shown as a mark."""
    named = _named(alphabet or "")
    for one in dict.fromkeys((*((named,) if named and named != "ascii" else ()), *_GUESSES)):
        try:
            return data.decode(one)
        except UnicodeDecodeError:
            continue
    return data.decode(named if named and named != "ascii" else "utf-8", errors="replace")


def _named(alphabet: str) -> str:
    try:
        name = codecs.lookup(alphabet.strip().strip("'\"")[:40]).name
    except (LookupError, ValueError, TypeError):
        return ""
    name = _WIDER.get(name, name)
    return name if _ALPHABETS.fullmatch(name) else ""


def header_of(message: Message, name: str) -> str:
    """The first header of this name in letters, on one line; empty when it is missing."""
    wanted = name.lower()
    return next((words_of(told) for key, told in message.raw_items() if key.lower() == wanted), "")


def words_of(told: str) -> str:
    """Decodes the words of a header (RFC 2047). Neighbours in one alphabet are joined before they are read:
    many programs cut them within a letter."""
    pieces: list[tuple[bytes, str]] = []
    place = 0
    for found in _ENCODED.finditer(told):
        between = told[place : found.start()]
        if between.strip() or not pieces:  # white space between two encoded words is none
            pieces.append((_bytes(between), ""))
        called = found[1].partition("*")[0].lower()
        data = _unpacked(found[2].lower(), found[3])
        if pieces[-1][1] == called:
            pieces[-1] = (pieces[-1][0] + data, called)
        else:
            pieces.append((data, called))
        place = found.end()
    pieces.append((_bytes(told[place:]), ""))
    whole = "".join(text_of(data, alphabet) for data, alphabet in pieces)
    return " ".join("".join(letter if letter.isprintable() else " " for letter in whole).split())


def _bytes(text: str) -> bytes:
    """As it came: the library keeps bytes beyond ASCII as halves of pairs."""
    return text.encode("utf-8", "surrogateescape")


def _unpacked(how: str, data: str) -> bytes:
    if how == "q":
        return binascii.a2b_qp(_bytes(data), header=True)
    try:
        return binascii.a2b_base64(_bytes(data + "==="))
    except binascii.Error:
        return _bytes(data)
