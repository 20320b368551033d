from __future__ import annotations

from collections.abc import Mapping

from django import forms

_PIECES = "pieces-"
_DIGITS = 4


class BackForm(forms.Form):
    """When what would be refunded, and whether the trade had succeeded by then."""

    on = forms.DateTimeField(input_formats=("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"))
    after_sale = forms.BooleanField(required=False)


def pieces_asked(said: Mapping[str, str]) -> dict[int, int]:
    """How many pieces of which line, by its place; what is no number is none."""
    asked = {}
    for name, typed in said.items():
        place = name.removeprefix(_PIECES)
        if name.startswith(_PIECES) and _is_count(place) and _is_count(typed):
            asked[int(place)] = int(typed)
    return asked


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= _DIGITS
