"""What an agent promises in a text: gift, courier, time, price, colour. Pure, and for every message's path.

Precision before recall: whoever is asked for a remark without having promised anything learns to click the
question away. So a promise is addressed to the buyer (给您, 帮亲), stands in one clause, and neither asks,
refuses, supposes nor says what holds for everybody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from zhanggui.foundation.moves import Moves
from zhanggui.guard.rules.reading import ASKING, HARD, SOFT, read
from zhanggui.orders.rules import (
    COLOUR_PROMISE,
    COURIER_PROMISE,
    GIFT_PROMISE,
    PRICE_PROMISE,
    TIME_PROMISE,
)

OPEN, COVERED, DISMISSED, LAPSED, MISSED = "open", "covered", "dismissed", "lapsed", "missed"
PROMISE = Moves(
    name="承诺",
    first=OPEN,
    table={
        (OPEN, "cover"): COVERED,  # a remark tells the packer
        (OPEN, "dismiss"): DISMISSED,  # a person says that it was none
        (OPEN, "lapse"): LAPSED,  # the buyer never ordered
        (OPEN, "miss"): MISSED,  # the parcel left, and nobody had told the packer
    },
)
QUOTE_LETTERS = 80
_PARTICLES = "哦哈呢啦呀噢哟啊的了"

_YOU = "(?:您|你|亲亲?|咱们?|宝贝)"
_FOR_YOU = f"(?:给|帮|为|替){_YOU}"
_PIECES = "[双份条件瓶包盒张支个套袋枚副只块卷本把顶对罐片根串点些]"
_GIFT = "(?:赠品|小?礼[物品]|礼盒|小样|试用装|小玩意|袜子|手提袋|运动包)"
_THINGS = f"(?!货|到|达|去|过|上门|回|修|检)[^,? ]{{0,4}}?{_PIECES}[^,? ]{{1,10}}"
_PRESENT = "(?:加送|多送|再送|另送|额外送|赠送|附赠|附送|送|赠)"
_COURIER = (
    "(?:顺丰|圆通|中通|申通|韵达|百世|极兔|邮政|ems|京东快递|京东物流|德邦|天天快递|宅急送|丹鸟|菜鸟速递|sf)"
)
_DAY = (
    "(?:今天|今日|今晚|明天|明早|明晚|明日|后天|下午|晚上|中午|周[一二三四五六日天]|星期[一二三四五六日天]"
    "|礼拜[一二三四五六日天]|\\d{1,2}月\\d{1,2}[日号]?|\\d{1,2}[日号])"
)
_SURELY = "(?:一定|肯定|保证|承诺|确保|绝对|包您?)"
# To send goods, and not a picture, a link or a word.
_SEND = (
    "(?:(?<![先])发(?!票|图|照|截|链|视频|消息|信息|短信|教程|你看|您看|给我|现|个|一[下个张份]|二维码|单号|优惠|券|红包|个?定位)"
    "(?:出|货|走)?|寄(?:出|走)?|送到|出库|出货)"
)
_COLOUR = (
    "[黑白红蓝绿灰粉紫黄橙棕米杏咖驼藏青卡其酒焦糖墨奶雾裸浅深本原彩银金湖天宝]{1,4}色(?!差|号|系|卡|块|调)"
)
_SUM = "(?: ?\\d+(?:\\.\\d+)?(?: ?(?:元|块|毛|角))?|[一二两三四五六七八九十]{1,3}(?:元|块|毛))"
_SHARE = "(?:打个?)?(?:\\d(?:\\.\\d)?|[一二三四五六七八九]{1,2})折"
_LESS = "(?:便宜|优惠|减免?|少收?|抹掉?|抹去|返|降|免掉?)"

_SHAPES: dict[str, tuple[str, ...]] = {
    GIFT_PROMISE: (
        f"{_PRESENT}给?{_YOU}{_THINGS}",
        f"{_FOR_YOU}[^,? ]{{0,4}}?{_PRESENT}{_THINGS}",
        f"{_FOR_YOU}[^,? ]{{0,6}}(?:放|加|备|准备|装|塞|带|附|寄|补|送|留)[^,? ]{{0,6}}{_GIFT}",
        f"(?:多放|多塞|加送|多送|再送|额外放|另外送){_THINGS}给{_YOU}$",
        f"{_GIFT}[^,? ]{{0,6}}{_FOR_YOU}[^,? ]{{0,4}}(?:放|备|装|塞|带|附|加|留|补|送|寄)(?!过|没)",
    ),
    COURIER_PROMISE: (
        f"{_FOR_YOU}[^,? ]{{0,6}}(?:发|走|寄|换成?|改成?|用|安排|备注)[^,? ]{{0,4}}{_COURIER}",
        f"{_COURIER}[^,? ]{{0,3}}{_FOR_YOU}[^,? ]{{0,3}}(?:发|走|寄|安排)(?!票|图|截|单)",
        f"(?:我|会|马上|这就|已经?)[^,? ]{{0,4}}(?:改成|换成|改发|改走|换)[^,? ]{{0,3}}{_COURIER}",
    ),
    TIME_PROMISE: (
        f"{_DAY}[^,? ]{{0,8}}{_FOR_YOU}[^,? ]{{0,6}}{_SEND}",
        f"{_FOR_YOU}[^,? ]{{0,4}}{_DAY}[^,? ]{{0,6}}{_SEND}",
        f"{_DAY}[^,? ]{{0,4}}{_SURELY}[^,? ]{{0,4}}(?:{_SEND}|能?到)",
        f"{_SURELY}[^,? ]{{0,6}}{_DAY}[^,? ]{{0,6}}(?:{_SEND}|能?到)",
        f"{_FOR_YOU}[^,? ]{{0,6}}(?:加急|优先|提前)[^,? ]{{0,4}}(?:{_SEND}|安排|处理|打包|配货)",
        f"{_FOR_YOU}[^,? ]{{0,4}}(?:排|放)[^,? ]{{0,2}}(?:第一个|最前|前面)[^,? ]{{0,3}}{_SEND}",
    ),
    PRICE_PROMISE: (
        f"{_FOR_YOU}[^,? ]{{0,6}}(?:改(?:一下|下|个)?价|改(?:到|成|为)?{_SUM}|算(?:您)?{_SUM}|按{_SUM})",
        f"{_FOR_YOU}[^,? ]{{0,4}}(?:再|多)?{_LESS}[^,? ]{{0,3}}(?:{_SUM}|零头|邮费|运费|尾数|差价)",
        f"{_FOR_YOU}[^,? ]{{0,3}}(?:包邮|免邮|免运费|抹零|{_SHARE})",
        f"(?:优惠|减免?|少收?|免掉?)(?:您|你|亲)(?:的)?(?:{_SUM}|邮费|运费|零头)",
        f"(?:退|返|补)(?:还)?(?:给)?{_YOU}[^,? ]{{0,4}}(?:差价|邮费|运费|{_SUM})",
        f"{_FOR_YOU}[^,? ]{{0,3}}退(?:还|回)?(?:{_SUM}|差价|邮费|运费)",
        f"(?:差价|邮费|运费|零头)[^,? ]{{0,4}}{_FOR_YOU}[^,? ]{{0,2}}(?:退|返|免|抹|减|补)",
        f"(?:算|收)(?:你|您|亲){_SUM}",
        f"按{_SUM}给{_YOU}",
    ),
    COLOUR_PROMISE: (
        f"{_FOR_YOU}[^,? ]{{0,8}}(?:换成?|改成?|发|备注|配|拿|留|挑)[^,? ]{{0,4}}{_COLOUR}",
        f"{_FOR_YOU}[^,? ]{{0,4}}(?:换|改)(?:个|一个|成)?(?:别的|其[他它])?颜色",
        f"(?:我|会|马上|这就|已经?)[^,? ]{{0,4}}(?:改成|换成|改发)[^,? ]{{0,4}}{_COLOUR}",
    ),
}
# What in the clause of a promise makes it none: it asks, refuses, supposes, or holds for everybody.
_NONE = (
    "(?<!是)不(?:能|可以|会|了|送|行|支持|给|发|是|一定|太|好|接受|退|补|含|包|保证|确定|敢)|无法|没法|没办法|没有|暂时没|抱歉"
    "|不好意思|是不是|要不要|需不需要|能不能|可不可以|会不会|有没有|可以吗|好吗|行吗|好不好|[吗么嘛](?:$|亲)|哪"
    "|否|(?<![是就])没(?!问题|事)|[是由]?谁|看情况|看看|问[下一问]|去年|[好行]不$|申请(?!好|到)|好评|晒图|确认收货|收藏|加购|关注|这句话|[色的]还是|(?<!样)的话"
    "|(?<![给帮为替])[您你](?:补|说|写的是|要的是)|(?<![这那])[两二三四五六七八九十\\d]件(?:才|就|以上|给|帮)|拍[两二三四五\\d]件"
    "|如果|要是|假如|万一|若|除非|每单|每位|大家|全店|所有|满\\d|满[一二三]|买[一二三两\\d]|统一|页面|之前说|上次|以前|下次"
)
_NONE_OF = {
    GIFT_PROMISE: (
        "券|红包|祝|问候|建议|教程|攻略|链接|温馨|温暖|方案|运费险|积分|会员|视频|图|码|好心情"
        "|已经?(?:送|放|装|发|寄)(?:出|了|过)|送(?:货|到|达|去|过|上门|回|修|检)"
    ),
    COURIER_PROMISE: (
        "补(?!发|寄|送)|昨|前天|上周|[给帮为替][您你亲][^,? ]{0,2}[发寄走]的(?=是|顺|圆|中|申|韵|极|邮)|"
        "默认|一般|都是|通常|随机|轮流|单号|[发寄]出(?:[的了去]|$)(?<!安排...出)|已经?(?:给您|帮您)?(?:发|寄)|查|催|联系|投诉|客服|电话"
        "|网点|退回|寄回|自己"
    ),
    TIME_PROMISE: (
        "预计|大概|大约|一般|左右|应该|可能|正常|尽量|争取|小时内|天内|工作日|点前|之前付|付款后|下单后|拍下后"
        "|的话|票|已经?|刚刚?|刚才|昨|早上发了|退款|退货|换货申请|回复|答复|查|问|核实|联系|电话|通知|回电|反馈"
        "|到货|补货|上新|开始"
    ),
    PRICE_PROMISE: (
        "券|红包|活动|直播|淘金币|88vip|会员价|系统|自动|双11|618|大促|已经?(?:[给帮][您你亲])?(?:退|改|抹|减|返|免)|刚刚?[给帮]|退了$|改好|运费险|退货|小二|赔"
    ),
    COLOUR_PROMISE: "图|照|截|看看|色卡|链接|视频|对比",
}

# Without such a word a text holds no promise of the kind: so most are done with quickly.
_ABOUT = {
    GIFT_PROMISE: "送|赠|礼|小样|试用|玩意|袜子|手提袋|运动包",
    COURIER_PROMISE: _COURIER,
    TIME_PROMISE: f"{_DAY}|加急|优先|提前|排|第一个|前面",
    PRICE_PROMISE: "价|\\d|零头|邮|运费|尾数|折|元|块|抹零",
    COLOUR_PROMISE: "色",
}
# Without any of these nothing is looked at closely: most texts end here.
_MENTION = re.compile("[给帮为替送赠退返补改换算收发定证發幫給換优减免少優減]")
_INVOICES = re.compile("发票|开票|专票|普票|税号|抬头")
# What follows a promise and makes it a question, where nobody wrote the mark.
_ASKS = re.compile("(?:[您你亲]+看?)?(?:这样)?(?:可以|行|好|要|成)(?:不|么|吗|嘛)")
_SUPPOSES = re.compile("如果|要是|假如|万一|若")
# What a remark's reason says when it speaks of such a promise.
_SPOKEN_OF = {
    GIFT_PROMISE: "(?<!派)送(?!货|到|达|上门|修|检|回)|赠|礼|小样|试用",
    COURIER_PROMISE: _COURIER,
    TIME_PROMISE: f"{_DAY}|加急|优先|提前|尽快|最先",
    PRICE_PROMISE: "价|优惠|便宜|差额|邮费|运费|包邮|免邮|零头|元|块",
    COLOUR_PROMISE: "色",
}
_MATTERS = {
    COURIER_PROMISE: re.compile(_COURIER),
    TIME_PROMISE: re.compile(f"{_DAY}|加急|优先|提前"),
    PRICE_PROMISE: re.compile("\\d+(?:\\.\\d+)?|[邮运]费|零头|包邮|差价"),
    COLOUR_PROMISE: re.compile(_COLOUR),
}
# What words of presents have in common, whatever is given.
_EMPTY = re.compile(
    "(?:赠品|小?礼[物品]|[您你亲给帮为替送赠加多再另额外放装塞带附备准补留寄答应会也了的哦哈一两三]"
    "|[\\d双份条件瓶包盒个支套只块 ,?])+"
)
_COVERS = {kind: re.compile(shape) for kind, shape in _SPOKEN_OF.items()}
# A sum stands apart by a blank ("便宜 10 元") and is still of its clause.
_CLAUSE = re.compile(f"(?:[^{HARD}{ASKING}{SOFT}]|{SOFT}(?=\\d))+")


@dataclass(frozen=True)
class Promised:
    """A promise that stands in a text: its kind (orders.rules.PROMISES) and the words."""

    kind: str
    quote: str


def promises_in(text: str) -> tuple[Promised, ...]:
    """The promises of a text, in the order of their kinds; the first of each kind."""
    if not _MENTION.search(text):
        return ()
    reading = read(text)
    clauses = _clauses(reading.text)
    found = []
    for kind in _SHAPES:
        about, shapes, none = _compiled(kind)
        if not about.search(reading.text):
            continue
        if kind == TIME_PROMISE and _INVOICES.search(reading.text):
            continue  # when an invoice comes is no business of the packer
        words = _first(clauses, shapes, none)
        if words:
            start, end = reading.span(*words)
            quote = text[start:end].strip().rstrip(_PARTICLES)[:QUOTE_LETTERS]
            found.append(Promised(kind, quote))
    return tuple(found)


@cache
def _compiled(kind: str) -> tuple[re.Pattern[str], tuple[re.Pattern[str], ...], re.Pattern[str]]:
    """What a text of the kind mentions, what promises it, and what in the clause makes it none. Compiled when
    a text first asks: most processes never do."""
    return (
        re.compile(_ABOUT[kind]),
        tuple(re.compile(shape) for shape in _SHAPES[kind]),
        re.compile(f"{_NONE}|{_NONE_OF[kind]}"),
    )


def speaks_of(kind: str, reason: str) -> bool:
    """Whether a remark tells the packer of a promise of this kind, also where nobody ticked it."""
    return bool(_COVERS[kind].search(read(reason).text))


def is_same_matter(kind: str, quote: str, reason: str) -> bool:
    """Whether a remark that was there before tells of this very promise: of this courier, colour, day, sum or
    thing, and not only of one of the kind."""
    wanted = _matters(kind, read(quote).text)
    return not wanted or bool(wanted & _matters(kind, read(reason).text))


def _matters(kind: str, text: str) -> set[str]:
    if kind == GIFT_PROMISE:
        words = _EMPTY.split(text)
        return {word[place : place + 2] for word in words for place in range(len(word) - 1)}
    return set(_MATTERS[kind].findall(text))


def _clauses(text: str) -> list[re.Match[str]]:
    """Those that neither ask nor follow from what is only supposed."""
    clauses = list(_CLAUSE.finditer(text))
    before = ("", *(clause[0] for clause in clauses))
    after = (*(clause[0] for clause in clauses[1:]), "")
    return [
        clause
        for clause, last, following in zip(clauses, before, after, strict=False)
        if text[clause.end() : clause.end() + 1] != ASKING
        and not _SUPPOSES.search(last)
        and not _ASKS.match(following)
    ]


def _first(
    clauses: list[re.Match[str]], shapes: tuple[re.Pattern[str], ...], none: re.Pattern[str]
) -> tuple[int, int] | None:
    """Where the first promise of a kind stands in the reading."""
    for clause in clauses:
        if none.search(clause[0]):
            continue
        for shape in shapes:
            if found := shape.search(clause[0]):
                return clause.start() + found.start(), clause.start() + found.end()
    return None
