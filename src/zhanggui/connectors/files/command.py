"""`zhanggui import KIND FILE...`: what the command line prints and returns."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator
from pathlib import Path

from zhanggui.connectors.files.importing import GivenFile, ImportReport, import_file
from zhanggui.connectors.files.lines.kind import ORDER_LINES
from zhanggui.connectors.files.opening import opened
from zhanggui.connectors.files.orders.kind import ORDERS
from zhanggui.connectors.files.resting import resting
from zhanggui.connectors.files.table import survey
from zhanggui.foundation.actors import program
from zhanggui.foundation.calendar import SHANGHAI
from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.marketplace.actions import ReadingStopped
from zhanggui.marketplace.events import Problem
from zhanggui.shops.queries import ShopCard, all_shops, shop_by_slug

_SHOWN = 20
_FINE, _REFUSED = 0, 2


class CannotImport(UnableTo):
    """It is not clear which shop the file is for."""


def import_command(
    paths: list[Path], shop_slug: str | None, *, wanted: Collection[str] | None = None, trial: bool = False
) -> int:
    """Imports the files one by one and prints a report for each; 2 when one of them was refused."""
    try:
        shop = shop_for(shop_slug)
    except UnableTo as refusal:
        _say(str(refusal))
        return _REFUSED
    # A list, so that one refused file does not keep the next ones out.
    return max([_import(path, shop, wanted, trial=trial) for path in paths], default=_FINE)


def lines_apart(paths: list[Path], *, wanted: Collection[str] | None) -> tuple[list[Path], list[Path]]:
    """The lines of orders, and all other files, each in the order given. Where there are orders among the
    others both may be read at once, for either may come first; else all are others."""
    kinds = [_kind_at(path, wanted) for path in paths]
    if ORDERS.key not in kinds:
        return paths, []
    lines = [path for path, kind in zip(paths, kinds, strict=True) if kind == ORDER_LINES.key]
    return [path for path in paths if path not in lines], lines


def _kind_at(path: Path, wanted: Collection[str] | None) -> str | None:
    """None for what will be refused."""
    try:
        with path.open("rb") as file:
            given = GivenFile(file, path.name, wanted=wanted)
            with opened(file, survey(file), given.is_header) as table:
                return given.kind_of(table.header).key
    except (UnableTo, OSError):
        return None


def shop_for(slug: str | None) -> ShopCard:
    """The named shop, or the only one. CannotImport when it is not clear which."""
    if slug is not None:
        if shop := shop_by_slug(slug):
            return shop
        raise CannotImport(f"没有短名为 {slug} 的店铺")
    shops = all_shops()
    if not shops:
        raise CannotImport("还没有店铺,请先运行 zhanggui demo 或 zhanggui createstaff")
    if len(shops) > 1:
        raise CannotImport(f"有多家店铺,请用 --shop 选一家: {'、'.join(shop.slug for shop in shops)}")
    return shops[0]


def _import(path: Path, shop: ShopCard, wanted: Collection[str] | None, *, trial: bool) -> int:
    try:
        with path.open("rb") as file:
            report = import_file(
                shop_id=shop.id,
                given=GivenFile(file, path.name, wanted=wanted),
                trial=trial,
                between=resting(now),
                by=program(shop.id, "命令行导入"),
                at=now(),
            )
    except ReadingStopped:
        _say(f"{path.name}: 有人在网页上停下了。停下之前读进的行都在,再导入一次就接上")
        return _REFUSED
    except (UnableTo, OSError) as refusal:
        why = refusal.strerror if isinstance(refusal, OSError) else refusal
        _say(f"{path.name}: 没有导入。{why}")
        return _REFUSED
    _say("\n".join(report_lines(report, shop, trial=trial)))
    return _FINE


def report_lines(report: ImportReport, shop: ShopCard, *, trial: bool = False) -> Iterator[str]:
    counts = report.counts
    did = "试读" if trial else "读"
    yield f"{report.name} ({report.kind.title}) → {shop.name}: {did}了 {counts.rows} 行"
    unchanged = counts.unchanged + counts.older + counts.undecided
    yield f"  新增 {counts.new},更新 {counts.changed},没有变化 {unchanged},没有读进 {counts.refused}"
    if trial:
        yield "  这是试读,什么也没有写进去"
    if counts.older:
        yield f"  {counts.older} 行比已有的记录旧,没有改动"
    if counts.undecided:
        yield f"  {counts.undecided} 行和已有的记录一样新,却不相同,没有改动"
    if report.imported_before:
        yield f"  同一个文件在 {report.imported_before.astimezone(SHANGHAI):%Y-%m-%d %H:%M} 已经导入过"
    for problem in report.problems[:_SHOWN]:
        yield f"  {_described(problem)}"
    if report.problem_count > _SHOWN:
        yield f"  另有 {report.problem_count - _SHOWN} 处没有列出"


def _described(problem: Problem) -> str:
    where = f"第 {problem.line} 行" + (f"「{problem.column}」" if problem.column else "")
    found = f" ({_one_line(problem.raw)})" if problem.raw else ""
    return f"{where}{problem.reason}{found}" + ("" if problem.refused else " - 只是提醒")


def _one_line(raw: str) -> str:
    shown = "".join(letter if letter.isprintable() else " " for letter in raw[:41])
    return shown if len(shown) <= 40 else shown[:40] + "…"


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()  # another import may be writing beside us
