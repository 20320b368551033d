from __future__ import annotations

from itertools import product

import pytest

from zhanggui.shops import rules
from zhanggui.shops.rules import may

# Who may what, as the shop would say it. A new capability or role must be placed here too.
TABLE = {
    "receive": "agent lead manager",
    "see_orders": "agent lead manager warehouse",
    "see_receiver": "agent lead manager warehouse",
    "whisper": "lead manager",
    "edit_phrases": "lead manager",
    "see_audit": "lead manager",
    "import": "manager",
    "edit_shop": "manager",
    "see_cost": "lead manager",
    "see_tasks": "agent lead manager warehouse",
    "see_all_tasks": "lead manager",
    "see_figures": "lead manager",
    "edit_shifts": "lead manager",
    "edit_offers": "manager",
    "edit_guard": "lead manager",
    "edit_tags": "lead manager",
}


def test_the_table_names_every_capability_and_every_role() -> None:
    assert set(rules.CAPABILITIES) == set(rules.ROLES) == set(rules.ROLE_TITLES)
    assert set(TABLE) == set().union(*rules.CAPABILITIES.values())


@pytest.mark.parametrize(("role", "capability"), list(product(rules.ROLES, TABLE)))
def test_who_may_what(role: str, capability: str) -> None:
    assert may(role, capability) == (role in TABLE[capability].split())


@pytest.mark.parametrize(("role", "capability"), [("", "receive"), ("owner", "receive"), ("agent", "")])
def test_what_nobody_named_is_allowed_to_nobody(role: str, capability: str) -> None:
    assert not may(role, capability)
