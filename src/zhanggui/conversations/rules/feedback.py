"""What buyers think of the shop and its goods, in a few words that can be counted."""

from __future__ import annotations

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
