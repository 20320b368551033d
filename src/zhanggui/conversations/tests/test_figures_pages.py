"""The page of reception's figures: what it shows to whom, what a number opens, and its files."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from tests.cast import Cast, client_of, said_by, said_by_buyer

from zhanggui.conversations.actions import record_messages
from zhanggui.foundation.calendar import shop_day
from zhanggui.foundation.clock import now
from zhanggui.workforce.actions import beat

pytestmark = pytest.mark.django_db


def days() -> dict[str, str]:
    """Yesterday, too: a test may run at midnight."""
    return {"from": (shop_day(now()) - timedelta(days=1)).isoformat()}


@pytest.fixture
def served(cast: Cast) -> Cast:
    """Two buyers of two agents, just now: one answered at once, one after four minutes."""
    at = now() - timedelta(minutes=5)
    beat(staff_ids=[cast.agent.id, cast.second.id], at=at)
    for place, (agent, seconds) in enumerate(((cast.agent, 20), (cast.second, 240))):
        talk = cast.conversation(f"买家{place}")
        record_messages([said_by_buyer(talk, "在吗", f"asked-{place:06d}")], at=at)
        answered = at + timedelta(seconds=seconds)
        record_messages([said_by(agent, talk, "在的", f"said--{place:06d}")], at=answered)
    return cast


def test_the_lead_sees_everybody_and_opens_a_number(served: Cast) -> None:
    page = client_of(served.lead).get(reverse("figures"), days())
    assert [line.name for line in page.context["lines"]] == ["陈晨", "林晓"]
    rate = next(cell for cell in page.context["shop"].cells if cell.title == "3 分钟响应率")
    assert (rate.shown, rate.says[:5]) == ("50.0%", "3 分钟内")
    cases = client_of(served.lead).get(rate.url)
    assert [(one.is_met, one.waited_seconds) for one, _ in cases.context["rounds"]] == [
        (False, 240),
        (True, 20),
    ]
    late = cases.context["rounds"][0][0]
    link = f"{reverse('workspace_conversation', args=[late.conversation_id])}?at={late.position}"
    assert link in cases.content.decode()


def test_every_number_that_can_be_opened_opens(served: Cast) -> None:
    client = client_of(served.lead)
    page = client.get(reverse("figures"), days() | {"who": str(served.second.id)})
    for line in (page.context["shop"], *page.context["lines"], *page.context["hours"]):
        for cell in line.cells:
            if cell.url and cell.shown not in {"0", "—"}:
                assert client.get(cell.url).context["found"].total, cell


def test_an_agent_sees_the_shop_and_themselves_and_opens_their_own(served: Cast) -> None:
    client = client_of(served.agent)
    page = client.get(reverse("figures"), days())
    assert [line.name for line in page.context["lines"]] == ["林晓"]
    assert page.context["shop"].cells[0].shown == "2"
    assert not any(cell.url for cell in page.context["shop"].cells)
    own = page.context["lines"][0].cells[0]
    assert client.get(own.url).context["found"].total == 1
    asked = parse_qs(urlsplit(own.url).query) | {"who": [str(served.second.id)]}
    theirs = client.get(reverse("figure_cases"), {key: value[0] for key, value in asked.items()})
    assert theirs.context["of_whom"] == "林晓"
    shop = client.get(reverse("figure_cases"), {"figure": "rounds", "who": "shop"})
    assert shop.status_code == 404
    nobody = client.get(reverse("figure_cases"), {"figure": "rounds", "who": "nobody"})
    assert nobody.context["of_whom"] == "林晓"


@pytest.mark.parametrize(
    "asked",
    [
        {"from": "gestern"},
        {"from": "2026-11-22", "to": "2026-11-20"},
        {"from": "2024-01-01", "to": "2026-11-20"},
        {"from": "0001-01-01"},
    ],
)
def test_days_that_are_none_are_said(served: Cast, asked: dict[str, str]) -> None:
    page = client_of(served.lead).get(reverse("figures"), asked)
    assert page.status_code == 400
    assert page.context["problem"]
    assert client_of(served.lead).get(reverse("figures_file", args=["csv"]), asked).status_code == 400
    assert client_of(served.lead).get(reverse("figure_cases"), asked).status_code == 404


def test_an_empty_day_says_what_to_do(cast: Cast) -> None:
    page = client_of(cast.lead).get(reverse("figures")).content.decode()
    assert "这几天没有人来咨询" in page
    cases = client_of(cast.lead).get(reverse("figure_cases"), {"figure": "rounds", "who": "shop"})
    assert "这个数字后面没有记录" in cases.content.decode()


def test_the_files_hold_the_table(served: Cast) -> None:
    client = client_of(served.lead)
    plain = client.get(reverse("figures_file", args=["csv"]), days()).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(plain)))
    assert [(row["客服"], row["咨询人数"]) for row in rows] == [("全店", "2"), ("陈晨", "1"), ("林晓", "1")]
    assert rows[0]["平均响应"] == "130.0"
    book = load_workbook(io.BytesIO(client.get(reverse("figures_file", args=["xlsx"]), days()).content))
    assert [row[:3] for row in book.active.iter_rows(values_only=True)][1:] == [  # type: ignore[union-attr]
        ("全店", None, 2),
        ("陈晨", "A07", 1),
        ("林晓", "A12", 1),
    ]
    assert client.get(reverse("figures_file", args=["pdf"])).status_code == 404
