"""What becomes of the rows that people fill in."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from openpyxl import Workbook
from tests.cast import AT, Cast

from zhanggui.catalog.actions import ItemEntry, SkuEntry, record_items
from zhanggui.catalog.models import Item, Sku
from zhanggui.catalog.queries import item_by_number, knowledge_card
from zhanggui.connectors.files.importing import ImportReport
from zhanggui.connectors.files.templates.tests.filling import bring, csv_file, problems, workbook
from zhanggui.conversations.queries import phrases
from zhanggui.customers.models import Buyer, BuyerNote, BuyerTag
from zhanggui.foundation.actors import program
from zhanggui.shops.queries import all_staff
from zhanggui.stock.models import Stock

pytestmark = pytest.mark.django_db


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    told = report.counts
    return told.new, told.changed, told.unchanged, told.refused


def items(cast: Cast, *rows: list[str], **differing: Any) -> ImportReport:
    header = ["商品ID", "标题", "商家编码", "SKU属性", "一口价", "成本", "重量(kg)", "包邮"]
    return bring(cast.shop.id, csv_file(header, *rows, **differing), "items")


@pytest.mark.seed(8)
def test_a_row_for_each_sku(cast: Cast) -> None:
    report = items(
        cast,
        ["612345678901", "羊毛衫", "MY-M", "颜色:黑;尺码:M", "288", "120", "0.35", "包邮"],
        ["612345678901", "", "MY-L", "颜色:黑;尺码:L", "298", "", "", ""],
        ["", "", "MY-XL", "颜色:黑;尺码:XL", "308", "", "", ""],
        ["612345678902", "围巾", "", "", "199", "80", "", "否"],
    )
    assert (report.problems, counts(report)) == ((), (2, 2, 0, 0))
    item = item_by_number(cast.shop.id, "612345678901")
    assert item is not None
    assert (item.title, item.free_shipping, item.price_fen) == ("羊毛衫", True, None)
    skus = Sku.objects.filter(item_id=item.id).order_by("pk")
    assert list(skus.values_list("outer_id", "price_fen", "cost_fen", "weight_grams")) == [
        ("MY-M", 28800, 12000, 350),
        ("MY-L", 29800, None, None),
        ("MY-XL", 30800, None, None),
    ]
    other = item_by_number(cast.shop.id, "612345678902")
    assert other is not None
    assert (other.price_fen, other.cost_fen, other.free_shipping) == (19900, 8000, False)


def test_every_wrong_cell_of_a_row_is_said_and_the_others_go_in(cast: Cast) -> None:
    report = items(
        cast,
        ["61", "羊毛衫", "A", "", "二百", "1,2", "", "也许"],
        ["62", "围巾", "B", "", "199", "", "", ""],
        ["", "没有编号", "", "", "5", "", "", ""],
        ["6.12346E+18", "科学", "", "", "5", "", "", ""],
        ["", "", "C", "", "5", "", "", ""],
        ["63", "亏本", "D", "", "5", "8", "", ""],
    )
    assert counts(report) == (1, 0, 0, 5)
    assert problems(report) == [
        (2, "一口价", "不是金额 (应如 128.00)"),
        (2, "成本", "不是金额 (应如 128.00)"),
        (2, "包邮", "应写 是 或 否"),
        (4, "商品ID", "没有商品编号"),
        (5, "商品ID", "被表格软件改成了科学计数,位数已经丢了;请把这一列设成文本,重新填写"),
        (6, "商品ID", "没有商品编号"),
        (7, "一口价", "价格 5.00 低于成本 8.00,卖一件亏一件,请核对"),
    ]
    assert [one.raw for one in report.problems[:3]] == ["二百", "1,2", "也许"]
    assert report.problems[-1].raw == "63"
    assert list(Item.objects.values_list("number", flat=True)) == ["62"]


def test_a_total_below_the_rows_belongs_to_no_item(cast: Cast) -> None:
    report = items(cast, ["61", "羊毛衫", "", "", "199", "", "", ""], ["", "", "", "", "9999", "", "", ""])
    assert counts(report) == (1, 0, 0, 1)
    assert Item.objects.get().price_fen == 19900


def test_columns_that_nobody_reads_are_said_once(cast: Cast) -> None:
    content = csv_file(
        ["商品编号", "价格", "备用", "颜色", ""], ["61", "5", "x", "y", ""], ["62", "5", "x", "", ""]
    )
    report = bring(cast.shop.id, content)
    assert counts(report) == (2, 0, 0, 0)
    assert problems(report) == [(1, "", "没有用到这些列: 备用、颜色")]
    assert not report.problems[0].refused


def test_of_two_names_of_one_column_the_more_telling_is_read(cast: Cast) -> None:
    report = bring(cast.shop.id, csv_file(["商品编码", "商品ID", "价格"], ["MY2301", "61", "5"]))
    assert problems(report) == [(1, "", "没有用到这些列: 商品编码")]
    assert Item.objects.get().number == "61"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_in_any_encoding_of_a_shop(cast: Cast, encoding: str) -> None:
    report = items(cast, ["61", "羊毛衫", "", "", "199", "", "", ""], encoding=encoding)
    assert counts(report) == (1, 0, 0, 0)
    assert Item.objects.get().title == "羊毛衫"


def test_rows_of_commas_are_passed_over(cast: Cast) -> None:
    report = items(cast, [""] * 8, ["61", "羊毛衫", "", "", "199", "", "", ""], *[["", " ", *[""] * 6]] * 3)
    assert (report.problems, counts(report)) == ((), (1, 0, 0, 0))


def test_a_dash_in_a_cell_takes_nothing_away(cast: Cast) -> None:
    """Nor is it a tag or somebody's account: so other programs write that there is nothing."""
    known(cast)
    report = items(
        cast, ["61", "-", "null", "--", "199", "-", "", "-"], ["62", "-", "", "-", "99", "", "", ""]
    )
    assert (report.problems, counts(report)) == ((), (0, 2, 0, 0))
    assert Item.objects.get(number="61").title == "羊毛衫"
    assert Sku.objects.filter(item__number="62").get().properties is None
    people = [
        ["登录名", "姓名", "工号", "角色", "子账号"],
        *([f"x{at}", "新", f"X{at}", "客服", "-"] for at in "12"),
    ]
    assert counts(bring(cast.shop.id, csv_file(*people))) == (2, 0, 0, 0)
    assert counts(bring(cast.shop.id, csv_file(["会员名", "标签", "备注"], ["甲", "-", "-"]))) == (1, 0, 0, 0)
    assert not BuyerTag.objects.exists()
    assert not BuyerNote.objects.exists()


def test_what_cannot_be_seen_is_no_part_of_a_number(cast: Cast) -> None:
    known(cast)
    cards = csv_file(["商品编号", "特征"], ["\u200b61\u200b", "软"], ["62\ufeff", "暖"])
    assert counts(bring(cast.shop.id, cards)) == (2, 0, 0, 0)
    assert counts(bring(cast.shop.id, csv_file(["商家编码", "库存"], ["A-1\u200b", "3"]))) == (1, 0, 0, 0)


def test_two_rows_that_count_one_sku_differently_do_not_pass_in_silence(cast: Cast) -> None:
    known(cast)
    report = bring(cast.shop.id, csv_file(["商家编码", "库存"], ["A-1", "36"], ["A-1", "5"], ["A-1", "36"]))
    assert counts(report) == (1, 0, 1, 1)
    assert problems(report) == [(3, "规格", "这个规格前面已经有一行,写的数不一样;请合成一行")]
    assert report.problems[0].raw == "A-1"
    assert Stock.objects.get(sku__outer_id="A-1").on_hand == 36


def test_what_a_spreadsheet_spoiled_is_said(cast: Cast) -> None:
    book = Workbook()
    sheet: Any = book.active
    for row in (["商品编号", "货号", "价格"], ["61", datetime(2026, 3, 12), 5], ["62", "x", 5]):  # noqa: DTZ001
        sheet.append(row)
    sheet["B3"].value, sheet["B3"].data_type = "#N/A", "e"
    out = io.BytesIO()
    book.save(out)
    report = bring(cast.shop.id, out.getvalue())
    assert counts(report) == (1, 0, 0, 1)
    assert [(line, column, reason.partition(";")[0]) for line, column, reason in problems(report)] == [
        (1, "", "有的格子里公式没有算出来 (如 #N/A),当成空格读了"),
        (2, "货号", "被表格软件改成了日期"),
    ]


def test_the_sheets_that_were_not_read_are_said(cast: Cast) -> None:
    book = Workbook()
    for title, row in (
        ("商品", ["商品编号", "价格"]),
        ("夏装", ["商品编号", "价格"]),
        ("备忘", ["谁", "事"]),
    ):
        book.create_sheet(title).append(row)
    out = io.BytesIO()
    book.save(out)
    (problem,) = bring(cast.shop.id, out.getvalue()).problems
    assert problem.reason == "只读了「商品」这一张表,「夏装」没有读;请另存成单独的文件再导入"
    assert not problem.refused


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
@pytest.mark.parametrize("mark", ["\t", ";"])
def test_a_text_that_a_spreadsheet_saved_in_its_own_way(cast: Cast, mark: str, encoding: str) -> None:
    rows = [["商品编号", "标题", "价格"], ["61", "羊毛衫", "5"], ["", "", ""]]
    report = bring(cast.shop.id, "\r\n".join(map(mark.join, rows)).encode(encoding))
    assert (report.problems, counts(report)) == ((), (1, 0, 0, 0))


def test_a_damaged_cell_keeps_its_row_out(cast: Cast) -> None:
    whole = csv_file(["商品编号", "标题", "价格"], ["61", "羊毛衫", "5"], ["62", "围巾", "5"])
    report = bring(cast.shop.id, whole.replace("围巾".encode(), "围巾".encode()[:-1] + b"\xff"))
    assert counts(report) == (1, 0, 0, 1)
    assert problems(report) == [(3, "标题", "有读不出的字节,文件的编码坏了")]


def test_a_workbook_as_somebody_types_it(cast: Cast) -> None:
    """Numbers are numbers there: what a double still holds is taken, what has lost digits is said."""
    content = workbook(
        ["商品ID", "商品标题", "商家编码", "价格", "重量", "七天无理由"],
        [612345678901, "=1+1", "000123", 19.9, 350, True],
        [6123456789012345678, "长编号", None, 5, None, None],
        ["6123456789012345678", "文本编号", 123, 5.0, "0.5kg", "是"],
    )
    report = bring(cast.shop.id, content)
    assert counts(report) == (2, 0, 0, 1)
    assert [(line, column) for line, column, _ in problems(report)] == [(3, "商品ID")]
    first = item_by_number(cast.shop.id, "612345678901")
    assert first is not None
    assert first.seven_day is True
    sku = Sku.objects.get(item_id=first.id)
    assert (sku.outer_id, sku.price_fen, sku.weight_grams) == ("000123", 1990, 350)
    last = item_by_number(cast.shop.id, "6123456789012345678")
    assert last is not None
    assert Sku.objects.get(item_id=last.id).outer_id == "123"


def test_an_empty_cell_takes_nothing_away(cast: Cast) -> None:
    items(cast, ["61", "羊毛衫", "A", "颜色:黑", "288", "120", "0.35", "是"])
    before = list(Item.objects.values()) + list(Sku.objects.values())
    assert counts(items(cast, ["61", "", "A", "", "", "", "", ""])) == (0, 0, 1, 0)
    assert list(Item.objects.values()) + list(Sku.objects.values()) == before


def test_a_trial_writes_nothing(cast: Cast) -> None:
    content = csv_file(["商品编号", "价格"], ["61", "5"])
    assert bring(cast.shop.id, content, trial=True).counts.new == 1
    assert not Item.objects.exists()


def known(cast: Cast) -> None:
    skus = [SkuEntry(outer_id="A-1", properties="尺码:M"), SkuEntry(outer_id="A-2", properties="尺码:L")]
    entries = [ItemEntry(number="61", outer_id="A", title="羊毛衫", skus=skus), ItemEntry(number="62")]
    record_items(shop_id=cast.shop.id, items=entries, by=program(cast.shop.id), at=AT)


@pytest.mark.seed(9)
def test_stock_by_any_name_of_a_sku(cast: Cast) -> None:
    known(cast)
    earlier = AT - timedelta(hours=1)
    report = bring(
        cast.shop.id,
        csv_file(
            ["商品ID", "商家编码", "规格", "在库", "线上库存", "盘点时间"],
            ["", "A-1", "", "36", "30", ""],
            ["61", "", "尺码：L", "5", "", f"{earlier:%Y-%m-%d %H:%M}"],
            ["62", "", "", "1,234", "", ""],
            ["", "", "", "7", "", ""],
            ["61", "", "", "7", "", ""],
            ["", "B-9", "", "7", "", ""],
            ["62", "", "", "-1", "", ""],
            ["62", "", "", "", "", "2030-01-01"],
        ),
    )
    assert counts(report) == (3, 0, 0, 5)
    assert [(line, column) for line, column, _ in problems(report)] == [
        (8, "在库"),
        (9, "盘点时间"),
        (5, "规格"),
        (6, "规格"),
        (7, "规格"),
    ]
    assert sorted(Stock.objects.values_list("on_hand", "page"), key=str) == [
        (1234, None),
        (36, 30),
        (5, None),
    ]


@pytest.mark.seed(8)
def test_knowledge_cards(cast: Cast) -> None:
    known(cast)
    report = bring(
        cast.shop.id,
        csv_file(
            ["宝贝ID", "面料", "卖点", "尺码表"],
            ["61", "羊毛", "-5 度也暖", "M 104\nL 108"],
            ["99", "棉", "", ""],
        ),
    )
    assert counts(report) == (1, 0, 0, 1)
    assert problems(report) == [(4, "宝贝ID", "没有编号为 99 的商品,请先导入商品")]
    item = item_by_number(cast.shop.id, "61")
    assert item is not None
    card = knowledge_card(item.id)
    assert card is not None
    assert {key: text for key, text in card.sections.items() if text} == {
        "material": "羊毛",
        "advantages": "-5 度也暖",
        "size_chart": "M 104\nL 108",
    }


@pytest.mark.seed(3)
def test_staff_with_agent_numbers_and_sub_accounts(cast: Cast) -> None:
    report = bring(
        cast.shop.id,
        csv_file(
            ["登录名", "姓名", "工号", "岗位", "旺旺子账号"],
            ["xinren", "新人", "007", "客服", "示例:新人，示例:新人2"],
            ["linxiao", "林晓", "A12", "主管", ""],
            ["laoban", "老板", "B1", "老板", ""],
            ["chongfu", "重复", "A12", "客服", ""],
        ),
        by=cast.manager.actor,
    )
    assert counts(report) == (1, 1, 0, 2)
    assert [(line, column) for line, column, _ in problems(report)] == [(4, "岗位"), (5, "工号")]
    new = next(member for member in all_staff(cast.shop.id) if member.login == "xinren")
    assert (new.agent_number, new.role, new.has_password) == ("007", "agent", False)
    assert new.sub_accounts == ("示例:新人", "示例:新人2")


@pytest.mark.seed(11)
def test_phrases_of_both_sets(cast: Cast) -> None:
    report = bring(
        cast.shop.id,
        csv_file(
            ["话术类型", "话术分类", "标题", "话术内容", "常见问法", "短码"],
            ["售前", "发货", "什么时候发货", "{buyer},今天发", "什么时候发;今天能发吗", "fh"],
            ["售后话术", "物流", "查快递", "{order_no} 在路上", "", "01"],
            ["以后", "物流", "不知", "x", "", ""],
            ["售后", "物流", "错变量", "{weather}", "", ""],
        ),
        by=cast.lead.actor,
    )
    assert counts(report) == (2, 0, 0, 2)
    assert [(line, column) for line, column, _ in problems(report)] == [(4, "话术类型"), (5, "话术内容")]
    told = {phrase.title: phrase for phrase in phrases(cast.shop.id)}
    assert told["什么时候发货"].asks == ("什么时候发", "今天能发吗")
    assert (told["查快递"].group, told["查快递"].shortcut) == ("aftersale", "01")


@pytest.mark.seed(6)
def test_buyers_with_tags(cast: Cast) -> None:
    report = bring(
        cast.shop.id,
        csv_file(
            ["旺旺", "买家标签", "备注"],
            ["小米粥", "老客、要发票", "=HYPERLINK(1)"],
            ["小**粥", "老客", ""],
            ["", "老客", ""],
            ["'0012", "", ""],
        ),
    )
    assert counts(report) == (2, 0, 0, 2)
    assert [(line, column) for line, column, _ in problems(report)] == [(4, "旺旺"), (3, "旺旺")]
    assert set(Buyer.objects.values_list("key", flat=True)) == {"小米粥", "0012"}
    assert set(BuyerTag.objects.values_list("name", flat=True)) == {"老客", "要发票"}
    assert BuyerNote.objects.get().text == "=HYPERLINK(1)"


def test_a_thousand_rows_and_more_are_one_file(cast: Cast) -> None:
    """An item's rows may part into two batches."""
    rows = [[str(600 + at // 7), f"标题{at // 7}", f"C-{at}", f"尺码:{at % 7}", "9"] for at in range(1_505)]
    report = bring(cast.shop.id, csv_file(["商品ID", "标题", "商家编码", "规格", "价格"], *rows))
    assert report.problems == ()
    assert (Item.objects.count(), Sku.objects.count()) == (215, 1_505)
    assert counts(bring(cast.shop.id, csv_file(["商品ID", "标题", "商家编码", "规格", "价格"], *rows))) == (
        0,
        0,
        1_505,
        0,
    )
