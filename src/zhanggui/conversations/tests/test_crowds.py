"""One network address cannot fill the queue with talks of nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import AT, Cast, client_of_visitor

from zhanggui.conversations import crowds
from zhanggui.conversations.crowds import TooManyTalks, let_in
from zhanggui.conversations.models import Conversation
from zhanggui.conversations.rules import network_of
from zhanggui.conversations.settings import TALKS_PER_ADDRESS
from zhanggui.shops.actions import change_setting

FAR = "203.0.113.7"


@pytest.fixture(autouse=True)
def _nobody_came(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowds, "_left", type(crowds._left)())


def allows(cast: Cast, most: int) -> None:
    by, at = cast.manager.actor, AT - timedelta(days=1)
    change_setting(shop_id=cast.shop.id, setting=TALKS_PER_ADDRESS, value=most, by=by, at=at)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        (FAR, FAR),
        ("::ffff:203.0.113.7", FAR),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),  # the same line under another name
        ("2001:db8:1:3::9", "2001:db8:1:3::/64"),
        ("127.0.0.1", ""),  # a proxy of ours stands between
        ("::1", ""),
        ("10.0.0.9", ""),
        ("172.31.0.9", ""),
        ("172.32.0.9", "172.32.0.9"),
        ("192.168.1.9", ""),
        ("100.64.0.9", ""),
        ("fd00::9", ""),
        ("fe80::9%eth0", ""),
        ("", ""),
        ("testserver", ""),
    ],
)
def test_whose_an_address_is(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.django_db
def test_so_many_talks_an_hour_and_then_slowly_more(cast: Cast) -> None:
    def come(address: str = FAR, minutes: float = 0, *, shop: int = cast.shop.id) -> None:
        let_in(shop_id=shop, address=address, at=AT + timedelta(minutes=minutes))

    allows(cast, 4)
    for _ in range(4):
        come()
    for minutes in (0, 14):
        with pytest.raises(TooManyTalks, match="过一会儿再写"):
            come(minutes=minutes)
    come("203.0.113.8")
    come(shop=cast.other_shop.id)
    come(minutes=16)
    with pytest.raises(TooManyTalks):
        come(minutes=16)
    for _ in range(9):
        come("192.168.1.9")  # everybody may come from there


@pytest.mark.django_db
def test_what_is_shipped_is_more_than_a_shop_behind_one_address_needs_and_none_is_no_limit(
    cast: Cast,
) -> None:
    for _ in range(TALKS_PER_ADDRESS.default):
        let_in(shop_id=cast.shop.id, address=FAR, at=AT)
    with pytest.raises(TooManyTalks):
        let_in(shop_id=cast.shop.id, address=FAR, at=AT)
    allows(cast, 0)
    let_in(shop_id=cast.shop.id, address=FAR, at=AT)


@pytest.mark.django_db
def test_networks_are_forgotten_and_not_gathered(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowds, "_REMEMBERED", 3)
    for last in range(9):
        let_in(shop_id=cast.shop.id, address=f"203.0.113.{last}", at=AT)
    assert len(crowds._left) == 3


@pytest.mark.django_db
def test_who_has_a_talk_is_never_counted_and_a_new_one_is_refused_in_words(cast: Cast) -> None:
    allows(cast, 1)
    claim = {"number": "1", "phone_tail": "0021", "receiver_name": "米小周"}
    order, picture = (reverse(one, args=[cast.shop.slug]) for one in ("chat_order", "chat_picture"))

    def visitor(name: str) -> Client:
        client = client_of_visitor(cast.shop, name)
        client.defaults["REMOTE_ADDR"] = FAR
        return client

    first, second = visitor("小米粥"), visitor("又一个")
    for _ in range(3):
        assert first.post(order, claim).status_code != 429
    for where, said in ((order, claim), (picture, {"id": "picture-0001"})):
        refused = second.post(where, said)
        assert (refused.status_code, "过一会儿再写" in refused.json()["say"]) == (429, True)
    assert Conversation.objects.filter(shop_id=cast.shop.id).count() == 1
