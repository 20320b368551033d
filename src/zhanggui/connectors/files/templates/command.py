"""`zhanggui template KIND FILE` and `zhanggui export KIND FILE`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from zhanggui.connectors.files.command import shop_for
from zhanggui.connectors.files.templates.actions import take_out
from zhanggui.connectors.files.templates.columns import Template
from zhanggui.connectors.files.templates.registered import TEMPLATES
from zhanggui.connectors.files.templates.writing import FileForm, write_blank
from zhanggui.foundation.actors import program
from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo


class CannotWriteFile(UnableTo):
    """The file's name says no form that we write, or it cannot be written there."""


def template_command(key: str, path: Path) -> int:
    template, form = _template(key), _form(path)
    with _written(path) as out:
        write_blank(template, form, out)
    _say(f"{template.title}模板 → {path}")
    return 0


def export_command(key: str, path: Path, shop_slug: str | None) -> int:
    template, form = _template(key), _form(path)
    shop = shop_for(shop_slug)
    with _written(path) as out:
        by = program(shop.id, "命令行导出")
        rows = take_out(shop_id=shop.id, template=template, form=form, out=out, by=by, at=now())
    _say(f"{shop.name} 的{template.title} → {path}: {rows} 行")
    return 0


def _template(key: str) -> Template[Any]:
    if template := TEMPLATES.get(key):
        return template
    raise CannotWriteFile(f"没有这种文件: {key}。可以是 {'、'.join(one.key for one in TEMPLATES)}")


def _form(path: Path) -> FileForm:
    try:
        return FileForm(path.suffix.lower().removeprefix("."))
    except ValueError:
        raise CannotWriteFile(f"文件名要以 .xlsx 或 .csv 结尾: {path}") from None


@contextmanager
def _written(path: Path) -> Iterator[IO[bytes]]:
    """A file beside the wanted one, which takes its place when it is whole."""
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".zhanggui-") as folder:
            whole = Path(folder, path.name)
            with whole.open("wb") as out:
                yield out
            whole.replace(path)
    except OSError as refusal:
        raise CannotWriteFile(f"{path} 写不进去: {refusal.strerror}") from None


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
