"""Questions of buyers, by intent: read from questions.txt, worded and mistyped by chance."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from zhanggui.connectors.simulator.chance import Chance

BEFORE, ORDER, AFTER = "before", "order", "after"

# What fingers and input methods make of words. One of these at most in a text.
_SLIPS = MappingProxyType(
    {
        "什么": "神马",
        "怎么": "咋么",
        "没有": "木有",
        "快递": "快弟",
        "发货": "发贷",
        "尺码": "尺吗",
        "地址": "地止",
        "颜色": "颜涩",
        "退款": "退宽",
        "包邮": "包有",
        "可以": "可已",
        "便宜": "便宜宜",
    }
)
_BEGINNINGS = ("", "", "", "亲,", "你好,", "麻烦问一下,", "那个,", "请问")
_ENDINGS = ("", "", "", "", "~", "哈", "呢", "??", "...", "[可怜]")
_DIALECTS = MappingProxyType(
    {
        "川": (("吗", "不嘛"), ("什么时候", "好久"), ("没有", "莫得"), ("怎么", "咋个")),
        "东北": (("怎么", "咋"), ("什么", "啥"), ("吗", "不"), ("很", "老")),
        "粤": (("什么时候", "几时"), ("没有", "冇"), ("快点", "快D"), ("谢谢", "唔该")),
        "吴": (("你们", "侬"), ("怎么", "哪能"), ("吗", "伐"), ("不要", "勿要")),
    }
)
DIALECTS = tuple(_DIALECTS)


@dataclass(frozen=True)
class Intent:
    """What a buyer wants with a question. `stage`: before an order, about a fresh one, after it came."""

    key: str
    stage: str
    title: str
    questions: tuple[str, ...]


@cache
def intents() -> MappingProxyType[str, Intent]:
    found: dict[str, Intent] = {}
    head, asked = ("", "", ""), list[str]()
    lines = files(__package__).joinpath("questions.txt").read_text(encoding="utf-8").splitlines()
    for line in [*lines, "## end - -"]:
        if line.startswith("## "):
            if asked:
                found[head[0]] = Intent(*head, tuple(asked))
            key, stage, title = line.removeprefix("## ").split()
            head, asked = (key, stage, title), []
        elif line and not line.startswith("#"):
            asked.append(line)
    return MappingProxyType(found)


@dataclass(frozen=True)
class Manner:
    """How somebody writes: how often a slip of the fingers, and which dialect."""

    slips: float = 0.1
    dialect: str = ""


def ask(intent: str, manner: Manner, chance: Chance, **known: str) -> str:
    """One question of this intent as this person would type it."""
    text = chance.choice(intents()[intent].questions).format(**_with_defaults(known))
    if manner.dialect and chance.random() < 0.5:
        for plain, spoken in _DIALECTS[manner.dialect]:
            if plain in text:
                text = text.replace(plain, spoken, 1)
                break
    if chance.random() < manner.slips:
        slipped = [(word, slip) for word, slip in _SLIPS.items() if word in text]
        if slipped:
            word, slip = chance.choice(slipped)
            text = text.replace(word, slip, 1)
    beginning = chance.choice(_BEGINNINGS) if len(text) > 4 else ""
    return beginning + text + chance.choice(_ENDINGS)


def _with_defaults(known: dict[str, str]) -> dict[str, str]:
    return {"size": "L码", "colour": "黑色", "goods": "这款", "body": "165/120斤", **known}


def understood(text: str) -> str:
    """The intent that a reader takes a text for: whose questions share most pairs of letters with it."""
    pairs = _pairs(text)
    scores: Counter[str] = Counter()
    for intent, theirs in _known_pairs():
        shared = len(pairs & theirs)
        if shared:
            scores[intent] = max(scores[intent], int(1000 * shared / len(pairs | theirs)))
    return scores.most_common(1)[0][0] if scores else "greet"


def _pairs(text: str) -> frozenset[str]:
    return frozenset([text[place : place + 2] for place in range(len(text) - 1)] or [text])


@cache
def _known_pairs() -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple(
        (intent.key, _pairs(question)) for intent in intents().values() for question in intent.questions
    )
