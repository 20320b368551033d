from __future__ import annotations

import csv
import io
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from zhanggui.connectors.files.command import import_command
from zhanggui.connectors.files.importing import GivenFile, ImportReport, import_file
from zhanggui.connectors.files.kinds import NotThatFile
from zhanggui.connectors.files.sample import demo_orders_csv, demo_orders_name, export_2017
from zhanggui.connectors.files.tests.generate import (
    FIRST_NUMBER,
    file_of,
    line_of,
    one_row,
    order_list,
    rows,
)
from zhanggui.connectors.files.tests.years import file_of_year
from zhanggui.conversations.models import Message
from zhanggui.foundation.actors import program
from zhanggui.foundation.clock import now
from zhanggui.fulfilment.actions import send_cards
from zhanggui.fulfilment.models import AddressCheck
from zhanggui.guard.actions import match_promises
from zhanggui.marketplace.actions import ReadingStopped
from zhanggui.marketplace.models import Delivery, Errand
from zhanggui.marketplace.queries import deliveries, problems_of
from zhanggui.orders.models import Order
from zhanggui.orders.queries import search
from zhanggui.outreach.actions import see_to_unpaid
from zhanggui.shops.actions import open_shop
from zhanggui.shops.queries import ShopCard
from zhanggui.worklist.models import Task

AT = datetime(2017, 7, 30, tzinfo=UTC)
NAME = "ExportOrderList201707291200.csv"
UNSENT_2016 = {
    "订单编号": "2231958349120001",
    "买家会员名": "tb_test01",
    "总金额": "59.00",
    "订单状态": "买家已付款，等待卖家发货",
    "收货人姓名": "测试一",
    "收货地址": "广东省 广州市 示例路",
    "联系手机": "'13800000001",
    "订单创建时间": "2016-07-08 00:42:32",
    "订单付款时间": "2016-07-08 00:42:39",
}
pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> ShopCard:
    return open_shop(slug="first", name="示例店", platform="taobao", at=AT)


def bring(shop: ShopCard, content: bytes, name: str = NAME, told_at: datetime | None = None) -> ImportReport:
    return import_file(
        shop_id=shop.id, given=GivenFile(io.BytesIO(content), name, told_at), by=program(shop.id), at=AT
    )


def everything() -> list[dict[str, Any]]:
    return [dict(row) for row in Order.objects.order_by("number").values()]


def test_a_file_goes_in_whole_and_a_second_time_changes_nothing(shop: ShopCard) -> None:
    content = order_list(2_345)
    first = bring(shop, content)
    counts = first.counts
    assert (counts.rows, counts.new, counts.refused, first.problem_count) == (
        2_345,
        2_345,
        0,
        0,
    )
    before = everything()
    assert len(before) == 2_345
    second = bring(shop, content)
    assert (second.counts.new, second.counts.changed, second.counts.unchanged) == (0, 0, 2_345)
    assert second.imported_before == AT
    assert everything() == before


def test_a_later_file_tells_of_a_parcel_that_has_no_instant_and_the_earlier_one_never_undoes_it(
    shop: ShopCard,
) -> None:
    waiting, sent = one_row(), one_row(订单状态="卖家已发货，等待买家确认", 物流单号="No:880000000001")
    bring(shop, waiting, "ExportOrderList201707101200.csv")
    assert bring(shop, sent, "ExportOrderList201707111200.csv").counts.changed == 1
    after = everything()
    again = bring(shop, waiting, "ExportOrderList201707101200.csv")
    assert (again.counts.changed, again.counts.older) == (0, 1)
    assert everything() == after
    assert after[0]["waybill"] == "880000000001"


def test_what_cannot_be_decided_is_asked(shop: ShopCard) -> None:
    bring(shop, one_row(), "ExportOrderList201707101200.csv")
    before = everything()
    renamed = one_row(订单状态="交易成功")
    report = bring(shop, renamed, "我的订单.csv")
    assert (report.counts.changed, report.counts.undecided) == (0, 1)
    assert report.problems[0].line == 2
    assert "什么时候导出" in report.problems[0].reason
    assert everything() == before
    assert bring(shop, renamed, "我的订单.csv", told_at=AT).counts.changed == 1


def test_history_opens_no_task_and_sends_no_message(shop: ShopCard) -> None:
    """Neither by itself, nor by the jobs that look at the whole shop afterwards."""
    today = datetime(2026, 11, 22, tzinfo=UTC)
    lately = export_2017(rows(300, start="2026-11-19 01:00:00", first=FIRST_NUMBER + 10**6))
    for content in (order_list(300), file_of_year(2016, **UNSENT_2016), lately):
        given = GivenFile(io.BytesIO(content), "orders.csv", today)
        report = import_file(shop_id=shop.id, given=given, by=program(shop.id), at=today)
        assert (report.counts.refused, report.announced) == (0, 0)
    see_to_unpaid(shop_id=shop.id, by=program(shop.id), at=today)
    send_cards(shop_id=shop.id, by=program(shop.id), at=today)
    match_promises(shop_id=shop.id, by=program(shop.id), at=today)
    assert {order["status"] for order in everything()} >= {"WAIT_BUYER_PAY", "WAIT_SELLER_SEND_GOODS"}
    for told in (Task, AddressCheck, Message, Errand):
        assert not told.objects.exists()


def test_what_a_second_file_fills_in_of_old_orders_is_silent(shop: ShopCard) -> None:
    today = datetime(2026, 11, 22, tzinfo=UTC)
    for content in (_without(one_row(), "订单备注"), one_row(订单备注="改 M")):
        given = GivenFile(io.BytesIO(content), "ExportOrderList202611220730.csv")
        report = import_file(shop_id=shop.id, given=given, by=program(shop.id), at=today)
        assert (report.counts.refused, report.announced) == (0, 0)
    assert everything()[0]["remark"] == "改 M"


def _without(content: bytes, column: str) -> bytes:
    rows = list(csv.reader(io.StringIO(content.decode("gb18030"))))
    place = rows[0].index(column)
    out = io.StringIO()
    csv.writer(out).writerows([*row[:place], *row[place + 1 :]] for row in rows)
    return out.getvalue().encode()


def test_no_header_and_no_waybill_is_too_odd_for_the_database(shop: ShopCard) -> None:
    header, row = file_of(line_of(物流单号=" ".join(["运" * 60] * 13)) + ',"x"').getvalue().split(b"\r\n")[:2]
    report = bring(shop, b"\r\n".join([header + b',"a\0b"', row]))
    assert (report.counts.new, everything()[0]["extra"]["ab"]) == (1, "x")
    assert bring(shop, one_row(物流单号="运" * 801)).problems[0].column == "物流单号"


def test_bad_rows_stay_out_and_are_kept_with_the_delivery(shop: ShopCard) -> None:
    good = [line_of(订单编号=f"3515313147330{number:04d}") for number in range(3)]
    lines = [good[0], line_of(总金额="一百"), good[1], '"短"', line_of(总金额="300.00"), good[2]]
    report = bring(shop, file_of(*lines).getvalue())
    counts = report.counts
    assert (counts.rows, counts.new, counts.refused, report.problem_count) == (
        6,
        4,
        2,
        3,
    )
    (kept,) = deliveries(shop.id)
    assert (kept.rows, kept.new, kept.unchanged, kept.refused) == (6, 4, 0, 2)
    assert kept.finished_at == AT
    assert problems_of(kept.id) == list(report.problems)
    assert [(problem.line, problem.refused) for problem in report.problems] == [
        (3, True),
        (5, True),
        (6, False),
    ]


def test_the_same_order_twice_in_one_file_is_one_order(shop: ShopCard) -> None:
    lines = [line_of(), line_of(), line_of(订单付款时间="2017-07-08 10:00:00", 订单备注="改 M")]
    report = bring(shop, file_of(*lines).getvalue())
    counts = report.counts
    assert (counts.rows, counts.new, counts.changed, counts.unchanged) == (
        3,
        1,
        1,
        1,
    )
    assert everything()[0]["remark"] == "改 M"


def test_another_table_writes_nothing(shop: ShopCard) -> None:
    with pytest.raises(NotThatFile):
        bring(shop, "姓名,电话\n张三,1\n".encode())
    assert not Delivery.objects.exists()


class _Interrupted(io.BytesIO):
    """A file in whose second reading something happens behind the first thousand rows."""

    def __init__(self, content: bytes, happening: Callable[[], None]) -> None:
        super().__init__(content)
        self.happening: Callable[[], None] | None = happening

    def read1(self, size: int | None = -1, /) -> bytes:
        if self.happening and self.tell() > 450_000:
            happening, self.happening = self.happening, None
            happening()
        return super().read1(size)


def test_an_interrupted_import_keeps_whole_batches_and_is_simply_repeated(shop: ShopCard) -> None:
    def fails() -> None:
        raise OSError(5, "Input/output error")

    content = order_list(1_500)
    file = _Interrupted(content, fails)
    with pytest.raises(OSError, match="Input/output"):
        import_file(shop_id=shop.id, given=GivenFile(file, NAME), by=program(shop.id), at=AT)
    (delivery,) = deliveries(shop.id)
    assert delivery.finished_at is None
    assert delivery.rows == Order.objects.count() == 1_000
    assert bring(shop, content).counts.new == 500


@pytest.mark.django_db(transaction=True)
def test_a_batch_that_cannot_be_noted_leaves_no_orders(shop: ShopCard) -> None:
    """The delivery vanishes meanwhile: the second batch cannot be counted, nor are its orders kept."""
    content = order_list(1_500) + b'"cut"'

    def vanishes() -> None:
        Delivery.objects.all().delete()

    given = GivenFile(io.BytesIO(content), NAME)
    with pytest.raises(ReadingStopped):
        import_file(shop_id=shop.id, given=given, between=vanishes, by=program(shop.id), at=AT)
    assert Order.objects.count() == 1_000


def test_memory_does_not_grow_with_the_file() -> None:
    content = order_list(8_000)
    peaks = []
    for count in (4_000, 8_000):  # both have more batches than are ever in the house at once
        part = _first_rows(content, count)
        other = open_shop(slug=f"with-{count}", name="另一家店", platform="taobao", at=AT)
        tracemalloc.start()
        assert bring(other, part).counts.new == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.5


def _first_rows(content: bytes, count: int) -> bytes:
    return b"\r\n".join(content.split(b"\r\n")[: count + 1]) + b"\r\n"


def test_the_demo_shop_has_orders_beside_every_nick(shop: ShopCard) -> None:
    name = demo_orders_name(AT)
    report = bring(shop, demo_orders_csv(1, AT), name)
    assert report.counts.new == report.counts.rows > 50
    assert report.problem_count == 0
    assert search(shop.id, "小米粥")[0].page.count >= 3
    assert 0 < report.announced < report.counts.new


# The command


def run(tmp_path: Path, content: bytes, name: str = NAME, shop_slug: str | None = None) -> int:
    path = tmp_path / name
    path.write_bytes(content)
    return import_command([path], shop_slug)


def test_the_command_reports_calmly(
    shop: ShopCard, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [line_of(), *(line_of(总金额=f"坏{number}") for number in range(25))]
    content = file_of(*lines).getvalue()
    assert run(tmp_path, content) == 0
    assert run(tmp_path, content, shop_slug=shop.slug) == 0
    first, second = capsys.readouterr().out.split(NAME)[1:]
    assert first.startswith(
        " (订单报表 (ExportOrderList)) → 示例店: 读了 26 行\n  新增 1,更新 0,没有变化 0,没有读进 25\n"
        "  第 3 行「总金额」不是金额 (坏0)\n"
    )
    assert first.count("不是金额") == 20
    assert first.endswith("  另有 5 处没有列出\n")
    assert "新增 0,更新 0,没有变化 1,没有读进 25" in second
    assert "已经导入过" in second


def test_the_command_says_what_it_refuses_and_still_takes_the_rest(
    shop: ShopCard, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong, missing, right = tmp_path / "wrong.csv", tmp_path / "missing.csv", tmp_path / NAME
    wrong.write_bytes("姓名,电话\n".encode("gb18030"))
    right.write_bytes(one_row())
    assert import_command([wrong, missing, right], None) == 2
    out = capsys.readouterr().out
    assert "wrong.csv: 没有导入。不认识这个文件" in out
    assert "missing.csv: 没有导入。" in out
    assert Order.objects.filter(shop_id=shop.id).count() == 1


def test_the_command_asks_for_the_shop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, one_row()) == 2
    for slug in ("first", "second"):
        open_shop(slug=slug, name=slug, platform="taobao", at=now() - timedelta(days=1))
    assert run(tmp_path, one_row()) == 2
    assert run(tmp_path, one_row(), shop_slug="third") == 2
    out = capsys.readouterr().out
    assert "还没有店铺" in out
    assert "有多家店铺,请用 --shop 选一家: first、second" in out
    assert "没有短名为 third 的店铺" in out
    assert run(tmp_path, one_row(), shop_slug="second") == 0
