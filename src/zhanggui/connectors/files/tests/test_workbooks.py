from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import pytest
from openpyxl import load_workbook

from zhanggui.connectors.files.kinds import NotThatFile
from zhanggui.connectors.files.lines.kind import ORDER_LINES
from zhanggui.connectors.files.orders.kind import ORDERS
from zhanggui.connectors.files.table import CannotReadTable
from zhanggui.connectors.files.tests.details import SHORT_FORM, short_form, workbook
from zhanggui.connectors.files.tests.reads import reads
from zhanggui.marketplace.events import OrderSnapshot
from zhanggui.marketplace.rules import TradeStatus

AT = datetime(2024, 8, 1, tzinfo=UTC)


def only(content: bytes) -> OrderSnapshot:
    (read,) = reads(ORDERS, content, at=AT)
    assert isinstance(read.entry, OrderSnapshot), read.problems
    return read.entry


def test_the_short_form_of_2024_says_nothing_of_buyer_and_receiver() -> None:
    shot = only(short_form())
    assert (shot.number, shot.status) == ("2231958349120001", TradeStatus.FINISHED)
    assert (shot.total_fen, shot.paid_fen, shot.settled_fen) == (20112, 20112, 19911)
    assert shot.finished_at == shot.seen_at == datetime(2024, 7, 12, 2, tzinfo=UTC)
    assert (shot.buyer_nick, shot.receiver_name, shot.receiver_phone, shot.receiver_address) == (None,) * 4
    assert (shot.goods_fen, shot.postage_fen) == (None, None)


def test_real_instants_and_numbers_of_a_spreadsheet_mean_the_same() -> None:
    shot = only(short_form(总金额=201.12, 卖家服务费=0, 发货时间=datetime(2024, 7, 9, 10)))  # noqa: DTZ001
    assert (shot.total_fen, shot.fee_fen) == (20112, 0)
    assert shot.shipped_at == datetime(2024, 7, 9, 2, tzinfo=UTC)


def test_a_number_that_lost_digits_is_no_order_number() -> None:
    (read,) = reads(ORDERS, short_form(订单编号=2231958349120001), at=AT)
    assert read.entry is None
    assert read.problems[0].column == "订单编号"
    assert "科学计数" in read.problems[0].reason


def test_lines_are_the_sheets_own_and_empty_ones_are_passed_over() -> None:
    row = [
        "2231958349120001",
        "",
        "",
        "1.00",
        "1.00",
        "交易成功",
        "2024-07-08 00:42:32",
        "2024-07-08 00:42:39",
    ]
    bad = [*row[:3], "一百", *row[4:]]
    content = workbook(SHORT_FORM, [row, [], bad], before=2)
    first, second = reads(ORDERS, content, at=AT)
    assert (first.line, second.line) == (4, 6)
    assert second.problems[0].reason == "不是金额"


def test_a_sheet_of_another_kind_is_refused_whole_with_found_and_expected() -> None:
    with pytest.raises(NotThatFile, match=r"缺少列.*姓名、电话.*至少要有"):
        reads(ORDERS, workbook(["姓名", "电话"], [["甲", "1"]]), at=AT)
    with pytest.raises(NotThatFile, match="这是订单报表"):
        reads(ORDER_LINES, short_form(), at=AT)


def test_the_wanted_table_may_stand_in_any_sheet() -> None:
    from openpyxl import load_workbook  # noqa: PLC0415 - here only

    book = load_workbook(io.BytesIO(short_form()))
    book.create_sheet("说明", 0).append(["这里没有订单"])
    out = io.BytesIO()
    book.save(out)
    assert only(out.getvalue()).number == "2231958349120001"


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9, 0.99])
def test_a_truncated_workbook_is_refused_whole(kept: float) -> None:
    content = short_form()
    with pytest.raises(CannotReadTable, match=r"不完整|打不开"):
        reads(ORDERS, content[: int(len(content) * kept)], at=AT)


def test_a_workbook_with_a_damaged_sheet_is_refused_whole() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(short_form())) as good, zipfile.ZipFile(out, "w") as bad:
        for one in good.infolist():
            data = good.read(one)
            bad.writestr(one, data[: len(data) // 2] if "sheet1" in one.filename else data)
    with pytest.raises((CannotReadTable, NotThatFile)):
        reads(ORDERS, out.getvalue(), at=AT)


def test_a_small_file_that_unpacks_to_gigabytes_is_refused_before_it_does() -> None:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(short_form())) as good,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as bad,
    ):
        for one in good.infolist():
            bad.writestr(one.filename, good.read(one))
        with bad.open("xl/worksheets/sheet9.xml", "w") as sheet:
            for _ in range(420):
                sheet.write(b" " * (1 << 20))
    assert len(out.getvalue()) < 2 << 20
    with pytest.raises(CannotReadTable, match="太大"):
        reads(ORDERS, out.getvalue(), at=AT)


def _with_sheet(old: bytes, new: bytes) -> bytes:
    """The short form whose sheet has been tampered with."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(short_form())) as good,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bad,
    ):
        for one in good.infolist():
            data = good.read(one)
            bad.writestr(one.filename, data.replace(old, new) if "sheet1" in one.filename else data)
    return out.getvalue()


@pytest.mark.parametrize("cell", [b'<c r="XFD1048576">', b"<c s='1' r = 'ALL99999'>"])
def test_a_cell_far_away_does_not_bring_the_program_down(cell: bytes) -> None:
    content = _with_sheet(b"</sheetData>", b"<row>" + cell + b"<v>1</v></c></row></sheetData>")
    with pytest.raises(CannotReadTable, match="太大"):
        reads(ORDERS, content, at=AT)


def test_an_archive_that_lies_about_its_size_is_found_out() -> None:
    true = (1 << 20).to_bytes(4, "little")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as bad:
        bad.writestr("xl/workbook.xml", "")
        with bad.open("xl/worksheets/sheet9.xml", "w") as sheet:
            for _ in range(420):
                sheet.write(b" " * (1 << 20))
    lying = out.getvalue().replace((420 << 20).to_bytes(4, "little"), true)
    with pytest.raises(CannotReadTable, match="太大"):
        reads(ORDERS, lying, at=AT)


def test_a_cell_that_is_no_number_is_one_bad_row() -> None:
    row = b'<row r="3"><c r="A3"><v>nan</v></c></row></sheetData>'
    first, second = reads(ORDERS, _with_sheet(b"</sheetData>", row), at=AT)
    assert first.entry is not None
    assert second.refused


def test_an_archive_gives_the_member_that_is_wanted_and_says_when_there_is_none() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("汇总.csv", "项目,金额\n合计,1\n")
        archive.writestr("订单.xlsx", short_form())
    assert only(out.getvalue()).number == "2231958349120001"
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("读我.md", "没有表格")
    with pytest.raises(CannotReadTable, match="没有 csv"):
        reads(ORDERS, empty.getvalue(), at=AT)


def test_rows_of_another_sheet_are_not_passed_over_in_silence() -> None:
    book = load_workbook(io.BytesIO(short_form()))
    june = book.create_sheet("六月")
    june.append(SHORT_FORM)
    june.append(["2231958349120002"])
    out = io.BytesIO()
    book.save(out)
    remark, order = reads(ORDERS, out.getvalue(), at=AT)
    assert (remark.line, remark.entry, remark.refused) == (1, None, False)
    assert "六月" in remark.problems[0].reason
    assert order.entry is not None
