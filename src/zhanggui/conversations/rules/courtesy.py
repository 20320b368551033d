"""Which words of a buyer obviously need no answer: a thank-you, an "all right", a picture of joy."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from zhanggui.conversations.rules.words import TEXT

_LONGEST = 30  # letters; whoever writes more says more
_WORDS = """
    好的 好哒 好滴 好嘞 好勒 好吧 好 嗯 恩 哦 噢 喔 收到 知道了 知道啦 明白了 明白 了解了 了解
    欧克 ok okay okk    谢谢 多谢 感谢 非常感谢 辛苦 辛苦了 麻烦了 麻烦您了 麻烦你了 thanks thankyou thx 3q
    没事了 没事 不用了 不用 没问题 没有了 再见 拜拜 bye 88 晚安 哈哈 嘻嘻 先这样 就这样 那就这样 那好 回头见
    祝生意兴隆 生意兴隆
"""
# What only stands behind one of these: "你好" greets and waits for an answer.
_BEHIND = "您 你 亲亲 亲 老板 掌柜 客服 小姐姐 啦 了 哟 呀 哈 嘻"


def _one_of(words: str) -> str:
    return "|".join(sorted(map(re.escape, words.split()), key=len, reverse=True))


_COURTESIES = re.compile(f"(?:(?:{_one_of(_WORDS)})(?:{_one_of(_BEHIND)})*)+")
# The marketplace's own little pictures as text: [微笑].
_BRACKETED = re.compile(
    r"\[(微笑|强|赞|玫瑰|鼓掌|OK|抱拳|爱心|呲牙|愉快|亲亲|飞吻|可爱|握手|谢谢|偷笑|大笑)\]"
)
# Pictures that are no joy: somebody asks, or is angry or sad.
_NO_JOY = frozenset("❓❔⁉‼😡🤬😠👎😤💔😭😢😞😣😩😫🙄😒😨😱🤔🤨😟😕🙁☹💩🆘🖕😖😓😥😰😔😪🥺❌✖⛔🚫")
_ASKS = re.compile("[?\uff1f]")  # the half and the full one


def needs_no_answer(text: str) -> bool:
    """Whether it is obvious; never for a question, however polite."""
    if not text.strip() or len(text) > _LONGEST or _ASKS.search(text) or not _NO_JOY.isdisjoint(text):
        return False
    letters, has_picture = _letters(_BRACKETED.sub("\U0001f642", text))
    return bool(_COURTESIES.fullmatch(letters)) if letters else has_picture


def _letters(text: str) -> tuple[str, bool]:
    """The words without signs and pictures, and whether there was a picture."""
    has_picture = any(unicodedata.category(one) == "So" for one in text)
    kept = (one for one in text.lower() if unicodedata.category(one)[0] in "LN")
    return "".join(kept), has_picture


def is_excusable(words: Sequence[tuple[str, str]]) -> bool:
    """Whether all that a buyer said since they wait, as (kind, text), needs no answer."""
    return bool(words) and all(kind == TEXT and needs_no_answer(text) for kind, text in words)
