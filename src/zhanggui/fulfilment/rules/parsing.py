"""An address taken apart: province, city, district, and the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from zhanggui.fulfilment.rules.areas import Area
from zhanggui.fulfilment.rules.divisions import CITY, DISTRICT, PROVINCE, Divisions, Place
from zhanggui.fulfilment.rules.receivers import plain, without_zip

# What stands between the names, or in the place of one.
_FILLER = re.compile(
    r"(?:[\s,;:、。·/-]|中国|(?:省|自治区)直辖县级行政(?:区划|单位)|生产建设兵团(?:第?[一二三四五六七八九十\d]+师)?|市辖区|直辖市|县(?=\s))*"
)
# A short name is none when it is the beginning of something else: 南京东路, 西湖大道, 朝阳村.
_GOES_ON = re.compile(
    r"[东南西北中]?(?:[一二三四五六七八九十\d]*)(?:路|街|大道|道|巷|弄|胡同|桥|村|镇|乡|街道|社区|新村|小区|花园|苑(?!街道|镇|路)"
    r"|岛|广场|大厦|大学|中学|小学|学院|医院|站|机场|宾馆|酒店)"
)
# What cities call districts and the ministry does not: 高新区, 工业园区, 两江新区, 其它区.
_ZONE = re.compile(
    r"[^\s\d,;路街巷道号]{0,12}?(?:经济技术开发区|高新技术产业开发区|技术开发区|开发区|高新区|经开区|工业园区|园区|新区"
    r"|保税区|保税港区|风景名胜区|风景区|管理区|示范区|度假区|合作区|试验区|垦区|其[他它]区)"
)
_DISTRICT_LIKE = re.compile(r"(?P<name>[^\s\d,;路街巷道号]{1,8}?(?:自治县|自治旗|[区县市旗]))(?=\s)")
_RANKS = "省市区县旗州盟"
# What an old rank leaves behind a short name: 江都市, 静海县, 龙华新区, 那曲地区. Not 市场, 县城.
_OLD_RANK = {
    CITY: re.compile(r"地区"),
    DISTRICT: re.compile(r"新区|市(?![场民政委府区中])|县(?![城委府前])|区(?![政委府])"),
}
_LABEL = re.compile(r"(?:收货|收件|详细|所在|送货|邮寄)?(?:地址|地区)[:\s]\s*")
_MOST_REPEATS = 2
_SHORTEST_SLIP = 2  # letters: of 东区 and 西区 neither is a slip of the other


@dataclass(frozen=True)
class Parsed:
    """`area` as far as it could be told, by its whole names; `conflict` when its parts do not belong
    together; `enough`: nothing below what was told need be named."""

    area: Area
    detail: str
    conflict: bool = False
    enough: bool = False


@dataclass(frozen=True)
class _Reading:
    area: Area
    position: int = 0
    levels: int = 0
    wholes: int = 0
    first: int = 0  # the level that it begins with: 河北 is the province and not a district of 天津

    @property
    def worth(self) -> tuple[int, int, int, int]:
        return self.levels, self.wholes, -self.first, self.position


def parse(address: str, divisions: Divisions) -> Parsed:
    text = without_zip(plain(address))
    if label := _LABEL.match(text):
        text = text[label.end() :]
    parsed = _parsed(text, divisions)
    for _ in range(_MOST_REPEATS):  # 浙江省杭州市西湖区 浙江省杭州市西湖区示例路1号
        again = _parsed(parsed.detail, divisions)
        if not (parsed.area.province and again.area == parsed.area):
            break
        parsed = replace(parsed, detail=again.detail)
    return parsed


def _parsed(text: str, divisions: Divisions) -> Parsed:
    best = max(_readings(text, divisions), key=lambda one: one.worth)
    area, end = best.area, _skip(text, best.position)
    conflict = False
    if area.province and not area.district and not divisions.is_undivided(area):
        named, end = _unlisted(text, end, area, divisions)
        conflict = not named and _is_elsewhere(text, end, divisions)
        area = replace(area, city=area.city or named, district=named)
    enough = divisions.is_undivided(area) if area.province else False
    return Parsed(_whole(area, divisions), text[_skip(text, end) :].strip(), conflict, enough)


def _readings(text: str, divisions: Divisions) -> Iterator[_Reading]:
    """Every way in which the beginning names a province, a city and a district, or leaves some out."""
    for first in _with(_Reading(Area("")), PROVINCE, text, divisions):
        for second in _with(first, CITY, text, divisions):
            yield from _with(second, DISTRICT, text, divisions)


def _with(before: _Reading, level: int, text: str, divisions: Divisions) -> Iterator[_Reading]:
    yield before
    start = _skip(text, before.position)
    found: dict[tuple[int, bool], list[Area]] = {}
    for end, place in divisions.at(text, start):
        if place.level == level and before.area.holds(place.area) and _stands(place, text, end, divisions):
            found.setdefault((end, place.whole), []).append(place.area)
    for (end, whole), areas in found.items():
        levels, wholes, first = before.levels + 1, before.wholes + whole, before.first or level
        yield _Reading(_common(areas), end, levels, wholes, first)
        again = _behind_repeats(level, areas, text, end, divisions)
        rank = None if whole or level not in _OLD_RANK else _OLD_RANK[level].match(text, end)
        if again > end or rank:
            yield _Reading(_common(areas), rank.end() if rank else again, levels, wholes, first)


def _behind_repeats(level: int, areas: list[Area], text: str, end: int, divisions: Divisions) -> int:
    """浙江省浙江省, 广东广东省: the same place, named by its whole name once more."""
    for behind, place in divisions.at(text, _skip(text, end)):
        if place.whole and place.level == level and place.area in areas:
            return behind
    return end


def _stands(place: Place, text: str, end: int, divisions: Divisions) -> bool:
    """Whether a short name is one: in 唐山路南区 it is, for there begins a part of the city."""
    if place.whole or text[end - 1] in _RANKS or not _GOES_ON.match(text, end):
        return True
    return any(
        place.area != below.area and place.area.holds(below.area) for _, below in divisions.at(text, end)
    )


def _common(areas: list[Area]) -> Area:
    """What all of them share: of two districts of one name it cannot be told in which city they are."""
    one = areas[0]
    province = one.province if all(other.province == one.province for other in areas) else ""
    city = one.city if province and all(other.city == one.city for other in areas) else ""
    return Area(province, city, one.district)


def _unlisted(text: str, start: int, area: Area, divisions: Divisions) -> tuple[str, int]:
    """A district that the ministry does not know: a zone, or one that the marketplace's own list had. Not
    one that is a letter away from a district of the city: that is a slip of the pen."""
    if zone := _ZONE.match(text, start):
        return zone[0], zone.end()
    listed = _DISTRICT_LIKE.match(text, start) if area.city else None
    if listed is None or _is_elsewhere(text, start, divisions):
        return "", start
    near = any(_is_slip(listed["name"], name) for name in divisions.districts.get(area, ()))
    return ("", start) if near else (listed["name"], listed.end())


def _is_slip(written: str, name: str) -> bool:
    if len(written) == len(name):
        return sum(a != b for a, b in zip(written, name, strict=True)) == 1 and len(name) > _SHORTEST_SLIP
    return written[:-1] == name[:-1] and len(written) > _SHORTEST_SLIP


def _is_elsewhere(text: str, start: int, divisions: Divisions) -> bool:
    """Whether a city or district is named here, by its whole name, which then belongs to another one."""
    return any(place.whole and place.level > PROVINCE for _, place in divisions.at(text, start))


def _whole(area: Area, divisions: Divisions) -> Area:
    if area.city or not area.province:
        return area
    own = Area(area.province, area.province)  # a municipality
    return replace(area, city=area.province) if own in divisions.districts else area


def _skip(text: str, position: int) -> int:
    found = _FILLER.match(text, position)
    return found.end() if found else position
