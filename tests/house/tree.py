"""What must not stand in any file of the project. Each check yields what is wrong, like checks.py."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from pathlib import Path
from types import MappingProxyType

TreeCheck = Callable[[Path], Iterator[str]]
_TEXT = {
    ".py",
    ".md",
    ".html",
    ".css",
    ".js",
    ".toml",
    ".txt",
    ".lock",
    ".svg",
    ".json",
    ".csv",
    ".yml",
    ".sh",
    "",
}


def apart(text: str) -> str:
    """The text without its dots: written with them, so that the checks do not find themselves."""
    return text.replace("·", "")


_LEFT_OPEN = re.compile(apart(r"\b(?:T·ODO|F·IXME|X·XX|H·ACK)\b"))
_REGISTRIES = re.compile(
    apart(
        r"p·ypi\.org|python·hosted|npm·js\.|unp·kg\.com|js·delivr|cdn·js\.|google·apis"
        r"|(?<!no-emit-)index·-url[ =]|extra·-index"
    ),
    re.IGNORECASE,
)
_PLACES = re.compile(apart(r"(?<![\w.])/(?:work|root|home|Users)·/\w"))
_MOBILE = re.compile(r"(?<![\d.])1[3-9]\d{9}(?!\d)")
_MADE_UP = re.compile(r"13[89]0000\d{4}")


def files(root: Path) -> list[Path]:
    """The project's own text files: all but what .gitignore names. A bare machine has no git to ask."""
    ignored = _ignored(root)
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(one for one in folders if not any(fnmatch(one, pattern) for pattern in ignored))
        found += [
            Path(folder, name)
            for name in sorted(names)
            if Path(name).suffix in _TEXT and not any(fnmatch(name, pattern) for pattern in ignored)
        ]
    return found


def _ignored(root: Path) -> list[str]:
    """Its patterns are names: of folders, which end in a slash, and of files."""
    listed = root / ".gitignore"
    patterns = listed.read_text().split() if listed.exists() else []
    return [".git", *(pattern.strip("/") for pattern in patterns)]


def lines(root: Path) -> Iterator[tuple[str, str]]:
    """("docs/map.md:3", the line) of everything."""
    for path in files(root):
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            yield f"{path.relative_to(root)}:{number}", line


def left_open(root: Path) -> Iterator[str]:
    yield from (
        f"{where}: left open: {line.strip()}" for where, line in lines(root) if _LEFT_OPEN.search(line)
    )


def registries(root: Path) -> Iterator[str]:
    for where, line in lines(root):
        if _REGISTRIES.search(line):
            yield f"{where}: names a registry, which differs by machine: {line.strip()}"


def machines(root: Path) -> Iterator[str]:
    for where, line in lines(root):
        if _PLACES.search(line):
            yield f"{where}: a path of one machine: {line.strip()}"


def phones(root: Path) -> Iterator[str]:
    """A mobile number that could be somebody's."""
    for where, line in lines(root):
        if ".lock:" in where or "sha256" in line:
            continue
        for number in _MOBILE.findall(line):
            if not _MADE_UP.fullmatch(number):
                yield f"{where}: {number} could be a real phone; made-up ones are 13800000001 and on"


def locks(root: Path) -> Iterator[str]:
    """Lock files pin by hash and hold no address, so that every machine may use its own index."""
    for path in sorted(root.glob("requirements*.lock")):
        text = path.read_text()
        if "://" in text:
            yield f"{path.name}: holds an address (make lock leaves them out)"
        for entry in re.split(r"\n(?=[a-z0-9])", text.replace("\\\n", " ")):
            if re.match(r"[a-z0-9]", entry) and not re.match(r"[\w.\[\]-]+==\S+.*--hash=sha256:", entry):
                yield f"{path.name}: not pinned by hash: {entry.splitlines()[0][:60]}"


CHECKS: MappingProxyType[str, TreeCheck] = MappingProxyType(
    {"left open": left_open, "registries": registries, "machines": machines, "phones": phones, "locks": locks}
)
