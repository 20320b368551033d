"""What import-linter cannot say. Each check takes the package's folder and yields what is wrong.

A finding's key ("orders/queries.py: ...") names the place without a line, so that an exception for it
(exceptions.py) survives an edit above.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from tests.house.source import Import, Module, model_names, modules, rooms, storeys, table_names


@dataclass(frozen=True)
class Finding:
    where: str
    what: str
    line: int
    mend: str

    @property
    def key(self) -> str:
        return f"{self.where}: {self.what}"

    def __str__(self) -> str:
        return f"src/zhanggui/{self.where}:{self.line}: {self.what}\n    -> {self.mend}"


Check = Callable[[Path], Iterator[Finding]]

# Doors

# `variables` and `parts` are open lists, as `settings` is: a lower room owns it, rooms above add to it.
DOOR = frozenset(
    {"actions", "queries", "events", "rules", "access", "settings", "variables", "parts", "facts"}
)
# Foundation is not a room of the shop but the ground: all of it may be used, except its tables.
GROUND, GROUND_PRIVATE = "foundation", frozenset({"models", "jobs", "apps"})
# config is the only place that knows all rooms: it starts connectors and joins the live wire to the server.
TOP, ITS_DOORS = "config", frozenset({("connectors",), ("conversations", "live", "door")})


def doors(house: Path) -> Iterator[Finding]:
    """A room is entered by its door; its tables are named by other rooms' models only, for foreign keys."""
    known = set(rooms(house))
    for module in modules(house):
        for one in module.imports:
            if one.room not in known or one.room == module.room or not one.inside or _allowed(module, one):
                continue
            yield Finding(
                module.where,
                f"imports {one.room}.{'.'.join(one.inside)}",
                one.line,
                f"enter {one.room} by its door ({', '.join(sorted(DOOR))}); if what you need is not there, "
                "add a query or a verb to it",
            )


def _allowed(module: Module, one: Import) -> bool:
    behind = one.inside[0]
    if one.room == GROUND:
        return behind not in GROUND_PRIVATE
    path = (one.room, *one.inside)
    if module.room == TOP and any(path[: len(door)] == door for door in ITS_DOORS):
        return True
    if behind == "models":
        return module.inside[:1] == ("models",)
    return behind in DOOR


def rows(house: Path) -> Iterator[Finding]:
    """What is imported through a door neither takes nor gives a table's row or a query set."""
    tables = model_names(house)
    takes = _signatures(house)
    for module in modules(house):
        if module.inside[:1] == ("models",):
            continue
        for room, name, line in _entered(module):
            if room in {module.room, GROUND}:
                continue
            crossing = sorted(takes.get((room, name), set()) & {*tables, "QuerySet"})
            if crossing:
                yield Finding(
                    module.where,
                    f"passes {', '.join(crossing)} rows through {room}'s {name}()",
                    line,
                    "across a door go ids and cards (frozen dataclasses), never rows",
                )


def _entered(module: Module) -> Iterator[tuple[str, str, int]]:
    """(room, function, line) of everything used of other rooms, however it was imported."""
    for one in module.imports:
        if one.room is None or not one.inside:
            continue
        if len(one.inside) > 1:
            yield one.room, one.inside[-1], one.line
            continue
        for name, line in module.uses(of=one.name):
            yield one.room, name, line


def _signatures(house: Path) -> dict[tuple[str, str], set[str]]:
    """{(room, function): names in its annotations} of the functions behind each door."""
    found: dict[tuple[str, str], set[str]] = {}
    for module in modules(house):
        if not module.inside or module.inside[0] not in DOOR:
            continue
        for node in module.tree.body:
            if isinstance(node, ast.FunctionDef):
                given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
                notes = [one for one in (*(arg.annotation for arg in given), node.returns) if one]
                found[module.room, node.name] = {
                    name.id for note in notes for name in ast.walk(note) if isinstance(name, ast.Name)
                }
    return found


_SQL = re.compile(r"\b(FROM|JOIN|INTO|UPDATE)\s+([a-z_]+)", re.IGNORECASE)


def foreign_sql(house: Path) -> Iterator[Finding]:
    """Tables of other rooms are joined in queries only, of rooms below only, and never written."""
    owners = table_names(house)
    height = storeys()
    for module in modules(house):
        for text, line in module.strings:
            for verb, table in sorted(set(_SQL.findall(text))):
                owner = owners.get(table.lower(), module.room)
                reads = verb.upper() in {"FROM", "JOIN"} and module.inside[:1] == ("queries",)
                if owner == module.room or (reads and height[owner] < height[module.room]):
                    continue
                yield Finding(
                    module.where,
                    f"{'reads' if verb.upper() in {'FROM', 'JOIN'} else 'writes'} {owner}'s {table} by SQL",
                    line,
                    f"call {owner}'s actions; a join downwards belongs in queries",
                )


# Rules, clock, environment

_CLOCK_TEXT = re.compile(r"\b(?:now\(\)|current_timestamp|clock_timestamp)", re.IGNORECASE)
_CLOCK_CALLS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("timezone", "now"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "localtime"),
    ("time", "gmtime"),
}
_CLOCK_NAMES = {"auto_now", "auto_now_add"}
_PASSED_ON = "`at` is passed in; only views, live, jobs, commands and config read foundation.clock"


def at_the_edge(module: Module) -> bool:
    """Where a day begins: a request, a frame, a schedule, a command."""
    if module.room == "config" or module.where == "foundation/clock.py":
        return True
    if module.room == "connectors":
        return module.inside[-1:] in {("command",), ("views",), ("jobs",)}
    return module.inside[:1] in {("views",), ("live",), ("jobs",)} and module.room != GROUND


def clock(house: Path) -> Iterator[Finding]:
    """Only the edges read the clock; nobody lets the database or a column read it."""
    for module in modules(house):
        edge = at_the_edge(module)
        for one in module.imports:
            named = f"{one.module}.{one.name}"
            if not edge and named in {"zhanggui.foundation.clock.now", "zhanggui.foundation.clock"}:
                yield Finding(module.where, "imports the clock", one.line, _PASSED_ON)
            if named == "django.db.models.functions.Now":
                yield Finding(module.where, "asks the database for the time", one.line, _PASSED_ON)
        yield from _other_clocks(module)


def _other_clocks(module: Module) -> Iterator[Finding]:
    if module.where == "foundation/clock.py":
        return
    for whose, name in sorted(_CLOCK_CALLS):
        for used, line in module.uses(of=whose):
            if used == name:
                yield Finding(
                    module.where, f"reads {whose}.{name}", line, "the one clock is foundation.clock.now"
                )
    if module.inside[:1] == ("models",):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.keyword) and node.arg in _CLOCK_NAMES:
                yield Finding(module.where, f"has a column with {node.arg}", node.value.lineno, _PASSED_ON)
    for text, line in module.strings:
        if _CLOCK_TEXT.search(text) and _SQL.search(text):
            yield Finding(module.where, "asks the database for the time", line, _PASSED_ON)


def environment(house: Path) -> Iterator[Finding]:
    """Settings come from one table: config/environment.py."""
    for module in modules(house):
        if module.where == "config/environment.py":
            continue
        used = {"environ", "getenv", "putenv", "environb"}
        lines = [line for name, line in module.uses(of="os") if name in used]
        lines += [one.line for one in module.imports if one.module == "os" and one.name in used]
        for line in lines[:1]:
            yield Finding(
                module.where,
                "reads the environment",
                line,
                "add the variable to config/environment.py and ask environment.value",
            )


# Shapes

NOT_WORDS = frozenset({"util", "helper", "service", "manager", "common", "misc", "base", "shared", "lib"})
LINES = 400


def names(house: Path) -> Iterator[Finding]:
    """A module is called by what is in it."""
    for module in modules(house):
        bare = {part.removesuffix("s") for part in module.inside for part in part.split("_")}
        for word in sorted(bare & NOT_WORDS):
            yield Finding(
                module.where,
                f"is called {word}",
                1,
                "name the thing that is in it, or put it where it belongs (CONTRIBUTING, five questions)",
            )


def length(house: Path) -> Iterator[Finding]:
    """A file is read in one sitting."""
    for path in sorted(house.rglob("*")):
        where = str(path.relative_to(house))
        if path.suffix not in {".py", ".js", ".css", ".html"} or re.search("/(migrations|tests)/", where):
            continue
        lines = len(path.read_text().splitlines())
        if lines > LINES:
            mend = "make it a package of the same name; what it offers stays in __init__"
            yield Finding(where, f"is longer than {LINES} lines", lines, mend)


def verbs(house: Path) -> Iterator[Finding]:
    """A verb takes keywords only, `by` and `at` last."""
    for module in modules(house):
        if module.inside[:1] != ("actions",):
            continue
        for node in module.tree.body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            given = [arg.arg for arg in node.args.kwonlyargs]
            last = [name for name in ("by", "at") if name in given]
            if given[len(given) - len(last) :] != last:
                what = f"{node.name}() does not end in `by`, `at`"
                yield Finding(module.where, what, node.lineno, "by: Actor, at: datetime come last")
            if node.args.args or node.args.posonlyargs:
                what = f"{node.name}() takes arguments by place"
                yield Finding(module.where, what, node.lineno, "begin its arguments with *")


_CHINESE = re.compile(r"[\u4e00-\u9fff]")
# What nobody reads on a page: the command line, which speaks both languages at once; why a row or a whole
# file stayed out, or a message did not leave, which is kept in the words of the shop's files; and mistakes
# in a program's question, told in Chinese and English together.
_NOT_ON_PAGES = re.compile(
    r"config/|[^/]+/management/|connectors/(chat_records|mail|wechat)/|promotions/rules/codec/"
    r"|connectors/files/(cells|command|opening|table|workbook|refunds/reading|templates/(command|shapes))\b"
    r"|promotions/actions/recording\b"
)


def refusals(house: Path) -> Iterator[Finding]:
    """A refusal with facts in it has holes for them, or it has no English."""
    for module in modules(house):
        if _NOT_ON_PAGES.match(module.where):
            continue
        for node in ast.walk(module.tree):
            match node:
                case ast.Raise(exc=ast.Call(args=given)) | ast.Call(func=ast.Name(id="UnableTo"), args=given):
                    if any(_is_put_together(part) for one in given for part in ast.walk(one)):
                        mend = 'write it with holes: CannotX("最多 {most} 个字", most=MOST)'
                        yield Finding(module.where, "puts facts into a refusal's sentence", node.lineno, mend)


def _is_put_together(part: ast.AST) -> bool:
    """Chinese in an f-string, in "..." % x, or in "...".format(x)."""
    match part:
        case ast.JoinedStr():
            said: ast.AST = part
        case ast.BinOp(left=ast.Constant() as left, op=ast.Mod()):
            said = left
        case ast.Call(func=ast.Attribute(value=ast.Constant() as value, attr="format")):
            said = value
        case _:
            return False
    texts = (one.value for one in ast.walk(said) if isinstance(one, ast.Constant))
    return any(isinstance(text, str) and _CHINESE.search(text) for text in texts)


CHECKS: MappingProxyType[str, Check] = MappingProxyType(
    {
        "doors": doors,
        "rows": rows,
        "foreign SQL": foreign_sql,
        "clock": clock,
        "environment": environment,
        "names": names,
        "length": length,
        "verbs": verbs,
        "refusals": refusals,
    }
)
