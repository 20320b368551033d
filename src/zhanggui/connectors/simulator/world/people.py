"""The buyers: five hundred who come back, and as many new ones as a day needs. Nobody in it exists."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from zhanggui.connectors.simulator.chance import Chance, chance_of
from zhanggui.connectors.simulator.talk.questions import DIALECTS, Manner

REGULARS = 500
_WORDS = (
    *("小米", "云朵", "青柠", "南风", "暖阳", "橘子", "山鹿", "慢慢", "月亮", "海盐", "麦穗", "芝麻"),
    *("薄荷", "星河", "可乐", "豆包", "栗子", "阿远", "安安", "果果", "糖糖", "木木", "小满", "初七"),
)
_TAILS = (
    *("粥", "不酸", "要早睡", "爱喝茶", "的店", "妈妈", "在路上", "汽水", "同学", "呀", "今天", "要努力"),
    *("_88", "2019", "不加班", "很忙", "小铺", "的猫", "先生", "酱"),
)
_FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
_GIVEN = ("示例", "样本", "虚拟", "假设", "测试", "范例", "模拟", "例文", "示文", "样文")
_PLACES = (
    *("浙江省 杭州市 西湖区", "浙江省 宁波市 鄞州区", "浙江省 温州市 鹿城区", "江苏省 南京市 玄武区"),
    *("江苏省 苏州市 姑苏区", "江苏省 无锡市 梁溪区", "上海 上海市 浦东新区", "上海 上海市 徐汇区"),
    *("北京 北京市 朝阳区", "北京 北京市 海淀区", "天津 天津市 和平区", "广东省 广州市 越秀区"),
    *("广东省 深圳市 南山区", "广东省 佛山市 禅城区", "广东省 东莞市 南城街道", "四川省 成都市 武侯区"),
    *("四川省 绵阳市 涪城区", "重庆 重庆市 渝中区", "湖北省 武汉市 洪山区", "湖北省 宜昌市 西陵区"),
    *("湖南省 长沙市 岳麓区", "河南省 郑州市 金水区", "河北省 石家庄市 长安区", "山东省 济南市 历下区"),
    *("山东省 青岛市 市南区", "福建省 厦门市 思明区", "福建省 福州市 鼓楼区", "安徽省 合肥市 蜀山区"),
    *("江西省 南昌市 东湖区", "陕西省 西安市 雁塔区", "辽宁省 沈阳市 和平区", "辽宁省 大连市 中山区"),
    *(
        "黑龙江省 哈尔滨市 南岗区",
        "吉林省 长春市 朝阳区",
        "云南省 昆明市 五华区",
        "广西壮族自治区 南宁市 青秀区",
    ),
)
_FAR = ("新疆维吾尔自治区 乌鲁木齐市 天山区", "西藏自治区 拉萨市 城关区")
FAR_PROVINCES = tuple(place.split()[0] for place in _FAR)
_BODIES = (
    "158/95斤",
    "160/100斤",
    "162/108斤",
    "165/120斤",
    "168/130斤",
    "170/140斤",
    "175/150斤",
    "178/165斤",
)

GOOD, NO_HOUSE, BAD_PHONE, NO_DISTRICT, FAR = "good", "no_house", "bad_phone", "no_district", "far"
# Of a thousand addresses as many as real shops meet.
_FLAWS = ((NO_HOUSE, 20), (BAD_PHONE, 8), (NO_DISTRICT, 8), (FAR, 12))


@dataclass(frozen=True)
class Person:
    """A buyer. `flaw` is what is wrong with the address; `patience_seconds` how long one waits for a word."""

    number: int
    nick: str
    receiver: str
    phone: str
    address: str
    flaw: str
    body: str
    manner: Manner
    patience_seconds: int


def person(number: int, seed: int) -> Person:
    """The buyer of this number; those below REGULARS come back, day after day."""
    chance = chance_of(f"{seed} person {number}")
    flaw = _flaw(chance)
    place = chance.choice(_FAR if flaw == FAR else _PLACES)
    if flaw == NO_DISTRICT:
        place = " ".join(place.split()[:2])
    house = (
        ""
        if flaw == NO_HOUSE
        else f"{chance.randint(1, 399)}号{chance.randint(1, 30)}幢{chance.randint(101, 2604)}室"
    )
    return Person(
        number=number,
        nick=f"{chance.choice(_WORDS)}{chance.choice(_TAILS)}{number}",
        receiver=chance.choice(_FAMILY) + chance.choice(_GIVEN),
        phone=_phone(number, slipped=flaw == BAD_PHONE),
        address=f"{place} 示例{chance.choice('东南西北中')}路{house}",
        flaw=flaw,
        body=chance.choice(_BODIES),
        manner=Manner(
            slips=chance.choice((0.02, 0.1, 0.25)),
            dialect=chance.choice(DIALECTS) if chance.random() < 0.25 else "",
        ),
        patience_seconds=chance.choice((120, 240, 300, 600, 900)),
    )


@cache
def regulars(seed: int) -> tuple[Person, ...]:
    return tuple(person(number, seed) for number in range(1, REGULARS + 1))


def moved(who: Person, chance: Chance) -> Person:
    """The same person at another address, a good one."""
    place = chance.choice(_PLACES)
    address = f"{place} 示例新路{chance.randint(1, 399)}号{chance.randint(101, 2604)}室"
    return replace(who, address=address, flaw=GOOD, phone=_phone(who.number, slipped=False))


def _flaw(chance: Chance) -> str:
    drawn = chance.randrange(1000)
    for flaw, share in _FLAWS:
        if drawn < share:
            return flaw
        drawn -= share
    return GOOD


def _phone(number: int, *, slipped: bool) -> str:
    whole = f"{'1380000' if number < 10_000 else '1390000'}{number % 10_000:04d}"
    return f"{whole}0" if slipped else whole  # a digit too many
