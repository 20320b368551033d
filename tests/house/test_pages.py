"""Nothing inline and nothing from elsewhere in any page; each check sees its planted counter-example."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house.pages import CHECKS, templates
from tests.house.source import HOUSE


@pytest.mark.parametrize("name", CHECKS)
def test_pages_keep(name: str) -> None:
    wrong = list(CHECKS[name](HOUSE))
    assert not wrong, "\n".join(wrong)


def test_there_are_pages_to_check() -> None:
    assert len(list(templates(HOUSE))) > 15


PAGE = '<!doctype html>\n<html lang="zh-CN">{}</html>'
PLANTED = [
    ("inline", "shop.html", PAGE.format("<script>alert(1)</script>"), "an inline script"),
    ("inline", "shop.html", PAGE.format("<script type='module'>\n1</script>"), "an inline script"),
    ("inline", "shop.html", PAGE.format("<style>b{}</style>"), "an inline style sheet"),
    ("inline", "_part.html", '<b class="x"\n style="color:red">', "a style attribute"),
    ("inline", "_part.html", "<b onclick='x()'>", "an on-attribute"),
    ("inline", "_part.html", '<b hx-on:click="x()">', "an htmx handler"),
    ("inline", "_part.html", '<a href="javascript:x()">', "a javascript: address"),
    ("inline", "_part.html", "{{ text|safe }}", "unescaped text"),
    ("outside", "_part.html", '<img src="//cdn.elsewhere.net/x.png">', "asks //cdn.elsewhere.net"),
    (
        "outside",
        "_part.html",
        '<script src="https://elsewhere.net/x.js"></script>',
        "asks https://elsewhere.net",
    ),
    ("language", "shop.html", "<!doctype html>\n<html><body></body></html>", "has no lang"),
    ("language", "shop.html", '{% extends "orders/nowhere.html" %}', "has no lang"),
    ("statics", "_part.html", "{% static 'orders/nothing.css' %}", "there is no orders/nothing.css"),
]


@pytest.mark.parametrize(("name", "file", "text", "says"), PLANTED)
def test_a_planted_fault_is_seen(tmp_path: Path, name: str, file: str, text: str, says: str) -> None:
    folder = tmp_path / "orders" / "templates" / "orders"
    folder.mkdir(parents=True)
    (folder / file).write_text(text)
    assert any(says in wrong for wrong in CHECKS[name](tmp_path))


@pytest.mark.parametrize(
    "text", ["eval(text)", "new Function(text)", "box.innerHTML = text", "box.outerHTML += text"]
)
def test_planted_code_is_seen(tmp_path: Path, text: str) -> None:
    folder = tmp_path / "orders" / "static" / "orders"
    folder.mkdir(parents=True)
    (folder / "slot.js").write_text(text)
    assert len(list(CHECKS["code"](tmp_path))) == 1


def test_every_check_has_a_counter_example() -> None:
    assert {name for name, *_ in PLANTED} | {"code"} == set(CHECKS)
