"""A visitor's socket: one conversation, made with the first word."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from datetime import datetime

from zhanggui.conversations import queries, rules
from zhanggui.conversations.actions import Draft, note_arrival, open_conversation
from zhanggui.conversations.crowds import let_in
from zhanggui.conversations.live.callers import ChatCaller
from zhanggui.conversations.live.followers import patiently
from zhanggui.conversations.rules.arrivals import CameBy
from zhanggui.foundation.clock import now
from zhanggui.foundation.live.carrier import Event
from zhanggui.foundation.live.sockets import Frame, Socket
from zhanggui.shops.queries import ShopCard
from zhanggui.workforce.queries import Floor, floors, next_opening

visitors_of: dict[int, set[VisitorCaller]] = {}
_floors: dict[int, Floor] = {}
_back: dict[int, datetime | None] = {}  # of a shop where nobody is there: when somebody will be
PRESENCE_SECONDS = 1.0
BEGUN_SECONDS = 5.0


class VisitorCaller(ChatCaller):
    side = rules.BUYER

    def __init__(
        self,
        socket: Socket,
        shop: ShopCard,
        key: str,
        conversation_id: int | None,
        came_by: CameBy | None = None,
        *,
        address: str = "",
    ) -> None:
        super().__init__(socket, per_second=2, burst=15)
        self.shop = shop
        self.key = key
        self.conversation_id = conversation_id
        self.address = address  # of the network from which they come
        self.came_by = came_by  # until it is noted, with the first word
        self._told = ""  # whom they find, as they were told last

    async def opened(self) -> None:
        self.socket.send(
            {"is": "hello", "protocol": 1, "at": now(), "you": {"conversation": self.conversation_id}}
        )
        visitors_of.setdefault(self.shop.id, set()).add(self)
        if self.shop.id not in _floors:
            found = await patiently(floors, (self.shop.id,), at=now())
            await _note(self.shop.id, found[self.shop.id])
        await _tell_all(self.shop.id, (self,))
        await self.look()

    async def look(self) -> None:
        """Finds a conversation that another page began before this one could hear of it."""
        if self.conversation_id is None:
            card = await patiently(queries.conversation_of_visitor, self.shop.id, self.key)
            if card:
                self.begin(card.id)

    def closed(self) -> None:
        super().closed()
        same = visitors_of.get(self.shop.id)
        if same:
            same.discard(self)
            if not same:
                del visitors_of[self.shop.id]
                _floors.pop(self.shop.id, None)
                _back.pop(self.shop.id, None)

    def tell_presence(self, state: str) -> None:
        """`state`: whom they find, as in `rules.meets`."""
        if state == self._told:
            return
        self._told = state
        nobody = state == rules.NOBODY_THERE
        self.socket.send(
            {
                "is": "presence",
                "someone": not nobody,
                "state": state,
                "back": _back.get(self.shop.id) if nobody else None,
                "opens": f"{self.shop.opens:%H:%M}",
                "closes": f"{self.shop.closes:%H:%M}",
            }
        )

    def conversation_of(self, frame: Frame) -> int | None:  # noqa: ARG002 - a visitor has one
        return self.conversation_id

    def follow(self, frame: Frame) -> None:
        if self.conversation_id is None:
            self.socket.send(
                {
                    "is": "messages",
                    "conversation": None,
                    "items": [],
                    "last": 0,
                    "read": {"buyer": 0, "staff": 0},
                    "earlier": False,
                    "live": True,
                }
            )
            return
        self.start_following(self.conversation_id, frame.get("after"))

    def send(self, frame: Frame) -> None:
        if self.held("first word", frame):
            return
        if self.conversation_id is not None and self.came_by is None:
            super().send(frame)
        elif self.acceptable(frame) is not None:
            self.hold("first word", frame, self._arrive())

    async def _arrive(self) -> None:
        """Where they came from is known before their first word is: who gets them depends on it."""
        conversation_id = self.conversation_id
        if conversation_id is None:
            await patiently(let_in, shop_id=self.shop.id, address=self.address, at=now())
            conversation_id = (
                await patiently(open_conversation, shop_id=self.shop.id, visitor_key=self.key, at=now())
            ).id
        came_by, self.came_by = self.came_by, None
        if came_by:
            await patiently(note_arrival, conversation_id=conversation_id, came_by=came_by, at=now())
        self.begin(conversation_id)

    def begin(self, conversation_id: int) -> None:
        """The visitor's first word, from this page or another, made the conversation."""
        if self.conversation_id is None:
            self.conversation_id = conversation_id
            self.start_following(conversation_id, 0)

    def draft(self, frame: Frame, conversation_id: int, text: str) -> Draft:
        return Draft(conversation_id, rules.BUYER, frame["id"], text)


def hear_opened(event: Event) -> None:
    """A visitor wrote the first word: the visitor's other pages follow too."""
    for caller in tuple(visitors_of.get(event["s"], ())):
        if rules.visitor_mark(caller.key) == event["visitor"]:
            caller.begin(event["c"])


def look_again() -> None:
    """Events may have been missed: whoever has no conversation looks whether there is one by now."""
    for callers in tuple(visitors_of.values()):
        for caller in tuple(callers):
            caller.in_background(caller.look())


async def _find_begun(shop_id: int, callers: set[VisitorCaller]) -> None:
    """Whoever has no conversation may have one by now, whose beginning was not heard of."""
    waiting = [caller for caller in callers if caller.conversation_id is None]
    if not waiting:
        return
    begun = await patiently(queries.conversations_of_visitors, shop_id, {caller.key for caller in waiting})
    for caller in waiting:
        if caller.key in begun:
            caller.begin(begun[caller.key])


async def _note(shop_id: int, floor: Floor) -> None:
    _back[shop_id] = None if floor.attended else await patiently(next_opening, shop_id, at=now())
    _floors[shop_id] = floor


async def watch_presence() -> None:
    """Tells visitors when the first of the staff comes and when the last one goes, be it for a break."""
    while True:
        await asyncio.sleep(PRESENCE_SECONDS)
        if not visitors_of:
            continue
        found = await patiently(floors, tuple(visitors_of), at=now())
        for shop_id, callers in tuple(visitors_of.items()):
            floor = found.get(shop_id)  # none for a shop whose first visitor came meanwhile: told already
            if floor is None:
                continue
            if _floors.get(shop_id) != floor:
                await _note(shop_id, floor)
            await _tell_all(shop_id, tuple(callers))


async def _tell_all(shop_id: int, callers: Collection[VisitorCaller]) -> None:
    """Whoever is with an agent who stays after the shift is not told that nobody is there; and whose agent
    is on a break, not that others are."""
    floor = _floors.get(shop_id, Floor())
    talks = [caller.conversation_id for caller in callers if caller.conversation_id is not None]
    own: dict[int, str] = {}
    if talks and (floor.breaks or not floor.attended):
        own = await patiently(queries.talks_attended, shop_id, talks, at=now())
    for caller in callers:
        caller.tell_presence(
            rules.meets(
                attended=floor.attended,
                takes_new=floor.takes_new,
                own=own.get(caller.conversation_id or 0, ""),
            )
        )


async def watch_beginnings() -> None:
    """Finds the conversations whose beginning was not heard of."""
    while True:
        await asyncio.sleep(BEGUN_SECONDS)
        for shop_id, callers in tuple(visitors_of.items()):
            await _find_begun(shop_id, callers)
