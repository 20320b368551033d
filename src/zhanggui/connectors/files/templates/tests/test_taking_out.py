"""Templates and exports by page and by command."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path
from typing import Any

import pytest
from django.test import AsyncRequestFactory
from django.urls import NoReverseMatch, reverse
from tests.cast import AT, Cast, client_of

from zhanggui.catalog.actions import ItemEntry, record_items
from zhanggui.catalog.models import Item
from zhanggui.config.cli import main
from zhanggui.config.imports import TEMPLATES as KNOWN
from zhanggui.connectors.files.command import import_command
from zhanggui.connectors.files.importing import GivenFile
from zhanggui.connectors.files.looking import look_at
from zhanggui.connectors.files.templates import views, writing
from zhanggui.connectors.files.templates.command import CannotWriteFile, export_command
from zhanggui.connectors.files.templates.registered import TEMPLATES
from zhanggui.connectors.files.templates.tests.filling import bring, csv_file
from zhanggui.connectors.files.templates.writing import FileForm
from zhanggui.foundation.actors import program
from zhanggui.foundation.queries import audit_entries

pytestmark = pytest.mark.django_db


def fetched(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def known(cast: Cast) -> None:
    entries = [ItemEntry(number=f"00{at}", title=f"=羊毛衫{at}") for at in range(3)]
    record_items(shop_id=cast.shop.id, items=entries, by=program(cast.shop.id), at=AT)


def test_the_command_knows_every_template() -> None:
    assert tuple(template.key for template in TEMPLATES) == KNOWN


@pytest.mark.parametrize("form", FileForm)
def test_the_manager_takes_every_template_and_export(cast: Cast, form: FileForm) -> None:
    client = client_of(cast.manager)
    for key in KNOWN:
        for name in ("files_template", "files_export"):
            response = client.get(reverse(name, kwargs={"key": key, "form": form}))
            assert response.status_code == 200
            assert response["Content-Type"] == form.content_type
            assert "attachment" in response["Content-Disposition"]
            assert response["Cache-Control"] == "private, no-store"
            content = fetched(response)
            assert bring(cast.shop.id, content, by=cast.manager.actor).kind.key == key


def test_who_took_what_is_noted(cast: Cast) -> None:
    known(cast)
    before = len(audit_entries(cast.shop.id))
    client = client_of(cast.manager)
    fetched(client.get("/files/templates/items.csv"))
    assert len(audit_entries(cast.shop.id)) == before
    fetched(client.get("/files/exports/items.csv"))
    entry = audit_entries(cast.shop.id)[0]
    assert (entry.verb, entry.thing, entry.thing_id) == ("take_out", "template", "items")
    assert entry.changes == {"form": [None, "csv"], "rows": [None, 3]}
    assert entry.by_name == cast.manager.actor.name
    page = client.get(reverse("audit")).content.decode()
    assert "导出" in page
    assert "商品和规格" in page


def test_a_lead_has_the_phrases_and_nothing_else(cast: Cast) -> None:
    client = client_of(cast.lead)
    for key in KNOWN:
        for name in ("files_template", "files_export"):
            response = client.get(reverse(name, kwargs={"key": key, "form": "csv"}))
            assert response.status_code == (200 if key == "phrases" else 403)
            assert key != "phrases" or fetched(response)


def test_an_agent_has_none_and_a_stranger_is_sent_to_the_login(cast: Cast) -> None:
    for key in KNOWN:
        address = reverse("files_export", kwargs={"key": key, "form": "csv"})
        assert client_of(cast.agent).get(address).status_code == 403
        assert client_of(cast.manager).post(address).status_code == 405
    assert not [entry for entry in audit_entries(cast.shop.id) if entry.verb == "take_out"]


def test_each_shop_takes_out_its_own(cast: Cast) -> None:
    known(cast)
    others = program(cast.other_shop.id)
    entries = [ItemEntry(number="999", title="别家的")]
    record_items(shop_id=cast.other_shop.id, items=entries, by=others, at=AT)
    content = fetched(client_of(cast.manager).get("/files/exports/items.csv")).decode()
    assert "羊毛衫0" in content
    assert "别家的" not in content


def test_only_templates_have_addresses(cast: Cast) -> None:
    with pytest.raises(NoReverseMatch):
        reverse("files_export", kwargs={"key": "orders", "form": "csv"})
    for path in ("templates/orders.csv", "exports/nothing.csv", "exports/items.xls", "exports/items.exe"):
        assert client_of(cast.manager).get(f"/files/{path}").status_code == 404


def test_too_many_for_a_workbook(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    known(cast)
    monkeypatch.setattr(writing, "MOST_ROWS_OF_A_WORKBOOK", 2)
    response = client_of(cast.manager).get("/files/exports/items.xlsx")
    assert (response.status_code, "请导出 csv" in response.content.decode()) == (409, True)
    assert not [entry for entry in audit_entries(cast.shop.id) if entry.verb == "take_out"]


def test_the_server_sends_it_block_by_block() -> None:
    content = bytes(range(256)) * 1_000
    request = AsyncRequestFactory().get("/")

    async def sent() -> bytes:
        out = io.BytesIO(content)
        response = views._sent(request, out, "一.csv", FileForm.CSV)
        assert response.is_async
        blocks = [block async for block in response]
        response.close()
        assert len(blocks) > 1
        assert out.closed
        return b"".join(blocks)

    assert asyncio.run(sent()) == content


def test_by_command_there_and_back(cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    known(cast)
    for form in FileForm:
        path = tmp_path / f"goods.{form.value}"
        assert export_command("items", path, cast.shop.slug) == 0
        assert "示例 的商品和规格" in capsys.readouterr().out
        before = list(Item.objects.values())
        assert import_command([path], cast.shop.slug, wanted=("items",)) == 0
        assert "新增 0,更新 0,没有变化 3,没有读进 0" in capsys.readouterr().out
        assert list(Item.objects.values()) == before
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["goods.csv", "goods.xlsx"]


def test_a_template_by_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "buyers.CSV"
    assert main(["template", "buyers", str(path)]) == 0
    assert path.read_bytes().decode("utf-8-sig") == "买家会员名,标签,通讯录分组,备注\r\n"
    assert "买家和标签模板" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("key", "name", "say"),
    [
        ("items", "goods.xls", "要以 .xlsx 或 .csv 结尾"),
        ("items", "nowhere/goods.csv", "写不进去"),
        ("orders", "goods.csv", "没有这种文件: orders"),
    ],
)
def test_what_cannot_be_written(cast: Cast, tmp_path: Path, key: str, name: str, say: str) -> None:
    with pytest.raises(CannotWriteFile, match=say):
        export_command(key, tmp_path / name, cast.shop.slug)
    assert list(tmp_path.iterdir()) == []


def test_the_first_look_shows_the_rows_as_they_are_read() -> None:
    content = csv_file(
        ["SKU ID", "商家编码", "规格", "在库", "备用"],
        ["'0012", "A-1", "颜色:黑", "36", "x"],
        ["", "A-2", "", "若干", ""],
    )
    kind, look = look_at(GivenFile(io.BytesIO(content), "库存.csv"), at=AT)
    assert kind.key == "stock"
    assert (look["titles"], look["rows"]) == (
        ["规格编号", "规格编码", "规格", "实际库存"],
        [["0012", "A-1", "颜色:黑", "36"]],
    )
    assert (look["looked_at"], look["problem_count"]) == (2, 2)
    assert dict(look["columns"])["备用"] == ""
