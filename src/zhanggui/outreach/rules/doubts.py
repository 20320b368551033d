"""Why a buyer hesitates (顾虑), in a few words that can be counted, and what their sentences hint at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Protocol

KIND_LETTERS = 12
DOUBT_LETTERS = 200
PRICE, SIZE, MATERIAL, QUALITY = "price", "size", "material", "quality"
DELIVERY, OFFER, LATER, OTHER = "delivery", "offer", "later", "other"
KIND_TITLES: Mapping[str, str] = MappingProxyType(
    {
        PRICE: "价格",
        SIZE: "尺码",
        MATERIAL: "材质",
        QUALITY: "质量",
        DELIVERY: "物流时效",
        OFFER: "优惠不够",
        LATER: "再看看",
        OTHER: "其他",
    }
)


class KindChange(Protocol):
    """A shop's word on a kind: that it is there in [since, until), or since then for good. A shipped one is
    there until a shop ends it."""

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def since(self) -> date: ...
    @property
    def until(self) -> date | None: ...


def kinds_on(changes: Iterable[KindChange], day: date) -> dict[str, str]:
    """{key: title} of the kinds that can be chosen on a day: the shipped and the shop's own, 其他 last."""
    own = sorted(changes, key=lambda one: (one.since, one.key))
    gone = {one.key for one in own if one.key in KIND_TITLES and one.until is not None and one.until <= day}
    found = {key: title for key, title in KIND_TITLES.items() if key not in gone and key != OTHER}
    for one in own:
        if one.key not in KIND_TITLES and one.since <= day and (one.until is None or day < one.until):
            found[one.key] = one.title
    return found if OTHER in gone else {**found, OTHER: KIND_TITLES[OTHER]}


def all_titles(changes: Iterable[KindChange]) -> dict[str, str]:
    """Of every kind that ever was: what was logged keeps its name."""
    return {**KIND_TITLES, **{one.key: one.title for one in changes if one.key not in KIND_TITLES}}


@dataclass(frozen=True)
class Hint:
    """A kind that a sentence hints at, and the sentence."""

    kind: str
    words: str


_CUT = re.compile(r"[。!?;\n,、~…\uff01\uff1f\uff1b\uff0c]+|\s{1,}")
# Who has no doubt says the same words.
_NO_DOUBT = re.compile(
    r"不(?:算|是很|太)?贵(?!不)|(?:挺|很|蛮)(?:便宜|划算|实惠)|还(?:便宜|划算|实惠)(?:的|了)?$|(?<!不)(?<!没)(?<!没有)(?:合身|合适)(?:的|了|呢)?$"
    r"|(?:质量|材质|做工|面料)(?:挺|很|真|还)?(?:好|不错|可以)(?:的|呀|哦|了)*$"
    r"|(?<!不)(?:没|没有|不)(?:问题|担心|介意)|已经?(?:付款|拍了|下单|买了)|好划算|不(?:急|着急)"
)
_HINTS: Sequence[tuple[str, re.Pattern[str]]] = (
    (
        OFFER,
        re.compile(
            r"(?:没|没有|有没有|还有|能有|有啥|有什么).{0,4}(?:优惠|活动|折扣|券|红包|满减|赠品|送的)"
            r"|(?:优惠|活动|折扣|券).{0,4}(?:太少|不够|力度|不大|没有|没了|过期|结束|用不了)"
            r"|(?:双十一|双11|618|大促|上次|之前|昨天|上周).{0,8}(?:便宜|优惠|才卖|才要|低)"
            r"|凑(?:单|满|够|不)|差.{0,4}(?:满减|包邮)"
        ),
    ),
    (
        PRICE,
        re.compile(
            r"贵(?!姓|店|宾|公司|司|阳|州)|(?:价格|价钱|价位).{0,4}(?:高|偏|能|降|少|便宜|不低|吓人)|便宜.{0,3}(?:点|些|吗|卖|一下)|(?:能|可以|可)(?:不能|不可以)?少(?:点|些|一点)"
            r"|预算|太高|(?:超|超出)预算|别家.{0,8}(?:便宜|低|才)|(?:打|给个)(?:几)?折|降价|划不来|不划算|不值|舍不得|买不起|比.{0,8}(?:高|多)(?:出)?.{0,4}(?:块|元|钱)"
        ),
    ),
    (
        SIZE,
        re.compile(
            r"尺码|尺寸|码数|几码|[SMLX]{1,3}码?.{0,4}(?:大|小|合适|够|能穿)|(?:偏|太|会不会|有点|怕).{0,3}(?:大|小|长|短|紧|松|肥|瘦|宽|窄)(?!气|家|伙)"
            r"|(?:穿|戴).{0,6}(?:得下|不下|不了|合适|进去|上吗|多大)|(?:斤|身高|体重|公分|cm|厘米).{0,10}(?:穿|码|合适|能)|胖|(?:不|合)(?:合身|合适|合脚)|显胖|勒",
            re.IGNORECASE,
        ),
    ),
    (
        MATERIAL,
        re.compile(
            r"材质|面料|料子|什么料|成分|含(?:棉|毛|绒)|纯棉|(?:是不是|是)(?:真皮|真丝|羊毛|羊绒)|扎(?:人|身|不扎|脖)|起静电|透不?透|过敏|化纤|闷(?:不闷|热|汗)|厚(?:不厚|吗|薄)|薄(?:不薄|吗)|有没有异味|味道(?:大|重)|透气"
        ),
    ),
    (
        QUALITY,
        re.compile(
            r"质量|品质|做工|起球|掉色|褪色|缩水|变形|耐(?:用|穿|不耐)|会不会坏|容易坏|用(?:得)?(?:多久|几年|不久)|假货|正品|色差|差评|评价.{0,6}(?:说|不好|差)|线头|开线|掉毛|瑕疵|实物.{0,6}(?:一样|差)"
        ),
    ),
    (
        DELIVERY,
        re.compile(
            r"(?:几天|多久|什么时候|啥时候|何时|今天|明天|后天|周[一二三四五六日末天]).{0,6}(?:到|发货|发出|发走|收到|能发|送到|寄)"
            r"|(?:来不及|赶不上|赶得上|来得及|等不(?:了|及)|急用|急着|着急(?:用|穿|要))|(?:发货|快递|物流|送货|到货).{0,4}(?:慢|快|久|时间|几天|太|多)|太慢"
        ),
    ),
    (
        LATER,
        re.compile(
            r"再(?:看看|想想|考虑|说吧|说$|比较|对比|转转|逛逛|等等)|考虑(?:一下|下|考虑)|想一?想|看看再|(?:问|商量|问问|问一下).{0,6}(?:老公|老婆|家人|妈|爸|朋友|对象|男朋友|女朋友|孩子)"
            r"|先(?:看看|收藏|不(?:买|拍|急)|加购|放着|等等)|(?:过|等)(?:几天|两天|段时间|发工资|一阵)|犹豫|纠结|拿不定|(?:加|放)(?:到|进|在)?购物车|回头再"
        ),
    ),
)


def hints_in(texts: Iterable[str]) -> list[Hint]:
    """What the sentences of a buyer hint at, the newest sentence first, each kind once. Nothing is more than
    a hint: a person says whether it is a doubt."""
    found: dict[str, Hint] = {}
    for text in reversed(list(texts)):
        for sentence in filter(None, (one.strip() for one in _CUT.split(text))):
            if _NO_DOUBT.search(sentence):
                continue
            for kind, shape in _HINTS:
                if kind not in found and shape.search(sentence):
                    found[kind] = Hint(kind, sentence[:DOUBT_LETTERS])
                    break
    return list(found.values())


_CALLS = "「{item}」"
_PROPOSED: Mapping[str, str] = MappingProxyType(
    {
        PRICE: "您好,上次您看的{item},您对价格有些顾虑。{offers}方便的话说说预算,帮您看看有没有合适的款。",
        OFFER: "您好,上次您问到{item}的优惠。{offers}您看看用得上吗?怎么买更划算,可以帮您算一算。",
        SIZE: "您好,上次您看的{item},尺码还没定下来。请告诉咱们身高体重或者平时穿的码,帮您对着尺码表看。",
        MATERIAL: "您好,上次您问到{item}的材质。详情页里写着成分和洗护,您还想了解哪一点,这边帮您查清楚。",
        QUALITY: "您好,上次您看的{item},您担心质量。您最在意的是哪一点?这边把做工和售后的情况跟您说清楚。",
        DELIVERY: "您好,上次您看的{item},您在意到货时间。请告诉咱们收货城市和要用的日子,帮您查好再答复。",
        LATER: "您好,上次您看的{item},您说再看看。还有哪里拿不定,可以问咱们,不买也没关系。",
    }
)
_OTHERWISE = "您好,上次您看过{item},还有什么想了解的吗?可以随时问咱们,不买也没关系。"


def proposed_text(kind: str, *, item: str, offers: str = "") -> str:
    """What may be written to who hesitated, by their doubt; `offers` is a sentence on what holds now."""
    name = _CALLS.format(item=item) if item else "宝贝"
    return _PROPOSED.get(kind, _OTHERWISE).format(item=name, offers=offers)
