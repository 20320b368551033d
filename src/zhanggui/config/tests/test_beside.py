"""`zhanggui import orders LIST LINES`: the two large files of a shop at the same time."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from tests.cast import database_url

from zhanggui.connectors.files.command import lines_apart
from zhanggui.connectors.files.tests.details import detail_list, lines_of_orders
from zhanggui.connectors.files.tests.generate import order_list
from zhanggui.marketplace.models import Delivery
from zhanggui.orders.models import Order, OrderLine
from zhanggui.shops.actions import open_shop
from zhanggui.shops.queries import ShopCard

AT = datetime(2026, 11, 1, tzinfo=UTC)
LISTED, LINES = "ExportOrderList202607291200.csv", "ExportOrderDetailList202607291200.csv"


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    listed, lines = tmp_path / LISTED, tmp_path / LINES
    listed.write_bytes(order_list(300))
    lines.write_bytes(detail_list(2022, lines_of_orders(300)))
    return [listed, lines]


@pytest.fixture
def shop() -> ShopCard:
    return open_shop(slug="first", name="示例店", platform="taobao", at=AT)


def zhanggui(*arguments: str | Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "zhanggui.config.cli", *map(str, arguments)],
        env=os.environ | {"DATABASE_URL": database_url()},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_only_lines_beside_orders_are_read_apart(files: list[Path], tmp_path: Path) -> None:
    listed, lines = files
    wrong = tmp_path / "wrong.csv"
    wrong.write_bytes("姓名,电话\n".encode("gb18030"))
    missing = tmp_path / "missing.csv"
    assert lines_apart([lines, wrong, listed, missing], wanted=None) == ([wrong, listed, missing], [lines])
    assert lines_apart([lines, wrong], wanted=None) == ([lines, wrong], [])
    assert lines_apart([listed, wrong], wanted=None) == ([listed, wrong], [])
    assert lines_apart(files, wanted=("orders",)) == ([listed, lines], [])  # the lines will be refused


@pytest.mark.django_db(transaction=True)
def test_both_files_come_in_whole_and_again_changes_nothing(shop: ShopCard, files: list[Path]) -> None:
    with zhanggui("import", "any", "--shop", shop.slug, *files) as command:
        said, _ = command.communicate(timeout=60)
    assert command.returncode == 0, said
    assert said.count(f"{LISTED} (订单报表 (ExportOrderList)) → 示例店: 读了 300 行\n  新增 300,") == 1
    assert said.count(f"{LINES} (宝贝报表 (ExportOrderDetailList)) → 示例店: 读了 ") == 1
    rows = Order.objects.count(), OrderLine.objects.count()
    assert rows[0] == 300 < rows[1]
    with zhanggui("import", "orders", *reversed(files)) as command:
        said, _ = command.communicate(timeout=60)
    assert said.count("新增 0,更新 0,") == 2
    assert (Order.objects.count(), OrderLine.objects.count()) == rows


@pytest.mark.django_db(transaction=True)
def test_one_refused_file_is_said_and_the_other_comes_in(shop: ShopCard, files: list[Path]) -> None:
    listed, lines = files
    wrong = listed.with_name("wrong.csv")
    wrong.write_bytes("姓名,电话\n".encode("gb18030"))
    with zhanggui("import", "orders", listed, lines, wrong) as command:
        said, _ = command.communicate(timeout=60)
    assert command.returncode == 2
    assert "wrong.csv: 没有导入。" in said
    assert Order.objects.filter(shop_id=shop.id).count() == 300
    assert OrderLine.objects.filter(shop_id=shop.id).exists()


@pytest.mark.django_db(transaction=True)
def test_a_killed_command_takes_the_one_beside_it_along(shop: ShopCard, files: list[Path]) -> None:
    listed, lines = files
    listed.write_bytes(order_list(6_000))
    lines.write_bytes(detail_list(2022, lines_of_orders(6_000)))
    alone = _connected()
    with zhanggui("import", "any", "--shop", shop.slug, *files) as command:
        _until(lambda: Delivery.objects.filter(kind="order_lines", rows__gt=0).exists())
        command.kill()
        _until(lambda: _connected() == alone)
    read = Delivery.objects.get(kind="order_lines").rows
    assert 0 < read == OrderLine.objects.count() < 10_000


def _connected() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def _until(there: Callable[[], bool]) -> None:
    patience = time.monotonic() + 90  # the machine may be busy
    while not there():
        assert time.monotonic() < patience
        time.sleep(0.02)
