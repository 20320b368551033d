"""The import contracts of pyproject.toml hold, and go red when somebody breaks them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.house.source import HOUSE, ROOT, rooms, storeys

LINT = Path(sys.executable).with_name("lint-imports")


def lint(folder: Path, package: Path) -> subprocess.CompletedProcess[str]:
    """The project's contracts over the package that lies in this folder."""
    # The installed package must not be found first.
    return subprocess.run(
        [LINT, "--no-cache", "--config", ROOT / "pyproject.toml"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(package)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the house to break."""
    shutil.copytree(
        HOUSE, tmp_path / "zhanggui", ignore=shutil.ignore_patterns("tests", "static", "__pycache__")
    )
    return tmp_path / "zhanggui"


def test_the_contracts_hold(copy: Path) -> None:
    linted = lint(copy.parent, copy.parent)
    assert linted.returncode == 0, linted.stdout
    assert "2 kept, 0 broken" in linted.stdout


PLANTED = [
    # Up: from the ground floor, from a room in the middle, hidden in a function, over two storeys.
    (
        "foundation/money.py",
        "from zhanggui.shops import rules",
        "zhanggui.foundation.money -> zhanggui.shops.rules",
    ),
    (
        "orders/queries.py",
        "from zhanggui.guard.queries import x",
        "zhanggui.orders.queries -> zhanggui.guard.queries",
    ),
    (
        "customers/views.py",
        "def late():\n    import zhanggui.pages.views",
        "zhanggui.customers.views -> zhanggui.pages",
    ),
    (
        "pages/context.py",
        "from zhanggui.connectors.files import table",
        "zhanggui.pages.context -> zhanggui.connectors",
    ),
    # Rules that look: at Django, at the clock, at rows by way of another module.
    ("orders/rules.py", "from django.utils import timezone", "zhanggui.orders.rules -> django"),
    ("workforce/rules.py", "import time", "zhanggui.workforce.rules -> time"),
    (
        "guard/rules/words.py",
        "from zhanggui.guard import queries",
        "zhanggui.guard.rules.words -> zhanggui.guard.queries",
    ),
]


def test_planted_imports_go_red(copy: Path) -> None:
    for where, planted, _ in PLANTED:
        with (copy / where).open("a") as file:
            file.write(f"\n{planted}\n")
    linted = lint(copy.parent, copy.parent)
    assert linted.returncode == 1
    assert "0 kept, 2 broken" in linted.stdout
    unseen = [chain for _, _, chain in PLANTED if chain not in linted.stdout]
    assert not unseen, linted.stdout


def test_a_room_that_nobody_placed_goes_red(copy: Path) -> None:
    (copy / "lottery").mkdir()
    (copy / "lottery" / "__init__.py").touch()
    linted = lint(copy.parent, copy.parent)
    assert linted.returncode == 1
    assert "lottery" in linted.stdout


def test_every_room_stands_on_the_storey_of_the_design() -> None:
    assert set(rooms()) <= set(storeys())
    started = [name.split(".")[1] for name in settings.ROOMS]
    heights = [storeys()[room] for room in started]
    # Open lists are filled in the order of this setting, so lower rooms come first.
    assert heights == sorted(heights)
    assert set(started) == set(rooms()) - {"config"}
