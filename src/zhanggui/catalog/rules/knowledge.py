"""What an agent must know of an item before selling it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from zhanggui.catalog.rules.goods import Blame

SECTION_LETTERS = 4000
SECTION_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "features": "特征",
        "functions": "功能",
        "cautions": "注意事项",
        "material": "材质",
        "size_chart": "尺码表",
        "brand_audience": "品牌与人群",
        "matching": "搭配",
        "advantages": "优势",
        "glossary": "术语",
    }
)
SECTIONS = tuple(SECTION_TITLES)


@dataclass(frozen=True, kw_only=True)
class KnowledgeEntry:
    """The knowledge card of an item as it is told; None: not said. `matching`: item numbers or titles, one
    on each line."""

    item_number: str
    features: str | None = None
    functions: str | None = None
    cautions: str | None = None
    material: str | None = None
    size_chart: str | None = None
    brand_audience: str | None = None
    matching: str | None = None
    advantages: str | None = None
    glossary: str | None = None

    @property
    def said(self) -> dict[str, str]:
        """What is said, section by section, with lines tidied."""
        texts = {section: getattr(self, section) for section in SECTIONS}
        return {section: _tidy(text) for section, text in texts.items() if text is not None}


def _tidy(text: str) -> str:
    shown = "".join(
        letter if letter >= " " or letter in "\n\t" else " " for letter in text.replace("\r\n", "\n")
    )
    return "\n".join(line.rstrip() for line in shown.split("\n")).strip()


def knowledge_blame(said: Mapping[str, str]) -> Blame | None:
    for section, text in said.items():
        if len(text) > SECTION_LETTERS:
            return Blame(section, f"{SECTION_TITLES[section]}最多 {SECTION_LETTERS} 个字")
    return None
