from __future__ import annotations

from zhanggui.guard.actions.hits import NewHit, note_hits
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
    "CannotDismiss",
    "NewHit",
    "NewPromise",
    "cover_promises",
    "dismiss_promise",
    "let_go_promises",
    "match_promises",
    "note_hits",
    "note_promises",
]
