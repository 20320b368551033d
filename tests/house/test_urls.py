"""Every address and every socket refuses a stranger, another shop's staff and another visitor.

`DOORS` (doors.py) is the table of who may go where. An address that is missing in it fails the first test.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, cast
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client, override_settings
from django.urls import get_resolver, reverse

from tests.house.doors import DOORS, GET, POST, PUBLIC, SHARED, THEIRS, VISITOR, patterns
from tests.house.world import SECRET, Rows, World, build, everything, only, png, touched
from zhanggui.connectors.files.tests.generate import one_row
from zhanggui.connectors.wechat.sealing import signature
from zhanggui.conversations.live import door
from zhanggui.customers.access import cookie_name, visitor_cookie
from zhanggui.customers.queries import buyer_card
from zhanggui.foundation.clock import now
from zhanggui.shops.models import Staff
from zhanggui.shops.rules import (
    AGENT,
    CAPABILITIES,
    LEAD,
    RECEIVE,
    ROLES,
)

pytestmark = pytest.mark.django_db

STAFF_ONLY = [name for name, one in DOORS.items() if one.who not in {PUBLIC, VISITOR, THEIRS, SHARED}]
CLOSED = [name for name, one in DOORS.items() if one.who != PUBLIC]
POSTED = [name for name, one in DOORS.items() if one.methods == POST]
READ = [name for name, one in DOORS.items() if one.methods == GET]


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:  # noqa: ARG001 - the first makes the database
    """One world for all: each test's own transaction leaves it as it was, and this one leaves nothing."""
    # How passwords are kept is tested elsewhere; here a dozen logins are hired.
    quick = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with django_db_blocker.unblock(), quick, transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def before(built: World, django_db_blocker: Any) -> Rows:  # noqa: ARG001 - of this world
    """Every row as each test finds it."""
    with django_db_blocker.unblock():
        return everything()


@pytest.fixture
def world(built: World, db: None) -> World:  # noqa: ARG001 - a transaction of the test's own
    return built


@pytest.fixture(autouse=True)
def official_account(built: World, settings: Any) -> None:
    told = {"APP_ID": "wx1", "SECRET": "", "TOKEN": "made up", "AES_KEY": "", "API": ""}
    settings.WECHAT = {"SHOP": built.ids["slug"], **told}


def address(world: World, name: str) -> str:
    pattern = next(one for _, one in patterns(get_resolver()) if one.name == name)
    return reverse(name, kwargs={key: world.ids[key] for key in pattern.pattern.converters})


def ask(client: Client, world: World, name: str, method: str | None = None) -> HttpResponseBase:
    """A request that would work for those who may make it."""
    one = DOORS[name]
    data = dict(one.data)
    if "picture" in data:
        data["picture"] = SimpleUploadedFile("a.png", png(), "image/png")
    if "files" in data:
        data["files"] = SimpleUploadedFile("a.csv", one_row())
    _name_them(data, world)
    wanted = method or one.methods[-1]
    where = address(world, name)
    if wanted == "GET":
        response: Any = client.get(where, data if wanted in one.methods else {})
    elif "json" in data:
        response = client.post(where, data["json"], "application/json")
    else:
        response = client.post(where, data)
    if response.streaming:  # a file: read here, so that it is closed
        response.whole = b"".join(response.streaming_content)
    return cast(HttpResponseBase, response)


def _name_them(data: dict[str, Any], world: World) -> None:
    """Puts this world's rows where the doors only say which are meant."""
    if "to" in data:
        data["to"] = str(world.staff[LEAD].id)
    if "task" in data:
        data["task"] = str(world.ids["task_id"])
    if data.get("staff") == "a colleague":
        data["staff"] = str(world.staff[LEAD].id)
    if "token" in data:
        data |= {"staff": str(world.ids["staff_id"]), "token": world.ids["token"]}
    if "echostr" in data:
        data |= {"timestamp": str(int(now().timestamp())), "nonce": "n"}
        data["signature"] = signature("made up", data["timestamp"], "n")
    if data.get("item") == "the item":
        data["item"] = str(world.ids["item_id"])
    if data.get("group") == "another group":
        data["group"] = str(world.ids["other_group_id"])
    if "conversation" in data:
        data["conversation"] = str(world.ids["conversation_id"])
    if "held" in data:
        data["held"] = f"coupon-{world.ids['coupon_id']}"


def body(response: HttpResponseBase) -> str:
    content: bytes = getattr(response, "content", None) or getattr(response, "whole", b"")
    return content.decode(errors="replace")


def is_refused(response: HttpResponseBase) -> bool:
    """403, 404, or the way to the login."""
    to_login = response.status_code == 302 and urlsplit(response["Location"]).path == reverse("login")
    return to_login or response.status_code in {403, 404}


# The table is whole


def test_every_address_is_in_the_table() -> None:
    found = [(pattern.name, route) for route, pattern in patterns(get_resolver())]
    nameless = [route for name, route in found if not name]
    assert not nameless, f"give these a name in urls.py: {nameless}"
    names = [name for name, _ in found]
    twice = {name for name in names if names.count(name) > 1}
    assert not twice, f"two addresses with one name: {twice}"
    missing = {name: route for name, route in found if name not in DOORS}
    assert not missing, f"say in DOORS (tests/house/doors.py) who may go there: {missing}"
    assert not set(DOORS) - set(names), "no such address any more"


def test_every_door_names_a_capability_that_somebody_has() -> None:
    capabilities = frozenset().union(*CAPABILITIES.values())
    assert {DOORS[name].who for name in STAFF_ONLY} <= capabilities


# Those who may


@pytest.mark.parametrize("name", DOORS)
def test_who_may_is_let_in(world: World, name: str) -> None:
    who = DOORS[name].who
    clients = [Client()] if who == PUBLIC else []
    if who in {VISITOR, THEIRS, SHARED}:
        clients.append(world.visitor.client)
    wanted = RECEIVE if who == SHARED else who
    clients += [world.client(world.staff[role]) for role in ROLES if wanted in CAPABILITIES[role]]
    assert clients
    response = ask(clients[0], world, name, "GET" if name == "login" else None)
    if name in {"home", "logout", "set_language"}:
        assert response["Location"] == reverse("login")
    else:
        assert response.status_code < 300, body(response)
    for client in clients[1:]:
        # What was done once may not be there a second time, but nobody is turned away.
        assert ask(client, world, name).status_code not in {302, 403}


# Those who may not


@pytest.mark.parametrize("name", CLOSED)
def test_a_stranger_is_refused(world: World, before: Rows, name: str) -> None:
    response = ask(Client(), world, name)
    assert is_refused(response), response.status_code
    assert SECRET not in body(response)
    assert not touched(before, everything(), world.shop)


@pytest.mark.parametrize("name", CLOSED)
def test_another_shops_staff_are_refused_or_see_nothing(world: World, before: Rows, name: str) -> None:
    response = ask(world.client(world.stranger_manager), world, name)
    assert SECRET not in body(response)
    assert not touched(before, everything(), world.shop)
    names_a_thing = {
        "conversation_id",
        "buyer_id",
        "marketplace_buyer_id",
        "item_id",
        "order_id",
        "picture_id",
        "delivery_id",
    } & set(next(one for _, one in patterns(get_resolver()) if one.name == name).pattern.converters)
    if names_a_thing or DOORS[name].who in {VISITOR, THEIRS}:
        assert response.status_code in {403, 404}


@pytest.mark.parametrize("name", CLOSED)
def test_another_visitor_is_refused(world: World, before: Rows, name: str) -> None:
    mine = only(buyer_card(world.visitor.conversation.buyer_id))
    for other in (world.neighbour, world.passer_by):
        response = ask(other.client, world, name)
        after = everything()
        assert SECRET not in body(response)
        if DOORS[name].who == VISITOR and other is world.neighbour:
            # The same shop's chat: whatever the neighbour does is the neighbour's own.
            changed = set(touched(before, after, world.shop))
            assert changed
            assert f"Conversation {world.visitor.conversation.id}" not in changed
            assert only(buyer_card(mine.id)) == mine
        else:
            assert is_refused(response), response.status_code
            assert not touched(before, after, world.shop)
        before = after


@pytest.mark.parametrize("name", [*STAFF_ONLY, "picture"])
def test_a_role_without_the_capability_is_refused(world: World, before: Rows, name: str) -> None:
    needed = RECEIVE if DOORS[name].who == SHARED else DOORS[name].who
    for role in ROLES:
        if needed in CAPABILITIES[role]:
            continue
        response = ask(world.client(world.staff[role]), world, name)
        assert response.status_code == (404 if DOORS[name].who == SHARED else 403), role
        assert SECRET not in re.sub(r"<header.*?</header>", "", body(response), flags=re.DOTALL)
        after = everything()
        assert not touched(before, after, world.shop)
        before = after


def test_somebody_who_left_is_refused_everywhere(world: World) -> None:
    client = world.client(world.staff[LEAD])
    assert ask(client, world, "workspace").status_code == 200
    Staff.objects.filter(pk=world.staff[LEAD].id).update(is_active=False)
    assert [name for name in STAFF_ONLY if not is_refused(ask(client, world, name))] == []


# Methods and forged posts


@pytest.mark.parametrize("name", POSTED)
def test_what_changes_things_cannot_be_fetched(world: World, before: Rows, name: str) -> None:
    client = world.visitor.client if DOORS[name].who in {VISITOR, THEIRS} else world.client(world.staff[LEAD])
    assert client.get(address(world, name)).status_code == 405
    assert not touched(before, everything(), world.shop)


@pytest.mark.parametrize("name", READ)
def test_what_is_read_cannot_be_posted_to(world: World, name: str) -> None:
    assert world.client(world.staff[LEAD]).post(address(world, name)).status_code == 405


@pytest.mark.parametrize("name", [name for name in DOORS if "POST" in DOORS[name].methods])
def test_a_post_from_another_site_is_refused(world: World, before: Rows, name: str) -> None:
    client = world.client(world.staff[LEAD], enforce_csrf_checks=True)
    for cookie, morsel in world.visitor.client.cookies.items():
        client.cookies[cookie] = morsel.value
    assert ask(client, world, name, "POST").status_code == 403
    assert not touched(before, everything(), world.shop)


# The two sockets: who gets a seat


def seat(path: str, client: Client, **cookies: str) -> object:
    kept = {name: morsel.value for name, morsel in client.cookies.items()} | cookies
    return door._seat(path, {"cookie": "; ".join(f"{name}={value}" for name, value in kept.items())})


VISITORS_LIVE = "/chat/first/live"


def test_the_desk_takes_staff_who_receive_and_nobody_else(world: World) -> None:
    for role in ROLES:
        taken = seat("/live", world.client(world.staff[role])) is not None
        assert taken == (RECEIVE in CAPABILITIES[role]), role
    assert seat("/live", Client()) is None
    assert seat("/live", world.visitor.client) is None
    assert seat("/live", Client(), sessionid="x" * 32) is None


def test_a_session_ends_with_the_password_and_with_the_job(world: World) -> None:
    client = world.client(world.staff[AGENT])
    assert seat("/live", client) is not None
    one = Staff.objects.get(pk=world.staff[AGENT].id)
    one.set_password("another-long-and-odd-78")
    one.save()
    assert seat("/live", client) is None
    client = world.client(world.staff[LEAD])
    Staff.objects.filter(pk=world.staff[LEAD].id).update(is_active=False)
    assert seat("/live", client) is None


def test_the_chat_takes_the_shops_own_visitors_and_nobody_else(world: World) -> None:
    assert seat(VISITORS_LIVE, world.visitor.client) is not None
    assert seat(VISITORS_LIVE, Client()) is None
    assert seat(VISITORS_LIVE, world.passer_by.client) is None
    assert seat(VISITORS_LIVE, world.client(world.staff[LEAD])) is None
    name = cookie_name(world.shop.id)
    # Another shop's cookie under this shop's name, a key without a signature, a cut signature.
    of_another = visitor_cookie(world.passer_by.shop.id, world.visitor.key)
    whole = visitor_cookie(world.shop.id, world.visitor.key)
    for forged in (of_another, world.visitor.key, whole[:-1]):
        assert seat(VISITORS_LIVE, Client(), **{name: forged}) is None


def test_a_visitor_sits_in_the_own_conversation(world: World) -> None:
    for one in (world.visitor, world.neighbour):
        taken = seat(VISITORS_LIVE, one.client)
        assert callable(taken)
        assert taken(None).conversation_id == one.conversation.id


@pytest.mark.parametrize(
    "path", ["/", "/live/", "/chat/first/live/", "/chat/nobody/live", "/chat//live", "/reception/"]
)
def test_no_other_path_is_a_socket(world: World, path: str) -> None:
    assert (
        seat(
            path,
            world.visitor.client,
            sessionid=world.client(world.staff[AGENT]).cookies["sessionid"].value,
        )
        is None
    )


@pytest.mark.parametrize(
    ("origin", "is_ours"),
    [
        (None, True),  # no browser
        ("https://chat.example.com", True),
        ("https://evil.example.com", False),
        ("https://chat.example.com.evil.example", False),
        ("null", False),
    ],
)
def test_a_page_of_another_site_gets_no_socket(origin: str | None, is_ours: bool) -> None:
    headers = {"host": "chat.example.com"} | ({"origin": origin} if origin else {})
    assert door._same_site(headers) == is_ours
