from zhanggui.catalog.actions.items import record_items
from zhanggui.catalog.actions.knowledge import CannotWriteKnowledge, record_knowledge, write_knowledge
from zhanggui.catalog.rules import ItemEntry, KnowledgeEntry, SkuEntry

__all__ = [
    "CannotWriteKnowledge",
    "ItemEntry",
    "KnowledgeEntry",
    "SkuEntry",
    "record_items",
    "record_knowledge",
    "write_knowledge",
]
