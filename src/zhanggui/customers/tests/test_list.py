"""The list of buyers, and the page of one."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from tests.cast import AT, Cast, client_of

from zhanggui.conversations.actions import open_for_buyer
from zhanggui.customers import queries
from zhanggui.customers.actions import BuyerEntry, ensure_buyers, record_buyers
from zhanggui.customers.queries import buyer_card
from zhanggui.foundation.panels import slots

pytestmark = pytest.mark.django_db


def said(answer: Any) -> str:
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


@pytest.fixture
def many(cast: Cast) -> Cast:
    """120 buyers: tb000 to tb119, every third an old customer, every second with a note; and a visitor."""
    entries = [
        BuyerEntry(f"tb{n:03}", ("老客",) if n % 3 == 0 else (), f"备注 {n}" if n % 2 else None)
        for n in range(120)
    ]
    record_buyers(shop_id=cast.shop.id, entries=entries, by=cast.manager.actor, at=AT)
    cast.visitor("小米粥")
    return cast


def names(shop_id: int, **asked: Any) -> list[str]:
    """All pages, one after the other."""
    wanted = queries.Asked(**asked)
    page = queries.buyers_page(shop_id, wanted, at=AT)
    found = [row.buyer.name for row in page.rows]
    while page.before is not None:
        page = queries.buyers_page(shop_id, wanted, before=page.before, at=AT)
        found += [row.buyer.name for row in page.rows]
    return found


def test_every_buyer_is_on_one_page(many: Cast) -> None:
    found = names(many.shop.id)
    assert len(found) == len(set(found)) == 121
    assert found[1:3] == ["tb119", "tb118"]
    assert names(many.other_shop.id) == []


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"beginning": "tb00"}, 10),
        ({"beginning": "tb005"}, 1),
        ({"beginning": "b00"}, 0),
        ({"beginning": "tb%"}, 0),
        ({"beginning": "tb_"}, 0),
        ({"tags": ("老客",)}, 40),
        ({"tags": ("老",)}, 0),
        ({"tags": ("老客",), "beginning": "tb0"}, 34),
        ({"beginning": "访客"}, 1),
    ],
)
def test_the_beginning_of_a_name_and_a_tag_narrow_it(many: Cast, asked: dict[str, Any], count: int) -> None:
    assert len(names(many.shop.id, **asked)) == count


@pytest.mark.seed(170)
def test_the_page_lists_and_leads_on(many: Cast) -> None:
    client = client_of(many.agent)
    page = said(client.get("/buyers/", {"tag": "老客"}))
    assert page.count("<tr>") == 41
    assert "备注 117" in page
    assert "还没有买家" in said(client_of(many.stranger).get("/buyers/"))
    assert "没有这样的买家" in said(client.get("/buyers/", {"q": "没有"}))
    first = said(client.get("/buyers/"))
    assert 'rel="next"' in first
    for before in ("x", "-1", "9" * 5_000, "\0"):
        assert client.get("/buyers/", {"before": before, "q": "\0a", "tag": "\0"}).status_code == 200
    assert client_of(many.warehouse).get("/buyers/").status_code == 403


def test_a_page_asks_the_same_questions_however_many_there_are(
    many: Cast, django_assert_max_num_queries: Any
) -> None:
    client = client_of(many.agent)
    client.get("/buyers/")
    with django_assert_max_num_queries(14):
        client.get("/buyers/", {"tag": "老客", "q": "tb"})


def test_all_that_is_known_of_a_buyer_is_on_one_page(many: Cast) -> None:
    card = buyer_card(ensure_buyers(shop_id=many.shop.id, nicks=["tb003"], at=AT)["tb003"])
    assert card is not None
    client = client_of(many.agent)
    page = said(client.get(f"/buyers/{card.id}"))
    assert len(re.findall(r'hx-trigger="load(?:"|, changed-buyer)', page)) == len(slots())
    assert f"/buyers/{card.id}/slot" in page
    assert "看聊天" not in page
    talk = open_for_buyer(buyer=card, at=AT)
    assert f"/reception/{talk.id}" in said(client.get(f"/buyers/{card.id}"))
    assert client_of(many.stranger).get(f"/buyers/{card.id}").status_code == 404


def test_tags_in_use_are_found_one_by_one(many: Cast) -> None:
    entries = [BuyerEntry(f"more{n}", (f"标签{n % 60:02}",)) for n in range(200)]
    record_buyers(shop_id=many.shop.id, entries=entries, by=many.manager.actor, at=AT)
    found = queries.known_tags(many.shop.id)
    assert len(found) == len(set(found)) == 50
    assert found == sorted(found)
    assert queries.known_tags(many.other_shop.id) == []
