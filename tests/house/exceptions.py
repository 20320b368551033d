"""What the present code does against a check, each with its reason. This list may only shrink.

A test fails when an entry is no longer needed: delete it then. A new entry needs a decision record.
"""

from __future__ import annotations

from types import MappingProxyType

_STARTS_DJANGO = "an entry point names the settings module before Django is set up; it reads nothing"
_ONE_STATEMENT = "the message path locks a conversation and reads what it needs in one statement"
_BATCH = "its one argument by place is the batch that it works on"

EXCEPTIONS = MappingProxyType(
    {
        "conversations/actions/statements.py: reads customers's customers_buyer by SQL": _ONE_STATEMENT,
        "conversations/actions/statements.py: reads shops's shops_shop by SQL": _ONE_STATEMENT,
        "conversations/actions/messages.py: record_messages() takes arguments by place": _BATCH,
        "guard/actions/hits.py: note_hits() takes arguments by place": _BATCH,
        "config/starting.py: reads the environment": _STARTS_DJANGO,
        "config/children.py: reads the environment": "it passes the environment on to our own processes",
    }
)
