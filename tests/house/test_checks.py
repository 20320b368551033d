"""The checks of checks.py hold over the house, and each sees its planted counter-example."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.house.checks import CHECKS, LINES
from tests.house.exceptions import EXCEPTIONS
from tests.house.source import HOUSE

# It may only shrink: lower this number with it.
MOST_EXCEPTIONS = 6


@pytest.mark.parametrize("name", CHECKS)
def test_the_house_keeps(name: str) -> None:
    wrong = [str(finding) for finding in CHECKS[name](HOUSE) if finding.key not in EXCEPTIONS]
    assert not wrong, f"{name}:\n" + "\n".join(wrong)


def test_exceptions_are_needed_and_have_reasons() -> None:
    found = {finding.key for check in CHECKS.values() for finding in check(HOUSE)}
    assert not set(EXCEPTIONS) - found, (
        "mended: delete the entry from exceptions.py and lower MOST_EXCEPTIONS"
    )
    assert len(EXCEPTIONS) <= MOST_EXCEPTIONS
    assert all(len(reason) >= 10 for reason in EXCEPTIONS.values())


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    house = tmp_path_factory.mktemp("house") / "zhanggui"
    shutil.copytree(HOUSE, house, ignore=shutil.ignore_patterns("tests", "__pycache__"))
    return house


PLANTED = [
    # check, file, what is planted there, what the check must say
    (
        "doors",
        "orders/planted.py",
        "from zhanggui.customers.models import Buyer",
        "imports customers.models.Buyer",
    ),
    ("doors", "orders/planted.py", "from zhanggui.customers import views", "imports customers.views"),
    ("doors", "orders/planted.py", "import zhanggui.customers.models", "imports customers.models"),
    ("doors", "guard/planted.py", "from zhanggui.workforce.jobs import x", "imports workforce.jobs.x"),
    (
        "doors",
        "guard/planted.py",
        "from zhanggui.foundation.models import AuditEntry",
        "imports foundation.models.AuditEntry",
    ),
    (
        "doors",
        "pages/planted.py",
        "from zhanggui.conversations.live import desks",
        "imports conversations.live.desks",
    ),
    ("doors", "config/planted.py", "from zhanggui.orders import models", "imports orders.models"),
    (
        "rows",
        "orders/planted.py",
        "from zhanggui.customers import queries\nqueries.card_of(None)",
        "passes Buyer rows through customers's card_of()",
    ),
    (
        "rows",
        "pages/planted.py",
        "from zhanggui.conversations.access import picture_for",
        "passes Picture rows through conversations's picture_for()",
    ),
    (
        "foreign SQL",
        "orders/queries.py",
        "X = 'SELECT 1 FROM conversations_message'",
        "reads conversations's conversations_message by SQL",
    ),
    (
        "foreign SQL",
        "guard/actions.py",
        "X = f'UPDATE shops_staff SET {1}'",
        "writes shops's shops_staff by SQL",
    ),
    (
        "foreign SQL",
        "orders/views.py",
        "X = 'select 1 from foundation_audit'",
        "reads foundation's foundation_audit by SQL",
    ),
    ("clock", "orders/actions/planted.py", "from zhanggui.foundation.clock import now", "imports the clock"),
    ("clock", "orders/queries.py", "from zhanggui.foundation import clock", "imports the clock"),
    ("clock", "connectors/files/table.py", "from zhanggui.foundation.clock import now", "imports the clock"),
    ("clock", "orders/views.py", "import datetime\ndatetime.now()", "reads datetime.now"),
    ("clock", "conversations/live/desks.py", "time.time()", "reads time.time"),
    (
        "clock",
        "orders/models.py",
        "at = models.DateTimeField(auto_now_add=True)",
        "has a column with auto_now_add",
    ),
    (
        "clock",
        "orders/queries.py",
        "X = 'SELECT now() - seen_at FROM orders_order'",
        "asks the database for the time",
    ),
    (
        "clock",
        "orders/queries.py",
        "from django.db.models.functions import Now",
        "asks the database for the time",
    ),
    ("environment", "orders/views.py", "import os\nX = os.environ['HOME']", "reads the environment"),
    ("environment", "config/web.py", "from os import getenv", "reads the environment"),
    ("names", "orders/utils.py", "", "is called util"),
    ("names", "orders/order_helpers.py", "", "is called helper"),
    ("names", "orders/services/__init__.py", "", "is called service"),
    ("length", "orders/planted.py", "x = 1\n" * (LINES + 1), f"is longer than {LINES} lines"),
    ("length", "pages/static/pages/planted.js", "//\n" * (LINES + 1), f"is longer than {LINES} lines"),
    ("verbs", "orders/actions/planted.py", "def ship(*, at, by): ...", "ship() does not end in `by`, `at`"),
    (
        "verbs",
        "orders/actions/planted.py",
        "def ship(*, by, at, order): ...",
        "ship() does not end in `by`, `at`",
    ),
    (
        "verbs",
        "orders/actions/planted.py",
        "def ship(order, *, by, at): ...",
        "ship() takes arguments by place",
    ),
    (
        "refusals",
        "orders/actions/planted.py",
        "raise CannotShip(f'最多 {n} 件' if n else '没有')",
        "puts facts into a refusal's sentence",
    ),
    (
        "refusals",
        "orders/rules/planted.py",
        "WRONG = UnableTo('最多 %s 件' % 3)",
        "puts facts into a refusal's sentence",
    ),
    (
        "refusals",
        "connectors/files/planted.py",
        "raise CannotTakeFile('最多 {} MB'.format(20))",
        "puts facts into a refusal's sentence",
    ),
]


def test_every_check_has_a_counter_example() -> None:
    assert {name for name, *_ in PLANTED} == set(CHECKS)


@pytest.mark.parametrize(("name", "where", "planted", "says"), PLANTED)
def test_a_planted_fault_is_seen(copied: Path, name: str, where: str, planted: str, says: str) -> None:
    place = copied / where
    before = place.read_text() if place.exists() else None
    place.parent.mkdir(exist_ok=True)
    place.write_text(f"{before or ''}\n{planted}\n")
    try:
        found = {finding.key for finding in CHECKS[name](copied)}
    finally:
        if before is None:
            place.unlink()
        else:
            place.write_text(before)
    assert f"{where}: {says}" in found - set(EXCEPTIONS)
