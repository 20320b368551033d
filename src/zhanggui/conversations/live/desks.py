"""A member of staff's socket: the desk (who waits, who is mine) and any conversation of the shop."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Collection
from itertools import islice
from time import monotonic
from typing import Final, TypeGuard

import orjson

from zhanggui.conversations import queries, rules
from zhanggui.conversations.actions import Draft
from zhanggui.conversations.live.callers import ChatCaller, in_words
from zhanggui.conversations.live.checking import innocent, judged
from zhanggui.conversations.live.followers import patiently
from zhanggui.conversations.live.shown import Shown
from zhanggui.conversations.settings import LATE_SECONDS, SOON_SECONDS
from zhanggui.foundation.clock import now
from zhanggui.foundation.live import hub
from zhanggui.foundation.live.carrier import Event
from zhanggui.foundation.live.sockets import LOGGED_OUT, RESTARTING, Frame, Socket
from zhanggui.guard.rules import Finding
from zhanggui.shops.access import member_by_session, session_mark
from zhanggui.shops.queries import ShopCard, StaffCard, setting_value
from zhanggui.shops.rules import RECEIVE
from zhanggui.workforce.actions import beat, notice_gone
from zhanggui.workforce.rules import BEAT_SECONDS

desks_of: dict[int, set[DeskCaller]] = {}
queue_told: dict[int, str] = {}  # shop -> why who is not placed, as its desks were told last
_changed: dict[int, dict[int, None]] = {}  # shop -> conversations whose desk rows changed, eldest first
DESK_SECONDS = 0.2
MISSED: Final = {"is": "missed"}
SWEEP_SECONDS = 3.0
NOTICE_SECONDS = 1.0
LOGIN_SECONDS = 15.0
shown: dict[int, Shown] = {}  # shop -> where its rows stood when they last went out
# Shop -> desks that wait for the rest of their rows (live.rest), and shops of which nobody has seen it yet.
asking: dict[int, set[DeskCaller]] = {}
asked = asyncio.Event()
filling: set[int] = set()
# Rows times desks that one process sends in a second. Above that (50 desks, 200 changes a second) the
# lists lag by moments and the messages themselves keep their way clear.
DELIVERIES_PER_SECOND = 10_000
TOLD_AT_ONCE = 100  # changes; whoever missed more fetches everything
FOLLOWED = 60  # conversations that one page may follow; the eldest is let go


class DeskCaller(ChatCaller):
    side = rules.STAFF

    def __init__(self, socket: Socket, staff: StaffCard, shop: ShopCard, session_key: str) -> None:
        super().__init__(socket, per_second=20, burst=60)
        self.staff = staff
        self.shop = shop
        self._session_key = session_key
        self.session = session_mark(session_key)
        self.followers = OrderedDict()
        self._mine: set[int] = set()  # conversations checked to be of this shop
        # While its rows are read: which ones were told meanwhile, and may be told older once more.
        self.overtaken: set[int] | None = None
        self.verbs["leave"] = self.leave
        self.verbs["check"] = self.check
        self.verbs["since"] = self.since

    async def opened(self) -> None:
        at = now()
        late = await patiently(setting_value, self.staff.shop_id, LATE_SECONDS, at=at)
        soon = await patiently(setting_value, self.staff.shop_id, SOON_SECONDS, at=at)
        you = {
            "id": self.staff.id,
            "name": self.staff.name,
            "number": self.staff.agent_number,
            "role": self.staff.role,
        }
        self.socket.send(
            {"is": "hello", "protocol": 1, "at": at, "you": you, "late_seconds": late, "soon_seconds": soon}
        )
        await patiently(beat, staff_ids=(self.staff.id,), at=at)
        desks_of.setdefault(self.staff.shop_id, set()).add(self)
        await self.send_desk()
        if why := queue_told.get(self.staff.shop_id):
            self.socket.send_encoded(why)

    async def send_desk(self) -> None:
        shop_id = self.staff.shop_id
        self.overtaken = self.overtaken or set()
        if shop_id not in shown:  # whoever comes while the first desk reads will read what is as new
            shown[shop_id] = Shown()
            filling.add(shop_id)
        rows = await patiently(queries.desk, shop_id, self.staff.id)
        self._mine.update(row["conversation"] for row in rows)
        goes_on = queries.goes_on(rows)
        note_shown(shop_id, rows)
        self.socket.send({"is": "desk", "whole": True, "rows": rows, "more": goes_on})
        if goes_on:
            asking.setdefault(shop_id, set()).add(self)
            asked.set()
        else:
            filling.discard(shop_id)
            self.has_all()

    def has_all(self) -> None:
        """What overtook the reading is told once more, as it is now."""
        for conversation_id in self.overtaken or ():
            mark_changed({"s": self.staff.shop_id, "c": conversation_id})
        self.overtaken = None

    def send_rows(self, conversation_ids: Collection[int], encoded: str) -> None:
        self.socket.send_encoded(encoded)
        if self.overtaken is not None:
            self.overtaken.update(conversation_ids)

    def closed(self) -> None:
        super().closed()
        same = desks_of.get(self.staff.shop_id)
        if same:
            same.discard(self)
            if not same:
                del desks_of[self.staff.shop_id]
                shown.pop(self.staff.shop_id, None)
                filling.discard(self.staff.shop_id)

    async def check_login(self) -> None:
        self.end(await patiently(self.ended_with))

    def ended_with(self) -> int | None:
        """The code to close with when the session, the password or the role that opened this socket does
        not hold any more; whoever was only renamed connects again, under the new name."""
        staff = member_by_session(self._session_key)
        if staff is None or not staff.may(RECEIVE):
            return LOGGED_OUT
        return None if staff == self.staff else RESTARTING

    def end(self, code: int | None) -> None:
        if code is not None:
            self.socket.close(code)

    def conversation_of(self, frame: Frame) -> int | None:
        conversation_id = frame.get("conversation")
        return conversation_id if is_id(conversation_id) and conversation_id in self._mine else None

    def frame(self, frame: Frame) -> None:
        """A conversation that is named for the first time is checked to be of this shop."""
        named = frame.get("conversation")
        if not is_id(named) or named in self._mine or len(self._held) >= FOLLOWED:
            super().frame(frame)
        elif not self.held(named, frame):
            self.hold(named, frame, self._check_shop(named))

    async def _check_shop(self, conversation_id: int) -> None:
        card = await patiently(queries.conversation_card, conversation_id)
        if card is not None and card.shop_id == self.staff.shop_id:
            self._mine.add(conversation_id)

    def follow(self, frame: Frame) -> None:
        conversation_id = self.conversation_of(frame)
        if conversation_id is None:
            self.refuse(frame, "not_allowed", "没有这个会话")
            return
        self.start_following(conversation_id, frame.get("after"))
        while len(self.followers) > FOLLOWED:
            self.followers.pop(next(iter(self.followers))).stop()

    def leave(self, frame: Frame) -> None:
        follower = self.followers.pop(self.conversation_of(frame) or 0, None)
        if follower:
            follower.stop()

    def since(self, frame: Frame) -> None:
        """The page was drawn at this mark. From here on it hears of every change by itself."""
        mark = frame.get("mark")
        later = hub.lately.since(mark) if isinstance(mark, str) else None
        names = dict.fromkeys(
            (event["name"], event["id"]) for event in later or () if event["s"] == self.staff.shop_id
        )
        if later is None or len(names) > TOLD_AT_ONCE:
            self.socket.send(MISSED)
            return
        for name, changed_id in names:
            self.socket.send({"is": "changed", "name": name, "id": changed_id})

    def draft(self, frame: Frame, conversation_id: int, text: str) -> Draft:
        reason = frame.get("reason")
        phrase = frame.get("phrase")
        seen = frame.get("seen")
        return Draft(
            conversation_id,
            rules.STAFF,
            frame["id"],
            text,
            by_id=self.staff.id,
            by_name=f"{self.staff.name} {self.staff.agent_number}",
            reason=rules.clean_text(reason)[:200] if isinstance(reason, str) else "",
            phrase_id=phrase if is_id(phrase) else None,
            edited=is_id(phrase) and frame.get("edited") is True,
            seen=seen if is_id(seen) else None,
        )

    def typist(self) -> Event:
        return {"by": self.staff.id, "name": self.staff.name}

    def check(self, frame: Frame) -> None:
        text = frame.get("text")
        if not isinstance(text, str) or innocent(text, self.shop, at=now()):
            self._checked(frame, ())
        else:
            self.in_background(self._check(frame, text[: rules.TEXT_LETTERS]))

    async def _check(self, frame: Frame, text: str) -> None:
        conversation_id = self.conversation_of(frame)
        self._checked(frame, await patiently(judged, text, self.shop, conversation_id, at=now()))

    def _checked(self, frame: Frame, findings: tuple[Finding, ...]) -> None:
        self.socket.send(
            {
                "is": "checked",
                "conversation": frame.get("conversation"),
                "n": frame.get("n"),
                "findings": in_words(findings),
            }
        )


def note_shown(shop_id: int, rows: Collection[queries.WireItem]) -> None:
    """What the first desk of a shop is told has been shown, but for what was told newer meanwhile."""
    told = shown.get(shop_id)
    if told is not None and shop_id in filling:
        for row in rows:
            told.note_older(row["conversation"], queries.place_of(row))


def is_id(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63


def mark_changed(event: Event) -> None:
    """An event of a shop's conversation: its row on the desks is out of date."""
    if event["s"] in desks_of:
        _changed.setdefault(event["s"], {})[event["c"]] = None


async def push_rows() -> None:
    """Sends the rows that changed, a few times a second, read once for all desks of a shop."""
    while True:
        await asyncio.sleep(DESK_SECONDS)
        ids = [conversation_id for shop_id in tuple(_changed) for conversation_id in _next_rows(shop_id)]
        if not ids:
            continue
        by_shop: dict[int, list[queries.WireItem]] = {}
        for shop_id, row in await patiently(queries.desk_rows, ids):
            by_shop.setdefault(shop_id, []).append(row)
            if shop_id in shown:  # not when its last desk has gone meanwhile
                shown[shop_id].note(row["conversation"], queries.place_of(row))
        for shop_id, rows in by_shop.items():
            encoded = orjson.dumps({"is": "desk", "rows": rows}).decode()
            told = [row["conversation"] for row in rows]
            for caller in tuple(desks_of.get(shop_id, ())):
                caller.send_rows(told, encoded)


def _next_rows(shop_id: int) -> list[int]:
    """The conversations whose rows go out now; the others keep their turn."""
    desks = len(desks_of.get(shop_id, ())) or 1
    most = max(5, int(DELIVERIES_PER_SECOND * DESK_SECONDS / desks))
    changed = _changed[shop_id]
    chosen = list(islice(changed, most))
    for conversation_id in chosen:
        del changed[conversation_id]
    if not changed:
        del _changed[shop_id]
    return chosen


def hear_changed(event: Event) -> None:
    """A thing changed: its name goes to the shop's desks, who fetch it with their own rights."""
    encoded = orjson.dumps({"is": "changed", "name": event["name"], "id": event["id"]}).decode()
    for caller in tuple(desks_of.get(event["s"], ())):
        caller.socket.send_encoded(encoded)


def hear_typing(event: Event) -> None:
    """Somebody writes in a talk: who follows it here is told, but for who writes."""
    frame = {"is": "typing", "conversation": event["c"], "side": event["side"], "by": event["name"]}
    for caller in tuple(desks_of.get(event["s"], ())):
        if event["c"] in caller.followers and caller.staff.id != event["by"]:
            caller.socket.send(frame)


def hear_logout(event: Event) -> None:
    """A session ended, or something of a member's login changed."""
    for caller in tuple(desks_of.get(event["s"], ())):
        if caller.session == event.get("session"):
            caller.end(LOGGED_OUT)
        elif caller.staff.id == event.get("staff"):
            caller.in_background(caller.check_login())


def catch_up_desks() -> None:
    """Events may have been missed: every desk is sent whole, and fetches again what it shows."""
    for callers in tuple(desks_of.values()):
        for caller in tuple(callers):
            caller.socket.send(MISSED)
            caller.in_background(caller.send_desk())
            caller.in_background(caller.check_login())


async def sweep() -> None:
    """Compares what the desks were shown with what is on disk: finds what a lost event did not tell, so
    that no buyer waits unseen."""
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        if shown:
            await compare()


async def compare() -> None:
    """Looks only at the parts whose mark is another one than when they were last found to be right."""
    marks = await patiently(queries.desk_marks, tuple(shown))
    for shop_id, told in tuple(shown.items()):
        if parts := told.doubtful(marks.get(shop_id, {})):
            there = await patiently(queries.desk_places, shop_id, parts)
            for conversation_id in told.differing(parts, there, all_told=shop_id not in filling):
                mark_changed({"s": shop_id, "c": conversation_id})


async def keep_checking() -> None:
    """Closes the pages of those whose login has ended without a word of it."""
    while True:
        await asyncio.sleep(LOGIN_SECONDS)
        await check_logins()


def _endings(callers: list[DeskCaller]) -> list[int | None]:
    return [caller.ended_with() for caller in callers]


async def check_logins() -> None:
    """Closes the sockets whose login has ended."""
    open_desks = [caller for callers in desks_of.values() for caller in callers]
    for caller, code in zip(open_desks, await patiently(_endings, open_desks), strict=True):
        caller.end(code)


async def keep_beating() -> None:
    """Says of everyone who has a living socket here that they are there, and looks who is not any more:
    in this order, so that nobody is gone because the database was."""
    beaten_at = 0.0
    while True:
        await asyncio.sleep(min(NOTICE_SECONDS, BEAT_SECONDS))
        here = {caller.staff.id for callers in desks_of.values() for caller in callers}
        if here and monotonic() - beaten_at >= BEAT_SECONDS - NOTICE_SECONDS / 2:
            beaten_at = monotonic()
            await patiently(beat, staff_ids=here, at=now())
        await patiently(notice_gone, at=now())
