"""What buyers think of the shop and its goods, in a few words that can be counted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

COMPLAINT, SUGGESTION, PRAISE, DOUBT = "complaint", "suggestion", "praise", "doubt"
KIND_TITLES = MappingProxyType({COMPLAINT: "投诉", SUGGESTION: "建议", PRAISE: "表扬", DOUBT: "顾虑"})
SUBJECT_TITLES = MappingProxyType(
    {
        "price": "价格",
        "size": "尺码",
        "quality": "质量",
        "delivery": "物流",
        "promotion": "活动",
        "service": "服务",
    }
)
KINDS, SUBJECTS = tuple(KIND_TITLES), tuple(SUBJECT_TITLES)
WORDS_LETTERS: Final = 200

# What a complaint or a praise is about, the narrower words first: who says "快递太贵" speaks of the delivery.
_ABOUT = (
    ("service", re.compile("态度|客服|服务|敷衍|不理|没人理|不耐烦|半天(?:不|没)|回复")),
    ("delivery", re.compile("快递|物流|发货|派送|送货|配送|包裹|运费|邮费|没收到|还没到|几天了|签收")),
    ("promotion", re.compile("优惠|活动|满减|券|红包|赠品|折扣|凑单|双十一|双11|618|大促")),
    (
        "size",
        re.compile(
            "尺码|尺寸|码数|[偏太有点]+(?:大|小|长|短|紧|松|肥|瘦|宽|窄)|不?合身|穿不(?:下|上|了)|显胖"
        ),
    ),
    (
        "quality",
        re.compile(
            "质量|品质|做工|面料|材质|料子|起球|[掉褪]色|缩水|变形|破|开线|线头|脱线|瑕疵|色差|异味|味道|[掉跑]毛|"
            "跑绒|扎人|坏了|假货|正品|划痕|污渍|舒服|暖和"
        ),
    ),
    ("price", re.compile("贵|价格|价钱|降价|差价|便宜|划算|不值|多少钱")),
)


def subject_in(texts: Iterable[str]) -> str:
    """What the newest of the buyer's words that tell it are about; "" when none does."""
    for text in reversed(list(texts)):
        for subject, shape in _ABOUT:
            if shape.search(text):
                return subject
    return ""
