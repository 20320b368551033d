"""The house's source as the checks see it: modules by room, their imports, their strings."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "src" / "zhanggui"


@dataclass(frozen=True)
class Import:
    """One imported name. `module` and `name` as written: from `module` import `name`."""

    module: str
    name: str
    line: int

    @property
    def room(self) -> str | None:
        """The room it comes from; None for anything from outside the house."""
        parts = [*self.module.split("."), self.name]
        return parts[1] if parts[0] == "zhanggui" and len(parts) > 1 else None

    @property
    def inside(self) -> tuple[str, ...]:
        """The path behind the room: ("queries", "shop_card")."""
        parts = [*self.module.split("."), *([self.name] if self.name else [])]
        return tuple(parts[2:])


@dataclass(frozen=True)
class Module:
    """A Python file. `where` is its path in the package: "orders/actions/claims.py"."""

    path: Path
    where: str

    @property
    def room(self) -> str:
        return self.where.split("/")[0]

    @property
    def inside(self) -> tuple[str, ...]:
        """("actions", "claims") for orders/actions/claims.py."""
        return tuple(self.where.removesuffix(".py").removesuffix("/__init__").split("/")[1:])

    @cached_property
    def text(self) -> str:
        return self.path.read_text()

    @property
    def tree(self) -> ast.Module:
        return _parsed(self.text)

    @property
    def nodes(self) -> tuple[ast.AST, ...]:
        return _nodes(self.text)

    @property
    def imports(self) -> tuple[Import, ...]:
        return _imports(self.text)

    @property
    def strings(self) -> tuple[tuple[str, int], ...]:
        """Every text in the code but docstrings, with its line; of an f-string its fixed parts."""
        return _strings(self.text)

    def uses(self, *, of: str) -> Iterator[tuple[str, int]]:
        """The attributes that are read of a module imported by this name: of="clock" finds clock.now."""
        return ((name, line) for whose, name, line in _reads(self.text) if whose == of)


# Kept by text: the tests look at two hundred files again and again, and change one.


@cache
def _parsed(text: str) -> ast.Module:
    return ast.parse(text)


@cache
def _nodes(text: str) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(_parsed(text)))


@cache
def _imports(text: str) -> tuple[Import, ...]:
    found = []
    for node in _nodes(text):
        if isinstance(node, ast.Import):
            found += [Import(alias.name, "", node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [Import(node.module or "", alias.name, node.lineno) for alias in node.names]
    return tuple(found)


@cache
def _reads(text: str) -> tuple[tuple[str, str, int], ...]:
    return tuple(
        (node.value.id, node.attr, node.lineno)
        for node in _nodes(text)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and isinstance(node.ctx, ast.Load)
    )


@cache
def _strings(text: str) -> tuple[tuple[str, int], ...]:
    docstrings = {
        id(node.body[0].value)
        for node in _nodes(text)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return tuple(
        (node.value, node.lineno)
        for node in _nodes(text)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
    )


def modules(house: Path = HOUSE) -> list[Module]:
    """The package's own modules: no tests, no migrations."""
    return [
        Module(path, str(path.relative_to(house)))
        for path in sorted(house.rglob("*.py"))
        if not {"tests", "migrations", "__pycache__"} & set(path.relative_to(house).parts)
    ]


def rooms(house: Path = HOUSE) -> list[str]:
    return sorted(path.parent.name for path in house.glob("*/__init__.py"))


def storeys() -> dict[str, int]:
    """{room: height}, foundation lowest, as the contract in pyproject.toml has them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(one["layers"] for one in contracts if one["type"] == "layers")
    return {
        name.strip(" ()"): height
        for height, layer in enumerate(reversed(layers))
        for name in layer.split("|")
    }


def model_names(house: Path = HOUSE) -> dict[str, str]:
    """{class name: room} of every table."""
    found: dict[str, str] = {}
    for module in modules(house):
        if "models" in module.inside:
            found |= {
                node.name: module.room
                for node in module.tree.body
                if isinstance(node, ast.ClassDef) and node.bases
            }
    return found


def table_names(house: Path = HOUSE) -> dict[str, str]:
    """{table name: room}, as Django names tables unless a model says otherwise."""
    found = {f"{room}_{name.lower()}": room for name, room in model_names(house).items()}
    for module in modules(house):
        if "models" in module.inside:
            found |= {
                node.value.value: module.room
                for node in ast.walk(module.tree)
                if isinstance(node, ast.Assign)
                and any(isinstance(target, ast.Name) and target.id == "db_table" for target in node.targets)
                and isinstance(node.value, ast.Constant)
                and isinstance(node.value.value, str)
            }
    return found
