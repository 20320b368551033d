"""From the upload to the result, as a browser without scripts would go."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from itertools import repeat
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.cast import Cast, client_of

from zhanggui.connectors.files import jobs
from zhanggui.connectors.files.tests.generate import file_of, line_of, one_row, order_list
from zhanggui.connectors.files.tests.refund_files import tmall_row
from zhanggui.connectors.files.tests.years import YEARS, file_of_year
from zhanggui.connectors.files.uploads import look_at_upload, read_uploads
from zhanggui.foundation.clock import now
from zhanggui.marketplace.models import Delivery, DeliveryPiece
from zhanggui.orders.models import Order

NAME = "ExportOrderList201707291200.csv"
pytestmark = pytest.mark.django_db


@pytest.fixture
def client(cast: Cast) -> Client:
    return client_of(cast.manager)


def work(cast: Cast) -> None:
    """What the worker would do now."""
    for delivery in Delivery.objects.filter(look__isnull=True):
        look_at_upload(delivery.pk, at=now())
    read_uploads(cast.shop.id, between=now, at=now())


def bring(client: Client, cast: Cast, content: bytes, name: str = NAME) -> str:
    """Uploads a file; answers the address of its page, which has been looked at."""
    answer = client.post(
        reverse("files_upload"),
        {"files": SimpleUploadedFile(name, content)},
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 201, answer.content.decode()
    work(cast)
    return str(answer.json()["url"])


def text(answer: Any) -> str:
    assert answer.status_code in {200, 400}, answer.status_code
    return " ".join(answer.content.decode().split())


def press(client: Client, cast: Cast, address: str, what: str, **fields: str) -> str:
    """Presses a button of the file's page and lets the worker work; answers where one is then."""
    answer = client.post(f"{address}/{what}", fields)
    text(answer)
    work(cast)
    return str(answer.headers.get("HX-Push-Url", address))


def test_from_the_upload_over_a_dry_run_to_the_orders(client: Client, cast: Cast) -> None:
    address = bring(client, cast, order_list(60))
    seen = text(client.get(address))
    assert "订单报表 (ExportOrderList)" in seen
    assert "60 行" in seen
    assert "2017-07-29 12:00" in seen
    assert "35153131473290000" in seen
    assert "GB18030" in seen
    assert "测**" in seen or "测*" in seen
    assert "示例路" not in seen
    assert "原样保留" in seen
    tried = press(client, cast, address, "ask", do="trial")
    assert "试读完了,什么也没有写进去" in text(client.get(tried))
    assert not Order.objects.exists()
    done = press(client, cast, tried, "again", do="import")
    assert done != tried
    assert "导入完了" in text(client.get(done))
    assert Order.objects.filter(shop_id=cast.shop.id).count() == 60
    assert "这个文件后来又读了一次" in text(client.get(tried))
    assert reverse("orders") in text(client.get(done))
    history = text(client.get(reverse("files")))
    assert history.count(NAME) == 2
    assert "许店 M01" in history


@pytest.mark.seed(1)
@pytest.mark.parametrize("year", YEARS)
def test_the_files_of_every_year_go_through_the_page(client: Client, cast: Cast, year: int) -> None:
    cells = {
        "订单编号": "35153131473290001",
        "订单状态": "交易成功",
        "订单创建时间": f"{year}-03-01 10:00:00",
        "总金额": "20.00",
        "店铺名称": "示例店铺",
    }
    address = bring(client, cast, file_of_year(year, **cells), f"ExportOrderList{year}04011200.csv")
    assert "示例店铺" in text(client.get(address))
    assert "导入完了" in text(client.get(press(client, cast, address, "ask", do="import")))
    assert Order.objects.get(shop_id=cast.shop.id).created_at.year == year


@pytest.mark.parametrize(
    ("separator", "encoding", "form"),
    [("\t", "utf-16", "UTF-16"), (";", "utf-8-sig", "UTF-8"), ("\t", "gb18030", "GB18030")],
)
def test_the_same_orders_saved_as_another_text_change_nothing(
    client: Client, cast: Cast, separator: str, encoding: str, form: str
) -> None:
    press(client, cast, bring(client, cast, order_list(60)), "ask", do="import")
    out = io.StringIO(newline="")
    rows = csv.reader(io.StringIO(order_list(60).decode("gb18030"), newline=""))
    csv.writer(out, delimiter=separator).writerows(rows)
    address = bring(client, cast, out.getvalue().encode(encoding), "Unicode 文本.txt")
    assert f"文本 (csv、txt), {form}" in text(client.get(address))
    press(client, cast, address, "ask", do="import")
    last = Delivery.objects.latest("id")
    assert (last.unchanged, last.new, last.refused) == (60, 0, 0)


PHRASES = "分组,分类,标题,内容\n售前,招呼,问候,您好呀\n".encode()


def test_a_lead_brings_phrases_and_sees_no_file_of_another_kind(client: Client, cast: Cast) -> None:
    orders = bring(client, cast, one_row(), "店长的订单.csv")
    unknown = bring(client, cast, b"a,b\n1,2\n", "店长的废纸.csv")
    lead = client_of(cast.lead)
    page = text(lead.get(reverse("files")))
    assert "店长的" not in page
    assert "快捷语" in page
    assert "宝贝报表" not in page
    assert f'href="{reverse("files")}"' in text(lead.get(reverse("phrases")))
    for address in (orders, unknown):
        assert lead.get(address).status_code == 403
        assert lead.get(f"{address}/problems.csv").status_code == 403
        for what in ("ask", "again", "stop", "drop"):
            assert lead.post(f"{address}/{what}", {"do": "import"}).status_code == 403
    phrases = bring(lead, cast, PHRASES, "话术.csv")
    assert "导入完了" in text(lead.get(press(lead, cast, phrases, "ask", do="import")))
    assert "话术.csv" in text(lead.get(reverse("files")))
    assert "话术.csv" in text(client.get(reverse("files")))


def test_what_a_lead_may_not_bring_he_can_only_throw_away(client: Client, cast: Cast) -> None:
    lead = client_of(cast.lead)
    address = bring(lead, cast, one_row(), "订单.csv")
    seen = text(lead.get(address))
    assert "请找店长" in seen
    assert "试读" not in seen
    assert lead.post(f"{address}/ask", {"do": "import"}).status_code == 403
    assert "没有要" in text(lead.post(f"{address}/stop"))
    refused = bring(lead, cast, b"a,b\n1,2\n", "废纸.csv")
    assert "不认识这个文件" in text(lead.get(refused))
    other = bring(lead, cast, one_row(订单备注="x"), "又一个.csv")
    press(client, cast, other, "ask", do="import")
    assert lead.get(other).status_code == 403


def test_agents_bring_nothing(cast: Cast) -> None:
    agent = client_of(cast.agent)
    assert agent.get(reverse("files")).status_code == 403
    assert agent.post(reverse("files_upload"), {}).status_code == 403


def test_whoever_comes_second_is_told_so_in_words(client: Client, cast: Cast) -> None:
    address = bring(client, cast, one_row())
    press(client, cast, address, "ask", do="import")
    seen = text(client.post(f"{address}/ask", {"do": "trial"}))
    assert "别人先决定了这个文件" in seen
    assert "导入完了" in seen
    assert "finished" not in seen
    press(client, cast, bring(client, cast, one_row()), "stop")


def test_a_file_that_was_tried_can_be_thrown_away(client: Client, cast: Cast) -> None:
    tried = press(client, cast, bring(client, cast, one_row()), "ask", do="trial")
    assert "不要了,删掉这个文件" in text(client.get(tried))
    gone = text(client.post(f"{tried}/drop"))
    assert "内容已经清掉了" in gone
    assert not DeliveryPiece.objects.exists()


def test_a_refund_export_is_shown_as_it_will_be_read(client: Client, cast: Cast) -> None:
    address = bring(client, cast, tmall_row(), "退款.csv")
    seen = text(client.get(address))
    assert all(word in seen for word in ("77880000000000001", "等待卖家同意", "100.50", "不想要了"))
    assert "什么时候导出的" in seen
    assert "<li>退款状态</li>" in seen
    done = press(client, cast, address, "ask", do="import")
    assert reverse("refunds") in text(client.get(done))


def test_what_is_only_a_reminder_is_marked_in_the_preview_too(client: Client, cast: Cast) -> None:
    odd, wrong = line_of(总金额="300.00"), line_of(订单编号="35153131473290002", 总金额="坏")
    seen = text(client.get(bring(client, cast, file_of(odd, wrong).getvalue())))
    assert "前 2 行里有 2 处问题" in seen
    assert seen.count("只是提醒") == 1


def test_a_large_utf16_text_is_looked_at_whole(client: Client, cast: Cast) -> None:
    content = order_list(4_000).decode("gb18030").encode("utf-16")
    assert len(content) > 2 << 20
    seen = text(client.get(bring(client, cast, content)))
    assert "处问题" not in seen
    about = int(seen.split("大约 ", 1)[1].split(" ", 1)[0])
    assert 3_500 < about < 4_500


def _zip(name: str, *content: bytes) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(name, "w") as member,
    ):
        for part in content:
            member.write(part)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.csv", "姓名,电话\n张三,13800000001\n".encode(), "姓名、电话"),
        ("a.xlsx", b"PK\x03\x04" + b"x" * 400, "没有下载完"),
        ("a.csv", b"<html><body>login", "这是网页"),
        ("a.pdf", b"%PDF-1.7 ...", "PDF 文件"),
        ("a.csv", b"\n\n\n", "没有一行文字"),
        ("a.zip", lambda: _zip("a.txt.exe", b"x"), "没有 csv 或 xlsx"),
        ("a.xlsx", lambda: _zip("xl/sheet.xml", *repeat(b"0" * (1 << 20), 401)), "太大"),
        ("a.csv", b"\x00" * 5000, ""),
    ],
)
def test_a_hostile_file_is_refused_whole_with_a_sentence(
    client: Client, cast: Cast, name: str, content: bytes | Callable[[], bytes], says: str
) -> None:
    address = bring(client, cast, content() if callable(content) else content, name)
    seen = text(client.get(address))
    assert "没有导入" in seen
    assert says in seen
    assert "什么也没有写进去" in seen
    assert "再导入一个文件" in seen
    assert not DeliveryPiece.objects.exists()
    assert client.post(f"{address}/ask", {"do": "import"}).status_code == 403


@pytest.mark.parametrize(
    ("content", "says"), [(b"", "是空的"), (b"x" * (2 << 20), "最多 1 MB"), (None, "没有收到文件")]
)
def test_what_cannot_be_taken_is_said_at_once_and_leaves_nothing(
    client: Client, settings: Any, content: bytes | None, says: str
) -> None:
    settings.UPLOAD_BYTES = 1 << 20
    sent = {} if content is None else {"files": SimpleUploadedFile("a.csv", content)}
    for accept in ("application/json", "text/html"):
        answer = client.post(reverse("files_upload"), dict(sent), headers={"Accept": accept})
        assert answer.status_code == 400
        said = answer.json()["say"] if "json" in accept else text(answer)
        assert says in said
        if content is not None:
            sent = {"files": SimpleUploadedFile("a.csv", content)}
    assert not Delivery.objects.exists()


def test_several_files_by_a_bare_form(client: Client, cast: Cast) -> None:
    files = [SimpleUploadedFile(f"{place}.csv", one_row()) for place in range(3)]
    seen = text(client.post(reverse("files_upload"), {"files": files}))
    assert all(f"{place}.csv" in seen for place in range(3))
    work(cast)
    assert Delivery.objects.filter(kind="orders").count() == 3


def test_while_it_is_looked_at_and_while_it_waits_the_page_asks_again(client: Client, cast: Cast) -> None:
    answer = client.post(
        reverse("files_upload"), {"files": SimpleUploadedFile("a.csv", one_row())}, headers={"Accept": "json"}
    )
    address = answer.json()["url"]
    assert "every 1s" in text(client.get(address))
    work(cast)
    assert "every 1s" not in text(client.get(address))
    asked = text(client.post(f"{address}/ask", {"do": "import"}, headers={"HX-Request": "true"}))
    assert "every 1s" in asked
    assert "马上开始" in asked
    assert "<html" not in asked
    taken_back = text(client.post(f"{address}/stop"))
    assert "试读" in taken_back
    work(cast)
    assert not Order.objects.exists()


def test_a_double_click_reads_once(client: Client, cast: Cast) -> None:
    address = bring(client, cast, one_row())
    for _ in range(2):
        assert "马上开始" in text(client.post(f"{address}/ask", {"do": "import"}))
    work(cast)
    (delivery,) = Delivery.objects.all()
    assert (delivery.rows, delivery.tries) == (1, 1)
    assert "导入完了" in text(client.post(f"{address}/ask", {"do": "import"}))
    work(cast)
    assert Delivery.objects.get().tries == 1


def test_the_same_file_again_says_when_it_came_before_and_changes_nothing(client: Client, cast: Cast) -> None:
    press(client, cast, bring(client, cast, order_list(5)), "ask", do="import")
    address = bring(client, cast, order_list(5), "again.csv")
    assert "已经导入过" in text(client.get(address))
    press(client, cast, address, "ask", do="import")
    last = Delivery.objects.latest("id")
    assert (last.unchanged, last.new, last.changed) == (5, 0, 0)


def test_the_same_file_that_a_colleague_is_importing_is_named(client: Client, cast: Cast) -> None:
    first, second = (bring(client, cast, one_row()) for _ in range(2))
    client.post(f"{first}/ask", {"do": "import"})
    assert "正在导入同一个文件" in text(client.get(second))


def test_another_shops_file_is_suspected(client: Client, cast: Cast) -> None:
    press(client, cast, bring(client, cast, one_row(店铺名称="示例店铺")), "ask", do="import")
    same = bring(client, cast, one_row(店铺名称="示例店铺", 订单备注="x"))
    assert "拿错了" not in text(client.get(same))
    other = bring(client, cast, one_row(店铺名称="别家店铺"))
    assert "文件里写的店铺是「别家店铺」,以前导入的是「示例店铺」" in text(client.get(other))


def test_what_cannot_be_decided_is_asked_and_decided(client: Client, cast: Cast) -> None:
    press(client, cast, bring(client, cast, one_row()), "ask", do="import")
    address = bring(client, cast, one_row(订单状态="交易成功"), "我的订单.csv")
    assert "这个文件是什么时候导出的" in text(client.get(address))
    done = press(client, cast, address, "ask", do="import")
    seen = text(client.get(done))
    assert "1 行定不下来" in seen
    for wrong, says in (("2017-07-08T25:00", "看不懂这个时间"), ("2999-01-01T00:00", "不会是以后")):
        answer = client.post(f"{done}/again", {"do": "import", "told_at": wrong})
        assert answer.status_code == 400
        assert says in text(answer)
    decided = press(client, cast, done, "again", do="import", told_at="2017-07-30T10:00")
    assert decided != done
    assert Order.objects.get().status_text == "交易成功"
    jobs.mind(timestamp=0)
    assert not DeliveryPiece.objects.filter(delivery_id=decided.rsplit("/", 1)[1]).exists()


def test_problems_are_paged_and_downloaded_harmless(client: Client, cast: Cast) -> None:
    lines = [line_of(订单编号=f"3515313147{number:07d}", 总金额=f"坏{number}") for number in range(1_200)]
    lines[0] = line_of(总金额="=cmd|' /C calc'!A0")
    lines[1] = '"13800000001短'
    done = press(client, cast, bring(client, cast, file_of(*lines).getvalue()), "ask", do="import")
    seen = text(client.get(done))
    assert "1–100,只留下最前面的 1000 处" in seen
    assert "138****0001" in seen
    assert "13800000001" not in seen
    assert "901–1000" in text(client.get(done, {"page": "99"}))
    assert "101–200" in text(client.get(done, {"page": "2"}))
    answer = client.get(f"{done}/problems.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 1_001
    assert rows[1][:2] == ["2", "总金额"]
    assert rows[1][3].startswith("'=cmd")
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row)


def test_a_column_that_is_called_like_markup_is_text(client: Client, cast: Cast) -> None:
    content = one_row().decode("gb18030").replace("预约门店", "<script>alert(1)</script>", 1)
    address = bring(client, cast, content.encode("gb18030"), "<img src=x>.csv")
    seen = text(client.get(address))
    assert "<script>alert" not in seen
    assert "<img" not in seen


def test_of_a_large_text_only_the_beginning_is_looked_at(client: Client, cast: Cast) -> None:
    head, _, rows = order_list(1_000).partition(b"\r\n")
    content = head + b"\r\n" + rows * 20
    assert len(content) > 6 << 20
    broken = content + b"\xff" * 3_000_000  # no text at all, but far behind
    seen = text(client.get(bring(client, cast, broken)))
    about = int(seen.split("大约 ", 1)[1].split(" ", 1)[0])
    assert 20_000 < about < 40_000


def test_a_file_of_another_shop_is_not_there(client: Client, cast: Cast) -> None:
    address = bring(client, cast, one_row())
    Delivery.objects.update(shop_id=cast.other_shop.id)
    for method, where in (
        (client.get, address),
        (client.post, f"{address}/ask"),
        (client.post, f"{address}/stop"),
    ):
        assert method(where).status_code == 404
    assert client.get(f"{address}/problems.csv").status_code == 404


def test_the_history_is_paged(client: Client, cast: Cast) -> None:
    for place in range(33):
        Delivery.objects.create(
            shop_id=cast.shop.id, name=f"file-{place:02d}.csv", received_at=now() - timedelta(days=40 - place)
        )
    first = text(client.get(reverse("files")))
    assert "file-32.csv" in first
    assert "file-02.csv" not in first
    before = first.split("?before=", 1)[1].split('"', 1)[0]
    assert "file-02.csv" in text(client.get(reverse("files"), {"before": before}))


@pytest.mark.parametrize("name", ["items", "orders", "refunds"])
def test_an_empty_page_leads_to_the_import_who_may(cast: Cast, client: Client, name: str) -> None:
    way = f'<a class="do" href="{reverse("files")}">'
    address = f"{reverse(name)}?show=all"
    assert way in client.get(address).content.decode()
    for other in (cast.agent, cast.lead):
        assert way not in client_of(other).get(address).content.decode()


@pytest.mark.parametrize("name", ["items", "buyers", "staff", "phrases"])
def test_what_files_hold_is_brought_in_and_taken_out_from_its_page(
    cast: Cast, client: Client, name: str
) -> None:
    way = f'href="{reverse("files")}#kinds"'
    assert way in client.get(reverse(name)).content.decode()
    assert (way in client_of(cast.lead).get(reverse(name)).content.decode()) == (name == "phrases")


def test_only_where_people_are_masked_the_page_says_so(cast: Cast, client: Client) -> None:
    says = "收件人只显示一部分"
    assert says in text(client.get(bring(client, cast, order_list(2))))
    address = bring(client, cast, "会员名,标签\r\n小米粥,老客".encode(), name="买家.csv")
    assert says not in text(client.get(address))
    done = press(client, cast, address, "ask", do="import")
    assert f'<a class="do" href="{reverse("buyers")}">' in text(client.get(done))
