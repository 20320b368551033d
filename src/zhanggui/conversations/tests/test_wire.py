"""docs/wire.md, line by line, over a real server."""

from __future__ import annotations

import itertools
import json
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from bench.servers import valkey
from django.conf import settings
from django.core.management import call_command
from pytest_django.plugin import DjangoDbBlocker
from tests.cast import (
    Cast,
    another_line,
    client_of,
    hire_quickly,
    make_cast,
    said_by,
    said_by_buyer,
    visitor_header,
    visitor_key_of,
)
from tests.server import Frame, Line, Server, serving, staff_cookie

from zhanggui.conversations import queries
from zhanggui.conversations.actions import note_aside, open_conversation, record_messages, transfer_reception
from zhanggui.conversations.live import desks
from zhanggui.conversations.models import Conversation, Message
from zhanggui.conversations.queries import ConversationCard
from zhanggui.conversations.settings import TALKS_PER_ADDRESS
from zhanggui.customers.access import cookie_name, visitor_cookie
from zhanggui.customers.actions import tag_buyer
from zhanggui.customers.models import Buyer
from zhanggui.foundation.clock import now
from zhanggui.foundation.live import carrier
from zhanggui.guard.models import GuardHit
from zhanggui.shops.actions import StaffEntry, change_setting, open_shop, record_staff
from zhanggui.shops.models import Staff
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import AGENT, LEAD, MANAGER, TMALL
from zhanggui.workforce.actions import beat, plan_shift, set_presence
from zhanggui.workforce.models import Presence

REFUSAL = "我们开不了发票"
_numbers = itertools.count(1)
# The mark has the tests' database made, also when this file runs alone.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _django_db_marker() -> None:
    """In the place of pytest-django's, which would empty the database under the server after each test."""


@pytest.fixture(scope="module")
def people(
    django_db_setup: None,  # noqa: ARG001 - the database is there
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Cast, Server]]:
    """One server and one committed cast for all of this module; every test takes its own visitors."""
    with django_db_blocker.unblock():
        try:
            cast = make_cast()
            with serving(tmp_path_factory.mktemp("server")) as server:
                yield cast, server
        finally:
            call_command("flush", verbosity=0, interactive=False)


@pytest.fixture
def cast(people: tuple[Cast, Server]) -> Cast:
    """Somebody is there: no away text in between."""
    beat(staff_ids=[people[0].agent.id], at=now())
    return people[0]


@pytest.fixture
def server(people: tuple[Cast, Server]) -> Server:
    return people[1]


def anew(what: str = "message") -> str:
    """A name or an id that nobody has used."""
    return f"{what}-{next(_numbers):04d}"


@pytest.fixture
def name() -> str:
    """A visitor of this test's own."""
    return anew("v")


@pytest.fixture
def talk(cast: Cast, name: str) -> ConversationCard:
    """A conversation with the first word and the greeting in it."""
    talk = cast.conversation(name)
    record_messages([said_by_buyer(talk, "在吗", anew())], at=now())
    return talk


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def positions(line: Line) -> list[int]:
    return [item["position"] for item in line.items()]


# Connecting.


def test_a_visitor_before_the_first_word(cast: Cast, server: Server, name: str) -> None:
    with server.visitor(cast.shop, name) as buyer:
        hello = buyer.next("hello")
        assert (hello["protocol"], hello["you"]) == (1, {"conversation": None})
        assert abs(instant(hello["at"]) - now()) < timedelta(seconds=30)
        assert instant(hello["at"]).utcoffset() == timedelta(0)
        presence = buyer.next("presence")
        assert (presence["opens"], presence["closes"]) == ("09:00", "23:30")
        buyer.say("follow")
        messages = buyer.next("messages")
        assert messages == {
            "is": "messages",
            "conversation": None,
            "items": [],
            "last": 0,
            "read": {"buyer": 0, "staff": 0},
            "earlier": False,
            "live": True,
        }
        assert buyer.heard[0]["is"] == "hello"


def test_staff_are_greeted_with_their_name_and_their_desk(
    cast: Cast, server: Server, talk: ConversationCard
) -> None:
    with server.staff(cast.agent) as agent:
        hello = agent.next("hello")
        assert hello["you"] == {"id": cast.agent.id, "name": "林晓", "number": "A12", "role": "agent"}
        assert (hello["protocol"], hello["late_seconds"], hello["soon_seconds"]) == (1, 180, 100)
        desk = agent.next("desk")
        assert desk["whole"]
        (row,) = [row for row in desk["rows"] if row["conversation"] == talk.id]
        (kept,) = queries.desk_rows([talk.id])
        shown = json.loads(json.dumps(kept[1], default=datetime.isoformat))
        for one in (row, shown):  # meanwhile they may have been given to who is there
            del one["agent"], one["agent_name"]
        assert row == shown
        waits = [row["waiting_since"] for row in desk["rows"] if row["waiting_since"]]
        assert waits == sorted(waits)


def test_who_is_let_in(cast: Cast, server: Server, name: str) -> None:
    mine = f"{cookie_name(cast.shop.id)}={visitor_header(cast.shop, name)[cookie_name(cast.shop.id)]}"
    others = f"{cookie_name(cast.shop.id)}={visitor_cookie(cast.other_shop.id, 'k' * 22)}"
    agent = staff_cookie(cast.agent)
    session = settings.SESSION_COOKIE_NAME
    chat = "/chat/example/live"
    table = [
        (chat, mine, 101),
        (chat, "", 403),
        (chat, others, 403),
        (chat, mine[:-1], 403),
        (chat, mine + "x", 403),
        (chat, agent, 403),
        ("/chat/another/live", mine, 403),
        ("/chat/nowhere/live", mine, 403),
        ("/chat//live", mine, 403),
        ("/live", agent, 101),
        ("/live", "", 403),
        ("/live", mine, 403),
        ("/live", f"{session}=not-a-session", 403),
        ("/live", f'{session}="\\000"', 403),
        ("/live", staff_cookie(cast.warehouse), 403),
        ("/live", staff_cookie(cast.stranger), 101),
        ("/elsewhere", agent, 403),
        # Cookies of other programs on the same host are no matter, however odd.
        ("/live", f'odd={{"a":1}}; a[b]=c; {agent}; x', 101),
        (chat, f"ä=ö; =; {mine}", 101),
    ]
    for path, cookies, status in table:
        assert server.refuses(path, cookies) == status, (path, cookies)


def test_a_page_of_another_site_is_kept_out(cast: Cast, server: Server) -> None:
    agent = staff_cookie(cast.agent)
    table = [
        (f"http://{server.host}", 101),
        ("https://evil.example", 403),
        (f"http://{server.host}.evil.example", 403),
        ("http://127.0.0.1", 403),
        ("null", 403),
        ("http://[", 403),
        ("", 403),
    ]
    for origin, status in table:
        assert server.refuses("/live", agent, origin=origin) == status, origin


def test_who_left_the_shop_is_kept_out_and_let_go(cast: Cast, server: Server) -> None:
    cookie = staff_cookie(cast.second)
    try:
        with server.line("/live", cookie) as second:
            second.next("desk")
            Staff.objects.filter(pk=cast.second.id).update(is_active=False)
            assert second.closed_with() == 4401
            assert server.refuses("/live", cookie) == 403
    finally:
        Staff.objects.filter(pk=cast.second.id).update(is_active=True)


@pytest.mark.parametrize(
    ("differing", "code", "then"),
    [
        ({"active": False}, 4401, 403),
        ({"role": "warehouse"}, 4401, 403),
        ({"role": "lead"}, 1012, 101),  # comes back with the new rights, under the new name
        ({"name": "陈小晨"}, 1012, 101),
    ],
)
def test_a_change_of_the_staff_reaches_open_pages_at_once(
    cast: Cast, server: Server, differing: dict[str, Any], code: int, then: int
) -> None:
    cookie = staff_cookie(cast.second)
    as_it_was = StaffEntry("chenchen", "陈晨", "A07", "agent", active=True)

    def recorded(entry: StaffEntry) -> None:
        done = record_staff(shop_id=cast.shop.id, entries=[entry], by=cast.manager.actor, at=now())
        assert not done.refused

    try:
        with server.line("/live", cookie) as page, server.staff(cast.agent) as elsewhere:
            page.next("desk")
            elsewhere.next("desk")
            began = time.monotonic()
            recorded(replace(as_it_was, **differing))
            assert page.closed_with() == code
            assert time.monotonic() - began < 8  # the sweep of the logins comes every 15 s
            assert server.refuses("/live", cookie) == then
            elsewhere.say("ping")
            elsewhere.next("pong")
    finally:
        recorded(as_it_was)


def test_a_logout_closes_the_pages_of_that_login_only(cast: Cast, server: Server) -> None:
    client = client_of(cast.agent)
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.session.session_key}"
    with (
        server.line("/live", cookie) as page,
        server.line("/live", cookie) as other_page,
        server.staff(cast.agent) as elsewhere,
    ):
        for line in (page, other_page, elsewhere):
            line.next("desk")
        client.post("/logout")
        assert (page.closed_with(), other_page.closed_with()) == (4401, 4401)
        assert server.refuses("/live", cookie) == 403
        elsewhere.say("ping")
        elsewhere.next("pong")


# Messages.


def test_the_first_word_makes_the_conversation(cast: Cast, server: Server, name: str) -> None:
    with server.visitor(cast.shop, name) as buyer:
        buyer.say("follow")
        message = anew()
        buyer.say("send", id=message, text=" 能今天发吗\r\n ")
        saved = buyer.next("saved")
        assert (saved["id"], saved["position"]) == (message, 1)
        first, greeting = buyer.reaches(2)
        assert first == {
            "position": 1,
            "id": message,
            "side": "buyer",
            "kind": "text",
            "text": "能今天发吗",
            "picture": None,
            "by": None,
            "at": first["at"],
        }
        assert instant(first["at"]) == instant(saved["at"])
        assert (greeting["position"], greeting["side"], greeting["by"]) == (2, "auto", None)
    kept = queries.conversation_card(saved["conversation"])
    assert kept is not None
    assert kept.buyer_id == cast.visitor(name).id
    with server.visitor(cast.shop, name) as again:
        assert again.next("hello")["you"] == {"conversation": saved["conversation"]}


def test_words_typed_before_the_first_was_saved_keep_their_order(
    cast: Cast, server: Server, name: str
) -> None:
    with server.visitor(cast.shop, name) as buyer:
        texts = [f"第 {place} 句" for place in range(10)]
        for text in texts:
            buyer.say("send", id=anew(), text=text)
        said = [item["text"] for item in buyer.reaches(11) if item["side"] == "buyer"]
        assert said == texts


@pytest.fixture
def crowd(cast: Cast, name: str) -> Iterator[list[int]]:
    """The conversations of many who wait, nobody's."""
    at = now() - timedelta(hours=2)
    buyers = Buyer.objects.bulk_create(
        Buyer(shop_id=cast.shop.id, channel="web", key=f"{name}-{place}", name="买家", created_at=at)
        for place in range(1_100)
    )
    rows = Conversation.objects.bulk_create(
        Conversation(
            shop_id=cast.shop.id,
            buyer=buyer,
            created_at=at,
            last_position=1,
            last_text="在吗",
            last_side="buyer",
            last_at=at + timedelta(seconds=place // 2),
            waiting_since=at + timedelta(seconds=place // 2),
            asked_position=1,
            questions=1,
            left=place % 4 == 0,
        )
        for place, buyer in enumerate(buyers)
    )
    yield [row.pk for row in rows]
    gone = Conversation.objects.filter(pk__in=[row.pk for row in rows])
    gone.update(waiting_since=None, asked_position=None, questions=0, agent=None)


def test_a_long_desk_begins_with_the_longest_and_comes_in_parts(
    cast: Cast, server: Server, crowd: list[int]
) -> None:
    with server.staff(cast.agent) as agent, server.staff(cast.second) as second:
        for line in (agent, second):
            whole = line.next("desk", whole=True)
            begun = [row["conversation"] for row in whole["rows"]]
            assert whole["more"]
            assert len(begun) < len(crowd) / 2
            assert {row["left"] for row in whole["rows"] if row["conversation"] in crowd} == {True, False}
            told = set(begun)
            more = True
            while more:
                part = line.next("desk", rest=True)
                since = [row["waiting_since"] for row in part["rows"]]
                assert since == sorted(since)
                told.update(row["conversation"] for row in part["rows"])
                more = part["more"]
            assert told >= set(crowd)
        # Whoever comes to wait now is told as ever, and nothing is told all over again.
        late = crowd[-1]
        Conversation.objects.filter(pk=late).update(last_position=2)
        for line in (agent, second):
            rows = [row for frame in line.settled(3.5) if frame["is"] == "desk" for row in frame["rows"]]
            assert [row["position"] for row in rows if row["conversation"] == late][-1:] == [2]
            unrouted = [row for row in rows if row["agent"] is None]
            assert len(unrouted) < len(crowd) / 2


def test_an_agent_and_a_buyer_talk(cast: Cast, server: Server, name: str) -> None:
    gone = now() - timedelta(minutes=10)
    Presence.objects.exclude(pk=cast.agent.id).update(seen_at=gone)  # of another test's pages
    with server.staff(cast.agent) as agent, server.visitor(cast.shop, name) as buyer:
        agent.next("desk", whole=True)
        buyer.say("send", id=anew(), text="能今天发吗")
        number = buyer.next("saved")["conversation"]
        row = _row_with_agent(agent, number)
        assert (row["last"], row["last_side"], row["agent"], row["left"]) == (
            "能今天发吗",
            "buyer",
            cast.agent.id,  # the only one who is there
            False,
        )
        assert row["waiting_since"]

        agent.say("follow", conversation=number)
        agent.reaches(2)
        answer = anew()
        agent.say("send", conversation=number, id=answer, text="能的,今天 18 点前付款")
        assert agent.next("saved")["position"] == 3
        for line in (agent, buyer):
            item = line.reaches(3)[-1]
            assert (item["id"], item["side"], item["by"]) == (answer, "staff", "林晓 A12")
            assert positions(line) == [1, 2, 3]
        while row["waiting_since"]:
            row = _row_with_agent(agent, number)
        assert (row["agent"], row["agent_name"], row["waiting_since"]) == (cast.agent.id, "林晓 A12", None)

        buyer.say("read", position=3)
        assert agent.next("read") == {"is": "read", "conversation": number, "side": "buyer", "position": 3}
        agent.say("leave", conversation=number)
        agent.say("ping")
        agent.next("pong")
        buyer.say("send", id=anew(), text="好的")
        buyer.reaches(4)
        assert 4 not in positions(agent)


def _row_with_agent(line: Line, number: int) -> Frame:
    """The next row of the conversation in which it is somebody's."""
    while True:
        for row in line.next("desk", whole=None)["rows"]:
            if row["conversation"] == number and row["agent"] is not None:
                return dict(row)


def test_the_same_id_again_is_the_same_message(
    cast: Cast, server: Server, name: str, talk: ConversationCard
) -> None:
    message = anew()
    with server.visitor(cast.shop, name) as one, server.visitor(cast.shop, name) as other:
        other.say("follow", after=0)
        for line in (one, other, one):
            line.say("send", id=message, text="能今天发吗")
            assert line.next("saved", id=message)["position"] == 3
        other.reaches(3)
        other.settled()
        assert positions(other) == [1, 2, 3]
    assert Message.objects.filter(conversation_id=talk.id, client_id=message).count() == 1


def test_two_pages_of_one_visitor_show_the_same(cast: Cast, server: Server, name: str) -> None:
    """The second was open before the first word, in the first page, made the conversation."""
    with server.visitor(cast.shop, name) as one, server.visitor(cast.shop, name) as other:
        other.say("follow")
        other.next("messages", conversation=None)
        one.say("send", id=anew(), text="在吗")
        one.reaches(2)
        other.reaches(2)
        other.say("send", id=anew(), text="能今天发吗")
        assert [item["text"] for item in one.reaches(3)] == [item["text"] for item in other.reaches(3)]
        assert positions(one) == positions(other) == [1, 2, 3]


LONG = 450


@pytest.fixture(scope="module")
def long_talk(people: tuple[Cast, Server]) -> tuple[str, ConversationCard]:
    """450 messages."""
    cast, _ = people
    beat(staff_ids=[cast.agent.id], at=now())
    name = anew("v")
    talk = cast.conversation(name)
    record_messages([said_by_buyer(talk, f"第 {place} 句", anew()) for place in range(LONG - 1)], at=now())
    return name, talk


@pytest.mark.parametrize(
    ("after", "first"),
    [(0, 1), (42, 43), (250, 251), (50, 51), (449, 450), (450, None), (451, None), (2**31 - 1, None)],
)
def test_a_reader_goes_on_from_the_last_position_it_saw(
    cast: Cast, server: Server, long_talk: tuple[str, ConversationCard], after: int, first: int | None
) -> None:
    """Also when what is missing fills whole pages: the last frame says that nothing is missing any more."""
    name, talk = long_talk
    with server.visitor(cast.shop, name) as buyer:
        buyer.say("follow", after=after)
        last = buyer.next("messages", live=True)
        frames = [frame for frame in buyer.heard if frame["is"] == "messages"]
        assert positions(buyer) == (list(range(first, LONG + 1)) if first else [])
        assert [frame["live"] for frame in frames] == [False] * (len(frames) - 1) + [True]
        assert last["last"] == LONG
        assert frames[0]["conversation"] == talk.id
        assert frames[0]["earlier"] is (after > 0)
        assert set(frames[0]["read"]) == {"buyer", "staff"}


@pytest.mark.parametrize("after", [None, "42", -1, 1.5, True, [], 2**31])
def test_without_a_position_the_last_fifty_come(
    cast: Cast, server: Server, long_talk: tuple[str, ConversationCard], after: object
) -> None:
    with server.visitor(cast.shop, long_talk[0]) as buyer:
        if after is None:
            buyer.say("follow")
        else:
            buyer.say("follow", after=after)
        frame = buyer.next("messages")
        assert [item["position"] for item in frame["items"]] == list(range(LONG - 49, LONG + 1))
        assert (frame["earlier"], frame["live"]) == (True, True)


def test_earlier_messages_by_fifty(
    cast: Cast, server: Server, long_talk: tuple[str, ConversationCard]
) -> None:
    name, talk = long_talk
    with server.visitor(cast.shop, name) as buyer, server.staff(cast.agent) as agent:
        for line in (buyer, agent):
            for before, expected, more in [
                (93, range(43, 93), True),
                (43, range(1, 43), False),
                (1, range(0), False),
            ]:
                line.say("earlier", conversation=talk.id, before=before)
                frame = line.next("earlier")
                assert [item["position"] for item in frame["items"]] == list(expected)
                assert (frame["conversation"], frame["earlier"]) == (talk.id, more)
            line.say("earlier", conversation=talk.id, before="93")
            assert line.next("refused")["code"] == "bad_frame"


def test_large_messages_arrive_though_no_notice_can_carry_them(
    cast: Cast, server: Server, name: str, talk: ConversationCard
) -> None:
    texts = ["长" * 2000, "😀" * 2000, '"\\' * 1000]
    with server.visitor(cast.shop, name) as buyer, server.staff(cast.agent) as agent:
        agent.say("follow", conversation=talk.id, after=2)
        agent.next("messages")
        for text in texts:
            assert len(text) == 2000
            buyer.say("send", id=anew(), text=text)
        assert [item["text"] for item in agent.reaches(5)] == texts
        assert positions(agent) == [3, 4, 5]


# What is refused.


def test_what_cannot_be_sent(cast: Cast, server: Server, name: str, talk: ConversationCard) -> None:
    good = anew()
    table: list[tuple[dict[str, object], str]] = [
        ({"id": good, "text": ""}, "empty"),
        ({"id": good, "text": " \n\t\u200b"}, "empty"),
        ({"id": good, "text": "长" * 2001}, "too_long"),
        ({"id": good, "text": 17}, "bad_frame"),
        ({"id": good, "text": None}, "bad_frame"),
        ({"id": good, "text": ["在吗"]}, "bad_frame"),
        ({"id": good}, "bad_frame"),
        ({"text": "在吗"}, "bad_frame"),
        ({"id": "short", "text": "在吗"}, "bad_frame"),
        ({"id": "x" * 65, "text": "在吗"}, "bad_frame"),
        ({"id": "有中文的编号八个", "text": "在吗"}, "bad_frame"),
        ({"id": 12345678, "text": "在吗"}, "bad_frame"),
    ]
    with server.visitor(cast.shop, name) as buyer:
        for frame, code in table:
            buyer.say("send", **frame)
            refused = buyer.next("refused")
            named = frame.get("id")
            assert refused["code"] == code, frame
            assert refused["id"] == (named if isinstance(named, str) else None)
            assert refused["say"]
        # The refused id is free, and the text may be as long as that.
        buyer.say("send", id=good, text=" " + "长" * 2000 + " ")
        assert buyer.next("saved")["position"] == 3
    assert Message.objects.filter(conversation_id=talk.id).count() == 3


def test_what_is_no_frame_is_answered_and_the_line_stays_open(cast: Cast, server: Server, name: str) -> None:
    with server.visitor(cast.shop, name) as buyer, server.staff(cast.agent) as agent:
        for line in (buyer, agent):
            for raw in (
                "no json",
                "",
                "[]",
                "17",
                "null",
                '"send"',
                "{",
                '{"do":"\\ud800"}',
                b'{"do":"ping"}',
                b"\x00\xff",
            ):
                line.socket.send(raw)
                assert line.next("refused")["code"] == "bad_frame", raw
            for frame in ({}, {"do": "jump"}, {"do": None}, {"do": 5}, {"do": ["ping"]}, {"do": {"a": 1}}):
                line.socket.send(json.dumps(frame))
                assert line.next("refused")["code"] == "bad_frame", frame
            line.say("ping", whatever={"a": [1]})
            assert instant(line.next("pong")["at"]).tzinfo == UTC


def test_a_frame_of_more_than_64_kib_ends_the_line(
    cast: Cast, server: Server, name: str, talk: ConversationCard
) -> None:
    with server.visitor(cast.shop, name) as buyer:
        buyer.say("send", id=anew(), text="x" * 60_000)
        assert buyer.next("refused")["code"] == "too_long"
        buyer.say("send", id=anew(), text="x" * 66_000)
        assert buyer.closed_with() == 1009
    assert Message.objects.filter(conversation_id=talk.id).count() == 2


def test_a_visitor_who_writes_too_fast_waits_a_second(
    cast: Cast, server: Server, name: str, talk: ConversationCard
) -> None:
    with server.visitor(cast.shop, name) as buyer:
        ids = [anew() for _ in range(20)]
        for message in ids:
            buyer.say("send", id=message, text="在吗")
        told = [buyer.one_of("saved", "refused") for _ in ids]
        refused = [frame["id"] for frame in told if frame["is"] == "refused"]
        assert 1 <= len(refused) <= 5  # one may go again every half a second
        assert refused == ids[-len(refused) :]
        for message in refused:
            buyer.say("send", id=message, text="在吗")
            while buyer.answer(message)["is"] == "refused":
                time.sleep(0.3)
                buyer.say("send", id=message, text="在吗")
    kept = Message.objects.filter(conversation_id=talk.id, side="buyer").order_by("position")
    assert [message.client_id for message in kept][1:] == ids


def test_a_flood_of_frames_is_held_off(cast: Cast, server: Server, name: str) -> None:
    with server.visitor(cast.shop, name) as buyer:
        for _ in range(500):
            buyer.say("ping")
        answers = [buyer.one_of("pong", "refused")["is"] for _ in range(500)]
        assert 200 <= answers.count("pong") < 500


# Whose conversation.


def test_a_visitor_has_one_conversation_whatever_a_frame_names(
    cast: Cast, server: Server, name: str, talk: ConversationCard
) -> None:
    other = cast.conversation(anew("v"))
    record_messages([said_by_buyer(other, "我的秘密", anew())], at=now())
    with server.visitor(cast.shop, name) as buyer:
        buyer.say("follow", conversation=other.id, after=0)
        assert buyer.next("messages")["conversation"] == talk.id
        buyer.say("earlier", conversation=other.id, before=9)
        assert buyer.next("earlier")["conversation"] == talk.id
        buyer.say("send", conversation=other.id, id=anew(), text="在吗")
        assert buyer.next("saved")["conversation"] == talk.id
        buyer.say("read", conversation=other.id, position=2)
        for verb in ("leave", "check"):
            buyer.say(verb, conversation=other.id, text="在吗")
            assert buyer.next("refused")["code"] == "bad_frame"
        assert "我的秘密" not in json.dumps(buyer.heard, ensure_ascii=False)
    kept = queries.conversation_card(other.id)
    assert kept is not None
    assert (kept.last_position, kept.read_by_buyer) == (2, 1)


def test_before_the_first_word_there_is_nothing_to_read(cast: Cast, server: Server, name: str) -> None:
    with server.visitor(cast.shop, name) as buyer:
        buyer.say("earlier", before=9)
        assert buyer.next("refused")["code"] == "not_allowed"
        buyer.say("read", position=9)
        buyer.say("ping")
        buyer.next("pong")
        assert not [frame for frame in buyer.heard if frame["is"] == "read"]


def test_staff_of_another_shop_get_nothing(cast: Cast, server: Server, talk: ConversationCard) -> None:
    with server.staff(cast.stranger) as stranger, server.staff(cast.agent) as agent:
        assert talk.id not in [row["conversation"] for row in stranger.next("desk")["rows"]]
        agent.next("desk")
        for verb in ("follow", "earlier", "send"):
            stranger.say(verb, conversation=talk.id, id=anew(), text="在吗", before=9)
            assert stranger.next("refused")["code"] == "not_allowed", verb
        stranger.say("read", conversation=talk.id, position=2)
        stranger.say("leave", conversation=talk.id)
        record_messages([said_by_buyer(talk, "能今天发吗", anew())], at=now())
        buyer = cast.visitor(anew("v"))
        tag_buyer(buyer=buyer, name="老客", by=cast.agent.actor, at=now())
        agent.next("changed", name="buyer", id=buyer.id)
        stranger.settled()
        assert {frame["is"] for frame in stranger.heard} <= {"hello", "desk", "refused", "queue", "changed"}
        told = [(frame["name"], frame["id"]) for frame in stranger.heard if frame["is"] == "changed"]
        assert set(told) <= {("presence", cast.stranger.id)}  # of their own coming
        rows = [row for frame in stranger.heard if frame["is"] == "desk" for row in frame["rows"]]
        rows += [one for frame in stranger.heard if frame["is"] == "queue" for one in frame["waiting"]]
        ours = Conversation.objects.filter(pk__in=[row["conversation"] for row in rows], shop_id=cast.shop.id)
        assert not ours.exists()
    kept = queries.conversation_card(talk.id)
    assert kept is not None
    assert (kept.last_position, kept.read_by_staff) == (3, 0)


@pytest.mark.parametrize(
    "make",
    [
        str,
        lambda number: [number],
        lambda number: {"id": number},
        float,
        lambda _: True,
        lambda _: None,
        lambda _: 0,
        lambda number: -number,
        lambda _: 2**63,
        lambda _: 10**30,
        lambda _: "1 OR 1=1",
    ],
)
def test_a_conversation_is_named_by_its_number_only(
    cast: Cast, server: Server, talk: ConversationCard, make: object
) -> None:
    assert callable(make)
    with server.staff(cast.agent) as agent:
        agent.next("desk")
        for verb in ("follow", "earlier", "send"):
            agent.say(verb, conversation=make(talk.id), id=anew(), text="在吗", before=9)
            assert agent.next("refused")["code"] == "not_allowed", verb
        for verb in ("read", "leave"):
            agent.say(verb, conversation=make(talk.id), position=1)
        agent.say("ping")
        agent.next("pong")
        assert not [frame for frame in agent.heard if frame["is"] in ("messages", "saved")]


def test_a_text_names_the_phrase_that_it_was_written_from(
    cast: Cast, server: Server, talk: ConversationCard
) -> None:
    asked = [(12, True), (12, False), ("12", True), (2**63, False)]
    with server.staff(cast.agent) as agent:
        for phrase, edited in asked:
            message = anew()
            agent.say("send", conversation=talk.id, id=message, text="您好", phrase=phrase, edited=edited)
            agent.next("saved", id=message)
    rows = Message.objects.filter(conversation_id=talk.id, side="staff").order_by("position")
    assert list(rows.values_list("phrase_id", "edited")) == [
        (12, True),
        (12, False),
        (None, False),
        (None, False),
    ]


def test_a_text_says_up_to_where_its_writer_had_read(
    cast: Cast, server: Server, talk: ConversationCard
) -> None:
    record_messages([said_by_buyer(talk, "有货吗", "asked-seen-1")], at=now())
    first = Conversation.objects.get(pk=talk.id)
    record_messages([said_by_buyer(talk, "能改地址吗", "asked-seen-2")], at=now())
    with server.staff(cast.agent) as agent:
        for seen, waits in ((first.last_position, True), ("0", False)):  # what is no position is not heard
            message = anew()
            agent.say("send", conversation=talk.id, id=message, text="您好", seen=seen)
            agent.next("saved", id=message)
            kept = Conversation.objects.get(pk=talk.id)
            assert (kept.asked_position == first.last_position + 1) is waits
    assert kept.waiting_since is None


# The guard.


def test_what_the_guard_blocks_does_not_go_out(
    cast: Cast, server: Server, name: str, talk: ConversationCard
) -> None:
    message = anew()
    with server.staff(cast.agent) as agent, server.visitor(cast.shop, name) as buyer:
        buyer.say("follow", after=0)
        agent.say("send", conversation=talk.id, id=message, text=REFUSAL, reason="赶时间")
        refused = agent.next("refused")
        assert (refused["code"], refused["id"]) == ("guard", message)
        (finding,) = refused["findings"]
        assert {"rule", "title", "severity", "quote", "say", "instead"} <= set(finding)
        assert (finding["rule"], finding["severity"]) == ("R01", "block")
        agent.say("send", conversation=talk.id, id=message, text=finding["instead"])
        agent.next("saved", id=message)
        assert [item["text"] for item in buyer.reaches(3)][-1] == finding["instead"]
        assert REFUSAL not in json.dumps(buyer.heard, ensure_ascii=False)
    assert GuardHit.objects.get(conversation_id=talk.id).outcome == "blocked"


def test_what_the_guard_warns_of_goes_out_with_a_reason(cast: Cast, server: Server, name: str) -> None:
    talk = cast.conversation(name, shop=cast.other_shop)
    message = anew()
    with server.staff(cast.stranger) as agent:
        agent.say("send", conversation=talk.id, id=message, text=REFUSAL)
        assert agent.next("refused")["code"] == "reason"
        agent.say("send", conversation=talk.id, id=message, text=REFUSAL, reason="税局代开")
        assert agent.next("saved")["id"] == message
    kept = GuardHit.objects.filter(conversation_id=talk.id).order_by("pk")
    assert [(hit.outcome, hit.reason) for hit in kept] == [("warned", ""), ("overridden", "税局代开")]


def test_a_draft_is_checked_without_being_sent(cast: Cast, server: Server, talk: ConversationCard) -> None:
    with server.staff(cast.agent) as agent:
        for number, (text, rules) in enumerate(
            [(REFUSAL, ["R01"]), ("可以开发票的", []), (17, []), ("长" * 9000, [])]
        ):
            agent.say("check", conversation=talk.id, text=text, n=number)
            checked = agent.next("checked", n=number)
            assert checked["conversation"] == talk.id
            assert [finding["rule"] for finding in checked["findings"]] == rules
    assert not GuardHit.objects.filter(conversation_id=talk.id).exists()


# What else is pushed.


def test_the_visitor_sees_whether_anybody_is_there(cast: Cast, server: Server, name: str) -> None:
    people = (cast.agent, cast.second, cast.lead, cast.manager)
    try:
        for one in people:
            set_presence(status="away", by=one.actor, at=now())
        with server.visitor(cast.shop, name) as buyer:
            buyer.next("presence", someone=False)
            set_presence(status="online", by=cast.agent.actor, at=now())
            buyer.next("presence", someone=True)
            set_presence(status="away", by=cast.agent.actor, at=now())
            buyer.next("presence", someone=False)
    finally:
        for one in people:
            set_presence(status="online", by=one.actor, at=now())


@pytest.mark.seed(31)
def test_who_is_with_an_agent_after_the_shift_is_not_told_that_nobody_is_there(server: Server) -> None:
    shop = open_shop(slug=f"late-{next(_numbers)}", name="晚班", platform=TMALL, at=now())
    agent = hire_quickly(shop, anew("late"), "夜班", "N01", AGENT)
    talk = open_conversation(shop_id=shop.id, visitor_key=visitor_key_of("mine"), at=now())
    record_messages([said_by(agent, talk, "在的", anew())], at=now())
    ended = now() - timedelta(minutes=1)
    plan_shift(
        staff_id=agent.id, starts_at=ended - timedelta(hours=8), ends_at=ended, by=agent.actor, at=now()
    )
    with server.staff(agent) as page, ExitStack() as lines:
        page.next("desk")
        mine, other = (lines.enter_context(server.visitor(shop, one)) for one in ("mine", "other"))
        assert mine.next("presence")["someone"]
        assert not other.next("presence")["someone"]
        set_presence(status="away", by=agent.actor, at=now())
        assert not mine.next("presence")["someone"]
        set_presence(status="online", by=agent.actor, at=now())
        assert mine.next("presence")["someone"]
        assert not [frame for frame in other.settled() if frame["is"] == "presence"]


@pytest.mark.seed(32)
def test_who_is_there_on_a_break_is_not_told_to_buyers_as_there(server: Server) -> None:
    """The agent's own buyer reads that they come back, another one that they queue."""
    shop = open_shop(slug=f"tea-{next(_numbers)}", name="茶歇", platform=TMALL, at=now())
    agent = hire_quickly(shop, anew("tea"), "茶歇", "T01", AGENT)
    lead = hire_quickly(shop, anew("tea"), "主管", "T02", LEAD)
    talk = open_conversation(shop_id=shop.id, visitor_key=visitor_key_of("mine"), at=now())
    record_messages([said_by(agent, talk, "在的", anew())], at=now())
    with server.staff(agent) as page, ExitStack() as lines:
        page.next("desk")
        mine, other = (lines.enter_context(server.visitor(shop, one)) for one in ("mine", "other"))
        for one in (mine, other):
            one.next("presence", state="here", someone=True)
        set_presence(status="break", by=agent.actor, at=now())
        mine.next("presence", state="back_soon", someone=True, back=None)
        other.next("presence", state="queued", someone=True, back=None)
        with server.staff(lead):
            other.next("presence", state="here")
            assert not [frame for frame in mine.settled() if frame["is"] == "presence"]
        other.next("presence", state="queued")
        set_presence(status="online", by=agent.actor, at=now())
        for one in (mine, other):
            one.next("presence", state="here")


def test_an_open_page_keeps_somebody_there(cast: Cast, server: Server) -> None:
    """The page says so by itself, again and again."""
    with server.staff(cast.lead) as lead:
        lead.next("desk")
        Presence.objects.filter(pk=cast.lead.id).update(seen_at=now() - timedelta(minutes=10))
        until = time.monotonic() + 30
        while not _is_there(cast.lead.id):
            assert time.monotonic() < until
            time.sleep(0.1)


def _is_there(staff_id: int) -> bool:
    from zhanggui.workforce.queries import statuses  # noqa: PLC0415 - beside its one use

    return staff_id in statuses((staff_id,), at=now())


@pytest.mark.seed(8)
def test_a_tag_is_told_to_every_desk_of_the_shop(
    cast: Cast, server: Server, name: str, talk: ConversationCard
) -> None:
    buyer = cast.visitor(name)
    with server.staff(cast.agent) as agent, server.staff(cast.second) as second:
        for line in (agent, second):
            line.next("desk")
        tag_buyer(buyer=buyer, name="老客", by=cast.agent.actor, at=now())
        for line in (agent, second):
            line.next("changed", name="buyer", id=buyer.id)  # their own coming is told too
            rows = line.next("desk", whole=None)["rows"]
            while ["老客"] not in [row["tags"] for row in rows if row["conversation"] == talk.id]:
                rows = line.next("desk", whole=None)["rows"]  # of who came into whose hands meanwhile


def test_a_transfer_is_seen_on_the_desks(cast: Cast, server: Server, talk: ConversationCard) -> None:
    with server.staff(cast.second) as second:
        second.next("desk")
        # To a lead: who waits is given to an agent, and may be the second one's already.
        transfer_reception(conversation=talk, to=cast.lead, by=cast.agent.actor, at=now())
        row: dict[str, Any] = {"agent": None}
        while row["agent"] != cast.lead.id:  # another change of the shop may be told first
            rows = second.next("desk", whole=None)["rows"]
            row = next((one for one in rows if one["conversation"] == talk.id), row)
        assert row["agent_name"] == "周舟 L01"
        assert row["waiting_since"]


def test_colleagues_see_who_writes_and_the_buyer_sees_nothing_of_it(
    cast: Cast, server: Server, name: str, talk: ConversationCard
) -> None:
    """And what staff write beside the talk travels as a name, to staff."""
    with (
        server.staff(cast.agent) as agent,
        server.staff(cast.second) as second,
        server.visitor(cast.shop, name) as buyer,
    ):
        for line in (agent, second):
            line.say("follow", conversation=talk.id)
            line.next("messages")
        buyer.say("follow", after=0)
        buyer.next("messages")
        second.say("typing", conversation=talk.id)
        told = {"is": "typing", "conversation": talk.id}
        assert agent.next("typing") == {**told, "side": "staff", "by": "陈晨"}
        buyer.say("typing")
        assert agent.next("typing") == {**told, "side": "buyer", "by": ""}
        assert second.next("typing") == {**told, "side": "buyer", "by": ""}  # not one's own
        note_aside(conversation=talk, text="很难缠", by=cast.agent.actor, at=now())
        assert second.next("changed", name="aside")["id"] == talk.id
        buyer.say("ping")
        buyer.next("pong")
        heard = json.dumps(buyer.heard, ensure_ascii=False)
        assert {frame["is"] for frame in buyer.heard} <= {"hello", "presence", "messages", "read", "pong"}
        assert "很难缠" not in heard
        assert "很难缠" not in json.dumps(second.heard, ensure_ascii=False)


def test_who_is_not_placed_is_told_with_the_reason(
    cast: Cast, server: Server, talk: ConversationCard
) -> None:
    Presence.objects.update(seen_at=now() - timedelta(minutes=10))  # of another test's pages
    with server.staff(cast.agent) as agent:
        set_presence(status="break", by=cast.agent.actor, at=now())
        transfer_reception(conversation=talk, to=cast.lead, by=cast.agent.actor, at=now())
        set_presence(status="away", by=cast.lead.actor, at=now())  # the lead goes, and lets go of the buyer
        while talk.id not in (found := {one["conversation"]: one for one in agent.next("queue")["waiting"]}):
            pass
        assert (found[talk.id]["why"], found[talk.id]["wants"]) == ("nobody", [])
        set_presence(status="online", by=cast.agent.actor, at=now())
        row = _row_with_agent(agent, talk.id)
        while row["agent"] != cast.agent.id:
            row = _row_with_agent(agent, talk.id)


def test_what_was_read_before_the_page_opened_is_told_with_the_first_messages(
    cast: Cast, server: Server, name: str, talk: ConversationCard
) -> None:
    record_messages([said_by(cast.agent, talk, "在的", anew())], at=now())
    with server.visitor(cast.shop, name) as buyer:
        buyer.say("follow", after=0)
        assert buyer.next("messages")["read"] == {"buyer": 1, "staff": 3}


# When lines break.


def cut(what: str) -> int:
    """Ends connections of the server to the database; how many."""
    with another_line(autocommit=True) as line:
        found = line.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND pid <> ALL(%s) AND (%s = '' OR application_name = %s)",
            (_our_own(), what, what),
        ).fetchone()
    return int(found[0]) if found else 0


def _our_own() -> list[int]:
    from django.db import connection  # noqa: PLC0415 - beside its one use

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return [int(cursor.fetchone()[0])]


def test_a_reader_whose_servers_ear_was_cut_gets_everything(
    cast: Cast, server: Server, name: str, talk: ConversationCard
) -> None:
    with server.visitor(cast.shop, name) as buyer, server.staff(cast.agent) as agent:
        for line in (buyer, agent):
            line.say("follow", conversation=talk.id, after=0)
            line.reaches(2)
        for place in range(12):
            if place % 4 == 0:
                assert cut("zhanggui live") <= 1
            record_messages([said_by_buyer(talk, f"第 {place} 句", anew())], at=now())
            time.sleep(0.05)
        for line in (buyer, agent):
            line.reaches(14)
            assert positions(line) == list(range(1, 15))


def test_two_servers_are_one_house_and_one_may_stop(
    cast: Cast, server: Server, name: str, talk: ConversationCard, tmp_path: Path
) -> None:
    with ExitStack() as lines:
        with serving(tmp_path) as other:
            buyer = lines.enter_context(server.visitor(cast.shop, name))
            agent = lines.enter_context(other.staff(cast.agent))
            for line in (buyer, agent):
                line.say("follow", conversation=talk.id, after=2)
                line.next("messages")
            buyer.say("send", id=anew(), text="能今天发吗")
            assert agent.reaches(3)[-1]["text"] == "能今天发吗"
            agent.say("send", conversation=talk.id, id=anew(), text="能的")
            assert buyer.reaches(4)[-1]["text"] == "能的"
            agent.say("read", conversation=talk.id, position=4)
            agent.next("saved")
        assert agent.closed_with() == 1012
        buyer.say("ping")
        buyer.next("pong")
    with server.staff(cast.agent) as agent:
        agent.say("follow", conversation=talk.id, after=3)
        assert [item["position"] for item in agent.next("messages")["items"]] == [4]


# Pages: between their drawing and their line.

MISSED = ["missed"]


def drawn(server: Server, staff: StaffCard) -> str:
    """The mark of a page that is drawn now."""
    found = re.search(r'<meta name="drawn" content="([^"]+)">', server.page("/orders/", staff))
    assert found
    return found[1]


def tagged(cast: Cast, times: int = 1) -> list[int]:
    """Something changes that pages show: the buyers' ids."""
    buyers = [cast.visitor(anew("v")) for _ in range(times)]
    for buyer in buyers:
        tag_buyer(buyer=buyer, name="老客", by=cast.agent.actor, at=now())
    return [buyer.id for buyer in buyers]


def told_since(line: Line, mark: object) -> list[object]:
    """The buyers of whom a page with this mark is told, or that anything may have changed."""
    line.settled()
    before = len(line.heard)
    line.say("since", mark=mark)
    line.say("ping")
    line.next("pong")
    later = [
        frame for frame in line.heard[before:] if frame["is"] == "missed" or frame.get("name") == "buyer"
    ]
    return [frame.get("id", "missed") for frame in later]


def hears_of(cast: Cast, *lines: Line) -> None:
    """Waits until the processes of these new lines have heard all that was told so far."""
    for line in lines:
        line.next("desk")
    [last] = tagged(cast)
    for line in lines:
        line.next("changed", name="buyer", id=last)


def test_what_changed_between_the_drawing_of_a_page_and_its_line_is_told(cast: Cast, server: Server) -> None:
    with server.staff(cast.second) as other:
        hears_of(cast, other)
        mark = drawn(server, cast.agent)
        late = tagged(cast, 2)
        tag_buyer(
            buyer=cast.visitor(anew("v"), shop=cast.other_shop), name="别家", by=cast.stranger.actor, at=now()
        )
        with server.staff(cast.agent) as line:
            line.next("desk")
            assert told_since(line, mark) == late  # not what the page has seen, and nothing of another shop
            assert told_since(line, drawn(server, cast.agent)) == []
            assert tagged(cast) == [line.next("changed", name="buyer")["id"]]  # and then by itself


@pytest.mark.parametrize("mark", ["", "a-page-of-yesterday", None, 7, ["x"]])
def test_a_page_of_which_nobody_knows_when_it_was_drawn_asks_for_everything(
    cast: Cast, server: Server, mark: object
) -> None:
    with server.staff(cast.agent) as line:
        assert told_since(line, mark) == MISSED


def test_who_missed_a_great_deal_is_not_told_each_of_it(cast: Cast, server: Server) -> None:
    mark = drawn(server, cast.agent)
    most = desks.TOLD_AT_ONCE - 10  # somebody comes and goes meanwhile
    changed = tagged(cast, most)
    with server.staff(cast.agent) as line:
        assert told_since(line, mark) == changed
        tagged(cast, 20)
        assert told_since(line, mark) == MISSED


def test_an_open_page_is_told_when_its_servers_ear_was_cut(cast: Cast, server: Server) -> None:
    with server.staff(cast.agent) as line:
        mark = drawn(server, cast.agent)
        line.settled()
        assert cut("zhanggui live") == 1
        line.next("missed")
        assert told_since(line, mark) == MISSED
        assert told_since(line, drawn(server, cast.agent)) == []


@pytest.mark.parametrize("exchange", ["postgresql", "valkey"])
def test_a_page_of_one_process_has_its_line_at_another(
    cast: Cast, tmp_path: Path, exchange: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ExitStack() as running:
        between = running.enter_context(valkey()) if exchange == "valkey" else None
        address = between.address if between else ""
        monkeypatch.setattr(settings, "REDIS_URL", address)
        carrier._redis.cache_clear()
        running.callback(carrier._redis.cache_clear)
        for name in ("one", "two"):
            (tmp_path / name).mkdir()
        one = running.enter_context(serving(tmp_path / "one", redis=address))
        two = running.enter_context(serving(tmp_path / "two", redis=address))
        lines = [running.enter_context(server.staff(cast.second)) for server in (one, two)]
        hears_of(cast, *lines)
        mark = drawn(one, cast.agent)
        late = tagged(cast, 3)
        with two.staff(cast.agent) as line:
            assert told_since(line, mark) == late
            assert told_since(line, drawn(two, cast.agent)) == []
        if between:
            between.kill_and_start()
            for line in lines:
                line.next("missed")
            assert told_since(lines[1], mark) == MISSED


@pytest.fixture
def exchange() -> Iterator[str]:
    with valkey() as running:
        yield running.address


@pytest.fixture
def _tells_nobody(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What this process commits it tells nobody of, as if it died in between: its Valkey is not there."""
    monkeypatch.setattr(settings, "REDIS_URL", "redis://127.0.0.1:1")
    carrier._redis.cache_clear()
    yield
    carrier._redis.cache_clear()
    monkeypatch.setattr(carrier, "_lost", False)
    monkeypatch.setattr(carrier, "_quiet_until", 0.0)


@pytest.mark.usefixtures("_tells_nobody")
def test_what_was_committed_and_told_to_nobody_is_heard_once_and_by_all(
    cast: Cast, tmp_path: Path, exchange: str, name: str, talk: ConversationCard
) -> None:
    """By the sweeps, which look every two or three seconds; nothing else happens meanwhile."""
    record_messages([said_by(cast.agent, talk, "在的", anew())], at=now())
    comer = anew("v")
    with (
        serving(tmp_path, redis=exchange) as server,
        server.visitor(cast.shop, name) as buyer,
        server.visitor(cast.shop, comer) as new,
        server.staff(cast.agent) as desk,
        server.staff(cast.second) as agent,
    ):
        agent.say("follow", conversation=talk.id)
        for line in (buyer, new):
            line.say("follow")
        for line in (buyer, new, agent):
            line.next("messages", live=True)
            line.settled()
        desk.settled()
        record_messages([said_by_buyer(talk, "有人听见吗", anew())], at=now())
        begun = cast.conversation(comer)
        record_messages([said_by_buyer(begun, "第一句", anew())], at=now())
        for line in (buyer, agent):
            assert [item["text"] for item in line.next("messages")["items"]] == ["有人听见吗"]
        assert new.next("messages")["items"][0]["text"] == "第一句"
        rows: set[int] = set()
        while not {talk.id, begun.id} <= rows:
            rows |= {row["conversation"] for row in desk.next("desk", whole=None)["rows"]}
        for line in (buyer, new):
            line.settled()
            positions = [item["position"] for item in line.items()]
            assert positions == list(range(1, len(positions) + 1))  # none twice


@pytest.mark.usefixtures("_tells_nobody")
def test_pages_look_again_when_a_process_comes_or_goes_that_may_have_told_nobody(
    cast: Cast, tmp_path: Path, exchange: str
) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    with ExitStack() as running:
        one = running.enter_context(serving(tmp_path / "one", redis=exchange))
        line = running.enter_context(one.staff(cast.agent))
        line.next("desk")
        line.settled()
        tagged(cast)
        assert not [frame for frame in line.settled(1) if frame["is"] == "missed" or frame.get("id")]
        two = running.enter_context(serving(tmp_path / "two", redis=exchange))
        line.next("missed")  # the one in whose place it came may have told nobody
        assert not [frame for frame in line.settled(1) if frame["is"] == "missed"]
        two.process.kill()
        line.next("missed")  # and nobody comes in its place
        assert not [frame for frame in line.settled(1) if frame["is"] == "missed"]


def test_a_page_follows_sixty_conversations_and_lets_the_eldest_go(cast: Cast, server: Server) -> None:
    talks = [cast.conversation(anew("v")) for _ in range(61)]
    with server.staff(cast.agent) as agent:
        for one in talks:
            agent.say("follow", conversation=one.id, after=0)
            agent.next("messages", conversation=one.id)
        for one in (talks[0], talks[1], talks[60]):
            record_messages([said_by_buyer(one, "在吗", anew())], at=now())
        agent.next("messages", conversation=talks[60].id)
        followed = {item for frame in agent.heard if frame.get("items") for item in [frame["conversation"]]}
        assert followed == {talks[1].id, talks[60].id}


def test_one_address_cannot_begin_talks_without_end(tmp_path: Path) -> None:
    shop = open_shop(slug=f"crowd-{next(_numbers)}", name="人山人海", platform=TMALL, at=now())
    manager = hire_quickly(shop, anew("crowd"), "店长", "C01", MANAGER)
    change_setting(shop_id=shop.id, setting=TALKS_PER_ADDRESS, value=2, by=manager.actor, at=now())
    with serving(tmp_path, far=True) as server, ExitStack() as lines:
        first, second, third = (lines.enter_context(server.visitor(shop, anew("v"))) for _ in range(3))
        for line in (first, second):
            line.say("send", id="word-one", text="在吗")
            assert line.answer("word-one")["is"] == "saved"
        third.say("send", id="word-one", text="在吗")
        refused = third.answer("word-one")
        assert (refused["code"], "过一会儿再写" in refused["say"]) == ("too_many", True)
        first.say("send", id="word-two", text="有人吗")  # who has a talk goes on
        assert first.answer("word-two")["is"] == "saved"
    assert Conversation.objects.filter(shop_id=shop.id).count() == 2


def test_a_second_page_hears_of_the_first_word_though_the_ear_was_cut(
    cast: Cast, server: Server, name: str
) -> None:
    with server.visitor(cast.shop, name) as other:
        other.say("follow")
        other.next("messages", conversation=None)
        assert cut("zhanggui live") == 1
        talk = cast.conversation(name)
        record_messages([said_by_buyer(talk, "在吗", anew())], at=now())
        assert other.reaches(2)[0]["text"] == "在吗"


def test_when_every_line_to_the_database_breaks_nothing_is_lost(
    cast: Cast, server: Server, name: str, talk: ConversationCard
) -> None:
    with server.visitor(cast.shop, name) as buyer, server.staff(cast.agent) as agent:
        agent.say("follow", conversation=talk.id, after=0)
        agent.reaches(2)
        assert cut("") > 1
        message = anew()
        buyer.say("send", id=message, text="还在吗")
        while buyer.answer(message)["is"] == "refused":  # busy: the client sends again
            time.sleep(0.3)
            buyer.say("send", id=message, text="还在吗")
        assert agent.reaches(3)[-1]["id"] == message
        assert positions(agent) == [1, 2, 3]
