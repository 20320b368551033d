from __future__ import annotations

import pytest
from tests.cast import Cast, client_of

from zhanggui.foundation.queries import audit_entries
from zhanggui.shops.queries import shop_by_id
from zhanggui.shops.rules import origins_in

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
    [{"name": " "}, {"greeting": "好" * 301}, {"opens": "25:00"}, {"closes": ""}, {"sites": "*"}],
)
def test_what_is_wrong_is_said_and_changes_nothing(cast: Cast, wrong: dict[str, str]) -> None:
    client = client_of(cast.manager)
    answer = client.post("/shop/", GOOD | wrong)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert shop_by_id(cast.shop.id) == cast.shop
