"""Draws docs/map.md, docs/moves.md and the settings table of README.md from the code: `make map`.

The tests draw them too and compare, so the documents cannot grow old.
"""

from __future__ import annotations

import ast
import importlib
import os
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhanggui.config.settings")
django.setup()

from django.urls import get_resolver  # noqa: E402 - rooms load after set-up

from tests.house.doors import DOORS, patterns  # noqa: E402
from tests.house.source import HOUSE, ROOT, Module, modules, rooms, storeys  # noqa: E402
from zhanggui.config.environment import VARIABLES  # noqa: E402
from zhanggui.foundation import announcements, panels  # noqa: E402
from zhanggui.foundation.lists import OpenList  # noqa: E402
from zhanggui.foundation.moves import Moves  # noqa: E402
from zhanggui.guard.rules import RED_LINES  # noqa: E402
from zhanggui.shops import rules as shops_rules  # noqa: E402
from zhanggui.shops.settings import SETTINGS  # noqa: E402

HEAD = "<!-- Drawn from the code by `make map`. Do not edit: a test compares. -->"
_SAYS = """\
Down you call, up you announce: a room imports only what stands below it, through that room's door.
Where does a new thing go: [CONTRIBUTING](../CONTRIBUTING.md). Words: [glossary](glossary.md).
States: [moves](moves.md). The wire: [wire](wire.md). Why it is so: [decisions](decisions/)."""
_ROOMS = {
    "config": "settings, root urls, processes, commands: the only place that knows all rooms",
    "connectors": "one folder per outside service: translates, then calls the rooms' verbs",
    "pages": "shell, navigation, the workspace's frame, shared templates, css and js",
    "aftersales": "售后: refunds as the marketplace tells them, with their deadlines",
    "fulfilment": "发货: whether a paid order's address is right, before its parcel leaves",
    "outreach": "催付: who has not paid is asked, what nobody wants is closed",
    "promotions": "活动: what a cart costs and why: offers, coupons, the marketplace's vouchers",
    "conversations": "接待: conversations, messages, receptions, phrases, and the live wire's two ends",
    "guard": "红线: what no outgoing text may say; stands in the path of every text",
    "workforce": "who is there (presence)",
    "orders": "订单: what the marketplace tells of orders, and a visitor's claim to one",
    "stock": "库存: one truth per SKU: on hand, reserved, page stock",
    "catalog": "商品: items, SKUs and what an agent must know of them (knowledge cards)",
    "customers": "买家: buyers of every channel, tags, notes, the visitor's cookie",
    "worklist": "待办: tasks with an owner, a deadline and a state",
    "marketplace": "the gate: our words for any marketplace, and what came in (deliveries)",
    "shops": "店铺: shops, staff, roles and capabilities, dated settings",
    "foundation": "the ground: money, calendar, moves, announcements, open lists, live carrier, audit",
}


def draw_map() -> str:
    found = modules()
    parts = [
        HEAD,
        "# Where is what",
        _SAYS,
        _storeys(),
        *(_room(room, [one for one in found if one.room == room]) for room in _downwards()),
        _open_lists(found),
        _dated_settings(),
        _live_events(found),
        _capabilities(),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _downwards() -> list[str]:
    height = storeys()
    return sorted(rooms(), key=lambda room: -height[room])


def _storeys() -> str:
    width = max(map(len, rooms()))
    rows = [f"{room:<{width}}  {_ROOMS[room]}" for room in _downwards()]
    return "\n".join(["```text", *rows, "```"])


def _room(room: str, found: list[Module]) -> str:
    sections = [
        f"## {room}",
        _files(found),
        _verbs(found),
        _events(found),
        _cards(found),
        _tables(found),
        _addresses(room),
        _jobs(found),
        _machines(found),
        _red_lines() if room == "guard" else "",
        _static(room),
    ]
    return "\n\n".join(section for section in sections if section)


def _files(found: list[Module]) -> str:
    rows = []
    for module in found:
        says = _first_line(module.tree)
        named = module.inside and not module.where.endswith("/__init__.py") and module.inside[-1] != "apps"
        if says or (named and module.inside[0] not in _FURNITURE):
            rows.append((f"`{module.where.split('/', 1)[1]}`", says))
    return _table(("file", "what is in it"), rows)


# Files whose name says what is in them (design, "the same furniture in every room").
_FURNITURE = frozenset(
    {"actions", "queries", "events", "models", "rules", "access", "forms", "views", "urls", "api"}
    | {"reactions", "jobs", "settings", "apps", "templatetags"}
)


def _verbs(found: list[Module]) -> str:
    """The public functions of actions: a package offers what its __all__ names."""
    door = next((one for one in found if one.where.endswith("/actions/__init__.py")), None)
    offered = _all_of(door.tree) if door else None
    rows = []
    for module in found:
        if module.inside[:1] != ("actions",):
            continue
        for node in module.tree.body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            if offered is None or node.name in offered:
                rows.append((f"`{node.name}`", _given(node), _first_line(node)))
    return _table(("verb", "of", "what it does"), sorted(rows))


def _given(node: ast.FunctionDef) -> str:
    names = [arg.arg for arg in (*node.args.args, *node.args.kwonlyargs)]
    return ", ".join(name for name in names if name not in {"by", "at"})


def _events(found: list[Module]) -> str:
    rows = []
    for module in found:
        if module.inside != ("events",):
            continue
        kinds = vars(importlib.import_module(_dotted(module)))
        for node in module.tree.body:
            if isinstance(node, ast.ClassDef):
                heard = sorted(_heard(kinds[node.name]))
                rows.append((f"`{node.name}`", _first_line(node), ", ".join(heard) or "-"))
    return _table(("event", "when", "who reacts"), rows)


def _heard(event: type) -> Iterator[str]:
    for reaction in (*announcements._now.get(event, ()), *announcements._now_to_all.get(event, ())):
        yield f"`{reaction.__module__.removeprefix('zhanggui.')}.{reaction.__name__}` now"
    for name in announcements._later.get(event, ()):
        yield f"`{name.removeprefix('zhanggui.')}` later"


def _cards(found: list[Module]) -> str:
    cards, asked = [], []
    for module in found:
        if module.inside[:1] == ("queries",):
            for node in module.tree.body:
                if isinstance(node, ast.ClassDef):
                    cards.append(f"`{node.name}`")
                elif isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    asked.append(f"`{node.name}`")
    lines = []
    if cards:
        lines.append(f"Cards: {', '.join(cards)}.")
    if asked:
        lines.append(f"Queries: {', '.join(asked)}.")
    return "  \n".join(lines)


def _tables(found: list[Module]) -> str:
    rows = [
        (f"`{node.name}`", _first_line(node))
        for module in found
        if "models" in module.inside
        for node in module.tree.body
        if isinstance(node, ast.ClassDef)
    ]
    return _table(("table", "a row is"), rows)


def _addresses(room: str) -> str:
    rows = []
    for route, pattern in patterns(get_resolver()):
        view = pattern.callback
        if view.__module__.split(".")[1] == room and pattern.name:
            door = DOORS.get(pattern.name)
            path = re.sub(r"<\w+:(\w+)>", r"<\1>", f"/{route}")
            methods = " ".join(door.methods) if door else "?"
            where = f"{view.__module__.removeprefix(f'zhanggui.{room}.')}.{view.__name__}"
            rows.append((f"`{path}`", methods, f"`{where}`", door.who if door else "?"))
    return _table(("address", "", "view", "who may"), sorted(rows))


def _jobs(found: list[Module]) -> str:
    rows = []
    for module in found:
        for node in module.tree.body:
            if isinstance(node, ast.FunctionDef):
                tags = [one for one in node.decorator_list if isinstance(one, ast.Call)]
                named = {key: value for tag in tags for key, value in _keywords(tag)}
                if "name" in named and any(_called(tag) == "task" for tag in tags):
                    rows.append((f"`{named['name']}`", named.get("cron", "when enqueued"), f"`{node.name}`"))
    return _table(("job", "when", "runs"), rows)


def _machines(found: list[Module]) -> str:
    names = [machine.name for _, machine in machines(found)]
    return f"State machines: {', '.join(f'[{name}](moves.md)' for name in names)}." if names else ""


def _red_lines() -> str:
    rows = [
        (
            line.id,
            line.title,
            ", ".join(f"{where} {what}" for where, what in line.severity.items()),
            line.source,
        )
        for line in RED_LINES
    ]
    return _table(("red line", "", "severity by platform", "source"), rows)


def _static(room: str) -> str:
    lines = []
    for kind in ("templates", "static"):
        found = (HOUSE / room).rglob(f"{kind}/**/*.*")  # one room has a package of that name
        paths = sorted(path.name for path in found if path.is_file() and path.suffix not in {".py", ".pyc"})
        if paths:
            lines.append(f"{kind.capitalize()}: {', '.join(f'`{name}`' for name in paths)}.")
    return "  \n".join(lines)


def machines(found: Iterable[Module]) -> Iterator[tuple[str, Moves]]:
    """(room, machine) of every table of moves."""
    for module in found:
        if module.inside[:1] == ("rules",):
            for value in vars(importlib.import_module(_dotted(module))).values():
                if isinstance(value, Moves):
                    yield module.room, value


def _open_lists(found: list[Module]) -> str:
    rows, adding = [], _adding(found)
    for module in found:
        for node in module.tree.body:
            if not isinstance(node, ast.AnnAssign | ast.Assign) or not isinstance(node.value, ast.Call):
                continue
            target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
            if _called(node.value) == "OpenList" and isinstance(target, ast.Name):
                kept = getattr(importlib.import_module(_dotted(module)), target.id)
                rows.append(_open_list(module, target.id, kept, adding.get(target.id, ())))
    table = _table(("list", "of", "who adds", "entries"), sorted(rows))
    says = "A lower room owns the list, rooms above add to it when they start (`ready` in apps.py)."
    return f"## Open lists\n\n{says}\n\n{table}"


def _adding(found: list[Module]) -> dict[str, set[str]]:
    """{name of a list: the rooms that add to it}; the whole house is looked through once for all of them."""
    rooms_of: dict[str, set[str]] = {}
    for module in found:
        for node in module.nodes:
            if isinstance(node, ast.Attribute) and node.attr == "add" and isinstance(node.value, ast.Name):
                rooms_of.setdefault(node.value.id, set()).add(module.room)
    return rooms_of


def _open_list(
    module: Module, name: str, kept: OpenList[panels.Place], adding: Iterable[str]
) -> tuple[str, ...]:
    where = ".".join((module.room, *module.inside))
    return (
        f"`{where}.{name}`",
        kept.name,
        ", ".join(sorted(adding)),
        ", ".join(f"`{one.key}`" for one in kept),
    )


def _dated_settings() -> str:
    rows = [
        (f"`{one.key}`", f"{one.default} {one.unit}", one.meaning, one.source, f"{one.since}")
        for one in sorted(SETTINGS, key=lambda one: one.key)
    ]
    says = (
        "Thresholds that differ by shop or change over the years; `shops.actions.change_setting` dates them."
    )
    return f"## Dated settings\n\n{says}\n\n{_table(('key', 'default', 'meaning', 'source', 'since'), rows)}"


def _live_events(found: list[Module]) -> str:
    told: dict[str, set[str]] = {}
    heard: dict[str, set[str]] = {}
    for module in found:
        where = f"`{'.'.join((module.room, *module.inside))}`"
        for node in module.nodes:
            if isinstance(node, ast.Dict):
                for key, value in zip(node.keys, node.values, strict=True):
                    if isinstance(key, ast.Constant) and key.value == "k" and isinstance(value, ast.Constant):
                        told.setdefault(str(value.value), set()).add(where)
            elif isinstance(node, ast.Call) and _called(node) == "hear" and len(node.args) == 2:
                kind = node.args[0]
                if isinstance(kind, ast.Constant):
                    heard.setdefault(str(kind.value), set()).add(where)
    rows = [
        (
            f"`{kind}`",
            ", ".join(sorted(told.get(kind, ()))) or "-",
            ", ".join(sorted(heard.get(kind, ()))) or "-",
        )
        for kind in sorted({*told, *heard})
    ]
    says = (
        "What processes tell each other after a commit (`foundation.live.carrier`); clients see docs/wire.md."
    )
    return f"## Live events\n\n{says}\n\n{_table(('kind', 'told by', 'heard by'), rows)}"


def _capabilities() -> str:
    roles = shops_rules.ROLES
    every = [one for role in reversed(roles) for one in shops_rules.CAPABILITIES[role]]
    rows = [
        (f"`{one}`", *("yes" if shops_rules.may(role, one) else "" for role in roles))
        for one in sorted(set(every))
    ]
    heads = ("capability", *(f"{role} {shops_rules.ROLE_TITLES[role]}" for role in roles))
    return f"## Capabilities\n\n{_table(heads, rows)}"


def draw_moves() -> str:
    parts = [
        HEAD,
        "# Moves",
        "Our own states, as tables in each room's `rules`. Anything else is mirrored, not ruled.",
    ]
    for room, machine in machines(modules()):
        parts.append(f"## {machine.name} ({room})\n\n```mermaid\n{machine.diagram()}\n```")
    return "\n\n".join(parts) + "\n"


BEGIN, END = "<!-- settings: drawn by `make map` -->", "<!-- /settings -->"


def draw_settings(readme: str) -> str:
    """The README with its settings table as the code has it."""
    rows = [
        (f"`{one.name}`", f"`{one.default}`" if one.default else "-", f"{one.chinese}<br>{one.meaning}")
        for one in VARIABLES
    ]
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{_table(('变量 variable', '默认 default', '含义 meaning'), rows)}\n{END}{after}"


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    listed = [_row(row) for row in rows]
    return "\n".join([_row(heads), _row(("---",) * len(heads)), *listed]) if listed else ""


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _first_line(node: ast.Module | ast.ClassDef | ast.FunctionDef) -> str:
    """The first sentence of its docstring, on one line."""
    whole = " ".join((ast.get_docstring(node) or "").split("\n\n")[0].split())
    return whole.split(". ")[0].removesuffix(".")


def _all_of(tree: ast.Module) -> set[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
            return set(ast.literal_eval(node.value))
    return set()


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _keywords(node: ast.Call) -> Iterator[tuple[str, str]]:
    for one in node.keywords:
        if one.arg and isinstance(one.value, ast.Constant):
            yield one.arg, str(one.value.value)


def _dotted(module: Module) -> str:
    return ".".join(("zhanggui", module.room, *module.inside))


@cache
def documents(root: Path = ROOT) -> dict[Path, str]:
    """Every drawn document as it should be."""
    return {
        root / "docs" / "map.md": draw_map(),
        root / "docs" / "moves.md": draw_moves(),
        root / "README.md": draw_settings((root / "README.md").read_text()),
    }


if __name__ == "__main__":
    assert HOUSE.exists()
    for path, text in documents().items():
        path.write_text(text)
