"""A fact about an item that its card contradicts: price, material, sizes, washing (seed 18). Hints only."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from zhanggui.guard.rules.reading import HARD, as_written, read
from zhanggui.guard.rules.words import Finding, Severity

SOURCE = "商品卡"
_PRICE = re.compile(
    "(?:这款|这个|这件|这条|这双|价格|现价|单价|售价|原价|拍下|只要|才|一件|卖|是|就)[^,，。?？\\d]{0,6}?"
    "(?<![\\d.\\-满减])(\\d{1,6}(?:\\.\\d{1,2})?) ?(?:元|块钱?|¥|rmb)"
    "(?!以上|以下|券|优惠|红包|运费|邮费|定金|差价)"
)
_OTHER_MONEY = re.compile(
    "满|减|券|优惠|红包|运费|邮费|定金|差价|退|补|赔|少|便宜|返|折|[\\d两三四五几多每] ?件|活动|会员|凑|再加|"
    "发票|实付|金额"
)
_FIBRES = {
    "棉": ("纯棉", "全棉", "百分百棉", "100棉", "100 棉"),
    "羊毛": ("纯羊毛", "全羊毛", "100羊毛", "100 羊毛", "百分百羊毛"),
    "羊绒": ("纯羊绒", "100羊绒", "100 羊绒", "纯山羊绒", "百分百羊绒"),
    "桑蚕丝": ("真丝", "纯桑蚕丝", "100桑蚕丝", "100 桑蚕丝", "百分百桑蚕丝"),
    "麻": ("纯麻", "纯亚麻", "100亚麻", "100 亚麻", "百分百亚麻"),
    "皮": ("真皮", "头层牛皮", "纯牛皮"),
}
_SAME_FIBRE = {
    "棉": "棉",
    "羊毛": "羊毛",
    "羊绒": "羊绒",
    "桑蚕丝": "蚕丝|真丝",
    "麻": "麻",
    "皮": "真皮|头层|牛皮|羊皮|猪皮|皮革(?!.*(?:PU|pu|人造))",
}
_OTHER_FIBRES = "聚酯|涤纶|锦纶|腈纶|粘纤|氨纶|尼龙|人造|pu|合成|莫代尔|化纤|棉|羊毛|羊绒|蚕丝|麻|毛"
_MATERIAL_FIELDS = ("面料", "材质", "材质成分", "成分", "面料成分", "鞋面材质", "质地", "里料")
_SIZE = re.compile("(?<![a-z0-9])(xs|s|m|l|xl|xxl|xxxl|[2-6]xl|\\d{2,3}(?=码))码?(?![a-z0-9%])")
_HAS = re.compile("(?:有|拍|选|穿|建议|适合|可以)[^,?没不]{0,6}$")
_WASHING = (
    (
        re.compile("(?:可以|能|支持|直接)(?:用)?(?:洗衣机洗|机洗)"),
        re.compile("不(?:可|能|要|宜|建议|支持)(?:用洗衣机|机洗)|(?:只能|请|建议|单独)?手洗|只能干洗"),
        "机洗",
    ),
    (re.compile("(?:可以|能|支持)干洗"), re.compile("不(?:可|能|要|宜|建议)干洗"), "干洗"),
    (
        re.compile("(?:可以|能|支持)(?:水洗|手洗)"),
        re.compile("只能干洗|不(?:可|能)水洗"),
        "水洗",
    ),
    (re.compile("(?:可以|能)(?:烘干|用烘干机)"), re.compile("不(?:可|能|要|宜)[^,。;]{0,6}烘干"), "烘干"),
    (re.compile("不(?:会)?(?:掉色|褪色)"), re.compile("(?:会|有)[^,。;不]{0,8}(?:浮色|掉色|褪色)"), "掉色"),
)
_ASKS = ("吗", "么", "?", "呢")


_MENTION = re.compile(
    "\\d ?(?:元|块)|¥|rmb|RMB|纯|百分百|全棉|真皮|真丝|头层|码|[xX][lL]|[拍穿选]|洗|烘|[掉褪]色|100"
)


def may_contradict(text: str) -> bool:
    """Whether the text speaks of anything that a card could deny: a look before any card is fetched."""
    return bool(_MENTION.search(text))


@dataclass(frozen=True)
class Fact:
    """What the card of an item says, as far as somebody has written it down."""

    title: str
    price_fen: tuple[int, ...] = ()  # of the item and its kinds
    attributes: Mapping[str, str] = field(default_factory=dict)
    sizes: frozenset[str] = frozenset()  # small letters; empty: not known
    material: str = ""
    washing: str = ""


def contradictions(text: str, card: Fact) -> tuple[Finding, ...]:
    """What the text says of the item and its card denies. A question says nothing."""
    found: list[Finding] = []
    if price := _wrong_price(text, card):
        found.append(price)
    clauses = re.split(f"[{HARD}]", read(text).text)
    told = [clause for clause in clauses if not clause.endswith(_ASKS) and "?" not in clause]
    found.extend(one for one in (_wrong_material(told, text, card), _wrong_size(told, text, card)) if one)
    found.extend(_wrong_washing(told, text, card))
    return tuple(found)


def denied_by_all(text: str, cards: Sequence[Fact]) -> tuple[Finding, ...]:
    """What every one of the cards denies: whichever of the items is meant, it is wrong. The first one's words
    are shown."""
    if not cards:
        return ()
    first, *others = (contradictions(text, card) for card in cards)
    about = [{one.title for one in found} for found in others]
    return tuple(one for one in first if all(one.title in titles for titles in about))


_SAYS = "「{item}」的商品卡上写的是:{card}"
_TITLES = MappingProxyType(
    {
        "价格": "和商品卡不一样:价格",
        "材质": "和商品卡不一样:材质",
        "尺码": "和商品卡不一样:尺码",
        "机洗": "和商品卡不一样:机洗",
        "干洗": "和商品卡不一样:干洗",
        "水洗": "和商品卡不一样:水洗",
        "烘干": "和商品卡不一样:烘干",
        "掉色": "和商品卡不一样:掉色",
    }
)


def _finding(card: Fact, about: str, quote: str, text: str, says: str) -> Finding:
    return Finding(
        rule="F18",
        title=_TITLES[about],
        severity=Severity.HINT,
        quote=quote if quote in text else "",
        say=_SAYS,
        facts={"item": card.title[:20], "card": says[:80]},
        instead="",
        source=SOURCE,
    )


def _wrong_price(text: str, card: Fact) -> Finding | None:
    if not card.price_fen:
        return None
    written = as_written(text)
    for found in _PRICE.finditer(written.text):
        clause = _clause(written.text, found.start(), found.end())
        if _OTHER_MONEY.search(clause) or any(mark in clause for mark in _ASKS):
            continue
        fen = round(float(found[1]) * 100)
        if fen not in card.price_fen:
            start, end = written.span(*found.span())
            return _finding(card, "价格", text[start:end].strip(), text, _prices(card.price_fen))
    return None


def _prices(fens: Sequence[int]) -> str:
    shown = [f"{fen / 100:.2f}".rstrip("0").rstrip(".") for fen in sorted(set(fens))]
    return f"{shown[0]} 元" if len(shown) == 1 else f"{shown[0]} 到 {shown[-1]} 元"


def _clause(text: str, start: int, end: int) -> str:
    stops = ",，。;；!！\n"
    left = max((text.rfind(stop, 0, start) for stop in stops), default=-1) + 1
    rights = [place for stop in stops if (place := text.find(stop, end)) >= 0]
    return text[left : min(rights, default=len(text))]


def _wrong_material(clauses: Sequence[str], text: str, card: Fact) -> Finding | None:
    says = card.material or next(
        (card.attributes[name] for name in _MATERIAL_FIELDS if card.attributes.get(name)), ""
    )
    plain = as_written(says).text
    if not plain or not re.search(_OTHER_FIBRES, plain):
        return None
    for clause in clauses:
        for fibre, claims in _FIBRES.items():
            claim = next((one for one in claims if one in clause and f"不是{one}" not in clause), None)
            if claim and not _is_all(fibre, plain):
                return _finding(card, "材质", claim, text, says)
    return None


def _is_all(fibre: str, plain: str) -> bool:
    """Whether the card agrees that it is all of that: it names it, and no second fibre or share below 100."""
    if not re.search(_SAME_FIBRE[fibre], plain):
        return False
    shares = [int(share) for share in re.findall("(\\d{1,3})(?:\\.\\d+)? ?%", plain)]
    first = re.split("[;；。\n]", plain)[0]
    return not any(share < 100 for share in shares[: len(re.findall("%", first)) or 1])


def _wrong_size(clauses: Sequence[str], text: str, card: Fact) -> Finding | None:
    if not card.sizes:
        return None
    for clause in clauses:
        for found in _SIZE.finditer(clause):
            before = clause[: found.start()]
            wrong = found[1] not in card.sizes and _alias(found[1]) not in card.sizes
            if wrong and _HAS.search(before) and not re.search("没|不|无|只", before):
                return _finding(card, "尺码", found[1].upper(), text, "、".join(sorted(card.sizes)).upper())
    return None


def _alias(size: str) -> str:
    """2xl is xxl."""
    if re.fullmatch("[2-6]xl", size):
        return "x" * int(size[0]) + "l"
    return f"{size.count('x')}xl" if re.fullmatch("x{2,6}l", size) else size


def _wrong_washing(clauses: Sequence[str], text: str, card: Fact) -> list[Finding]:
    plain = read(card.washing).text
    if not plain:
        return []
    found = []
    for claims, denies, about in _WASHING:
        denied = denies.search(plain)
        claim = next((match for clause in clauses if (match := claims.search(clause))), None)
        if claim and denied and not re.search("不|别|没", claim.string[: claim.start()][-2:]):
            found.append(_finding(card, about, claim[0], text, card.washing))
    return found
