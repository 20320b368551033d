from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhanggui.connectors.files.kinds import NotThatFile, Read, kind_of
from zhanggui.connectors.files.refunds.kind import REFUNDS
from zhanggui.connectors.files.sample import COLUMNS_2017
from zhanggui.connectors.files.table import CannotReadTable, bare_name
from zhanggui.connectors.files.tests.generate import one_row
from zhanggui.connectors.files.tests.reads import reads
from zhanggui.connectors.files.tests.refund_files import (
    PLAIN,
    TMALL,
    WORKBOOK_2025,
    line_of,
    many,
    many_in_2025,
    tmall,
    tmall_lines,
    tmall_row,
    workbook,
    workbook_row,
)
from zhanggui.marketplace.events import RefundSnapshot
from zhanggui.marketplace.rules import GoodsState, RefundKind, RefundStatus

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)


def read(file: bytes, told_at: datetime | None = None) -> list[Read[RefundSnapshot]]:
    return reads(REFUNDS, file, told_at=told_at, at=AT)


def only(file: bytes) -> RefundSnapshot:
    (row,) = read(file)
    assert row.entry is not None, row.problems
    return row.entry


def why(file: bytes) -> tuple[str, str]:
    (row,) = read(file)
    assert row.entry is None
    (problem,) = row.problems
    assert (problem.line, problem.refused) == (2, True)
    return problem.column, problem.reason


def test_a_row_of_tmalls_export_in_our_words() -> None:
    assert len(TMALL) == 21
    assert only(tmall_row()) == RefundSnapshot(
        number="77880000000000001",
        order_number="35153131473290001",
        status=RefundStatus.WAIT_SELLER_AGREE,
        status_text="买家已经申请退款，等待卖家同意",
        applied_at=datetime(2017, 7, 10, 2, tzinfo=UTC),
        seen_at=datetime(2017, 7, 10, 2, tzinfo=UTC),
        kind=None,
        goods=GoodsState.NOT_RECEIVED,
        goods_text="买家未收到货",
        needs_return=False,
        amount_fen=10050,
        paid_fen=20112,
        paid_at=datetime(2017, 7, 7, 16, 42, 39, tzinfo=UTC),
        reason="不想要了",
        explanation='买家说"不要了"',
        intervention="不需客服介入",
        by_system=False,
        is_full=False,
        payment_number="2017070821001001000000000001",
        item_code="ZZ-001",
        item_title="示例商品",
        extra={"发货物流信息": "圆通速递 880000000001"},
    )


def test_a_row_of_the_workbook_of_2025_in_our_words() -> None:
    assert len(WORKBOOK_2025) == 53
    refund = only(workbook_row(退款完结时间="2026-11-21 12:00:00", 退款状态="退款成功", 其他列19="某值"))
    assert (refund.status, refund.kind, refund.goods) == (
        RefundStatus.SUCCESS,
        RefundKind.REFUND_ONLY,
        GoodsState.NOT_SHIPPED,
    )
    assert (refund.amount_fen, refund.total_fen) == (20112, 20112)
    assert (refund.to_buyer_fen, refund.to_platform_fen) == (20000, 112)
    assert (refund.item_number, refund.item_code) == ("700000000001", "ZZ-001")
    assert refund.payment_number == "2026112121001001000000000001"
    assert refund.finished_at == refund.seen_at == datetime(2026, 11, 21, 4, tzinfo=UTC)
    assert (refund.needs_return, refund.by_system, refund.intervention) == (None, None, None)
    assert refund.extra == {"其他列19": "某值"}


def test_both_families_tell_the_same_of_the_same_refunds() -> None:
    old = [row.entry for row in read(tmall(*many(40)))]
    new = [row.entry for row in read(workbook(*many_in_2025(many(40))))]
    for one, other in zip(old, new, strict=True):
        assert one is not None
        assert other is not None
        told = (
            "number",
            "order_number",
            "status",
            "applied_at",
            "seen_at",
            "amount_fen",
            "goods",
            "item_title",
        )
        assert [getattr(one, name) for name in told] == [getattr(other, name) for name in told]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig"])
def test_columns_are_found_by_name_in_any_order_and_encoding(encoding: str) -> None:
    turned = [name.replace("/", "_") for name in reversed(TMALL)]
    row = ",".join(
        '"' + PLAIN.get(name.strip().replace("退款_", "退款/"), "").replace('"', '""') + '"'
        for name in turned
    )
    assert only(f"{','.join(turned)}\n{row}\n".encode(encoding)) == only(tmall_row())


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("卖家已经同意退款，等待买家退货", RefundStatus.WAIT_BUYER_RETURN_GOODS),
        ("买家已退货,等待卖家确认收货", RefundStatus.WAIT_SELLER_CONFIRM_GOODS),
        ("待商家收货", RefundStatus.WAIT_SELLER_CONFIRM_GOODS),
        ("WAIT_SELLER_CONFIRM_GOODS", RefundStatus.WAIT_SELLER_CONFIRM_GOODS),
        ("退款关闭 ", RefundStatus.CLOSED),
        ("商家确认收货等待商家发货(换货)", RefundStatus.WAIT_SELLER_CONSIGN_GOODS),
        ("卖家确认收货,等待卖家发货（换货）", RefundStatus.WAIT_SELLER_CONSIGN_GOODS),
    ],
)
def test_statuses_as_exports_write_them(text: str, status: RefundStatus) -> None:
    assert only(tmall_row(退款状态=text)).status == status


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"退款编号": ""}, "退款编号", "没有退款编号"),
        ({"退款编号": "7.7E+16"}, "退款编号", "科学计数"),
        ({"订单编号": ""}, "订单编号", "没有订单编号"),
        ({"退款状态": "想退就退"}, "退款状态", "不认识"),
        ({"退款状态": ""}, "退款状态", "不认识"),
        ({"退款的申请时间": ""}, "退款的申请时间", "没有退款的申请时间"),
        ({"退款的申请时间": "去年"}, "退款的申请时间", "不是时间"),
        ({"退款的申请时间": "2099-01-01 00:00:00"}, "退款的申请时间", "未来"),
        ({"退款完结时间": "2099-01-01 00:00:00"}, "退款完结时间", "未来"),
        ({"买家退款金额": "=1+1"}, "买家退款金额", "公式"),
        ({"买家退款金额": "12,34"}, "买家退款金额", "不是金额"),
        ({"买家退款金额": "-5.00"}, "买家退款金额", "负数"),
        ({"买家退款说明": "长" * 20_001}, "买家退款说明", "超过"),
        ({"宝贝标题": "坏\ufffd了"}, "宝贝标题", "编码坏了"),
    ],
)
def test_a_bad_cell_is_named_and_the_row_stays_out(cells: dict[str, str], column: str, reason: str) -> None:
    named, said = why(tmall({**PLAIN, **cells}, encoding="utf-8"))
    assert bare_name(named) == column
    assert reason in said


def test_a_torn_row_does_not_take_the_others_with_it() -> None:
    rows = read(tmall_lines(line_of(), "半行,就断了", line_of(退款编号="77880000000000002"), '"没有配对'))
    assert [row.entry.number if row.entry else None for row in rows] == [
        "77880000000000001",
        None,
        "77880000000000002",
        None,
    ]
    assert [row.problems[0].line for row in rows if row.problems] == [3, 5]


def test_what_nobody_taught_us_is_taken_and_said() -> None:
    (row,) = read(workbook_row(售后类型="以旧换新", 货物状态="在海上"))
    assert row.entry is not None
    assert (row.entry.kind, row.entry.goods, row.entry.goods_text) == (None, None, "在海上")
    assert [(problem.column, problem.refused) for problem in row.problems] == [
        ("售后类型", False),
        ("货物状态", False),
    ]


def test_parts_that_do_not_add_up_are_said() -> None:
    (row,) = read(workbook_row(退给平台金额="5.00"))
    assert row.entry is not None
    assert "退款总额不等于" in row.problems[0].reason


def test_the_files_own_deadline_may_lie_ahead() -> None:
    refund = only(workbook_row(超时时间="2026-11-23 10:00:00"))
    assert refund.deadline_at == datetime(2026, 11, 23, 2, tzinfo=UTC)
    assert "超时时间" not in refund.extra
    assert why(workbook_row(超时时间="2099-01-01 00:00:00"))[0] == "超时时间"


def test_a_masked_or_missing_value_is_not_invented_and_the_sellers_name_is_dropped() -> None:
    refund = only(tmall_row(买家退款说明="", 商品编码="--", 支付宝交易号="20170708****0001"))
    assert (refund.explanation, refund.item_code) == ("", "")
    assert refund.payment_number == "20170708****0001"
    assert not {"卖家真实姓名", "卖家真实姓名_新"} & refund.extra.keys()


def test_a_row_newer_than_the_files_time_was_not_told_then() -> None:
    told = datetime(2017, 7, 11, tzinfo=UTC)
    assert read(tmall_row(), told)[0].entry.told_at == told  # type: ignore[union-attr]
    later = read(tmall_row(退款完结时间="2017-07-12 10:00:00"), told)[0].entry
    assert later is not None
    assert later.told_at is None


def test_what_is_no_refund_export_is_refused_whole_with_what_was_found_and_expected() -> None:
    with pytest.raises(NotThatFile, match=r"订单报表.*文件里的列: 订单编号"):
        read(one_row())
    with pytest.raises(
        NotThatFile, match=r"缺少列 退款状态.*至少要有: 退款编号、订单编号、退款状态、退款申请时间"
    ):
        read("退款编号,订单编号,退款申请时间\n1,2,3\n".encode())
    with pytest.raises(CannotReadTable):
        read(b"")
    with pytest.raises(CannotReadTable):
        read(workbook_row()[:-200])


def test_a_refund_export_is_known_by_its_header() -> None:
    assert kind_of([bare_name(name) for name in TMALL]) is REFUNDS
    assert kind_of([bare_name(name) for name in WORKBOOK_2025]) is REFUNDS
    assert kind_of([bare_name(name) for name in COLUMNS_2017]) is not REFUNDS
    details = ("主订单编号", "子订单编号", "标题", "退款状态", "退款金额", "订单状态", "订单创建时间")
    assert kind_of(details) is not REFUNDS


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=12), min_size=21, max_size=21))
def test_no_row_whatever_it_holds_stops_the_reading(cells: list[str]) -> None:
    text = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    file = tmall_lines(line_of()) + text.encode("gb18030", "replace") + b"\r\n" + line_of().encode("gb18030")
    rows = read(file)
    assert rows[0].entry is not None
    assert all(row.entry is not None or row.problems for row in rows)
