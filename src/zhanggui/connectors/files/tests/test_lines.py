from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from zhanggui.connectors.files.importing import GivenFile, ImportReport, import_file
from zhanggui.connectors.files.lines.kind import ORDER_LINES
from zhanggui.connectors.files.tests.details import DETAILS, detail_line, detail_list, lines_of_orders
from zhanggui.connectors.files.tests.generate import one_row, order_list
from zhanggui.connectors.files.tests.reads import reads
from zhanggui.foundation.actors import program
from zhanggui.marketplace.events import LineSnapshot
from zhanggui.orders.models import MoneyEntry, Order, OrderLine
from zhanggui.shops.actions import open_shop
from zhanggui.shops.queries import ShopCard

AT = datetime(2017, 7, 30, tzinfo=UTC)
NAME = "ExportOrderDetailList201707291200.csv"


@pytest.fixture
def shop() -> ShopCard:
    return open_shop(slug="first", name="示例店", platform="taobao", at=AT)


def bring(shop: ShopCard, content: bytes, name: str = NAME, **more: Any) -> ImportReport:
    return import_file(
        shop_id=shop.id, given=GivenFile(io.BytesIO(content), name, **more), by=program(shop.id), at=AT
    )


def everything() -> list[dict[str, Any]]:
    return [dict(row) for row in OrderLine.objects.order_by("order_number", "position").values()]


def only(content: bytes) -> LineSnapshot:
    (read,) = reads(ORDER_LINES, content, at=AT)
    assert read.entry is not None, read.problems
    entry = read.entry
    assert isinstance(entry, LineSnapshot)
    return entry


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("year", DETAILS)
def test_a_line_of_every_year_in_our_own_words(year: int, encoding: str) -> None:
    shot = only(detail_list(year, [detail_line()], encoding=encoding))
    assert (shot.order_number, shot.price_fen, shot.quantity) == ("35153131473290001", 20112, 1)
    assert shot.sku_outer_id == "A-100-BLACK-M"
    assert shot.oid == (None if year == 2017 else "35153131473290002")
    if year == 2017:
        assert shot.seen_at is None
    else:
        assert shot.seen_at == datetime(2017, 7, 7, 16, 42, 39, tzinfo=UTC)
        assert (shot.paid_fen, shot.refund_fen) == (20112, 0)
    if year == 2024:
        assert (shot.item_number, shot.title, shot.properties) == ("520000000001", None, None)
    else:
        assert shot.properties == "颜色分类：黑色;尺码：M"


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"购买数量": "0"}, "购买数量", "没有购买数量"),
        ({"购买数量": "一"}, "购买数量", "不是件数"),
        ({"价格": "=1+1"}, "价格", "公式"),
        ({"价格": "-5"}, "价格", "负数"),
        ({"订单编号": "3.5E+16"}, "订单编号", "科学计数"),
        ({"订单状态": "不知道"}, "订单状态", "不认识"),
    ],
)
def test_a_bad_line_says_where_and_why(cells: dict[str, str], column: str, reason: str) -> None:
    (read,) = reads(ORDER_LINES, detail_list(2017, [detail_line(**cells)]), at=AT)
    assert read.entry is None
    (problem,) = read.problems
    assert (problem.line, problem.column) == (2, column)
    assert reason in problem.reason


def test_a_closed_line_without_instants_does_not_say_when_it_was_closed() -> None:
    assert only(detail_list(2017, [detail_line(订单状态="交易关闭")])).status is None
    assert only(detail_list(2022, [detail_line(订单状态="交易关闭")])).status == "TRADE_CLOSED"
    assert only(detail_list(2022, [detail_line(订单状态="")])).status is None  # nothing is said


@pytest.mark.django_db
@pytest.mark.parametrize("year", DETAILS)
@pytest.mark.parametrize("lines_first", [False, True])
def test_two_files_either_first_become_one_order_with_its_lines(
    shop: ShopCard, year: int, *, lines_first: bool
) -> None:
    orders, lines = order_list(700), detail_list(year, lines_of_orders(700))
    files = [(lines, NAME), (orders, "ExportOrderList201707291200.csv")]
    for content, name in files if lines_first else files[::-1]:
        report = bring(shop, content, name)
        assert report.counts.refused == 0, report.problems[:3]
        assert report.counts.new == report.counts.rows
    numbers = set(Order.objects.values_list("number", flat=True))
    assert {line["order_number"] for line in everything()} == numbers
    before = everything()
    again = bring(shop, lines)
    assert (again.counts.unchanged, again.counts.rows) == (len(before), len(before))
    assert everything() == before


@pytest.mark.django_db
def test_two_equal_lines_are_two_and_stay_two(shop: ShopCard) -> None:
    content = detail_list(2017, [detail_line(), detail_line()])
    assert bring(shop, content).counts.new == 2
    assert bring(shop, content).counts.unchanged == 2
    assert len(everything()) == 2


@pytest.mark.django_db
def test_an_order_is_never_split_between_two_batches(shop: ShopCard) -> None:
    filler = [detail_line(订单编号=f"3515313147330{number:04d}") for number in range(999)]
    content = detail_list(2017, [*filler, detail_line(), detail_line(), detail_line()])
    assert bring(shop, content).counts.new == 1_002
    assert bring(shop, content).counts.unchanged == 1_002


@pytest.mark.django_db
def test_a_later_list_gives_the_line_its_own_number_and_its_money(shop: ShopCard) -> None:
    bring(
        shop,
        detail_list(2017, [detail_line(), detail_line(商家编码="A-100-RED-M", 商品属性="颜色分类：红色")]),
    )
    later = bring(shop, detail_list(2022, [detail_line(退款状态="退款成功", 退款金额="20.00")]))
    assert (later.counts.new, later.counts.changed) == (0, 1)
    first, second = everything()
    assert (first["oid"], first["refund_status"], first["refund_fen"]) == (
        "35153131473290002",
        "退款成功",
        2000,
    )
    assert second["oid"] is None


@pytest.mark.django_db
def test_what_cannot_be_decided_is_asked_and_the_answer_decides(shop: ShopCard) -> None:
    bring(shop, detail_list(2017, [detail_line()]), "宝贝.csv")
    dearer = detail_list(2017, [detail_line(价格="300.00")])
    asked = bring(shop, dearer, "宝贝.csv")
    assert (asked.counts.undecided, asked.counts.changed) == (1, 0)
    assert everything()[0]["price_fen"] == 20112
    assert bring(shop, dearer, "宝贝.csv", told_at=AT).counts.changed == 1
    assert everything()[0]["price_fen"] == 30000


@pytest.mark.django_db
def test_a_lines_number_that_is_another_orders_is_refused(shop: ShopCard) -> None:
    bring(shop, detail_list(2022, [detail_line()]))
    report = bring(shop, detail_list(2022, [detail_line(订单编号="35153131473299999")]))
    assert report.counts.refused == 1
    assert report.problems[0].column == "子订单编号"
    assert "35153131473290001" in report.problems[0].reason


@pytest.mark.django_db
def test_a_trial_weighs_everything_and_keeps_nothing(shop: ShopCard) -> None:
    for content in (order_list(30), detail_list(2022, lines_of_orders(30))):
        report = import_file(
            shop_id=shop.id,
            given=GivenFile(io.BytesIO(content), NAME),
            trial=True,
            by=program(shop.id),
            at=AT,
        )
        assert report.counts.new == report.counts.rows > 0
    assert not Order.objects.exists()
    assert not OrderLine.objects.exists()
    assert not MoneyEntry.objects.exists()


@pytest.mark.django_db
def test_the_ledger_adds_up_to_what_the_rows_say_and_is_only_appended(shop: ShopCard) -> None:
    bring(shop, one_row(退款金额="0.00"), "ExportOrderList201707101200.csv")
    (paid,) = MoneyEntry.objects.values_list("kind", "fen", "at")
    assert paid == ("paid", 20112, datetime(2017, 7, 7, 16, 42, 39, tzinfo=UTC))
    bring(shop, one_row(退款金额="20.00"), "ExportOrderList201707111200.csv")
    bring(shop, one_row(退款金额="50.00"), "ExportOrderList201707121200.csv")
    bring(shop, one_row(退款金额="50.00"), "ExportOrderList201707121200.csv")
    assert list(MoneyEntry.objects.order_by("id").values_list("kind", "fen")) == [
        ("paid", 20112),
        ("refunded", -2000),
        ("refunded", -3000),
    ]


@pytest.mark.django_db
def test_history_is_silent_and_what_is_fresh_is_announced(shop: ShopCard) -> None:
    assert bring(shop, detail_list(2022, lines_of_orders(50))).announced == 0
    fresh = f"{AT - timedelta(hours=3):%Y-%m-%d %H:%M:%S}"
    row = one_row(订单创建时间=fresh, 订单付款时间=fresh)
    assert bring(shop, row, "ExportOrderList201707300800.csv").announced == 1
    line = detail_line(订单创建时间=fresh, 订单付款时间=fresh)
    assert bring(shop, detail_list(2022, [line]), "ExportOrderDetailList201707300800.csv").announced == 1


@pytest.mark.django_db
def test_an_order_of_more_lines_than_there_can_be_is_refused_whole_and_the_others_go_in(
    shop: ShopCard,
) -> None:
    many = [detail_line(商家编码=f"A-{place}") for place in range(2_500)]
    report = bring(shop, detail_list(2017, [*many, detail_line(订单编号="35153131473290009")]))
    assert (report.counts.new, report.counts.refused) == (1, 2_500)
    assert OrderLine.objects.get().order_number == "35153131473290009"
    first = report.problems[0]
    assert (first.line, first.column, first.raw) == (2, "订单编号", "35153131473290001")
    assert first.reason == "一个订单最多 1,000 行,这一行没有读进;多半是订单编号写错了"


@pytest.mark.django_db
def test_lines_that_come_in_several_tellings_make_no_endless_order_either(shop: ShopCard) -> None:
    lines = [detail_line(商家编码=f"A-{place}") for place in range(1_010)]
    lines.insert(990, detail_line(订单编号="35153131473290009"))
    for new in (1_001, 0):
        report = bring(shop, detail_list(2017, lines))
        assert (report.counts.new, report.counts.refused) == (new, 10)
        assert [one.line for one in report.problems if one.refused] == list(range(1_003, 1_013))
        assert "最多 1,000 行" in report.problems[0].reason
        assert OrderLine.objects.filter(order_number="35153131473290001").count() == 1_000


@pytest.mark.django_db
def test_a_column_that_stands_twice_is_reported_and_the_first_is_read(shop: ShopCard) -> None:
    content = detail_list(2017, [detail_line()]).decode("gb18030").replace("备注", "购买数量", 1)
    report = bring(shop, content.encode("gb18030"))
    assert (report.counts.new, report.counts.refused) == (1, 0)
    (problem,) = report.problems
    assert (problem.line, problem.column, problem.refused) == (1, "购买数量", False)
    assert problem.reason == "这一列有 2 个,只读了最前面的一个"
