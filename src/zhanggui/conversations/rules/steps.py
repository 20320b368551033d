"""The eight steps of a reception, as the words show them: 招呼、询问、推荐、议价、快递、核实、道别、跟进.

Source: seed feature 27 (the handbook's eight steps), 3 (the stance on prices before any price), 13 (ask
before recommending). A step is seen in what staff said or did; the one that is due and missing is named, and
nothing is refused because of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from zhanggui.conversations.rules.words import AUTO, BUYER, CARD, STAFF


class Step(StrEnum):
    GREET = "greet"
    ASK = "ask"
    RECOMMEND = "recommend"
    BARGAIN = "bargain"
    COURIER = "courier"
    VERIFY = "verify"
    GOODBYE = "goodbye"
    FOLLOW_UP = "follow_up"


STEP_TITLES: Mapping[Step, str] = MappingProxyType(
    {
        Step.GREET: "招呼",
        Step.ASK: "询问",
        Step.RECOMMEND: "推荐",
        Step.BARGAIN: "议价",
        Step.COURIER: "快递",
        Step.VERIFY: "核实",
        Step.GOODBYE: "道别",
        Step.FOLLOW_UP: "跟进",
    }
)
STEP_SAYS: Mapping[Step, str] = MappingProxyType(
    {
        Step.GREET: "还没打招呼,先问声好",
        Step.ASK: "还没问需求:给谁用、什么场合、尺码或肤质,问一句再答",
        Step.RECOMMEND: "知道需求了,推荐一款并说为什么",
        Step.BARGAIN: "买家在还价,先说明本店不议价,再看有什么优惠能用",
        Step.COURIER: "买家问快递,告诉他发什么、几点前付款今天发",
        Step.VERIFY: "已付款,把收货地址和款式核对一遍",
        Step.GOODBYE: "买家要走了,道个别",
        Step.FOLLOW_UP: "下了单还没付款,跟进一下",
    }
)


@dataclass(frozen=True)
class Said:
    """One message. `by_id`: the member of staff; None for the buyer and the program."""

    position: int
    side: str
    kind: str
    text: str
    by_id: int | None = None

    @property
    def plain(self) -> str:
        """As the patterns read it: a Chinese keyboard writes full-width marks, an export half-width ones."""
        return unicodedata.normalize("NFKC", self.text)


@dataclass(frozen=True)
class Deeds:
    """What happened beside the words since the talk began: the buyer has ordered, paid, or had the address
    confirmed; somebody followed up an order that is not paid."""

    ordered: bool = False
    paid: bool = False
    verified: bool = False
    followed_up: bool = False


class State(StrEnum):
    SEEN = "seen"
    DUE = "due"  # its time has come, and nobody has done it
    QUIET = "quiet"  # not yet, or not needed in this talk


@dataclass(frozen=True)
class StepSeen:
    """`position` of the words that show it; None for a deed, and for what was not seen."""

    step: Step
    state: State
    position: int | None = None

    @property
    def title(self) -> str:
        return STEP_TITLES[self.step]

    @property
    def hint(self) -> str:
        return STEP_SAYS[self.step]


_SHOWN = {
    Step.GREET: re.compile(
        "(?:您|你|大家)好|早上好|上午好|中午好|下午好|晚上好|欢迎|在的|在呢|我在|久等|hello|hi\\b|好久不见|又见面",
        re.IGNORECASE,
    ),
    Step.ASK: re.compile(
        "(?:请问|想问|问一?下|方便说|方便告诉|您(?:是|想|要|平时|一般|喜欢|偏好|大概|身高|体重|肤质|皮肤|脚长|给谁|送谁|打算)"
        "|多高|多重|什么(?:场合|颜色|肤质|风格|尺码|用途)|哪(?:种|款|一款|个颜色)|给谁|自己(?:穿|用)|送人)"
        "[^。!]{0,40}(?:[?吗呢]|还是|多少|哪|什么|没有)"
    ),
    Step.RECOMMEND: re.compile(
        "推荐|建议(?:您|你|亲)?[^,。]{0,4}(?:选|拍|买|看|试|用|码|[2-4]?[SMLX]{1,3})|(?:这|那)款[^,。]{0,16}(?:适合|很?搭|更|不错|合适|百搭|热)|适合您|您可以(?:看看|试试|选)"
        "|搭配|配(?:一|着)|看看这"
    ),
    Step.BARGAIN: re.compile(
        "(?:不|没法|无法|没办法)(?:再)?(?:议价|讲价|还价|优惠|便宜|少)|已经?是?(?:最低|最优惠|活动价|很优惠)|优惠(?:券|了)|满减"
        "|(?:领|用)(?:一?张|个)?券|(?:最低|到手)价?|给您(?:优惠|减|便宜|少)|价格(?:都)?是(?:统一|固定)|明码标价|包邮"
    ),
    Step.COURIER: re.compile(
        "快递|发货|物流|顺丰|圆通|中通|申通|韵达|极兔|邮政|ems|当天发|小时内发|截单|几天到|运费",
        re.IGNORECASE,
    ),
    Step.VERIFY: re.compile(
        "核对|核实|确认(?:一下|下)?(?:地址|收货|信息|款式|尺码|颜色|订单)|(?:地址|收货信息|收件信息)[^。]{0,14}(?:对吗|对吧|正确|没错|是吗|无误)"
    ),
    Step.GOODBYE: re.compile(
        "再见|拜拜|祝您|祝你|祝亲|感谢(?:您|亲)?的?(?:光临|惠顾|支持|选购|信任)|谢谢(?:您|亲)?的?(?:光临|惠顾|支持|信任)"
        "|期待(?:您|再次)|欢迎(?:再|下次)|有(?:任何)?(?:需要|问题)[^,。]{0,8}(?:随时|再|联系|找)|生活愉快|购物愉快"
    ),
    Step.FOLLOW_UP: re.compile(
        "(?:还没|未)付款|(?:订单|宝贝)[^,。]{0,8}给您(?:留|保留)|之前(?:您)?(?:看|咨询|问)的|回访|跟进|收到(?:货)?了吗"
    ),
}
_ASKS_COURIER = re.compile(
    "快递|发货|物流|(?:今天|明天|现在)(?:就|可以|能)?发|几天(?:能)?到|什么时候(?:发|到|寄)|多久(?:发|到)|运费|包邮|顺丰|邮费"
)
_LEAVES = re.compile(
    "^(?:好的?|嗯+|行|可以|知道了|明白了|了解)?[,。 ]?"
    "(?:谢谢|多谢|感谢|thx|thanks|再见|拜拜|先这样|我再看看|再看看|考虑(?:一下|下)?|想想)"
)
_NEEDS = re.compile(
    "推荐|哪(?:款|个|种)(?:好|适合)?|怎么选|适合|什么码|多大码|选哪|有没有|想(?:要|买|找)|送(?:人|女|男|妈|爸|老)"
)


def steps_of(said: Sequence[Said], deeds: Deeds = Deeds()) -> list[StepSeen]:
    """The eight steps in their order, from the words of one reception (greetings by the program count)."""
    shown = _shown(said)
    done_by_deed = {Step.VERIFY: deeds.verified, Step.FOLLOW_UP: deeds.followed_up}
    due = _due(said, deeds, shown)
    found = []
    for step in Step:
        if step in shown or done_by_deed.get(step):
            found.append(StepSeen(step, State.SEEN, shown.get(step)))
        else:
            found.append(StepSeen(step, State.DUE if step in due else State.QUIET))
    return found


def next_step(steps: Iterable[StepSeen]) -> StepSeen | None:
    """The one to prompt: the first that is due."""
    return next((one for one in steps if one.state == State.DUE), None)


def _shown(said: Sequence[Said]) -> dict[Step, int]:
    shown: dict[Step, int] = {}
    for one in said:
        if one.side == BUYER:
            continue
        by_program = one.side == AUTO
        if one.kind == CARD and not by_program:
            shown.setdefault(Step.RECOMMEND, one.position)
        for step, pattern in _SHOWN.items():
            if by_program and step not in {Step.GREET, Step.VERIFY}:
                continue
            if step not in shown and pattern.search(one.plain):
                shown[step] = one.position
    return shown


def _due(said: Sequence[Said], deeds: Deeds, shown: Mapping[Step, int]) -> set[Step]:
    buyers = [one for one in said if one.side == BUYER]
    humans = [one for one in said if one.side == STAFF]
    due: set[Step] = set()
    if buyers and not humans:
        due.add(Step.GREET)
    if humans and any(_NEEDS.search(one.plain) for one in buyers):
        due.add(Step.ASK)
    if Step.ASK in shown and any(one.position > shown[Step.ASK] for one in buyers):
        due.add(Step.RECOMMEND)
    if bargains(said):
        due.add(Step.BARGAIN)
    if any(_ASKS_COURIER.search(one.plain) for one in buyers):
        due.add(Step.COURIER)
    if deeds.paid and not deeds.verified:
        due.add(Step.VERIFY)
    if deeds.ordered and not deeds.paid:
        due.add(Step.FOLLOW_UP)
    if humans and buyers and _LEAVES.search(buyers[-1].plain.strip()):
        due.add(Step.GOODBYE)
    return due


_BARGAINS = re.compile(
    "便宜|优惠(?!券)|少(?:点|一点|些|个|\\d)|打个?折|[打有]折|折扣|抹(?:零|个?零头)|最低|包(?:个)?邮(?:吧|呗|嘛|可以|行)"
    "|能不能(?:再)?(?:低|少|减)|再(?:低|少|减)|降(?:点|一点|价)|太贵|有点贵|好贵|送(?:点|个|我)"
    "|\\d+ ?(?:元|块)? ?(?:卖|行不行|可以吗|行吗|成不成|我就)"
)
_NO_BARGAIN = re.compile(
    "不(?:用|要|需要)?便宜|便宜没好货|优惠(?:券|活动)(?:怎么|在哪|什么时候)|不(?:算)?贵|贵不贵|贵重|贵姓|贵店|贵司|昂贵"
)


def bargains(said: Iterable[Said]) -> list[int]:
    """The positions of the buyer's words that ask for a lower price: how often the buyer insisted (3)."""
    return [
        one.position
        for one in said
        if one.side == BUYER and _BARGAINS.search(one.plain) and not _NO_BARGAIN.search(one.plain)
    ]


_STANCE = re.compile(
    "(?:不|没法|无法|没办法)(?:再)?(?:议价|讲价|还价)|明码标价|统一(?:价|定价)|价格(?:都)?是(?:统一|固定|公司|系统)|(?:已经?是?|都是)(?:最低|很低|活动价)"
)


def states_no_bargain(one: Said) -> bool:
    """Whether a member of staff says how the shop stands to bargaining (3)."""
    return one.side == STAFF and _STANCE.search(one.plain) is not None
