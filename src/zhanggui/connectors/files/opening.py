"""Any file that holds a table: a delimited text, a workbook, or an archive with one of these in it."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import BinaryIO

from zhanggui.connectors.files.table import (
    CannotReadTable,
    Form,
    IsHeader,
    Source,
    Table,
    opened_text,
    survey,
)
from zhanggui.connectors.files.workbook import opened_workbook
from zhanggui.foundation.lists import OpenList

_LARGEST_MEMBER = 1 << 30
_MOST_MEMBERS = 20
_MOST_NAMED = 5
_UTF8_NAME = 0x800  # a flag
_DAMAGED = (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError)
_TABLES = (".csv", ".txt", ".xlsx", ".xls")


@dataclass(frozen=True)
class Telling:
    """A text that is no table as it stands, and can be made one: a chat."""

    key: str
    is_one: Callable[[BinaryIO, Source], bool]
    opened: Callable[[BinaryIO, Source], AbstractContextManager[Table]]


TELLINGS: OpenList[Telling] = OpenList("texts that tell a table")


@contextmanager
def opened(file: BinaryIO, source: Source, is_header: IsHeader) -> Iterator[Table]:
    """The table in the file, which stays open. CannotReadTable when there is none."""
    with ExitStack() as stack:
        if source.form == Form.TEXT:
            telling = next((one for one in TELLINGS if one.is_one(file, source)), None)
            table = telling.opened(file, source) if telling else opened_text(file, source, is_header)
            yield stack.enter_context(table)
        elif source.form == Form.WORKBOOK:
            yield stack.enter_context(opened_workbook(file, source, is_header))
        else:
            yield stack.enter_context(_opened_archive(file, is_header))


@contextmanager
def _opened_archive(file: BinaryIO, is_header: IsHeader) -> Iterator[Table]:
    """The first member whose table is wanted, else the last that is a table at all: a statement comes
    with its summary beside it. Of others that would be wanted too a remark says that they were not read."""
    file.seek(0)
    with zipfile.ZipFile(file) as archive, tempfile.TemporaryFile() as kept:
        members = _members(archive)
        for place, member in enumerate(members, 1):
            with ExitStack() as stack:
                try:
                    _take_out(archive, member, kept)
                    table = stack.enter_context(opened(kept, _inside(kept), is_header))
                except _DAMAGED:
                    raise CannotReadTable(f"压缩包里的 {_name_of(member)} 打不开:不完整或有密码") from None
                if is_header(table.header):
                    others = [one for one in members[place:] if _is_wanted(archive, one, is_header)]
                    yield replace(table, remarks=(*table.remarks, *_left(member, others)))
                    return
                if place == len(members):
                    yield table
                    return
    raise CannotReadTable("压缩包里没有 csv 或 xlsx 表格")


def _take_out(archive: zipfile.ZipFile, member: zipfile.ZipInfo, kept: BinaryIO) -> None:
    kept.seek(0)
    kept.truncate()
    with archive.open(member) as inside:
        shutil.copyfileobj(inside, kept)


def _is_wanted(archive: zipfile.ZipFile, member: zipfile.ZipInfo, is_header: IsHeader) -> bool:
    with tempfile.TemporaryFile() as kept:
        try:
            _take_out(archive, member, kept)
            with opened(kept, _inside(kept), is_header) as table:
                return is_header(table.header)
        except (CannotReadTable, *_DAMAGED):
            return False


def _left(read: zipfile.ZipInfo, others: list[zipfile.ZipInfo]) -> list[str]:
    if not others:
        return []
    named = "、".join(f"「{_name_of(one)}」" for one in others[:_MOST_NAMED])
    more = f" 等 {len(others)} 个" if len(others) > _MOST_NAMED else ""
    return [f"压缩包里只读了「{_name_of(read)}」,没有读 {named}{more}。请解开后一起选上,再导入一次"]


def _name_of(member: zipfile.ZipInfo) -> str:
    """Windows writes Chinese names as GBK and does not say so; the library then reads them as an old American
    alphabet."""
    try:
        written = member.filename.encode("cp437") if not member.flag_bits & _UTF8_NAME else b""
        return (written.decode("gb18030") if written else member.filename)[:60]
    except UnicodeError:
        return member.filename[:60]


def _inside(kept: BinaryIO) -> Source:
    source = survey(kept)
    if source.form == Form.ARCHIVE:
        raise CannotReadTable("压缩包里还是压缩包,请先解开")
    return source


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    found = [one for one in archive.infolist() if one.filename.lower().endswith(_TABLES)]
    if len(found) > _MOST_MEMBERS or any(one.file_size > _LARGEST_MEMBER for one in found):
        raise CannotReadTable("压缩包里的文件太多或太大,请先解开,再一个一个导入")
    return found
