"""Every path by which words can leave for a buyer, and what stands in its way. A path that is not here fails
`test_leaving.py`: write the guard into it first, then its line here."""

from __future__ import annotations

from types import MappingProxyType

# Who writes messages. Everything that a buyer reads in a talk, from a person or the program, is one.
MESSAGE_WRITERS = MappingProxyType(
    {
        "conversations/actions/messages.py": "judges every draft that is not the buyer's own",
        "conversations/actions/history.py": "keeps talks of days that are over; nothing leaves",
    }
)
# Who judges: each calls `judge` before the words are anywhere else.
JUDGES = frozenset(
    {
        "conversations/actions/messages.py",
        "conversations/actions/copying.py",
        "conversations/actions/surveys.py",  # the invitation that is copied into another chat client
    }
)
# Who speaks to another machine, and which words it carries.
CARRIERS = MappingProxyType(
    {
        "connectors/mail/posting.py": "carries messages that are on disk (an errand of a message)",
        "connectors/wechat/interface.py": "carries messages that are on disk (an errand of a message)",
        "connectors/simulator/players/browser.py": "plays buyers and agents against the pages themselves",
        "connectors/simulator/players/line.py": "the same, by the wire",
        "config/supervisor.py": "asks this program whether it lives",
    }
)
# Who asks the outside for something, by errands.
ERRANDS = MappingProxyType(
    {
        "connectors/channels/carrying.py": "a message that the writer has let out",
        "orders/actions/memos.py": "the seller's memo, which no buyer sees",
        "outreach/actions/unpaid.py": "closing an order, for a reason out of a fixed list",
    }
)
# Scripts that put words on the clipboard, from where they are pasted into another chat client.
CLIPBOARDS = MappingProxyType(
    {
        "conversations/static/conversations/clipboard.js": "the tool itself",
        "conversations/static/conversations/edge.js": "copies what POST /edge/copy has let out",
        "pages/static/pages/remarks.js": "the seller's memo, which no buyer sees",
        "shops/static/shops/copy.js": "the chat's address and a password link",
    }
)
# Words that are written down now and go out later, or stand on a page that buyers read: whoever keeps them
# asks the guard, by one of these names.
KEPT_WORDS = MappingProxyType(
    {
        "conversations/actions/phrases.py": "what_stops",  # phrases, ready sets
        "conversations/actions/phrase_batches.py": "fault_in",  # phrases of a file
        "conversations/actions/greetings.py": "what_stops",  # greeting rules
        "shops/actions/shop.py": "fault_in_greeting",  # the shop's greeting
        "shops/actions/hiring.py": "fault_in_name",  # names of members
        "shops/actions/staff.py": "fault_in_name",
    }
)
