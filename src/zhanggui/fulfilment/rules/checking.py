"""All that is doubtful about one receiver."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zhanggui.fulfilment.rules.findings import Finding
from zhanggui.fulfilment.rules.parsing import Parsed
from zhanggui.fulfilment.rules.receivers import Receiver, phone_is_valid

_LETTER = re.compile(r"\w")
_SHORTEST_DETAIL = 3
_NUMBER = re.compile(r"[0-9A-Za-z]|[一二三四五六七八九十百零甲乙丙丁][号幢栋座室层楼弄巷组队期区门单院]")
_PHONE = re.compile(r"\d{7,}")  # is no number of a house
# In a village, and at what everybody knows, there is often no number.
_KNOWN_PLACE = re.compile(
    r"村|屯|寨|组|庄|队|嘎查|牧场|农场|林场|驿站|学校|大学|学院|中学|小学|一中|幼儿园|医院|卫生院|诊所|药店|政府|派出所"
    r"|公安局|法院|检察院|税务|邮局|邮政|银行|超市|商店|便利店|小卖部|市场|商场|商城|酒店|宾馆|饭店|餐厅|公司|工厂|厂"
    r"|营业厅|车站|机场|部队|宿舍|快递|物流|驾校|加油站|收费站|工地|基地|寺|教堂|大厦|写字楼|国际中心|服务中心"
)


def doubts(receiver: Receiver, parsed: Parsed, *, unserved: bool) -> tuple[Finding, ...]:
    """In the order in which people read them. Nothing is doubtful about what the source does not say."""
    return tuple(_doubts(receiver, parsed, unserved=unserved)) if receiver.told else ()


def _doubts(receiver: Receiver, parsed: Parsed, *, unserved: bool) -> Iterator[Finding]:
    if receiver.address:
        yield from _of_place(parsed)
    if not receiver.name:
        yield Finding.NAME
    if not phone_is_valid(receiver.phone, province=parsed.area.province):
        yield Finding.PHONE
    if unserved:
        yield Finding.COURIER


def _of_place(parsed: Parsed) -> Iterator[Finding]:
    area = parsed.area
    if parsed.conflict:
        yield Finding.CONFLICT
        return
    if "*" in parsed.detail:
        return  # what stands behind the mask cannot be judged
    if not area.province:
        yield Finding.CITY if area.district else Finding.PROVINCE
    elif not parsed.enough and not area.city:
        yield Finding.CITY
    elif not parsed.enough and not area.district:
        yield Finding.DISTRICT
    if len(_LETTER.findall(parsed.detail)) < _SHORTEST_DETAIL:
        yield Finding.DETAIL
    elif not has_number(parsed.detail):
        yield Finding.NUMBER


def has_number(detail: str) -> bool:
    """Whether a courier finds the door: by a number, or because the place is known by its name."""
    place = _PHONE.sub("", detail)
    return bool(_NUMBER.search(place) or _KNOWN_PLACE.search(place))
