"""The documents say what the code says."""

from __future__ import annotations

import re

import pytest

from tests.house import drawing
from tests.house.source import ROOT, model_names, modules, rooms
from zhanggui.config.environment import VARIABLES
from zhanggui.foundation.moves import Moves
from zhanggui.shops.rules import CAPABILITIES
from zhanggui.shops.settings import SETTINGS

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)#\s]+)?(?:#([^)\s]+))?\)")


def text(name: str) -> str:
    return (ROOT / name).read_text()


@pytest.mark.parametrize("name", ["docs/map.md", "docs/moves.md", "README.md"])
def test_drawn_documents_are_current(name: str) -> None:
    assert text(name) == drawing.documents()[ROOT / name], f"{name} is older than the code: make map"


def test_every_machine_is_drawn_and_a_changed_one_would_be_seen() -> None:
    drawn = text("docs/moves.md")
    for _, machine in drawing.machines(modules()):
        assert f"{machine.diagram()}\n```" in drawn
        fewer = dict(list(machine.table.items())[1:])
        assert f"{Moves(machine.name, machine.first, fewer).diagram()}\n```" not in drawn


def test_the_map_names_every_room_table_setting_and_capability() -> None:
    drawn = text("docs/map.md")
    wanted = [*(f"## {room}" for room in rooms()), *(f"`{name}`" for name in model_names())]
    wanted += [f"`{setting.key}`" for setting in SETTINGS]
    wanted += [f"`{one}`" for may in CAPABILITIES.values() for one in may]
    assert [one for one in wanted if one not in drawn] == []
    assert "| ?" not in drawn, "an address without a row in tests/house/doors.py"


def test_the_readme_names_every_variable() -> None:
    readme = text("README.md")
    assert [one.name for one in VARIABLES if f"| `{one.name}` |" not in readme] == []


def test_the_glossary_names_every_room_and_table() -> None:
    glossary = text("docs/glossary.md")
    missing = [f"room {room}" for room in rooms() if f"`{room}`" not in glossary]
    missing += [
        f"{room}.{name}"
        for name, room in model_names().items()
        if not re.search(rf"\b{room}\.{name}\b", glossary)
    ]
    assert not missing, f"give these words a row in docs/glossary.md: {missing}"


def test_what_the_glossary_names_is_there() -> None:
    """Every `room.module` and `room.Table` that it points to."""
    known = {
        ".".join((one.room, *one.inside[:place])) for one in modules() for place in range(len(one.inside) + 1)
    }
    known |= {f"{room}.{name}" for name, room in model_names().items()}
    for cell in re.findall(r"`([a-z]+\.[A-Za-z_.]+)`", text("docs/glossary.md")):
        room, *rest = cell.split(".")
        if room not in rooms() or cell in known:
            continue
        *inside, name = rest
        holders = [one for one in modules() if one.room == room and list(one.inside[: len(inside)]) == inside]
        assert any(re.search(rf"\b{name}\b", one.text) for one in holders), cell


def test_links_between_documents_lead_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
    for page in pages:
        for path, anchor in LINK.findall(page.read_text()):
            if "://" in path:
                continue
            target = (page.parent / path).resolve() if path else page
            assert target.exists(), f"{page.name}: {path}"
            if anchor and target.suffix == ".md":
                heads = re.findall(r"^#+ (.+)$|<a id=\"([^\"]+)\"", target.read_text(), re.MULTILINE)
                slugs = {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head, _ in heads}
                assert anchor in slugs, f"{page.name}: #{anchor}"


def test_decisions_are_numbered_dated_and_short() -> None:
    records = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [path.name[:4] for path in records] == [f"{place:04}" for place in range(1, len(records) + 1)]
    for path in records:
        lines = path.read_text().splitlines()
        assert lines[0].startswith(f"# {path.name[:4]} "), path.name
        assert re.fullmatch(r"20\d\d-\d\d-\d\d", lines[2]), f"{path.name}: its date stands in the third line"
        assert 10 <= len(lines) <= 40, path.name


def test_the_licence_is_the_one_that_the_project_names() -> None:
    assert "AGPL-3.0-or-later" in text("pyproject.toml")
    assert "AGPL-3.0-or-later" in text("README.md")
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in text("LICENSE")


def test_every_pain_names_tests_that_exist() -> None:
    rows = re.findall(r"^\| \d+ \|.*$", text("docs/pains.md"), re.MULTILINE)
    named = [re.findall(r"`([^`]+\.py)::(\w+)`", row) for row in rows]
    assert all(named), "a pain without a test"
    missing = [f"{path}::{name}" for one in named for path, name in one if not _defines(path, name)]
    assert len(rows) > 20
    assert missing == []


def _defines(path: str, name: str) -> bool:
    file = ROOT / path
    return (
        file.is_file() and re.search(rf"^(async )?def {name}\(", file.read_text(), re.MULTILINE) is not None
    )
