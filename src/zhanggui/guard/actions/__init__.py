from __future__ import annotations

from zhanggui.guard.actions.book import (
    CannotChangeRule,
    CannotKeepText,
    CannotWriteRule,
    RuleText,
    change_rule,
    drafted,
    drop_own_text,
    end_shop_rule,
    figures_of,
    keep_own_text,
    write_shop_rule,
)
from zhanggui.guard.actions.hits import NewHit, note_hits
from zhanggui.guard.actions.leads import tell_lead
from zhanggui.guard.actions.promises import (
    CannotDismiss,
    NewPromise,
    cover_promises,
    dismiss_promise,
    let_go_promises,
    match_promises,
    note_promises,
)

__all__ = [
    "CannotChangeRule",
    "CannotDismiss",
    "CannotKeepText",
    "CannotWriteRule",
    "NewHit",
    "NewPromise",
    "RuleText",
    "change_rule",
    "cover_promises",
    "dismiss_promise",
    "drafted",
    "drop_own_text",
    "end_shop_rule",
    "figures_of",
    "keep_own_text",
    "let_go_promises",
    "match_promises",
    "note_hits",
    "note_promises",
    "tell_lead",
    "write_shop_rule",
]
