from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from zhanggui.aftersales.models import Refund
from zhanggui.connectors.files.command import import_command
from zhanggui.connectors.files.importing import GivenFile, ImportReport, import_file
from zhanggui.connectors.files.sample import demo_refunds_csv
from zhanggui.connectors.files.tests.refund_files import (
    many,
    many_in_2025,
    tmall,
    tmall_row,
    workbook,
    workbook_row,
)
from zhanggui.foundation.actors import program
from zhanggui.marketplace.queries import problems_of
from zhanggui.marketplace.rules import RefundStatus
from zhanggui.shops.actions import open_shop
from zhanggui.shops.queries import ShopCard
from zhanggui.worklist.models import Task

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> ShopCard:
    return open_shop(slug="first", name="示例店", platform="tmall", at=AT)


def bring(
    shop: ShopCard, content: bytes, name: str = "退款.csv", *, at: datetime = AT, trial: bool = False
) -> ImportReport:
    return import_file(
        shop_id=shop.id, given=GivenFile(io.BytesIO(content), name), trial=trial, by=program(shop.id), at=at
    )


def test_history_goes_in_whole_silently_and_a_second_time_changes_nothing(shop: ShopCard) -> None:
    content = tmall(*many(2_345))
    first = bring(shop, content)
    assert (first.kind.key, first.counts.rows, first.counts.new, first.problem_count) == (
        "refunds",
        2_345,
        2_345,
        0,
    )
    assert first.announced == 0
    assert not Task.objects.exists()
    before = list(Refund.objects.order_by("pk").values())
    second = bring(shop, content)
    assert (second.counts.new, second.counts.changed, second.counts.unchanged) == (0, 0, 2_345)
    assert list(Refund.objects.order_by("pk").values()) == before


def test_the_workbook_tells_of_the_same_refunds_and_adds_only_what_the_older_file_did_not_say(
    shop: ShopCard,
) -> None:
    bring(shop, tmall(*many(100)))
    said = ("number", "status", "amount_fen", "goods", "needs_return", "applied_at", "finished_at", "reason")
    before = list(Refund.objects.order_by("number").values(*said))
    newer = workbook(*many_in_2025(many(100)))
    assert bring(shop, newer, "退款.xlsx").counts.new == 0
    assert list(Refund.objects.order_by("number").values(*said)) == before
    assert bring(shop, newer, "退款.xlsx").counts.unchanged == 100


@pytest.mark.seed(118)
def test_a_file_of_today_puts_its_refunds_on_the_list_and_the_next_takes_them_off(shop: ShopCard) -> None:
    waiting = workbook_row()
    assert bring(shop, waiting, "退款202611211600.xlsx").announced == 1
    task = Task.objects.get()
    assert task.due_at == datetime(2026, 11, 22, 2, tzinfo=UTC)  # asked for at ten o'clock, not shipped: 24 h
    paid = workbook_row(退款状态="退款成功", 退款完结时间="2026-11-21 18:00:00")
    later = AT + timedelta(hours=2)
    assert bring(shop, paid, "退款202611211830.xlsx", at=later).counts.changed == 1
    task.refresh_from_db()
    assert (task.state, task.settled_at) == ("settled", later)
    # The file of the morning, found again, changes nothing.
    assert bring(shop, waiting, "退款202611211600.xlsx", at=later).counts.older == 1
    assert Refund.objects.get().status == RefundStatus.SUCCESS
    assert not Task.objects.filter(settled_at=None).exists()


def test_a_trial_keeps_nothing(shop: ShopCard) -> None:
    report = bring(shop, workbook_row(), trial=True)
    assert report.counts.new == 1
    assert not Refund.objects.exists()
    assert not Task.objects.exists()


def test_a_bad_row_is_reported_and_the_rest_goes_in(shop: ShopCard) -> None:
    rows = list(many(5))
    rows[2]["退款状态"] = "想退就退"
    report = bring(shop, tmall(*rows))
    assert (report.counts.new, report.counts.refused) == (4, 1)
    (problem,) = problems_of(report.delivery_id)
    assert (problem.line, problem.column, problem.raw) == (4, "退款状态", "想退就退")


def test_what_cannot_be_decided_is_asked(shop: ShopCard) -> None:
    bring(shop, tmall_row())
    report = bring(shop, tmall_row(退款状态="退款关闭"))
    assert (report.counts.changed, report.counts.undecided) == (0, 1)
    assert report.problems[0].column == "退款编号"


def test_by_command(shop: ShopCard, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "退款202611211600.xlsx"
    file.write_bytes(workbook_row())
    assert import_command([file], shop.slug) == 0
    assert "新增 1" in capsys.readouterr().out


def test_the_demo_shop_has_refunds_that_wait_and_refunds_that_are_over(shop: ShopCard) -> None:
    report = bring(shop, demo_refunds_csv(seed=7, at=AT))
    assert (report.counts.refused, report.problem_count) == (0, 0)
    assert Task.objects.filter(settled_at=None).count() == report.announced >= 3
    assert Refund.objects.filter(status=RefundStatus.SUCCESS).exists()
