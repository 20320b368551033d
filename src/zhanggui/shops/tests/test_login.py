from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from tests.cast import PASSWORD, Cast, Ear, client_of

from zhanggui.foundation.queries import audit_entries
from zhanggui.shops.access import session_mark
from zhanggui.shops.models import Staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]


def try_login(client: Client, login: str = "linxiao", password: str = PASSWORD, **extra: str) -> Any:
    return client.post("/login", {"login": login, "password": password, **extra})


def is_in(client: Client) -> bool:
    return client.get("/phrases/").status_code == 200


def test_the_right_password_opens_the_workspace(cast: Cast, client: Client) -> None:
    answer = try_login(client)
    assert (answer.status_code, answer["Location"]) == (302, "/reception/")
    assert is_in(client)
    (entry,) = [one for one in audit_entries(cast.shop.id) if one.verb == "log_in"]
    assert entry.by_name == "林晓 A12"


def test_blanks_around_the_login_do_not_matter(client: Client) -> None:
    assert try_login(client, " linxiao ").status_code == 302


def test_the_warehouse_comes_to_its_orders(client: Client) -> None:
    assert try_login(client, "gucang")["Location"] == "/orders/"


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("linxiao", "wrong-password-1"),
        ("linxiao", ""),
        ("nobody", PASSWORD),
        ("", ""),
        ("LINXIAO", PASSWORD),
        ("lin\x00xiao", PASSWORD),
        ("x" * 5_000, PASSWORD),
    ],
)
def test_a_wrong_one_is_told_nothing_but_that(client: Client, login: str, password: str) -> None:
    answer = try_login(client, login, password)
    assert answer.status_code == 400
    assert "登录名或密码不对" in answer.content.decode()
    assert PASSWORD not in answer.content.decode()
    assert settings.SESSION_COOKIE_NAME not in answer.cookies
    assert not is_in(client)


def test_five_wrong_ones_lock_the_login_even_for_the_right_password(client: Client) -> None:
    answers = [try_login(client, password=f"wrong-password-{place}").status_code for place in range(5)]
    assert answers == [400, 400, 400, 400, 429]
    right = try_login(client)
    assert right.status_code == 429
    assert "15 分钟后再试" in right.content.decode()
    assert not is_in(client)
    # Neither another browser at the same address helps, nor blanks around the login.
    assert try_login(Client(), " linxiao ").status_code == 429
    # A colleague at the same desk is not locked out, nor is the same login from somewhere else.
    assert try_login(Client(), "chenchen").status_code == 302
    assert try_login(Client(REMOTE_ADDR="10.9.8.7")).status_code == 302


def test_a_right_one_in_between_clears_the_count(client: Client) -> None:
    for _ in range(2):
        for place in range(4):
            assert try_login(Client(), password=f"wrong-password-{place}").status_code == 400
        assert try_login(client).status_code == 302


@pytest.mark.parametrize(
    ("target", "goes_to"),
    [
        ("/phrases/", "/phrases/"),
        ("/orders/?q=1", "/orders/?q=1"),
        ("https://evil.example/", "/reception/"),
        ("//evil.example/", "/reception/"),
        ("/\\evil.example", "/reception/"),
        ("javascript:alert(1)", "/reception/"),
        ("http://testserver.evil.example/", "/reception/"),
        ("", "/reception/"),
    ],
)
def test_after_the_login_one_stays_in_the_house(client: Client, target: str, goes_to: str) -> None:
    assert try_login(client, next=target)["Location"] == goes_to


def test_a_stranger_is_sent_to_the_login_and_back(client: Client) -> None:
    sent = client.get("/phrases/?a=1")
    assert sent["Location"] == "/login?next=/phrases/%3Fa%3D1"
    page = client.get(sent["Location"])
    assert 'value="/phrases/?a=1"' in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_the_session_cookie_cannot_be_read_or_sent_along(client: Client) -> None:
    cookie = try_login(client).cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["secure"]  # over http it would never come back; ZHANGGUI_HTTPS sets it
    assert settings.SESSION_COOKIE_SECURE is settings.HTTPS


def test_a_login_gets_a_session_of_its_own(client: Client) -> None:
    """A session id that somebody planted before is of no use after."""
    client.cookies[settings.SESSION_COOKIE_NAME] = "planted-session-id"
    try_login(client)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != "planted-session-id"


def test_without_the_token_of_the_page_nothing_is_taken(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert try_login(strict).status_code == 403
    strict.force_login(Staff.objects.get(pk=cast.agent.id), "django.contrib.auth.backends.ModelBackend")
    assert strict.post("/logout").status_code == 403


def test_who_left_cannot_come_in(cast: Cast, client: Client) -> None:
    Staff.objects.filter(pk=cast.agent.id).update(is_active=False)
    assert try_login(client).status_code == 400
    assert not is_in(client)


def test_who_leaves_is_out_at_once(cast: Cast) -> None:
    client = client_of(cast.agent)
    assert is_in(client)
    Staff.objects.filter(pk=cast.agent.id).update(is_active=False)
    assert not is_in(client)


def test_a_new_password_ends_the_sessions_of_the_old_one(cast: Cast) -> None:
    client = client_of(cast.agent)
    staff = Staff.objects.get(pk=cast.agent.id)
    staff.set_password("another-long-one-99")
    staff.save()
    assert not is_in(client)


def test_a_link_does_not_log_out(cast: Cast) -> None:
    client = client_of(cast.agent)
    assert client.get("/logout")["Location"] == "/"
    assert is_in(client)


@pytest.mark.django_db(transaction=True)
def test_a_logout_tells_the_live_pages_of_that_session_to_close(cast: Cast) -> None:
    client, elsewhere = client_of(cast.agent), client_of(cast.agent)
    key = client.session.session_key
    assert key
    with Ear() as ear:
        assert client.post("/logout")["Location"] == "/login"
        assert ear.events() == [{"k": "logout", "s": cast.shop.id, "session": session_mark(key)}]
    assert not is_in(client)
    assert is_in(elsewhere)
    assert "log_out" in [entry.verb for entry in audit_entries(cast.shop.id)]


@pytest.mark.django_db(transaction=True)
def test_when_the_live_pages_close_the_session_is_gone_already(cast: Cast) -> None:
    """Else a page that connects again in that moment would stay, under a login that has ended."""
    client = client_of(cast.agent)
    assert client.session.session_key
    order: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("EXECUTE live_notify"):
            order.append("told")
        if sql.startswith("DELETE") and "django_session" in sql:
            order.append("gone")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        client.post("/logout")
    assert order == ["gone", "told"]


@pytest.mark.django_db(transaction=True)
def test_a_second_login_in_the_same_browser_ends_the_first(cast: Cast) -> None:
    """Its session has a new key: the old one's live pages could not be told later."""
    client = client_of(cast.agent)
    key = client.session.session_key
    assert key
    with Ear() as ear:
        try_login(client, "chenchen")
        assert ear.events() == [{"k": "logout", "s": cast.shop.id, "session": session_mark(key)}]
    assert is_in(client)


def test_logging_out_without_a_login_is_no_matter(client: Client) -> None:
    assert client.post("/logout")["Location"] == "/login"


def test_a_lead_reads_what_was_changed_and_an_agent_does_not(cast: Cast) -> None:
    page = client_of(cast.lead).get("/audit/")
    assert page.status_code == 200
    assert "open_shop" in page.content.decode() or "开店" in page.content.decode()
    assert client_of(cast.agent).get("/audit/").status_code == 403
    assert client_of(cast.lead).get("/audit/?before=x").status_code == 200
    assert client_of(cast.lead).get(f"/audit/?before={'9' * 5000}").status_code == 200


@pytest.mark.django_db
def test_what_is_missing_below_the_chat_is_said_to_a_buyer(client: Client) -> None:
    lost = client.get("/chat/nobody-here")
    assert lost.status_code == 404
    assert "联系客服" in lost.content.decode()
    assert "回到首页" not in lost.content.decode()
    assert "回到首页" in client.get("/nowhere").content.decode()


@pytest.mark.parametrize(
    "asks", [{"HTTP_HX_REQUEST": "true"}, {"HTTP_ACCEPT": "application/json"}], ids=["fragment", "script"]
)
def test_a_pages_own_request_after_the_login_ended_is_refused_not_answered_with_the_login_page(
    client: Client, asks: dict[str, Any]
) -> None:
    """A script follows a redirect without a word: the login page would stand for "it is done"."""
    for refused in (client.get("/phrases/", **asks), client.post("/edge/copy", {"text": "您好"}, **asks)):
        assert refused.status_code == 401
        assert "<" not in refused.content.decode()
    if "HTTP_ACCEPT" in asks:
        assert "重新登录" in client.get("/phrases/", **asks).json()["say"]
