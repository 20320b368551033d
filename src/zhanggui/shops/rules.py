"""Who may do what: capabilities by role."""

from __future__ import annotations

import re
from types import MappingProxyType

AGENT, LEAD, MANAGER, WAREHOUSE = "agent", "lead", "manager", "warehouse"
ROLES = (AGENT, LEAD, MANAGER, WAREHOUSE)
ROLE_TITLES = MappingProxyType({AGENT: "客服", LEAD: "主管", MANAGER: "店长", WAREHOUSE: "仓管"})

LOGIN_LETTERS, NAME_LETTERS, NUMBER_LETTERS, ACCOUNT_LETTERS = 60, 40, 10, 60
ACCOUNTS_PER_MEMBER = 20
PASSWORD_LETTERS = 200

TAOBAO, TMALL = "taobao", "tmall"
PLATFORMS = (TAOBAO, TMALL)

# A capability is a thing that a page or an action asks for; a role is a set of them.
RECEIVE = "receive"  # take part in conversations
SEE_ORDERS = "see_orders"
SEE_RECEIVER = "see_receiver"  # unmask a receiver; every look is logged
WHISPER = "whisper"  # say something in a colleague's talk that only the colleague sees
EDIT_PHRASES = "edit_phrases"
SEE_AUDIT = "see_audit"
IMPORT = "import"
EDIT_SHOP = "edit_shop"
SEE_COST = "see_cost"  # what the goods cost the shop
SEE_TASKS = "see_tasks"  # those of one's own and of one's role
SEE_ALL_TASKS = "see_all_tasks"
SEE_FIGURES = "see_figures"  # everybody's, and the cases behind them; one's own are always seen
EDIT_SHIFTS = "edit_shifts"  # say who works when
EDIT_GUARD = "edit_guard"  # say how severe the red lines are, and write own ones
EDIT_TAGS = "edit_tags"  # say what the tags and groups of buyers are
EDIT_OFFERS = "edit_offers"  # set up what the shop offers, and end it

CAPABILITIES = MappingProxyType(
    {
        AGENT: frozenset({RECEIVE, SEE_ORDERS, SEE_RECEIVER, SEE_TASKS}),
        LEAD: frozenset(
            {RECEIVE, SEE_ORDERS, SEE_RECEIVER, EDIT_PHRASES, SEE_AUDIT, SEE_COST, SEE_TASKS, SEE_ALL_TASKS}
            | {SEE_FIGURES, EDIT_SHIFTS, EDIT_GUARD, WHISPER, EDIT_TAGS}
        ),
        MANAGER: frozenset(
            {RECEIVE, SEE_ORDERS, SEE_RECEIVER, EDIT_PHRASES, SEE_AUDIT, WHISPER}
            | {SEE_COST, IMPORT, EDIT_SHOP, SEE_TASKS, SEE_ALL_TASKS, SEE_FIGURES, EDIT_SHIFTS, EDIT_OFFERS}
            | {EDIT_GUARD, EDIT_TAGS}
        ),
        WAREHOUSE: frozenset({SEE_ORDERS, SEE_RECEIVER, SEE_TASKS}),
    }
)


def may(role: str, capability: str) -> bool:
    """Fails closed: an unknown role may nothing."""
    return capability in CAPABILITIES.get(role, frozenset())


def role_of(text: str) -> str | None:
    """The role that a file or a form names by its key or its title; None for no role of ours."""
    titles = {title: role for role, title in ROLE_TITLES.items()}
    return text if text in ROLES else titles.get(text)


def is_name(text: str, longest: int) -> bool:
    """Whether it can be shown and stored: 1 to `longest` letters, no control characters."""
    return len(text.strip()) > 0 and len(text) <= longest and text.isprintable()


GREETING_LETTERS = 300
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?")


def origins_in(text: str) -> tuple[str, ...]:
    """The origins of a text, one on each line: "https://www.example.com". What follows the host is left
    out. ValueError names a line that is none."""
    found = []
    for line in filter(None, (line.strip().lower() for line in text.splitlines())):
        origin = _ORIGIN.match(line)
        if origin is None or line[origin.end() : origin.end() + 1] not in {"", "/"}:
            raise ValueError(line)
        found.append(origin[0])
    return tuple(dict.fromkeys(found))
