"""The English catalogue: what it must hold, read out of templates and code, and how it is written.

Templates mark their texts by tags, the edges (views, live) by gettext. Below the edges nobody knows of
languages: there a text that people read is known by its place (`_TITLES`, `_ARGUMENTS`, a refusal that
is raised), and the page that shows it translates it. `make language` rewrites both files.
"""

from __future__ import annotations

import ast
import os
import re
import struct
from collections.abc import Iterator, Mapping
from itertools import accumulate
from pathlib import Path
from types import MappingProxyType

import django
from django.template import Template
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

from tests.house.source import HOUSE, modules

CATALOGUE = Path("locale/en/LC_MESSAGES/django.po")
# The command line speaks both languages at once.
_SILENT = frozenset({"config"})
# Here only what is marked: why a row stayed out is kept with it, in the words of the file's own columns.
_MARKED_ONLY = frozenset({"connectors"})
# Constants: a table of titles, a sentence; of remarks, and of how an address was settled.
_TITLES = re.compile(r"(^|_)(TITLES|SAYS|LABELS|MEANINGS)$|^(FLAGS|CHANGES|PROMISES|HOWS|OWN_KINDS)$")
_MARKS = ("gettext", "gettext_lazy", "gettext_noop", "noop", "lazy", "_")
_ARGUMENTS: Mapping[str, tuple[object, ...]] = MappingProxyType(
    {
        **dict.fromkeys(_MARKS, (0,)),
        "Place": ("title",),
        "Slot": ("title",),
        "PhraseSet": (1,),
        "ItemPart": ("title",),
        "PhraseVariable": (1,),
        "Measure": (2, 3),
        "RedLine": ("title", "say", "say_known"),  # `instead` is for the buyer's eyes: it stays as it is
        "Kept": (1, 2, 4),  # its source stays as it is
        "Look": (1, 3),
        "NameFault": (0,),
        "UnableTo": (0,),
        "CannotTakeFile": (0,),
        "TooManyRows": (0,),
        "Refused": (3,),
        "refuse": (2,),
        "add_audit_words": (...,),  # all of them
        "_Meaning": (0,),
        "Intention": (0,),
        "Figure": (1,),
        "DayPart": ("title", "hint"),
        "Kind": (1, "title"),  # of a task; of a file
        "Template": ("title",),
        "YearlyDay": (1,),
        "Bar": (0,),
        "give_up_what_if": ("why",),
    }
)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Marks between words are written otherwise in English.
_SAID = re.compile(r"[\u4e00-\u9fff、,;「」]")
_HOLES = re.compile(r"%\(\w+\)s|{\w+}")
_ENTRY = re.compile(r'^msgid ((?:".*"\n)+)msgstr ((?:".*"\n?)+)', re.MULTILINE)
_HEADER = (
    "Content-Type: text/plain; charset=UTF-8\nLanguage: en\nPlural-Forms: nplurals=2; plural=(n != 1);\n"
)

Texts = dict[str, str]


# What is said


def in_templates(house: Path) -> Iterator[tuple[str, str]]:
    """(msgid, where) of every text in a tag, in the form in which Django will ask for it."""
    for path in sorted(house.rglob("templates/**/*.html")):
        where = str(path.relative_to(house))
        for node in Template(path.read_text()).nodelist.get_nodes_by_type(BlockTranslateNode):
            yield node.render_token_list(node.singular)[0], where
        for node in Template(path.read_text()).nodelist.get_nodes_by_type(TranslateNode):
            said = node.filter_expression.var.literal
            if isinstance(said, str):
                yield said.replace("%", "%%"), where


def in_code(house: Path) -> Iterator[tuple[str, str]]:
    for module in modules(house):
        if module.room not in _SILENT:
            find = _arguments if module.room in _MARKED_ONLY else _said
            for node in ast.walk(module.tree):
                yield from ((said, module.where) for said in find(node) if _SAID.search(said))


def _said(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Raise(exc=ast.Call(args=[ast.Constant(value=str(said)), *_])):
            yield said
        case ast.Call():
            yield from _arguments(node)
        case (
            ast.Assign(targets=[ast.Name(id=name)], value=ast.expr() as value)
            | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
        ) if _TITLES.search(name):
            yield from _titles(value)
        case _:
            return


def _arguments(call: ast.AST) -> Iterator[str]:
    if not isinstance(call, ast.Call):
        return
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    places = _ARGUMENTS.get(name, ())
    given = [*enumerate(call.args), *((one.arg, one.value) for one in call.keywords)]
    for place, one in given:
        if place in places or ... in places:
            yield from _strings(one)


def _strings(value: ast.expr) -> Iterator[str]:
    """The text itself, or those of a dict: by platform, or the same for each (dict.fromkeys)."""
    match value:
        case ast.Constant(value=str(said)):
            yield said
        case ast.Dict(values=values):
            for one in values:
                yield from _strings(one)
        case ast.Call(func=ast.Attribute(attr="fromkeys"), args=[_, one]):
            yield from _strings(one)
        case _:
            return


def _titles(value: ast.expr) -> Iterator[str]:
    for table in [node for node in ast.walk(value) if isinstance(node, ast.Dict)] or [value]:
        for one in table.values if isinstance(table, ast.Dict) else [table]:
            first = one.elts[0] if isinstance(one, ast.Tuple) else one
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def wanted(house: Path = HOUSE) -> dict[str, list[str]]:
    """{msgid: the files that say it}."""
    found: dict[str, set[str]] = {}
    for said, where in (*in_templates(house), *in_code(house)):
        found.setdefault(said, set()).add(where)
    return {said: sorted(places) for said, places in sorted(found.items(), key=lambda one: min(one[1]))}


def unmarked(house: Path) -> Iterator[str]:
    """Chinese in a template that stands in no tag. Names of languages are written in their own."""
    for path in sorted(house.rglob("templates/**/*.html")):
        bare = re.sub(r"{#.*?#}|{% blocktranslate.*?{% endblocktranslate %}|{%.*?%}", "", path.read_text())
        bare = re.sub(r'lang="zh-CN"[^>]*>[^<]*<', "", bare)
        for found in re.findall(r"[^\s<>\"]*[\u4e00-\u9fff][^\s<>\"]*", bare):
            yield f"{path.relative_to(house)}: not in a tag: {found}"


# The catalogue


def read(text: str) -> Texts:
    """{msgid: its English}, without the header."""
    found = {_joined(said): _joined(english) for said, english in _ENTRY.findall(text)}
    found.pop("", None)
    return found


def _joined(quoted: str) -> str:
    return "".join(ast.literal_eval(line) for line in quoted.splitlines())


def written(texts: Mapping[str, str], places: Mapping[str, list[str]]) -> str:
    """The .po: in the order of the files that say it, new texts with an empty English."""
    entries = [f'msgid ""\nmsgstr ""\n{"".join(_quoted(line) for line in _HEADER.splitlines(keepends=True))}']
    for said, where in places.items():
        about = "".join(f"#: {one}\n" for one in where)
        entries.append(f"{about}msgid {_quoted(said)}msgstr {_quoted(texts.get(said, ''))}")
    return "\n".join(entries)


def _quoted(text: str) -> str:
    for mark, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n")):
        text = text.replace(mark, escaped)
    return f'"{text}"\n'


def compiled(texts: Mapping[str, str]) -> bytes:
    """The .mo (GNU gettext's manual, "The Format of GNU MO Files"), without a table of hashes."""
    pairs = sorted((said.encode(), english.encode()) for said, english in {"": _HEADER, **texts}.items())
    columns = [[said for said, _ in pairs], [english for _, english in pairs]]
    flat = [text for column in columns for text in column]
    first = 28 + 16 * len(pairs)
    starts = accumulate((len(text) + 1 for text in flat), initial=first)
    table = [number for text, start in zip(flat, starts, strict=False) for number in (len(text), start)]
    head = (0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, first)
    return struct.pack(f"<{len(head) + len(table)}I", *head, *table) + b"".join(text + b"\0" for text in flat)


def faults(text: str, places: Mapping[str, list[str]]) -> Iterator[str]:
    """What is wrong with a .po that is to hold these texts."""
    texts = read(text)
    yield from (f"run make language: missing: {said}" for said in places.keys() - texts.keys())
    yield from (
        f"run make language: nobody says it any more: {said}" for said in texts.keys() - places.keys()
    )
    if re.search(r"^#,.*fuzzy|^#~", text, re.MULTILINE):
        yield "guessed or put aside: an entry is right or is not there"
    for said, english in texts.items():
        if not english:
            yield f"has no English: {said}"
        elif sorted(_HOLES.findall(said)) != sorted(_HOLES.findall(english)):
            yield f"other holes than the Chinese: {english}"
        elif "%%" in said and "%%" not in english:
            yield f"a percent sign in a template is doubled: {english}"
        elif _CHINESE.search(english):
            yield f"not English: {english}"


def rewrite(house: Path = HOUSE) -> None:
    path = house / CATALOGUE
    places = wanted(house)
    text = written(read(path.read_text()) if path.exists() else {}, places)
    path.write_text(text)
    path.with_suffix(".mo").write_bytes(compiled(read(text)))
    for fault in faults(text, places):
        print(fault)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhanggui.config.settings")
    django.setup()
    rewrite()
