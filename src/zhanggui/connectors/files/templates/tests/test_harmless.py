from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.cast import AT

from zhanggui.connectors.files.table import unreadable
from zhanggui.connectors.files.templates import harmless, parts
from zhanggui.connectors.files.templates.shapes import Found, Identifier, Text

HOSTILE = st.text(
    st.one_of(
        st.sampled_from("=+-@\t\r\n'\"＝＋－＠0123456789eE.,;；:：、，_xA5FD "),
        st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufffd"),
    ),
    max_size=12,
).map(str.strip)
FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    '=HYPERLINK("http://a.example","x")',
    "＝1",
    "'=1",
]


@given(HOSTILE)
@example("'''=1")
@example('="000123"')
@example("'")
@example("-")
@example("''null")
@example("#N/A")
def test_every_text_comes_back(text: str) -> None:
    for cell in (harmless.text_for_csv(text), _unpacked(harmless.text_for_workbook(text))):
        assert Text().read(Found(cell, "内容", AT)) == (text or None)


@given(HOSTILE)
@example("000123")
@example("1E+05")
@example("'0012")
@example("-")
@example("--")
@example("null")
@example("#N/A")
@example("2026-03-12 00:00:00")
@example("3月12日")
def test_every_identifier_comes_back(text: str) -> None:
    """On one line, as all identifiers are kept."""
    seen = "".join(letter if letter.isprintable() else " " for letter in text).strip()
    for cell in (harmless.identifier_for_csv(seen), _unpacked(harmless.identifier_for_workbook(seen))):
        assert Identifier().read(Found(cell, "编号", AT)) == (seen or None)


def _unpacked(text: str) -> str:
    """What a reader of workbooks makes of the signs for letters."""
    out, at = "", 0
    while at < len(text):
        if text[at : at + 2] == "_x" and text[at + 6 : at + 7] == "_":
            try:
                out, at = out + chr(int(text[at + 2 : at + 6], 16)), at + 7
                continue
            except ValueError:
                pass
        out, at = out + text[at], at + 1
    return out


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_none_in_a_csv(text: str) -> None:
    assert harmless.text_for_csv(text).startswith("'")
    assert harmless.identifier_for_csv(text).startswith("'")


@given(HOSTILE)
def test_no_csv_cell_begins_as_a_formula(text: str) -> None:
    assert harmless.text_for_csv(text)[:1] not in tuple("=+-@\t\r\n＝＋－＠")
    cell = harmless.identifier_for_csv(text)
    if cell[:1] in tuple("=+-@\t\r\n＝＋－＠"):
        inside = cell.removeprefix('="').removesuffix('"')
        assert cell == f'="{inside}"'
        assert inside.isascii()
        assert inside[0].isdigit()
        assert not set(inside) & set('"&()=+@\r\n\t|!')


@given(st.lists(HOSTILE.filter(bool), max_size=5), st.sampled_from(["、，,;；\n", "；;\n"]))
@example(['"a"', "a、b", '"'], "、，,;；\n")
def test_lists_come_back(values: list[str], marks: str) -> None:
    wanted = tuple(dict.fromkeys(values))
    assert parts.parted(parts.joined(wanted, marks), marks) == wanted


@given(st.dictionaries(HOSTILE, HOSTILE, max_size=4))
@example({"a:b": "c;d", '"': '"x"', "n": "", "": "n"})
def test_pairs_come_back(pairs: dict[str, str]) -> None:
    assert parts.parted_pairs(parts.joined_pairs(pairs)) == pairs


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("吸汗、透气", ("吸汗", "透气")),
        ("吸汗, 透气；柔软\n", ("吸汗", "透气", "柔软")),
        ('"大"码、小码', ('"大"码', "小码")),
        ('"一、二"、三', ("一、二", "三")),
        ("同、同", ("同",)),
        ("、,", ()),
    ],
)
def test_lists_as_people_write_them(text: str, found: tuple[str, ...]) -> None:
    assert parts.parted(text, "、，,;；\n") == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("材质:羊毛;季节:秋冬", {"材质": "羊毛", "季节": "秋冬"}),
        ("材质：羊毛； 季节：秋冬\n", {"材质": "羊毛", "季节": "秋冬"}),
        ("网址:http://a.example", {"网址": "http://a.example"}),
        ("空:", {"空": ""}),
    ],
)
def test_pairs_as_people_write_them(text: str, found: dict[str, str]) -> None:
    assert parts.parted_pairs(text) == found


@pytest.mark.parametrize("text", ["羊毛", "材质:羊毛;秋冬", ":羊毛"])
def test_what_are_no_pairs(text: str) -> None:
    with pytest.raises(parts.NotPairs):
        parts.parted_pairs(text)


def test_a_csv_reader_sees_what_was_written() -> None:
    """The cells as they stand in the file, read by somebody else's program."""
    out = io.StringIO()
    csv.writer(out).writerow([harmless.text_for_csv("=1"), harmless.identifier_for_csv("000123")])
    assert out.getvalue() == '\'=1,"=""000123"""\r\n'
    assert not unreadable(out.getvalue())
