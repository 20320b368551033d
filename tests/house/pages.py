"""What a page may hold: nothing inline, nothing from elsewhere. Each check takes the package's folder."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import MappingProxyType

PageCheck = Callable[[Path], Iterator[str]]
_COMMENT = re.compile(r"{#.*?#}|{% comment %}.*?{% endcomment %}|<!--.*?-->", re.DOTALL)
_INLINE = MappingProxyType(
    {
        "an inline script": re.compile(r"<script(?![^>]*\ssrc=)[^>]*>", re.IGNORECASE),
        "an inline style sheet": re.compile(r"<style\b", re.IGNORECASE),
        "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
        "an on-attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
        "an htmx handler": re.compile(r"\bhx-on\b|\bhx-vals\s*=\s*['\"]js:", re.IGNORECASE),
        "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
        "unescaped text": re.compile(r"\|\s*safe\b|{%\s*autoescape\s+off"),
    }
)
_OUTSIDE = re.compile(r"""(?:https?:)?//(?!/)[a-z0-9][\w.-]*\.[a-z]{2,}""", re.IGNORECASE)
# A name space is no address, nobody fetches it; example hosts are never asked.
_NO_HOST = re.compile(r"//www\.w3\.org/(?:2000/svg|1999/xhtml)|//[\w.-]*example\.(?:com|org)")
_CODE = MappingProxyType(
    {
        "eval": re.compile(r"\beval\s*\(|\bnew Function\b"),
        "HTML from text": re.compile(r"\.(?:inner|outer)HTML\s*\+?=(?!=)|insertAdjacentHTML|document\.write"),
    }
)
_STANDS_ON = re.compile(r'{%\s*(?:extends|include)\s+"([^"]*/[^_/"][^/"]*)"')  # not a fragment
_STATIC = re.compile(r"{%\s*static\s+['\"]([^'\"]+)['\"]")
_OF_PACKAGES = ("django_htmx/",)


def templates(house: Path) -> Iterator[tuple[str, str]]:
    """(path, text without comments) of every template."""
    for path in sorted(house.rglob("templates/**/*.html")):
        yield str(path.relative_to(house)), _COMMENT.sub("", path.read_text())


def inline(house: Path) -> Iterator[str]:
    """The content security policy would block it; the page would break quietly."""
    for where, text in templates(house):
        for what, pattern in _INLINE.items():
            yield from (f"{where}: {what}: {found[0][:60]}" for found in pattern.finditer(text))


def outside(house: Path) -> Iterator[str]:
    """A shop's page asks nobody but the shop."""
    paths = [*house.rglob("templates/**/*"), *house.rglob("static/**/*")]
    for path in sorted(path for path in paths if path.suffix in {".html", ".js", ".css", ".svg"}):
        text = re.sub(_NO_HOST, "", path.read_text())
        yield from (f"{path.relative_to(house)}: asks {found[0]}" for found in _OUTSIDE.finditer(text))


def code(house: Path) -> Iterator[str]:
    for path in sorted(house.rglob("static/**/*.js")):
        for what, pattern in _CODE.items():
            for found in pattern.finditer(path.read_text()):
                yield f"{path.relative_to(house)}: {what}: {found[0]}"


def language(house: Path) -> Iterator[str]:
    """A page says its language: a document itself, any other page through what it extends."""
    texts = {where.split("/templates/")[1]: text for where, text in templates(house)}
    for name, text in texts.items():
        if "/_" in f"/{name}":
            continue
        root = text
        while "<html" not in root and (found := _STANDS_ON.search(root)):
            root = texts.get(found[1], "")
        opened = re.search(r"<html\b[^>]*>|<html\b.*?%}\">", root)
        if not opened or not re.search(r'\slang="[^"]', opened[0]):
            yield f"{name}: has no lang"


def statics(house: Path) -> Iterator[str]:
    """What a template names is there."""
    for where, text in templates(house):
        for name in _STATIC.findall(text):
            if not name.startswith(_OF_PACKAGES) and not list(house.rglob(f"static/{name}")):
                yield f"{where}: there is no {name}"


CHECKS: MappingProxyType[str, PageCheck] = MappingProxyType(
    {"inline": inline, "outside": outside, "code": code, "language": language, "statics": statics}
)
