from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from zhanggui.foundation import announcements
from zhanggui.foundation.actors import program
from zhanggui.foundation.panels import places
from zhanggui.guard.actions import NewHit, note_hits
from zhanggui.guard.events import RedLineBlocked
from zhanggui.guard.models import GuardHit
from zhanggui.guard.queries import latest_hits
from zhanggui.guard.rules import Situation, check
from zhanggui.shops.actions import hire, open_shop
from zhanggui.shops.models import Staff
from zhanggui.shops.rules import AGENT, LEAD, MANAGER, SEE_AUDIT, WAREHOUSE

AT = datetime(2026, 11, 21, 4, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def shop(slug: str) -> int:
    return open_shop(slug=slug, name=f"{slug}旗舰店", platform="tmall", at=AT).id


def client_of(shop_id: int, role: str) -> Client:
    card = hire(
        shop_id=shop_id,
        login=f"{role}-{shop_id}",
        name="小林",
        agent_number=f"{role[0]}1",
        role=role,
        password="long-enough-fish-7",
        by=program(shop_id),
        at=AT,
    )
    client = Client()
    client.force_login(Staff.objects.get(pk=card.id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def hit(
    shop_id: int, *, text: str = "亲,<b>开不了发票</b>的", outcome: str = "blocked", reason: str = ""
) -> NewHit:
    (finding,) = check(text, Situation(platform="tmall"))
    return NewHit(
        shop_id=shop_id,
        finding=finding,
        text=text,
        by_id=7,
        by_name="小林 12",
        conversation_id=3,
        outcome=outcome,
        reason=reason,
        at=AT,
    )


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[RedLineBlocked]:
    events: list[RedLineBlocked] = []
    monkeypatch.setitem(announcements._now, RedLineBlocked, [events.append])
    return events


@pytest.mark.seed(235)
def test_hits_are_kept_and_only_blocked_ones_are_announced(heard: list[RedLineBlocked]) -> None:
    mine = shop("mine")
    note_hits([hit(mine), hit(mine, outcome="warned"), hit(mine, outcome="overridden", reason="税号没给")])
    rows = list(GuardHit.objects.order_by("id"))
    assert [(row.rule, row.severity, row.outcome) for row in rows] == [
        ("R01", "block", "blocked"),
        ("R01", "block", "warned"),
        ("R01", "block", "overridden"),
    ]
    assert (rows[0].by_id, rows[0].by_name, rows[0].conversation_id, rows[0].at) == (7, "小林 12", 3, AT)
    assert heard == [RedLineBlocked(shop_id=mine, hit_id=rows[0].pk)]


def test_no_hits_are_no_work(django_assert_num_queries: object, heard: list[RedLineBlocked]) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        note_hits([])
    assert heard == []


def test_hits_go_with_the_callers_transaction() -> None:
    mine = shop("mine")
    with transaction.atomic():
        note_hits([hit(mine)])
        transaction.set_rollback(True)
    assert not GuardHit.objects.exists()


def test_an_unknown_outcome_is_refused_by_the_table() -> None:
    mine = shop("mine")
    with pytest.raises(IntegrityError), transaction.atomic():
        note_hits([hit(mine, outcome="lost")])


def test_pages_run_from_the_latest_to_the_first() -> None:
    mine, other = shop("mine"), shop("other")
    note_hits([hit(mine, text=f"第{number}单开不了发票") for number in range(5)])
    note_hits([hit(other)])
    seen: list[str] = []
    before: int | None = None
    while True:
        page = latest_hits(mine, before_id=before, size=2)
        seen += [card.before for card in page.hits]
        before = page.next_before
        if before is None:
            break
    assert seen == [f"第{number}单" for number in (4, 3, 2, 1, 0)]


def test_a_card_shows_the_words_within_the_text() -> None:
    mine = shop("mine")
    note_hits([hit(mine, text="亲,开不了发票的,抱歉")])
    (card,) = latest_hits(mine).hits
    assert (card.before, card.quote, card.after) == ("亲,", "开不了发票", "的,抱歉")
    assert (card.title, card.outcome_title) == ("发票", "已拦下")


@pytest.mark.seed(235)
@pytest.mark.parametrize(("role", "status"), [(AGENT, 403), (WAREHOUSE, 403), (LEAD, 200), (MANAGER, 200)])
def test_who_may_see_the_page(role: str, status: int) -> None:
    assert client_of(shop("mine"), role).get(reverse("guard")).status_code == status


def test_a_stranger_is_sent_to_the_login() -> None:
    answer = Client().get(reverse("guard"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("login"))


def test_the_page_is_read_only() -> None:
    assert client_of(shop("mine"), LEAD).post(reverse("guard")).status_code == 405


def test_the_page_shows_ours_escaped_and_nothing_of_another_shop() -> None:
    mine, other = shop("mine"), shop("other")
    note_hits([hit(mine, outcome="overridden", reason="买家只要收据"), hit(other, text="别店的话:不开发票")])
    page = client_of(mine, LEAD).get(reverse("guard")).content.decode()
    assert "<mark>开不了发票</mark>" in page
    assert "&lt;b&gt;" in page
    assert "<b>开" not in page
    assert "买家只要收据" in page
    assert "说明理由后发出" in page
    assert "别店的话" not in page


def test_an_empty_page_says_so() -> None:
    assert "还没有人碰过红线" in client_of(shop("mine"), LEAD).get(reverse("guard")).content.decode()


@pytest.mark.parametrize("before", ["x", "-1", "", "²", "9" * 40])
def test_what_is_no_id_asks_for_the_first_page(before: str) -> None:
    mine = shop("mine")
    note_hits([hit(mine)])
    page = client_of(mine, LEAD).get(reverse("guard"), {"before": before})
    assert page.status_code == 200
    assert "开不了发票" in page.content.decode()


def test_older_hits_are_one_link_away() -> None:
    mine = shop("mine")
    note_hits([hit(mine, text=f"第{number}单开不了发票") for number in range(51)])
    client = client_of(mine, LEAD)
    first = client.get(reverse("guard")).content.decode()
    oldest = GuardHit.objects.order_by("id").first()
    assert oldest is not None
    link = f"?before={oldest.pk + 1}"
    assert link in first
    assert "第0单" not in first
    assert "第0单" in client.get(reverse("guard") + link).content.decode()


def test_the_place_is_in_the_navigation_of_those_who_may() -> None:
    (place,) = [one for one in places() if one.key == "guard"]
    assert (place.title, place.url_name, place.needs) == ("红线", "guard", SEE_AUDIT)


def test_times_are_the_shops() -> None:
    mine = shop("mine")
    note_hits([hit(mine)])
    page = client_of(mine, LEAD).get(reverse("guard")).content.decode()
    assert f"{AT + timedelta(hours=8):%Y-%m-%d %H:%M:%S}" in page
