"""The files themselves, as other programs see them."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from openpyxl import load_workbook
from tests.cast import AT, Cast

from zhanggui.catalog.actions import ItemEntry, SkuEntry, record_items
from zhanggui.catalog.models import Item, Sku
from zhanggui.connectors.files.kinds import kind_of
from zhanggui.connectors.files.opening import opened
from zhanggui.connectors.files.table import survey
from zhanggui.connectors.files.templates import writing
from zhanggui.connectors.files.templates.items import ITEMS
from zhanggui.connectors.files.templates.registered import TEMPLATES
from zhanggui.connectors.files.templates.tests.filling import bring, taken_out
from zhanggui.connectors.files.templates.writing import FileForm, TooManyRows, write_blank
from zhanggui.foundation.actors import program

HOSTILE = ItemEntry(
    number="000612345678901",
    title="=HYPERLINK(1)",
    category="#N/A",
    price_fen=123450,
    skus=[
        SkuEntry(outer_id="000123", properties="@SUM(A1)", price_fen=990),
        SkuEntry(outer_id="-1", number="6123456789012345678"),
    ],
)


def blank(key: str, form: FileForm) -> bytes:
    template = TEMPLATES.get(key)
    assert template is not None
    out = io.BytesIO()
    write_blank(template, form, out)
    return out.getvalue()


@pytest.mark.parametrize("form", FileForm)
@pytest.mark.parametrize("key", [template.key for template in TEMPLATES])
def test_a_blank_template_is_known_as_what_it_is(key: str, form: FileForm) -> None:
    stream = io.BytesIO(blank(key, form))
    with opened(stream, survey(stream), lambda header: kind_of(header) is not None) as table:
        kind = kind_of(table.header)
        assert kind is not None
        assert kind.key == key
        assert list(table.rows) == []


def test_a_workbook_explains_itself() -> None:
    book: Any = load_workbook(io.BytesIO(blank("items", FileForm.XLSX)))
    assert book.sheetnames == ["商品和规格", "说明"]
    sheet = book["商品和规格"]
    assert sheet.freeze_panes == "A2"
    titles = [cell.value for cell in sheet[1]]
    assert titles == [column.title for column in ITEMS.columns]
    formats = {
        titles[at]: sheet.column_dimensions[cell.column_letter].number_format
        for at, cell in enumerate(sheet[1])
    }
    assert formats["商品编号"] == formats["规格编码"] == "@"
    assert formats["价格"] == "General"
    says = {row[0].value: row for row in book["说明"].iter_rows(min_row=2) if row[0].value}
    assert list(says) == titles
    assert says["商品编号"][1].value == "必填"
    assert says["价格"][1].value == "这几列至少有一列"
    assert "宝贝ID" in says["商品编号"][4].value


def test_a_csv_begins_with_its_mark_and_has_nothing_but_a_header() -> None:
    content = blank("buyers", FileForm.CSV)
    assert content == b"\xef\xbb\xbf" + "买家会员名,标签,通讯录分组,备注\r\n".encode()


@pytest.mark.django_db
def test_a_workbook_has_no_formula(cast: Cast) -> None:
    record_items(shop_id=cast.shop.id, items=[HOSTILE], by=program(cast.shop.id), at=AT)
    content = taken_out(ITEMS, cast.shop.id, FileForm.XLSX)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in xml
    assert 't="e"' not in xml
    sheet: Any = load_workbook(io.BytesIO(content))["商品和规格"]
    titles = [cell.value for cell in sheet[1]]
    rows = [dict(zip(titles, row, strict=True)) for row in sheet.iter_rows(min_row=2)]
    assert [row["商品编号"].value for row in rows] == ["000612345678901"] * 3
    assert {row["商品编号"].data_type for row in rows} == {"s"}
    assert (rows[0]["商品标题"].value, rows[0]["商品标题"].number_format) == ("=HYPERLINK(1)", "@")
    assert rows[0]["价格"].value == 1234.5
    assert rows[2]["规格编号"].value == "6123456789012345678"


@pytest.mark.django_db
def test_a_csv_has_no_formula(cast: Cast) -> None:
    record_items(shop_id=cast.shop.id, items=[HOSTILE], by=program(cast.shop.id), at=AT)
    lines = taken_out(ITEMS, cast.shop.id, FileForm.CSV).decode("utf-8-sig").splitlines()
    assert lines[1].startswith('"=""000612345678901""",,\'=HYPERLINK(1),\'#N/A,,,,1234.50,')
    assert lines[2].startswith('"=""000612345678901""",,,,,"=""000123""",\'@SUM(A1),9.90,')
    assert lines[3].startswith('"=""000612345678901""",,,,"=""6123456789012345678""",\'-1,,')


@pytest.mark.django_db
def test_what_a_spreadsheet_saves_again_is_the_same_or_is_said(cast: Cast) -> None:
    """The file of ours opened and saved: ="..." becomes the bare text, numbers lose the zeros at the end."""
    record_items(shop_id=cast.shop.id, items=[HOSTILE], by=program(cast.shop.id), at=AT)
    before = [*Item.objects.values(), *Sku.objects.values()]
    text = taken_out(ITEMS, cast.shop.id, FileForm.CSV).decode("utf-8-sig")
    saved = text.replace('"=""', "").replace('"""', "").replace("1234.50", "1234.5").replace("9.90", "9.9")
    report = bring(cast.shop.id, saved.encode("gb18030"), "items")
    assert (report.counts.unchanged, report.problems) == (3, ())
    again = saved.replace("6123456789012345678", "6.12346E+18")
    report = bring(cast.shop.id, again.encode("gb18030"), "items")
    assert [(one.line, one.column) for one in report.problems] == [(4, "规格编号")]
    book: Any = load_workbook(io.BytesIO(taken_out(ITEMS, cast.shop.id, FileForm.XLSX)))
    out = io.BytesIO()
    book.save(out)  # an open and save by a program that reads types
    assert bring(cast.shop.id, out.getvalue(), "items").counts.unchanged == 3
    assert [*Item.objects.values(), *Sku.objects.values()] == before


@pytest.mark.django_db
def test_a_workbook_has_its_limit(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "MOST_ROWS_OF_A_WORKBOOK", 2)
    record_items(shop_id=cast.shop.id, items=[HOSTILE], by=program(cast.shop.id), at=AT)
    with pytest.raises(TooManyRows, match="请导出 csv"):
        taken_out(ITEMS, cast.shop.id, FileForm.XLSX)
    assert taken_out(ITEMS, cast.shop.id, FileForm.CSV)
