"""What goods are told to be, how two tellings are put together, and which SKU somebody means."""

from zhanggui.catalog.rules.goods import Blame, ItemEntry, SkuEntry, blame, merged, nameless, tidy
from zhanggui.catalog.rules.knowledge import (
    SECTION_LETTERS,
    SECTION_TITLES,
    SECTIONS,
    KnowledgeEntry,
    knowledge_blame,
)
from zhanggui.catalog.rules.matching import Candidate, SkuRef, pick, properties_key, properties_text
from zhanggui.catalog.rules.searching import grams, searched, words

__all__ = [
    "SECTIONS",
    "SECTION_LETTERS",
    "SECTION_TITLES",
    "Blame",
    "Candidate",
    "ItemEntry",
    "KnowledgeEntry",
    "SkuEntry",
    "SkuRef",
    "blame",
    "grams",
    "knowledge_blame",
    "merged",
    "nameless",
    "pick",
    "properties_key",
    "properties_text",
    "searched",
    "tidy",
    "words",
]
