"""What the shop sells: read from goods/, together with the goods that the demo's export already names."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from zhanggui.connectors.files.sample_goods import GOODS

_FREE_SHIPPING_FROM_FEN = 10_000


@dataclass(frozen=True)
class Kind:
    """One SKU."""

    code: str
    colour: str
    size: str

    @property
    def properties(self) -> str:
        """As the exports write them."""
        told = (("颜色分类", self.colour), ("尺码", self.size))
        return ";".join(f"{name}:{value}" for name, value in told if value)


@dataclass(frozen=True)
class Article:
    """One listing, with what an agent must know of it."""

    number: str
    code: str
    title: str
    category: str
    price_fen: int
    grams: int
    kinds: tuple[Kind, ...]
    attributes: Mapping[str, str]
    knowledge: Mapping[str, str]
    in_export: bool = False  # the demo's own goods know more of themselves than we do

    @property
    def short(self) -> str:
        return self.title.split()[0]

    @property
    def free_shipping(self) -> bool:
        return self.price_fen >= _FREE_SHIPPING_FROM_FEN

    @property
    def returnable(self) -> bool:
        return "不支持七天无理由" not in self.knowledge.get("cautions", "")


_SECTIONS = ("features", "functions", "cautions", "material", "size_chart", "brand_audience")
_MORE_SECTIONS = ("advantages", "glossary")


@cache
def articles() -> tuple[Article, ...]:
    return (*_of_the_export(), *_of_the_files())


def _of_the_export() -> Iterator[Article]:
    for good in GOODS:
        kinds = tuple(_kind_of(code, properties) for code, properties in good.skus)
        yield Article(
            number=good.number,
            code=good.code,
            title=good.title,
            category=good.category,
            price_fen=good.price_fen,
            grams=400,
            kinds=kinds or (Kind(good.code, "", ""),),
            attributes={},
            knowledge={},
            in_export=True,
        )


def _kind_of(code: str, properties: str) -> Kind:
    told = dict(pair.split(":", 1) for pair in properties.split(";"))
    return Kind(code, told.get("颜色分类", ""), told.get("尺码", ""))


def _of_the_files() -> Iterator[Article]:
    for file in sorted(files(__package__).joinpath("goods").iterdir(), key=lambda one: one.name):
        told = tomllib.loads(file.read_text(encoding="utf-8"))
        for place, item in enumerate(told["item"]):
            yield _article(told, item, str(told["first"] + place))


def _article(shelf: Mapping[str, Any], item: Mapping[str, Any], number: str) -> Article:
    knows = {**{name: shelf.get(name, "") for name in _SECTIONS}, **item}
    sizes = item.get("sizes", shelf["sizes"]) or [""]
    kinds = [
        Kind(f"{item['code']}-{place}{size}", colour, size)
        for place, colour in enumerate(item["colours"], 1)
        for size in sizes
    ]
    return Article(
        number=number,
        code=item["code"],
        title=item["title"],
        category=shelf["category"],
        price_fen=item["price"] * 100,
        grams=item["grams"],
        kinds=tuple(kinds),
        attributes=item["attributes"],
        knowledge={name: knows[name] for name in (*_SECTIONS, *_MORE_SECTIONS) if knows.get(name)},
    )
