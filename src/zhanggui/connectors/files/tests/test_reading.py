from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhanggui.connectors.files.cells import latest_believable, told_at_from_name
from zhanggui.connectors.files.kinds import NotThatFile, Read
from zhanggui.connectors.files.orders.kind import ORDERS
from zhanggui.connectors.files.sample import COLUMNS_2017, HEADER_2017, demo_orders_csv, demo_orders_name
from zhanggui.connectors.files.table import CannotReadTable
from zhanggui.connectors.files.tests.generate import file_of, line_of, one_row, order_list
from zhanggui.connectors.files.tests.reads import reads
from zhanggui.marketplace.events import OrderSnapshot
from zhanggui.marketplace.rules import StatusGroup, TradeStatus

AT = datetime(2017, 7, 9, tzinfo=UTC)
TOLD = datetime(2017, 7, 8, 4, tzinfo=UTC)


def read(file: bytes | io.BytesIO) -> list[Read[OrderSnapshot]]:
    return reads(ORDERS, file, told_at=TOLD, at=AT)


def only(file: bytes) -> OrderSnapshot:
    (row,) = read(file)
    assert row.entry, row.problems
    return row.entry


def test_the_row_of_2017_in_our_own_words() -> None:
    assert len(COLUMNS_2017) == 46
    assert only(one_row()) == OrderSnapshot(
        number="35153131473290001",
        status=TradeStatus.WAIT_SELLER_SEND_GOODS,
        status_text="买家已付款，等待卖家发货",
        created_at=datetime(2017, 7, 7, 16, 42, 32, tzinfo=UTC),
        paid_at=datetime(2017, 7, 7, 16, 42, 39, tzinfo=UTC),
        seen_at=datetime(2017, 7, 7, 16, 42, 39, tzinfo=UTC),
        told_at=TOLD,
        close_reason="",
        buyer_nick="tb_test01",
        title="示例商品",
        item_count=1,
        goods_fen=20112,
        postage_fen=0,
        total_fen=20112,
        paid_fen=20112,
        refund_fen=0,
        fee_fen=0,
        receiver_name="张三",
        receiver_phone="13900000000",
        receiver_address="广东省 广州市 越秀区 某街道1号(510180)",
        courier="",
        waybills=(),
        remark="",
        buyer_message="",
        extra={
            "买家支付宝账号": "a@example.com",
            "买家支付积分": "0",
            "返点积分": "0",
            "买家实际支付积分": "0",
            "运送方式": "快递",
            "宝贝种类": "1",
            "店铺Id": "0",
            "店铺名称": "示例店铺",
            "买家服务费": "0元",
            "是否手机订单": "手机订单",
            "是否上传合同照片": "否",
            "是否上传小票": "否",
            "是否代付": "否",
        },
    )


@pytest.mark.parametrize(
    ("cells", "word", "value"),
    [
        ({"物流单号": "No:880000000001"}, "waybills", ("880000000001",)),
        ({"物流单号": "'880000000001,880000000002"}, "waybills", ("880000000001", "880000000002")),
        ({"联系手机": "", "联系电话": "'020-00000001"}, "receiver_phone", "020-00000001"),
        ({"联系手机": "", "联系电话": ""}, "receiver_phone", ""),
        ({"联系手机": "'null"}, "receiver_phone", ""),
        ({"宝贝标题": "甲，乙"}, "title", "甲，乙"),
        ({"总金额": "1,234.50", "买家应付货款": "1,234.50"}, "total_fen", 123450),
        ({"总金额": "-"}, "total_fen", None),
        ({"宝贝总数量": ""}, "item_count", None),
        (
            {"订单关闭原因": "买家未付款", "订单状态": "交易关闭", "订单付款时间": ""},
            "close_reason",
            "买家未付款",
        ),
        (
            {"修改后的收货地址": "上海 上海市 静安区 示例路2号"},
            "receiver_address",
            "上海 上海市 静安区 示例路2号",
        ),
        ({"买家留言": "=HYPERLINK(1)"}, "buyer_message", "=HYPERLINK(1)"),
        ({"买家会员名": ""}, "buyer_nick", ""),
    ],
)
def test_cells_with_quirks(cells: dict[str, str], word: str, value: object) -> None:
    assert getattr(only(one_row(**cells)), word) == value


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"订单编号": ""}, "订单编号", "没有订单编号"),
        ({"订单编号": "3.51531E+16"}, "订单编号", "科学计数"),
        ({"订单编号": "张三"}, "订单编号", "不是订单编号"),
        ({"总金额": "一百"}, "总金额", "不是金额"),
        ({"总金额": "1.005"}, "总金额", "不是金额"),
        ({"总金额": "-5.00"}, "总金额", "负数"),
        ({"总金额": "=1+1"}, "总金额", "公式"),
        ({"物流单号": "@SUM(A1)"}, "物流单号", "公式"),
        ({"订单创建时间": ""}, "订单创建时间", "没有订单创建时间"),
        ({"订单创建时间": "昨天"}, "订单创建时间", "不是时间"),
        ({"订单创建时间": "2017-02-30 00:00:00"}, "订单创建时间", "不是时间"),
        ({"订单创建时间": "0001-01-01 00:00:00"}, "订单创建时间", "不是时间"),
        ({"订单创建时间": "1999-01-01 00:00:00"}, "订单创建时间", "早于"),
        ({"订单付款时间": "2099-01-01 00:00:00"}, "订单付款时间", "未来"),
        ({"宝贝总数量": "两件"}, "宝贝总数量", "不是件数"),
        ({"宝贝总数量": "99999999999"}, "宝贝总数量", "不是件数"),
        ({"宝贝总数量": "²"}, "宝贝总数量", "不是件数"),
        ({"订单状态": "已发射"}, "订单状态", "不认识"),
        ({"买家会员名": "长" * 101}, "买家会员名", "超过"),
        ({"宝贝标题": "长" * 20001}, "宝贝标题", "超过"),
        ({"订单备注": "a\0b"}, "订单备注", "读不出"),
    ],
)
def test_a_bad_row_says_where_and_why_and_the_rest_goes_in(
    cells: dict[str, str], column: str, reason: str
) -> None:
    cells = {name: cell.replace("²", "2e1") for name, cell in cells.items()}
    bad, good = read(file_of(line_of(**cells), line_of()))
    assert good.entry
    assert bad.entry is None
    (problem,) = bad.problems
    assert (problem.line, problem.column, problem.refused) == (2, column, True)
    assert reason in problem.reason
    assert len(problem.raw) <= 200


def test_bytes_that_are_no_gb18030_cost_their_row_only() -> None:
    content = (
        file_of(line_of(宝贝标题="坏"), line_of()).getvalue().replace("坏".encode("gb18030"), b"\xff\xff", 1)
    )
    bad, good = read(content)
    assert bad.problems[0].column == "宝贝标题"
    assert "编码" in bad.problems[0].reason
    assert good.entry


def test_a_truncated_file_gives_what_is_whole_and_names_the_last_line() -> None:
    content = order_list(20)
    rows = read(content[: len(content) - 150])
    assert [row.line for row in rows if not row.entry] == [21]
    assert "断了" in rows[-1].problems[0].reason
    assert len(rows) == 20


def test_sums_that_do_not_agree_are_reported_and_the_row_goes_in() -> None:
    (row,) = read(one_row(总金额="300.00"))
    assert row.entry
    assert row.entry.total_fen == 30000
    (problem,) = row.problems
    assert (problem.column, problem.refused) == ("总金额", False)
    assert "201.12 + 0.00 = 201.12" in problem.reason


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("姓名,电话", ["缺少列", "订单编号、订单状态、订单创建时间、总金额", "文件里的列: 姓名、电话"]),
        ("订单编号,标题,价格,购买数量,外部系统编号,商品属性,套餐信息,备注,订单状态,商家编码", ["宝贝报表"]),
        ("子订单编号,主订单编号,标题,价格,购买数量,订单状态,买家应付货款,订单创建时间", ["宝贝报表"]),
        ("订单编号,订单状态,订单创建时间", ["缺少列 总金额"]),
    ],
)
def test_another_table_is_refused_whole_with_found_and_expected(header: str, words: list[str]) -> None:
    with pytest.raises(NotThatFile) as refusal:
        read(f"{header}\n".encode("gb18030"))
    for word in words:
        assert word in str(refusal.value)


def test_columns_are_found_by_name_in_any_order_and_missing_ones_say_nothing() -> None:
    header = "买家实付金额,订单创建时间,商品标题,新来的列,订单状态,订单编号"
    row = '"9.90","2017-07-08 01:00:00","围巾","留着","等待买家付款","200000001"'
    (found,) = read(f"{header}\n{row}\n".encode())
    assert found.entry
    assert (found.entry.number, found.entry.paid_fen, found.entry.title) == (
        "200000001",
        990,
        "围巾",
    )
    assert found.entry.extra == {"新来的列": "留着"}
    for word in ("buyer_nick", "receiver_name", "receiver_phone", "waybills", "total_fen", "remark"):
        assert getattr(found.entry, word) is None


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("ExportOrderList201707081200.csv", datetime(2017, 7, 8, 4, tzinfo=UTC)),
        ("ExportOrderList201707081200 (1).csv", datetime(2017, 7, 8, 4, tzinfo=UTC)),
        ("ExportOrderList20170708120059.csv", datetime(2017, 7, 8, 4, tzinfo=UTC)),
        ("ExportOrderList209907081200.csv", None),
        ("ExportOrderList201713081200.csv", None),
        ("订单.csv", None),
        ("35153131473290001.csv", None),
    ],
)
def test_the_time_in_the_files_name(name: str, told: datetime | None) -> None:
    assert told_at_from_name(name, latest=latest_believable(AT)) == told


def test_a_row_newer_than_the_files_name_does_not_believe_the_name() -> None:
    late = only(one_row(订单付款时间="2017-07-08 12:01:00"))
    assert late.told_at is None
    same_minute = only(one_row(订单付款时间="2017-07-08 12:00:59"))
    assert same_minute.told_at == TOLD


cells = st.text(st.characters(exclude_categories=()), max_size=30)


@given(st.lists(cells, min_size=46, max_size=46))
def test_any_cells_give_a_snapshot_or_a_problem(content: list[str]) -> None:
    line = ",".join('"' + cell.replace('"', '""') + '"' for cell in content)
    file = io.BytesIO(f"{HEADER_2017}\n{line}\n".encode("utf-8", "surrogatepass"))
    for row in read(file):
        assert row.entry or row.problems


@given(st.binary(max_size=300), st.sampled_from(["gb18030", "utf-8"]))
def test_any_bytes_behind_a_header_give_rows_or_problems(content: bytes, encoding: str) -> None:
    for row in read(HEADER_2017.encode(encoding) + b"\n" + content):
        assert row.entry or row.problems


@given(st.binary(max_size=300))
def test_any_bytes_alone_are_refused(content: bytes) -> None:
    with pytest.raises((CannotReadTable, NotThatFile)):
        read(content)


@given(
    column=st.sampled_from([name.strip() for name in COLUMNS_2017]),
    cell=st.text(st.characters(codec="gb18030"), max_size=40) | st.from_regex(r"[-=+0-9.,eE:/ ]{1,25}"),
)
def test_any_cell_in_a_good_row_costs_at_most_that_row(column: str, cell: str) -> None:
    rows = read(file_of(line_of(**{column: cell}), line_of(订单编号="35153131473290002")))
    assert rows[-1].entry
    assert rows[-1].entry.number == "35153131473290002"


def test_the_demo_file_reads_without_a_problem_and_looks_alive() -> None:
    content = demo_orders_csv(1, AT)
    assert content == demo_orders_csv(1, AT)
    assert content != demo_orders_csv(2, AT)
    rows = read(content)
    assert not [row.problems for row in rows if row.problems]
    shots = [row.entry for row in rows if row.entry]
    assert 50 <= len(shots) <= 70
    assert {"云朵朵2019", "小米粥", "南风", "jojo要早睡", "阿远", "暖暖妈", "t_8832_west"} <= {
        shot.buyer_nick for shot in shots
    }
    groups = {shot.status.group for shot in shots}
    assert groups >= set(StatusGroup) - {StatusGroup.PAID_HOLD, StatusGroup.SIGNED}
    assert all(shot.created_at <= shot.seen_at <= AT for shot in shots)
    assert all((shot.receiver_phone or "").startswith("138000000") for shot in shots)
    assert told_at_from_name(demo_orders_name(AT), latest=AT) == AT


@pytest.mark.parametrize(
    ("remark", "memo", "said"), [("改 M", "", "改 M"), ("", "改 L", "改 L"), ("", "", "")]
)
def test_the_memo_stands_in_for_an_empty_remark(remark: str, memo: str, said: str) -> None:
    header = "订单编号,订单状态,订单创建时间,总金额,订单备注,商家备忘"
    row = f"35153131473290001,交易成功,2017-07-08 00:42:32,1.00,{remark},{memo}"
    (read,) = reads(ORDERS, f"{header}\n{row}\n".encode(), at=AT)
    assert isinstance(read.entry, OrderSnapshot)
    assert read.entry.remark == said
