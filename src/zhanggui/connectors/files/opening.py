"""Any file that holds a table: a delimited text, a workbook, or an archive with one of these in it."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
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
    with its summary beside it."""
    file.seek(0)
    with zipfile.ZipFile(file) as archive, tempfile.TemporaryFile() as kept:
        table: Table | None = None
        for member in _members(archive):
            kept.seek(0)
            kept.truncate()
            with ExitStack() as stack:
                try:
                    with archive.open(member) as inside:
                        shutil.copyfileobj(inside, kept)
                    table = stack.enter_context(opened(kept, _inside(kept), is_header))
                except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
                    raise CannotReadTable(f"压缩包里的 {member.filename} 打不开:不完整或有密码") from None
                if is_header(table.header) or member is _members(archive)[-1]:
                    yield table
                    return
    if table is None:
        raise CannotReadTable("压缩包里没有 csv 或 xlsx 表格")


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
