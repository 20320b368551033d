from __future__ import annotations

import re

import pytest
from django.test import Client
from tests.cast import (
    AT,
    Cast,
    client_of,
    client_of_visitor,
    visitor_header,
    visitor_key_of,
)

from zhanggui.customers import queries
from zhanggui.customers.access import cookie_name, new_visitor_key, visitor_cookie, visitor_key
from zhanggui.customers.actions import tag_buyer, write_note

pytestmark = pytest.mark.django_db
KEY = visitor_key_of("小米粥")


def test_a_cookie_is_one_visitors_in_one_shop() -> None:
    cookies = {cookie_name(7): visitor_cookie(7, KEY)}
    assert visitor_key(7, cookies) == KEY
    assert visitor_key(8, cookies) is None
    assert visitor_key(8, {cookie_name(8): cookies[cookie_name(7)]}) is None  # signed for the other shop


@pytest.mark.parametrize(
    "forge",
    [
        lambda _: "",
        lambda _: KEY,
        lambda good: good[:-1],
        lambda good: good[:20],
        lambda good: good + "a",
        lambda good: good.replace(good[3], "A" if good[3] != "A" else "B", 1),
        lambda good: good.rpartition(":")[0] + ":" + "x" * 43,
        lambda good: good.partition(":")[0],
        lambda _: "::",
        lambda _: "访客:签名:无",
        lambda _: "\x00",
    ],
)
def test_what_we_did_not_sign_is_nobody(forge: object) -> None:
    good = visitor_cookie(7, KEY)
    assert callable(forge)
    assert visitor_key(7, {cookie_name(7): forge(good)}) is None


def test_the_cookie_hides_nothing_else_and_cannot_be_guessed() -> None:
    keys = {new_visitor_key() for _ in range(200)}
    assert len(keys) == 200
    assert all(re.fullmatch(r"[A-Za-z0-9]{22}", key) for key in keys)


@pytest.mark.parametrize("secure", [False, True])
def test_the_page_remembers_a_visitor(cast: Cast, client: Client, *, secure: bool) -> None:
    first = client.get("/chat/example", secure=secure).cookies[cookie_name(cast.shop.id)]
    assert first["httponly"]
    assert first["max-age"] == 60 * 60 * 24 * 365
    # Over https the page also works in a frame on the shop's own site.
    assert (bool(first["secure"]), first["samesite"]) == ((True, "None") if secure else (False, "Lax"))
    again = client.get("/chat/example", secure=secure).cookies[cookie_name(cast.shop.id)]
    cookies = [{cookie_name(cast.shop.id): cookie.value} for cookie in (first, again)]
    keys = {visitor_key(cast.shop.id, one) for one in cookies}
    assert len(keys) == 1
    assert None not in keys


def test_a_forged_cookie_gets_a_new_visitor(cast: Cast) -> None:
    client = Client()
    client.cookies.load({cookie_name(cast.shop.id): visitor_cookie(cast.other_shop.id, KEY)})
    fresh = client.get("/chat/example").cookies[cookie_name(cast.shop.id)].value
    assert visitor_key(cast.shop.id, {cookie_name(cast.shop.id): fresh}) not in (None, KEY)
    assert visitor_key(cast.shop.id, visitor_header(cast.shop)) == KEY


@pytest.mark.seed(7, 8)
def test_the_slot_shows_the_next_agent_what_the_last_one_wrote(cast: Cast) -> None:
    buyer = cast.visitor()
    first, second = client_of(cast.agent), client_of(cast.second)
    first.post(f"/buyers/{buyer.id}/tags", {"name": "爱用顺丰"})
    answer = first.post(f"/buyers/{buyer.id}/notes", {"text": "<b>上次袖口开线</b>"})
    assert answer.status_code == 200
    seen = second.get(f"/buyers/{buyer.id}/slot").content.decode()
    for words in ("爱用顺丰", "&lt;b&gt;上次袖口开线&lt;/b&gt;", "林晓 A12"):
        assert words in seen


def test_the_slot_says_what_was_refused_and_changes_nothing(cast: Cast) -> None:
    buyer = cast.visitor()
    client = client_of(cast.agent)
    tag = client.post(f"/buyers/{buyer.id}/tags", {"name": ""})
    note = client.post(f"/buyers/{buyer.id}/notes", {})
    gone = client.post(f"/buyers/{buyer.id}/notes/999/remove")
    assert "标签要有 1 到 20 个字" in tag.content.decode()
    assert "备注要有 1 到 500 个字" in note.content.decode()
    assert "这条备注已经不在了" in gone.content.decode()
    assert not queries.tags_of(buyer.id)
    assert not queries.notes_of(buyer.id)


def test_tags_and_notes_are_taken_back(cast: Cast) -> None:
    buyer = cast.visitor()
    tag_buyer(buyer=buyer, name="老客", by=cast.agent.actor, at=AT)
    note_id = write_note(buyer=buyer, text="备注", by=cast.agent.actor, at=AT)
    client = client_of(cast.second)
    client.post(f"/buyers/{buyer.id}/tags/{queries.tags_of(buyer.id)[0].id}/remove")
    client.post(f"/buyers/{buyer.id}/notes/{note_id}/remove")
    assert not queries.tags_of(buyer.id)
    assert not queries.notes_of(buyer.id)


DOORS = ["slot", "tags", "notes", "tags/1/remove", "notes/1/remove"]


@pytest.mark.parametrize("door", DOORS)
def test_another_shops_staff_find_nothing(cast: Cast, door: str) -> None:
    buyer = cast.visitor()
    client = client_of(cast.stranger)
    address = f"/buyers/{buyer.id}/{door}"
    answer = client.get(address) if door == "slot" else client.post(address, {"name": "坏", "text": "坏"})
    assert answer.status_code == 404
    assert not queries.tags_of(buyer.id)
    assert not queries.notes_of(buyer.id)


@pytest.mark.parametrize("door", DOORS)
def test_who_does_not_receive_and_who_is_no_staff_are_kept_out(cast: Cast, door: str) -> None:
    address = f"/buyers/{cast.visitor().id}/{door}"

    def ask(client: Client) -> int:
        answer = client.get(address) if door == "slot" else client.post(address, {"name": "坏", "text": "坏"})
        return answer.status_code

    assert ask(client_of(cast.warehouse)) == 403
    assert ask(client_of_visitor(cast.shop)) == 302
    assert ask(Client()) == 302


def test_what_changes_something_is_not_a_link(cast: Cast) -> None:
    buyer = cast.visitor()
    client = client_of(cast.agent)
    assert {client.get(f"/buyers/{buyer.id}/{door}").status_code for door in DOORS[1:]} == {405}
    assert client.post(f"/buyers/{buyer.id}/slot").status_code == 405
