"""The verbs about buyers."""

from zhanggui.customers.actions.batches import BuyerEntry, record_buyers
from zhanggui.customers.actions.buyers import (
    CannotNote,
    CannotNoteBuyer,
    CannotTag,
    ensure_buyer,
    ensure_buyers,
    ensure_visitor,
    name_buyer,
    note_buyer,
    remove_note,
    tag_buyer,
    untag_buyer,
    write_note,
)

__all__ = [
    "BuyerEntry",
    "CannotNote",
    "CannotNoteBuyer",
    "CannotTag",
    "ensure_buyer",
    "ensure_buyers",
    "ensure_visitor",
    "name_buyer",
    "note_buyer",
    "record_buyers",
    "remove_note",
    "tag_buyer",
    "untag_buyer",
    "write_note",
]
