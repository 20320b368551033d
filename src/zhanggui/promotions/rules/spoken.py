"""What an offer takes off, in the words of one cell: "满300减50,满500减90包邮", "8.8折", "第2件5折".

`said` writes and `heard` reads; what is written reads back as it was.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from zhanggui.foundation.money import parse_yuan
from zhanggui.promotions.rules.offers import (
    ByPieces,
    ItemTool,
    Less,
    NthAt,
    PayFewer,
    PiecesFor,
    Rate,
    SpecialPrice,
    Tier,
    Tiers,
    Tool,
)

EXAMPLES = (
    "满300减50,满500减90包邮;每满100减10,最多30次;满2件9折;8.8折;直降10;一口价99;第2件5折;3件99元;买3付2"
)
_YUAN, _RATE, _WHOLE = r"(\d{1,9}(?:\.\d{1,2})?)元?", r"打?(\d(?:\.\d{1,2})?)折", r"(\d{1,4})"
_GIFT = re.compile(r"送(.+?)(?=$|、|;)")
_TIER = re.compile(rf"满(?:{_WHOLE}件|{_YUAN})(.*)")


class NotHeard(ValueError):  # noqa: N818 - read as "not heard"
    """Words that say no offer of ours."""


def heard(text: str) -> Tool:
    """NotHeard."""
    # Only marks and digits become half-width: names of gifts stay as they are.
    plain = "".join(unicodedata.normalize("NFKC", one) for one in text).replace(" ", "").replace("。", "")
    for shape, make in _SHAPES:
        found = shape.fullmatch(plain)
        if found is not None:
            return make(*found.groups())
    if plain.startswith("一口价"):
        return _special(plain.removeprefix("一口价"))
    if plain.startswith("阶梯"):
        return _steps(plain.removeprefix("阶梯").removeprefix(":"))
    if plain.startswith(("满", "每满")):
        return _tiers(plain)
    raise NotHeard(text)


_SHAPES: tuple[tuple[re.Pattern[str], Callable[..., Tool]], ...] = (
    (re.compile(_RATE), lambda rate: Rate(_thousandths(rate))),
    (re.compile(rf"(?:直降|每件减){_YUAN}"), lambda fen: Less(_fen(fen))),
    (re.compile(rf"第{_WHOLE}件{_RATE}"), lambda nth, rate: NthAt(int(nth), _thousandths(rate))),
    (re.compile(rf"{_WHOLE}件{_YUAN}"), lambda pieces, fen: PiecesFor(int(pieces), _fen(fen))),
    (re.compile(rf"买{_WHOLE}付{_WHOLE}"), lambda pieces, paid: PayFewer(int(pieces), int(paid))),
)


def _special(text: str) -> Tool:
    """99;MY-01:95: the price, and those of SKUs that have their own."""
    first, *others = text.split(";")
    by_sku = {}
    for one in others:
        sku, colon, fen = one.rpartition(":")
        if not colon or not sku:
            raise NotHeard(one)
        by_sku[sku] = _fen(fen)
    return SpecialPrice(_fen(first), by_sku)


def _steps(text: str) -> Tool:
    steps = []
    for one in text.split(","):
        found = re.fullmatch(rf"满?{_WHOLE}件{_RATE}", one)
        if found is None:
            raise NotHeard(one)
        steps.append((int(found[1]), _thousandths(found[2])))
    return ByPieces(tuple(steps))


def _tiers(text: str) -> Tool:
    text, _, far = text.partition(",不包邮:")
    every = text.startswith("每")
    told = re.fullmatch(rf"(.*?)(?:,最多{_WHOLE}次)?", text.removeprefix("每"))
    if told is None:
        raise NotHeard(text)
    tiers = tuple(_tier(one) for one in told[1].split(","))
    times = int(told[2]) if told[2] else None
    return Tiers(tiers, every, times, frozenset(filter(None, re.split("[、 ]", far))))


def _tier(text: str) -> Tier:
    found = _TIER.fullmatch(text)
    if found is None:
        raise NotHeard(text)
    pieces, fen, gives = found.groups()
    less, rate, postage = 0, 1000, False
    gifts = _GIFT.findall(gives)
    for give in filter(None, _GIFT.sub("", gives).replace("包邮", "、包邮").split("、")):
        of_fen, of_rate = re.fullmatch(f"减{_YUAN}", give), re.fullmatch(_RATE, give)
        if of_fen:
            less = _fen(of_fen[1])
        elif of_rate:
            rate = _thousandths(of_rate[1])
        elif give == "包邮":
            postage = True
        else:
            raise NotHeard(give)
    return Tier(_fen(fen) if fen else 0, int(pieces) if pieces else 0, less, rate, tuple(gifts), postage)


def _fen(text: str) -> int:
    try:
        return int(parse_yuan(text))
    except ValueError:
        raise NotHeard(text) from None


def _thousandths(text: str) -> int:
    whole, _, rest = text.partition(".")
    return int(whole) * 100 + int(rest.ljust(2, "0") or 0)


def said(tool: Tool) -> str:
    return _said_of_tiers(tool) if isinstance(tool, Tiers) else _said_of_item(tool)


def _said_of_item(tool: ItemTool) -> str:
    match tool:
        case SpecialPrice(fen, by_sku):
            words = [f"一口价{_yuan(fen)}", *(f"{sku}:{_yuan(one)}" for sku, one in by_sku.items())]
            text = ";".join(words)
        case Rate(thousandths):
            text = f"{_rate(thousandths)}折"
        case Less(fen):
            text = f"直降{_yuan(fen)}"
        case NthAt(nth, thousandths):
            text = f"第{nth}件{_rate(thousandths)}折"
        case PiecesFor(pieces, fen):
            text = f"{pieces}件{_yuan(fen)}元"
        case PayFewer(pieces, paid):
            text = f"买{pieces}付{paid}"
        case ByPieces(steps):
            text = "阶梯" + ",".join(f"{pieces}件{_rate(rate)}折" for pieces, rate in steps)
    return text


def _said_of_tiers(tool: Tiers) -> str:
    text = ("每" if tool.every else "") + ",".join(map(_said_of_tier, tool.tiers))
    if tool.times is not None:
        text += f",最多{tool.times}次"
    if tool.no_free_postage_to:
        text += ",不包邮:" + "、".join(sorted(tool.no_free_postage_to))
    return text


def _said_of_tier(tier: Tier) -> str:
    gives = [f"减{_yuan(tier.less_fen)}"] if tier.less_fen else []
    gives += [f"{_rate(tier.thousandths)}折"] if tier.thousandths < 1000 else []
    gives += [f"送{gift}" for gift in tier.gifts]
    gives += ["包邮"] if tier.free_postage else []
    start = f"满{tier.from_pieces}件" if tier.from_pieces else f"满{_yuan(tier.from_fen)}元"
    return start + "、".join(gives)


def _yuan(fen: int) -> str:
    whole, rest = divmod(fen, 100)
    return f"{whole}.{rest:02d}" if rest else str(whole)


def _rate(thousandths: int) -> str:
    whole, rest = divmod(thousandths, 100)
    return f"{whole}.{rest:02d}".rstrip("0") if rest else str(whole)
