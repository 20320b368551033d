"""Playbooks: the turns of a talk that have a way of their own, and which ready words belong to them.

Source: seed features 21 (an old customer is greeted as a friend, not with price and quantity), 24 (polite
refusals), and the handbooks' advice for the buyer who urges and for a fault of ours. They are recognised in
the buyer's words and only proposed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from zhanggui.conversations.rules.steps import Said, bargains
from zhanggui.conversations.rules.words import BUYER, STAFF


class Play(StrEnum):
    APOLOGY = "apology"
    URGE = "urge"
    REFUSAL = "refusal"
    FRIEND = "friend"


PLAY_TITLES: Mapping[Play, str] = MappingProxyType(
    {
        Play.APOLOGY: "我们有错",
        Play.URGE: "催发货、催物流",
        Play.REFUSAL: "婉拒",
        Play.FRIEND: "老客回来了",
    }
)
PLAY_SAYS: Mapping[Play, str] = MappingProxyType(
    {
        Play.APOLOGY: "先道歉,再说怎么补救;对错以后再查",
        Play.URGE: "先看包裹到哪一步,再安抚,再记一条待办去催",
        Play.REFUSAL: "先谢谢和体谅,再说为什么不能,给一个做得到的",
        Play.FRIEND: "像朋友一样先问候,说说上回买的,别一开口就是价格和数量",
    }
)
# The category in which a shop keeps its words for a play; those of the ready sets are called so.
PLAY_CATEGORIES: Mapping[Play, str] = MappingProxyType(
    {Play.APOLOGY: "致歉", Play.URGE: "催发货", Play.REFUSAL: "委婉拒绝", Play.FRIEND: "老客"}
)
_LATELY = 5  # of the buyer's words; what was said before has had its answer
INSISTS = 2  # so often a buyer asks for less before a refusal is at hand

_URGES = re.compile(
    "催(?!付)|(?:怎么|为什么|为啥|咋|一直|还)还?(?:没有?|不|未)(?:给我)?(?:发|寄|到|收|送|动)|发货了(?:没|吗|么)|没(?:有)?(?:动静|更新)"
    "|(?:快|早|赶紧|尽快|抓紧|优先)(?:点|些)?(?:儿)?(?:给我)?(?:发|寄|送|嘛|呀|吧)|加急|(?:什么|啥)时候(?:能|才|可以)?(?:发|到|寄|送)|几时(?:发|到)"
    "|到(?:底)?(?:哪|那)(?:里|儿|了)|(?:物流|快递|包裹|派送).{0,8}(?:不动|没动|停|不更新|不懂|慢|丢|两天|三天|哪)|查.{0,4}(?:快递|物流|包裹|单号)"
    "|说好.{0,6}(?:发|到)|丢件|(?:签收|派送).{0,8}(?:没|未)|单号(?:是|多少|呢|发)"
    "|\\d+ ?小时.{0,3}到了|等得.{0,6}(?:急|谢)"
)
_MONEY_BACK = re.compile("退(?:款|货|了|钱)|到账")  # who waits for that urges no parcel
_FAULTS = re.compile(
    "(?:发|寄|拿|配)(?:成)?错|发成|错发|漏(?:发|了)|少(?:发|了|一)(?!点|些)|发的(?:啥|什么)|(?:盒子|袋子|里面).{0,3}空|(?:赠品|配件|袜子|扣子).{0,3}(?:没有|呢|没)|只(?:收|发)(?:到|了)一"
    "|破(?:了|洞|损|的)|(?:有|个|上面)(?:一?个|块|点)?(?:破?洞|污渍|瑕疵|线头|脏)|(?:拉链|扣子|东西|就|已经|全)坏|坏(?:的|掉)|开(?:线|胶)|脱线|(?:就|都|还|严重|又)(?:掉色|褪色|染色|起球|缩水)"
    "|(?:掉色|褪色|起球|缩水)(?:了|太|严重|好)|一长一短|不一样的?(?:$|啊)|质量(?:太|很|真|好)?(?:差|撇|烂)|味(?:道|儿)?(?:好|太|很)(?:大|重)"
    "|(?:等|问)(?:了)?(?:半天|好久|这么久)|不(?:理|回)(?:人|我|复)|没人(?:理|回)|什么态度|说话不算|前后(?:说的)?不(?:一|同)|刚才.{0,4}(?:说|讲).{0,8}不|什么服务|啥子服务|太失望"
)
# Who wonders before buying whether something might happen has suffered nothing.
_WONDERS = re.compile(
    "会不会|会(?:起|掉|褪|缩|坏|破|开)|容易|怕|担心|如果|要是|万一|(?:起球|掉色|褪色|缩水|坏)(?:吗|么|不)$"
)
_ASKS_TOO_MUCH = re.compile(
    "(?:给|要给|打)差评|投诉|举报|介入|叫(?:你们)?.{0,2}(?:领导|老板|经理)|必须(?:给|送|退|赔|今天)|(?:多|再|白|免费)送|插个?队|先给我发|不(?:给|送|便宜|少|退|赔).{0,8}(?:不买|走人|别家)"
)


@dataclass(frozen=True)
class Called:
    """A play, and the words of the buyer's that call for it; "" where none do."""

    play: Play
    words: str = ""

    @property
    def title(self) -> str:
        return PLAY_TITLES[self.play]

    @property
    def hint(self) -> str:
        return PLAY_SAYS[self.play]


def plays_of(said: Sequence[Said], *, is_friend: bool, has_parcel: bool) -> list[Called]:
    """What the talk calls for, the gravest first. `is_friend`: has bought before; `has_parcel`: has paid for
    what has not arrived. Nobody who complains is chatted up."""
    buyers = [one.text for one in said if one.side == BUYER and one.text][-_LATELY:]
    faults = _last(buyers, _FAULTS, but=_WONDERS)
    urges = _last(buyers, _URGES, but=_MONEY_BACK) if has_parcel else ""
    wants = _last(buyers, _ASKS_TOO_MUCH)
    asked = bargains(said)
    if not wants and len(asked) >= INSISTS:
        wants = next(one.text for one in said if one.position == asked[-1])
    calls = ((Play.APOLOGY, faults), (Play.URGE, urges), (Play.REFUSAL, wants))
    found = [Called(play, words) for play, words in calls if words]
    if not found and is_friend and buyers and not any(one.side == STAFF for one in said):
        found.append(Called(Play.FRIEND))
    return found


def _last(texts: Iterable[str], pattern: re.Pattern[str], *, but: re.Pattern[str] | None = None) -> str:
    for text in reversed(list(texts)):
        if pattern.search(text) and not (but and but.search(text)):
            return text
    return ""


_OF_THE_WAY = re.compile(r"\{waybill\}|\{courier\}|物流|在路上|已经发出")
_OF_THE_STORE = re.compile("仓库|打包|还没发|安排发|排上|催一下")


def suits(text: str, *, has_left: bool) -> bool:
    """Whether words about a parcel hold: none of the road while it is in the store, none of the store once it
    has left."""
    return not (_OF_THE_STORE if has_left else _OF_THE_WAY).search(text)


def nearest(words: str, candidates: Iterable[tuple[int, str]]) -> list[int]:
    """The places of the candidates, those that share most pairs of letters with the words first."""
    pairs = _pairs(words)
    return [
        place for place, text in sorted(candidates, key=lambda one: (-len(pairs & _pairs(one[1])), one[0]))
    ]


_LITTLE = frozenset("了一的是不就都还我你您吗呢啊怎么")  # a pair of these says nothing


def _pairs(text: str) -> set[str]:
    pairs = {text[place : place + 2] for place in range(len(text) - 1)}
    return {one for one in pairs if not _LITTLE.issuperset(one)}
