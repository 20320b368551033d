"""What a buyer says of themselves that may be kept as a tag, with the sentence that says it. Only proposals:
an agent says yes. Of an age the band, of a weight and a height the rounded figure; nothing of others ("给我妈
买"), nothing that is asked or denied, no birthday, no number of a document."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_LONGEST = 200  # letters; a pasted text says nothing of who pastes it
_QUOTED = 60
# Who else it may be about, and what makes it no statement of one's own.
_OTHERS = re.compile(
    "妈|爸|婆婆|公公|奶奶|爷爷|外婆|外公|老人|长辈|父母|老公|老婆|先生|太太|媳妇|对象|男朋友|女朋友|男友|女友|闺蜜|朋友"
    "|同事|同学|孩子|小孩|宝宝|宝贝|儿子|女儿|闺女|弟弟|妹妹|哥哥|姐姐|送人|送给|帮人|帮别人|他|她|模特"
)
_NOT = re.compile("不是|不到|没有|没到|不要|别|不用|不需要|如果|要是|假如")
_THINGS = re.compile("大米|包裹|快递费|运费|承重|能装|装得下|净重|毛重|多重|邮费|克重")

_WEIGHT = re.compile(r"(?<![\d.])(\d{2,3})(?:\.\d)?\s*(斤|kg|公斤|千克)(?!\w*装)", re.IGNORECASE)
_HEIGHT = re.compile(
    r"(?<![\d.])(1[4-9]\d)\s*(?:cm|厘米|公分)|身?高\s*(1[4-9]\d)(?!\d)|(?<!\d)(1)[米m](\d{2})(?!\d)"
)
_BOTH = re.compile(r"(?<![\d.])(1[4-9]\d)\s*[/、,，\s]\s*(\d{2,3})\s*(斤|kg|公斤)", re.IGNORECASE)
_AGE = re.compile(r"(?:我|本人|今年|年龄)\D{0,4}?(\d{2})\s*(?:岁|周岁|多岁)|^(\d{2})\s*岁")
_BANDS = (
    (18, "18 岁以下"),
    (25, "18-24 岁"),
    (30, "25-29 岁"),
    (40, "30-39 岁"),
    (50, "40-49 岁"),
    (100, "50 岁以上"),
)
_WORDS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile("(?:皮肤|肤色|肤|脸|人)?(?:比较|有点|偏|挺|很)白(?!天|色)"), "肤色偏白"),
    (re.compile("(?:皮肤|肤色|肤|脸)\\w{0,3}(?:黄|暗黄)|黄皮|黄黑皮"), "肤色偏黄"),
    (re.compile("(?:皮肤|肤色|肤|脸)\\w{0,3}黑|(?<!黄)黑皮"), "肤色偏黑"),
    (re.compile("干皮|干性皮肤|皮肤\\w{0,3}干(?!净)"), "干皮"),
    (re.compile("油皮|油性皮肤|皮肤\\w{0,3}油"), "油皮"),
    (re.compile("混合皮|混油|混干|混合性"), "混合皮"),
    (re.compile("敏感肌|敏感皮|皮肤\\w{0,3}敏感"), "敏感肌"),
    (re.compile("我是(?:个)?(?:女生|女的|女孩|妹子)"), "女"),
    (re.compile("我是(?:个)?(?:男生|男的|男孩|男士)"), "男"),
    (re.compile("(?:发|走|用|寄|要)顺丰"), "爱用顺丰"),
    (re.compile("(?:放|投|存)\\w{0,3}(?:快递柜|丰巢|菜鸟柜)"), "放快递柜"),
    (re.compile("(?:开|要|需要)\\w{0,4}发票"), "要发票"),
)
_ASKS = re.compile("[?？]|吗|么$|能不能|可不可以|有没有")
_PIECES = re.compile("[。!！;；\n]")


class SaidOfOneself(NamedTuple):
    tag: str
    sentence: str


def clues_in(said: Iterable[str]) -> list[SaidOfOneself]:
    """Of each tag the first sentence that says it, in the order given."""
    found: dict[str, str] = {}
    for text in said:
        if len(text) > _LONGEST:
            continue
        for piece in _PIECES.split(unicodedata.normalize("NFKC", text)):
            for tag in _tags(piece):
                found.setdefault(tag, piece.strip()[:_QUOTED])
    return [SaidOfOneself(tag, sentence) for tag, sentence in found.items()]


def _tags(piece: str) -> Iterator[str]:
    if not piece.strip() or _OTHERS.search(piece) or _NOT.search(piece):
        return
    if not _THINGS.search(piece):
        # A body's figures are said in a question as well: "160 斤穿什么码?"
        yield from _figures(piece)
    yield from _age(piece)
    asks = bool(_ASKS.search(piece))
    # What is asked for is a wish ("能发顺丰吗"); what somebody is, is not asked.
    wishes = {"爱用顺丰", "放快递柜", "要发票"}
    yield from (tag for pattern, tag in _WORDS if pattern.search(piece) and (not asks or tag in wishes))


def _figures(piece: str) -> Iterator[str]:
    for height, *_ in _BOTH.findall(piece):
        yield _height(int(height))
    for found in _HEIGHT.finditer(piece):
        centimetres = found[1] or found[2] or f"{found[3]}{found[4]}"
        yield _height(int(centimetres))
    for amount, unit in _WEIGHT.findall(piece):
        jin = int(amount) * (1 if unit == "斤" else 2)
        if 70 <= jin <= 300:
            yield f"约 {(jin + 2) // 5 * 5} 斤"


def _height(centimetres: int) -> str:
    return f"约 {(centimetres + 2) // 5 * 5} cm"


def _age(piece: str) -> Iterator[str]:
    for one, other in _AGE.findall(piece):
        years = int(one or other)
        yield next(band for below, band in _BANDS if years < below)
