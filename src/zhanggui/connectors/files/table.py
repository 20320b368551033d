"""A delimited text as header and rows, read as a stream: memory does not grow with the file.

Cells come out as sellers' files mean them: `="123"` is 123, padding is gone. A row that cannot be
read is a `BrokenRow`, and the reading goes on with the next one.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import re
import unicodedata
import zipfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import BinaryIO

from zhanggui.foundation.failures import UnableTo

# A record may hold line breaks in quotes (a buyer's message, a table of sizes); a quote that never closes
# must not swallow the file.
_LINES_OF_A_RECORD = 500
_CHARACTERS_OF_A_LINE = 200_000
_BLOCK = 1 << 16
HEADER_WITHIN = 30  # lines
_NOTES_KEPT = 100
_ZIP = b"PK\x03\x04"
_COMPOUND = b"\xd0\xcf\x11\xe0"  # a workbook of Excel before 2007, or one that is locked with a password
_UTF16 = (b"\xff\xfe", b"\xfe\xff")  # what spreadsheets call "Unicode text"
# What no beginning can be read of: of a UTF-16 text a line's end cannot be told from half a letter.
PACKED = (_ZIP, _COMPOUND, *_UTF16)
_BINARY = (
    (b"%PDF", "PDF 文件"),
    (b"\x1f\x8b", "gzip 压缩包"),
    (b"Rar!", "rar 压缩包"),
)
# What a text must not hold: NUL and lone surrogates cannot be stored, U+FFFD stands for bytes that
# are no text in the file's encoding.
_UNREADABLE = re.compile("[\x00\ufffd\ud800-\udfff]")
# Spreadsheets save as "Unicode text" with tabs, and as csv with semicolons where the comma is for decimals.
_SEPARATORS = (",", "\t", ";")
# How templates of shops and platforms mark the columns that must be filled.
_MARKED = re.compile(r"^\*+|\*+$|\((?:必填|选填|必填项|选填项)\)\*?$")
_WRAPPED = re.compile(r'="(?P<inside>[^"]*)"?')


class CannotReadTable(UnableTo):
    """The file is no table at all, or one that cannot be opened."""


class Form(StrEnum):
    TEXT = "text"
    WORKBOOK = "workbook"
    ARCHIVE = "archive"


@dataclass(frozen=True)
class Source:
    """What a first pass over the bytes tells. `encoding` is of a text only."""

    sha256: str
    form: Form
    encoding: str
    size: int


@dataclass(frozen=True)
class Row:
    """A row's cells; `line` is the file's line on which it begins, the header's line being 1."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class BrokenRow:
    line: int
    column: str
    reason: str
    raw: str


@dataclass(frozen=True)
class Note:
    """A line that is about the table and not of it, as in statements: "#收入合计:18笔,共14989.00元"."""

    line: int
    text: str


@dataclass(frozen=True)
class Table:
    """`share` says how much of the file has been read, from 0 to 1. `notes` fill while the rows are read.
    `remarks` are what whoever brings the file should know of it, beside its rows."""

    header: tuple[str, ...]
    rows: Iterator[Row | BrokenRow]
    share: Callable[[], float]
    notes: list[Note] = field(default_factory=list)
    remarks: tuple[str, ...] = ()


IsHeader = Callable[[tuple[str, ...]], bool]


def survey(file: BinaryIO) -> Source:
    """Reads the file once from its beginning for its digest and its encoding.

    UTF-16 when its first bytes say so; UTF-8 when all of it is (or when its first line plainly is and a
    later byte is damaged), else GB18030. CannotReadTable for files that are no text.
    """
    file.seek(0)
    digest = hashlib.sha256()
    strict = codecs.getincrementaldecoder("utf-8")()
    is_utf8, size, first_line, form = True, 0, b"", Form.TEXT
    while block := file.read(_BLOCK):
        if size == 0:
            form = _form(file, block)
            first_line = block.partition(b"\n")[0]
        size += len(block)
        digest.update(block)
        if is_utf8 and form == Form.TEXT:
            try:
                strict.decode(block)
            except UnicodeDecodeError:
                is_utf8 = False
    if size == 0:
        raise CannotReadTable("这个文件是空的")
    if is_utf8 and form == Form.TEXT:
        try:
            strict.decode(b"", final=True)
        except UnicodeDecodeError:
            is_utf8 = False
    file.seek(0)
    return Source(
        sha256=digest.hexdigest(),
        form=form,
        encoding=_encoding(first_line, is_utf8=is_utf8),
        size=size,
    )


@contextmanager
def opened_text(file: BinaryIO, source: Source, is_header: IsHeader) -> Iterator[Table]:
    """The text's table: its header is the first line that is one, else the widest of the first lines.

    Leaves the file open; its rows can be read once.
    """
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=source.encoding, errors="replace", newline="")
    try:
        lines = _Lines(text)
        header = _header(lines, is_header)
        rows = _rows(lines, len(header))
        yield Table(header, rows, lambda: min(file.tell() / source.size, 1.0), lines.notes)
    finally:
        text.detach()


def bare_name(name: str) -> str:
    """A column's name without padding, NUL (which cannot be stored) and the mark of what must be filled, with
    half-width brackets, so that names compare."""
    plain = "".join(unicodedata.normalize("NFKC", clean(name)).replace("\0", "").split())
    return _MARKED.sub("", plain)


def cleaned(cells: list[str]) -> list[str]:
    """All cells clean; few are wrapped, so they are looked for first."""
    return [clean(cell) if '="' in cell else cell.strip() for cell in cells]


def clean(cell: str) -> str:
    """The cell without padding and without the ="..." that keeps spreadsheets from counting."""
    cell = cell.strip()
    if cell.startswith('="') and (found := _WRAPPED.fullmatch(cell)):
        return found["inside"].strip()
    return cell


class _Lines:
    """The file's lines with their numbers; lines can be put back."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._number = 0
        self.separator = _SEPARATORS[0]
        self.comments = False  # whether lines that begin with # are notes
        self.notes: list[Note] = []
        self._back: deque[tuple[int, str]] = deque()

    def take(self) -> tuple[int, str] | None:
        if self._back:
            return self._back.popleft()
        line = self._text.readline(_CHARACTERS_OF_A_LINE)
        if not line:
            return None
        self._number += 1
        if len(line) == _CHARACTERS_OF_A_LINE and line[-1] not in "\r\n":
            self._skip_to_line_end()
        return self._number, line

    def put_back(self, lines: list[tuple[int, str]]) -> None:
        self._back.extendleft(reversed(lines))

    def _skip_to_line_end(self) -> None:
        while (rest := self._text.readline(_CHARACTERS_OF_A_LINE)) and rest[-1] not in "\r\n":
            continue


def _form(file: BinaryIO, beginning: bytes) -> Form:
    if beginning.startswith(_COMPOUND):
        return Form.WORKBOOK
    if beginning.startswith(_ZIP):
        place = file.tell()
        form = _form_of_archive(file)
        file.seek(place)
        return form
    for mark, kind in _BINARY:
        if beginning.startswith(mark):
            raise CannotReadTable(f"这是{kind},不是表格;请在后台重新导出 csv 或 xlsx")
    if beginning.lstrip()[:200].lower().startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        raise CannotReadTable("这是网页,不是表格;多半是登录过期时下载到的页面,请重新导出")
    return Form.TEXT


def _form_of_archive(file: BinaryIO) -> Form:
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise CannotReadTable("这个文件不完整,可能没有下载完;请重新导出") from None
    return Form.WORKBOOK if any(name.startswith("xl/") for name in names) else Form.ARCHIVE


def _encoding(first_line: bytes, *, is_utf8: bool) -> str:
    if first_line.startswith(_UTF16):
        return "utf-16"
    return "utf-8-sig" if is_utf8 or _plainly_utf8(first_line) else "gb18030"


def _plainly_utf8(line: bytes) -> bool:
    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not text.isascii()


def _header(lines: _Lines, is_header: IsHeader) -> tuple[str, ...]:
    """Statements begin with lines of their own before the header, and end with such lines."""
    widest: tuple[str, ...] = ()
    read: list[tuple[int, str]] = []
    behind_widest, widest_by = 0, lines.separator
    while len(read) < HEADER_WITHIN and (taken := lines.take()):
        read.append(taken)
        if not taken[1].strip():
            continue
        lines.comments |= taken[1].startswith("#")
        for lines.separator in _SEPARATORS:
            cells = _split([taken[1]], lines.separator) or _split_loosely(taken[1], lines.separator)
            names = tuple(map(bare_name, cells))
            if is_header(names):
                return names
            if len(names) > len(widest):
                widest, behind_widest, widest_by = names, len(read), lines.separator
    if not widest:
        written = any(line.strip() for _, line in read)
        raise CannotReadTable("第一行的引号没有配对,读不出列名" if written else "这个文件里没有一行文字")
    lines.put_back(read[behind_widest:])
    lines.separator = widest_by
    return widest


def _rows(lines: _Lines, width: int) -> Iterator[Row | BrokenRow]:
    while taken := lines.take():
        number, line = taken
        if not line.strip():
            continue
        if lines.comments and line.startswith("#"):
            lines.notes += [Note(number, line.strip())] if len(lines.notes) < _NOTES_KEPT else []
            continue
        if len(line) >= _CHARACTERS_OF_A_LINE:
            yield BrokenRow(number, "", "这一行长得不像订单,没有读", line[:200])
            continue
        yield _row(lines, taken, width)


def _row(lines: _Lines, first: tuple[int, str], width: int) -> Row | BrokenRow:
    number, line = first
    if plain := _plainly_split(line, width):
        return Row(number, plain)
    held = [first]

    def record() -> Iterator[str]:
        yield line
        while len(held) < _LINES_OF_A_RECORD and (more := lines.take()):
            held.append(more)
            yield more[1]

    cells = _split(record(), lines.separator)
    if cells is not None and (fitting := _fit(cells, width)):
        return Row(number, fitting)
    # Only the first line is given up; whatever followed may be whole.
    lines.put_back(held[1:])
    if fitting := _fit(_split_loosely(line, lines.separator), width):
        return Row(number, fitting)
    return BrokenRow(number, "", _why_broken(line, cells, width), line[:200])


def _plainly_split(line: str, width: int) -> list[str] | None:
    """The cells of a line of which every cell stands in quotes and holds none, as platforms write nearly all:
    then nothing but the borders between cells can hold a quote. A fifth of the reader's time."""
    if line.count('"') != 2 * width:
        return None
    bare = line.rstrip("\r\n")
    if len(bare) < 2 or bare[0] != '"' or bare[-1] != '"':
        return None
    cells = bare[1:-1].split('","')
    return cells if len(cells) == width else None


def _fit(cells: list[str], width: int) -> list[str] | None:
    """The cells when they are as many as the header's names; empty ones after the last do not count."""
    if len(cells) < width or any(cells[width:]):
        return None
    return cells[:width]


def _why_broken(line: str, cells: list[str] | None, width: int) -> str:
    if line[-1] not in "\r\n":
        return "文件到这一行就断了,可能没有下载完"
    if cells is None:
        return "引号没有配对,这一行读不全"
    return f"这一行有 {len(cells)} 列,表头有 {width} 列"


def _split(lines: Iterable[str], separator: str) -> list[str] | None:
    """The record's cells, of as many lines as it has; None when its quotes do not pair."""
    try:
        return next(csv.reader(lines, delimiter=separator, strict=True))
    except (csv.Error, StopIteration):
        return None


def _split_loosely(line: str, separator: str) -> list[str]:
    """The cells of a line whose quotes pair, though something stands beside them; else none."""
    if line.count('"') % 2:
        return []
    try:
        return next(csv.reader([line.rstrip("\r\n")], delimiter=separator))
    except (csv.Error, StopIteration):
        return []


def unreadable(cell: str) -> bool:
    return _UNREADABLE.search(cell) is not None
