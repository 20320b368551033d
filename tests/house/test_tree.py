"""What must not stand in any file; each check sees its planted counter-example."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house.source import ROOT
from tests.house.tree import CHECKS, apart, files


@pytest.mark.parametrize("name", CHECKS)
def test_no_file_holds(name: str) -> None:
    wrong = list(CHECKS[name](ROOT))
    assert not wrong, "\n".join(wrong)


def test_there_are_files_to_check() -> None:
    found = {str(path.relative_to(ROOT)) for path in files(ROOT)}
    assert {"Makefile", "README.md", "requirements.lock", "src/zhanggui/config/settings.py"} <= found


PLANTED = [
    ("left open", "notes.md", "T·ODO: later"),
    ("left open", "code.py", "x = 1  # F·IXME"),
    ("registries", "setup.sh", "pip install --index·-url=x"),
    ("registries", "page.html", "https://cdn.js·delivr.net/npm/x"),
    ("machines", "code.py", "open('/work·/main/x')"),
    ("machines", "notes.md", "see /home·/someone/x"),
    ("phones", "names.txt", "139·12345678"),
    ("locks", "requirements.lock", "--index·-url https://example.com\n"),
    ("locks", "requirements.lock", "django==5.2.1\n    # via x\n"),
]


@pytest.mark.parametrize(("name", "file", "text"), PLANTED)
def test_a_planted_fault_is_seen(tmp_path: Path, name: str, file: str, text: str) -> None:
    (tmp_path / file).write_text(apart(text))
    assert len(list(CHECKS[name](tmp_path))) == 1


def test_every_check_has_a_counter_example() -> None:
    assert {name for name, *_ in PLANTED} == set(CHECKS)
