from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import Cast, client_of

from zhanggui.foundation.calendar import day_starts_at, shop_day
from zhanggui.foundation.clock import now
from zhanggui.foundation.queries import audit_entries
from zhanggui.shops.queries import setting_value, shop_by_id
from zhanggui.shops.rules import origins_in
from zhanggui.shops.settings import CUT_OFF

SECOND = timedelta(seconds=1)

GOOD = {
    "name": "示例新店",
    "greeting": "您好呀",
    "opens": "08:30",
    "closes": "22:00",
    "sites": "https://www.example.com/index.html\nhttp://127.0.0.1:8000\n\nhttps://www.example.com",
}


@pytest.mark.parametrize(
    ("text", "origins"),
    [
        ("", ()),
        ("https://WWW.Example.com", ("https://www.example.com",)),
        ("https://a.example:8443/shop?x=1", ("https://a.example:8443",)),
        (" https://a.example \n\nhttps://a.example/", ("https://a.example",)),
    ],
)
def test_origins(text: str, origins: tuple[str, ...]) -> None:
    assert origins_in(text) == origins


@pytest.mark.parametrize(
    "line",
    ["example.com", "*", "https://", "javascript:alert(1)", "https://a.example; script-src *", "'none'"],
)
def test_what_is_no_site_is_named(line: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        origins_in(f"https://a.example\n{line}")


@pytest.mark.django_db
def test_a_manager_changes_the_shop_and_it_is_audited(cast: Cast) -> None:
    client = client_of(cast.manager)
    answer = client.post("/shop/", GOOD)
    assert answer.status_code == 200
    shop = shop_by_id(cast.shop.id)
    assert (shop.name, shop.greeting, f"{shop.opens:%H:%M}") == ("示例新店", "您好呀", "08:30")
    assert shop.embed_origins == ("https://www.example.com", "http://127.0.0.1:8000")
    entry = audit_entries(cast.shop.id)[0]
    assert entry.verb == "change_shop"
    assert entry.changes["name"][1] == "示例新店"
    frames = client.get(f"/chat/{shop.slug}")["Content-Security-Policy"]
    assert "https://www.example.com" in frames


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"greeting": "好" * 301},
        {"greeting": "您好,本店开不了发票"},
        {"opens": "25:00"},
        {"closes": ""},
        {"sites": "*"},
    ],
)
def test_what_is_wrong_is_said_and_changes_nothing(cast: Cast, wrong: dict[str, str]) -> None:
    client = client_of(cast.manager)
    answer = client.post("/shop/", GOOD | wrong)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert shop_by_id(cast.shop.id) == cast.shop


AT = now()
TODAY = shop_day(AT)


def cut_off(cast: Cast, days: int = 0) -> int:
    return setting_value(cast.shop.id, CUT_OFF, at=day_starts_at(TODAY + timedelta(days=days + 1)) - SECOND)


@pytest.mark.django_db
def test_a_manager_says_when_parcels_are_closed(cast: Cast) -> None:
    client = client_of(cast.manager)
    assert "16:00" in client.get("/shop/").content.decode()
    answer = client.post("/shop/cut-off", {"clock": "17:30", "since": f"{TODAY}"})
    assert (answer.status_code, cut_off(cast)) == (200, 17 * 60 + 30)
    later = TODAY + timedelta(days=3)
    page = client.post("/shop/cut-off", {"clock": "20:00", "since": f"{later}"}).content.decode()
    assert f'{later}</time> 起 <b class="num">20:00</b>' in page
    assert [cut_off(cast, days) for days in (0, 2, 3, 9)] == [1050, 1050, 1200, 1200]
    client.post("/shop/cut-off", {"clock": "15:00", "since": ""})  # what was planned still comes
    client.post("/shop/cut-off", {"clock": "21:00", "since": f"{later}"})  # said anew
    assert [cut_off(cast, days) for days in (0, 2, 3, 9)] == [900, 900, 1260, 1260]
    entry = audit_entries(cast.shop.id)[0]
    assert (entry.verb, entry.changes["value"]) == ("change_setting", [1200, 1260])
    audit = client.get("/audit/").content.decode()
    assert "每天几点截单" in audit


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("clock", "since", "said"),
    [
        ("25:00", "", "16:00 这样"),
        ("", "", "16:00 这样"),
        ("abc", "", "16:00 这样"),
        ("00:00", "", "不能是 00:00"),
        ("16:30", "morgen", "2026-12-01 这样"),
        ("16:30", "2026-02-30", "2026-12-01 这样"),
        ("16:30", f"{TODAY - timedelta(days=1)}", "已经过去"),
        ("16:30", f"{TODAY + timedelta(days=3_660)}", "一年以后"),
    ],
)
def test_a_wrong_cut_off_is_said_and_changes_nothing(cast: Cast, clock: str, since: str, said: str) -> None:
    answer = client_of(cast.manager).post("/shop/cut-off", {"clock": clock, "since": since})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert said in page
    assert f'value="{clock}"' in page or not clock
    assert cut_off(cast) == cut_off(cast, 9) == 960


@pytest.mark.django_db
def test_only_who_edits_the_shop_says_it(cast: Cast) -> None:
    for staff in (cast.agent, cast.lead, cast.warehouse):
        assert client_of(staff).post("/shop/cut-off", {"clock": "17:30", "since": ""}).status_code == 403
