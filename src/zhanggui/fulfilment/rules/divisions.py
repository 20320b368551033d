"""The provinces, cities and districts of China, and by which names people write them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from zhanggui.fulfilment.rules.areas import Area

PROVINCE, CITY, DISTRICT = 1, 2, 3
_PEOPLES = (
    *("蒙古", "回", "藏", "维吾尔", "苗", "彝", "壮", "布依", "朝鲜", "满", "侗", "瑶", "白", "土家", "哈尼"),
    *(
        "哈萨克",
        "傣",
        "黎",
        "傈僳",
        "佤",
        "畲",
        "高山",
        "拉祜",
        "水",
        "东乡",
        "纳西",
        "景颇",
        "柯尔克孜",
        "土",
    ),
    *("达斡尔", "仫佬", "羌", "布朗", "撒拉", "毛南", "仡佬", "锡伯", "阿昌", "普米", "塔吉克", "怒", "独龙"),
    *("乌孜别克", "俄罗斯", "鄂温克", "德昂", "保安", "裕固", "京", "塔塔尔", "门巴", "鄂伦春", "赫哲"),
    *("珞巴", "基诺"),
)
# 双江拉祜族佤族布朗族傣族自治县 -> 双江, 延边朝鲜族自治州 -> 延边, 内蒙古自治区 -> 内蒙古.
_PEOPLE = "|".join(sorted(_PEOPLES, key=len, reverse=True))
_LONG_NAMED = "|".join(name for name in _PEOPLES if len(name) > 1)  # 伊犁哈萨克自治州, without 族
_OF_PEOPLES = re.compile(rf"(?:(?:{_PEOPLE})族|(?:{_LONG_NAMED})|各族)*(?:联合)?自治(?P<rank>[区州县旗])$")
# 东乡族自治县, 鄂伦春自治旗, 内蒙古自治区: the people's name is all, or part of the name.
_OF_ONE = re.compile(r"族?自治(?P<rank>[区县旗])$")
_RANK = re.compile(r"(?:特别行政区|地区|林区|特区|新区|[省市区县旗盟])$")
# As people there call them.
_ALSO = MappingProxyType(
    {"巴音郭楞蒙古自治州": "巴州", "博尔塔拉蒙古自治州": "博州", "克孜勒苏柯尔克孜自治州": "克州"}
)
_SHORTEST = 2  # letters: 襄城区 is also written 襄城, but 东区 is never written 东
_COUNTIES_OF_NO_CITY = "90"


@dataclass(frozen=True)
class Place:
    """A province, city or district under one of the names that it is written by."""

    level: int
    area: Area
    whole: bool  # its whole name, and not a short one


@dataclass(frozen=True)
class Divisions:
    written: Mapping[str, tuple[Place, ...]]
    longest: int  # letters of a name
    districts: Mapping[Area, frozenset[str]]  # of each city, by name
    undivided: frozenset[Area]  # cities and provinces below which nothing need be named

    def at(self, text: str, position: int) -> Iterator[tuple[int, Place]]:
        """Every place that is named at this position of a text, with the position behind its name."""
        for end in range(min(len(text), position + self.longest), position + 1, -1):
            for place in self.written.get(text[position:end], ()):
                yield end, place

    def is_undivided(self, area: Area) -> bool:
        return area in self.undivided or Area(area.province) in self.undivided


def names_of(name: str) -> tuple[str, ...]:
    """The whole name and the shorter ones."""
    for shape in (_OF_PEOPLES, _OF_ONE):
        if (found := shape.search(name)) and found.start() >= _SHORTEST:
            short = name[: found.start()]
            also = (_ALSO[name],) if name in _ALSO else ()
            return (name, *also, short + found["rank"], short)
    short = _RANK.sub("", name)
    return (name, short) if short != name and len(short) >= _SHORTEST else (name,)


def divisions_of(rows: Iterable[tuple[str, str]]) -> Divisions:
    """Of (code, name) rows, codes as the ministry gives them: 330000 浙江省, 330100 杭州市, 330106 西湖区.

    A municipality is its own only city; a county that belongs to no city (仙桃市) is a city of its own.
    """
    names = dict(rows)
    areas = {code: _area(code, names) for code in names}
    districts: dict[Area, set[str]] = defaultdict(set)
    for area in areas.values():
        if area.district:
            districts[Area(area.province, area.city)].add(area.district)
    cities = {Area(area.province, area.city) for area in areas.values() if area.city}
    divided = {city.province for city in cities}
    provinces = {Area(area.province) for area in areas.values()}
    return Divisions(
        written=_written({*areas.values(), *cities}),
        longest=max(map(len, names.values()), default=0),
        districts={city: frozenset(found) for city, found in districts.items()},
        undivided=frozenset(
            {city for city in cities if city not in districts}
            | {one for one in provinces if one.province not in divided}
        ),
    )


def _written(areas: Iterable[Area]) -> dict[str, tuple[Place, ...]]:
    written: dict[str, list[Place]] = defaultdict(list)
    for area in sorted(areas):
        name = area.district or area.city or area.province
        level = DISTRICT if area.district else CITY if area.city else PROVINCE
        for one in names_of(name):
            written[one].append(Place(level, area, one == name))
    return {name: tuple(places) for name, places in written.items()}


def _area(code: str, names: Mapping[str, str]) -> Area:
    province, name = names.get(f"{code[:2]}0000", ""), names[code]
    if code.endswith("0000"):
        return Area(province)
    if code.endswith("00") or code[2:4] == _COUNTIES_OF_NO_CITY:
        return Area(province, name)
    return Area(province, names.get(f"{code[:4]}00", province), name)
