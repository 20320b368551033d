"""What an open socket may reach: the own shop's conversations, or the visitor's own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, MutableMapping
from typing import Any

import orjson
import pytest
from django.db import connection
from django.test import Client, override_settings

from tests.house.world import SECRET, World, build, everything, touched
from zhanggui.conversations.live import door
from zhanggui.foundation.live import database
from zhanggui.shops.rules import MANAGER

pytestmark = pytest.mark.django_db(transaction=True)
QUIET_SECONDS = 0.3  # nothing more comes
PATIENCE_SECONDS = 20.0
Frames = list[dict[str, Any]]
ANSWERS = {"refused", "messages", "earlier", "saved"}


@pytest.fixture
def world() -> Iterator[World]:
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield build()
    _let_connections_go()


def _let_connections_go() -> None:
    """The live threads keep theirs, and a database that is in use cannot be taken down."""
    together = threading.Barrier(database._threads._max_workers)

    def let_go() -> None:
        together.wait(timeout=30)
        connection.close()

    for done in [database._threads.submit(let_go) for _ in range(database._threads._max_workers)]:
        done.result()


def say(path: str, client: Client, *frames: dict[str, Any], answers: int = 0) -> Frames:
    """Opens a socket, sends the frames, and tells what came: so many answers, then until it was quiet."""

    async def talk() -> Frames:
        heard: Frames = []
        clock = asyncio.get_running_loop().time
        last = clock()
        waiting = [{"type": "websocket.connect"}]
        waiting += [{"type": "websocket.receive", "text": orjson.dumps(frame).decode()} for frame in frames]

        def more_may_come() -> bool:
            came = sum(frame["is"] in ANSWERS for frame in heard)
            return came < answers or clock() - last < QUIET_SECONDS

        async def receive() -> MutableMapping[str, Any]:
            if waiting:
                return waiting.pop(0)
            until = clock() + PATIENCE_SECONDS
            while clock() < until and more_may_come():  # noqa: ASYNC110 - waits for nothing to happen
                await asyncio.sleep(0.02)
            return {"type": "websocket.disconnect"}

        async def send(event: MutableMapping[str, Any]) -> None:
            nonlocal last
            last = clock()
            if event["type"] == "websocket.send":
                heard.append(orjson.loads(event["text"]))

        cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
        scope = {"type": "websocket", "path": path, "headers": [(b"cookie", cookies.encode())]}
        await door.answer(scope, receive, send)
        return heard

    return asyncio.run(talk())


def asked_of(conversation_id: int) -> Frames:
    """Every verb that names a conversation."""
    return [
        {"do": "follow", "conversation": conversation_id, "after": 0},
        {"do": "earlier", "conversation": conversation_id, "before": 5},
        {"do": "send", "conversation": conversation_id, "id": "from-outside", "text": "偷偷说一句"},
        {"do": "read", "conversation": conversation_id, "position": 1},
        {"do": "leave", "conversation": conversation_id},
    ]


def test_staff_reach_their_own_shops_conversations(world: World) -> None:
    """The control: with the right to it, the same frames answer with the words."""
    follow = asked_of(world.visitor.conversation.id)[:1]
    heard = say("/live", world.client(world.staff[MANAGER]), *follow, answers=1)
    assert f"{SECRET}的话" in [
        item["text"] for frame in heard if frame["is"] == "messages" for item in frame["items"]
    ]


def test_staff_of_another_shop_reach_nothing(world: World) -> None:
    client = world.client(world.stranger_manager)
    before = everything()
    heard = say("/live", client, *asked_of(world.visitor.conversation.id), answers=3)
    assert SECRET not in orjson.dumps(heard).decode()
    assert [frame["code"] for frame in heard if frame["is"] == "refused"] == ["not_allowed"] * 3
    assert not [frame for frame in heard if frame["is"] in {"messages", "earlier", "saved"}]
    assert not touched(before, everything(), world.shop)


def test_a_visitor_who_names_another_conversation_gets_the_own_one(world: World) -> None:
    before = everything()
    follow, earlier, *_ = asked_of(world.visitor.conversation.id)
    heard = say("/chat/first/live", world.neighbour.client, follow, earlier, answers=2)
    assert SECRET not in orjson.dumps(heard).decode().replace(world.shop.name, "")
    named = {frame["conversation"] for frame in heard if frame["is"] in {"messages", "earlier"}}
    assert named == {world.neighbour.conversation.id}
    assert not touched(before, everything(), world.shop)


def test_a_stranger_is_answered_with_nothing(world: World) -> None:
    for path in ("/live", "/chat/first/live"):
        assert say(path, Client(), *asked_of(world.visitor.conversation.id)) == []
        assert say(path, world.passer_by.client, *asked_of(world.visitor.conversation.id)) == []
