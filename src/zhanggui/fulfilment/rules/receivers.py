"""A receiver as it is compared, checked and shown."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass

from zhanggui.orders.rules import hides

_BLANK = re.compile(r"\s+")
_ZIP = re.compile(r"\(\d{6}\)\s*$")
_MAINLAND = re.compile(
    r"(?:\+?86)?"
    # Mobile: the ranges of the public numbering plan.
    r"(?:1(?:3\d|4[014-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])\d{8}"
    # Landline: area code and seven or eight digits.
    r"|0(?:10|2\d|[3-9]\d{2})[2-9]\d{6,7})"
)
_NOT_MAINLAND = {
    "香港": re.compile(r"(?:\+?852)?[2-9]\d{7}"),
    "澳门": re.compile(r"(?:\+?853)?[268]\d{7}"),
    "台湾": re.compile(r"(?:\+?886|0)[2-9]\d{7,8}"),
}
# "13800000001-1234", "13800000001转1234": a number that only lives for one parcel has an extension.
_EXTENSION = re.compile(r"(?:-|转|ext\.?)\d{1,6}$", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s()\-]")


@dataclass(frozen=True)
class Receiver:
    """To whom and where a parcel goes, whole or behind the platform's mask."""

    name: str
    phone: str
    address: str

    @property
    def told(self) -> bool:
        """Whether the source says anything at all: some lists of orders name no receivers."""
        return bool(self.name or self.phone or self.address)

    @property
    def masked(self) -> bool:
        return "*" in self.name or "*" in self.phone or "*" in self.address

    @property
    def digest(self) -> str:
        """Two receivers that differ only in spacing, width and zip code are the same."""
        parts = (self.name, self.phone, without_zip(plain(self.address)))
        whole = "\n".join(_BLANK.sub("", plain(part)) for part in parts)
        return hashlib.sha256(whole.encode()).hexdigest()


def mark_of(digest: str) -> str:
    """By this a page says which receiver it shows."""
    return digest[:12]


def is_same(one: Receiver, other: Receiver) -> bool:
    """Whether both can be the same receiver, one of them perhaps behind a mask."""
    pairs = (
        (plain(one.name), plain(other.name)),
        (plain(one.phone), plain(other.phone)),
        (_bare_address(one.address), _bare_address(other.address)),
    )
    return all(a == b or hides(a, b) or hides(b, a) for a, b in pairs)


def _bare_address(address: str) -> str:
    return _BLANK.sub("", without_zip(plain(address)))


def plain(text: str) -> str:
    """Half-width, with single blanks."""
    return _BLANK.sub(" ", unicodedata.normalize("NFKC", text)).strip()


def without_zip(address: str) -> str:
    return _ZIP.sub("", address).strip()


def phone_is_valid(phone: str, *, province: str = "") -> bool:
    """Whether a parcel's courier can call the number. What stands behind a mask counts as valid."""
    if "*" in phone:
        return True
    text = plain(phone)
    numbers = [text, *re.split("[,;/、 ]+", text)]
    shapes = [_MAINLAND, *(shape for name, shape in _NOT_MAINLAND.items() if province.startswith(name))]
    return any(shape.fullmatch(_bare(number)) for number in numbers for shape in shapes)


def _bare(number: str) -> str:
    bare = _BETWEEN.sub("", number)
    cut = _BETWEEN.sub("", _EXTENSION.sub("", number))
    # A landline's own hyphens ("0571-88000000") are no extension.
    return bare if _MAINLAND.fullmatch(bare) else cut


def masked_detail(detail: str) -> str:
    """The street as its own buyer knows it again and nobody else finds it: 示例路*号*幢."""
    shown = re.sub(r"[0-9A-Za-z*一二三四五六七八九十百]+", "*", plain(detail))
    return shown if len(shown) <= 8 else f"{shown[:7]}…"
