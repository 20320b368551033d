"""What a socket may do: the part that staff and visitors share."""

from __future__ import annotations

import asyncio
import itertools
import logging
import time
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import replace
from typing import Any, TypeGuard

from django.utils.translation import get_language, gettext, override

from zhanggui.conversations import queries, rules
from zhanggui.conversations.actions import Draft, Outcome, Reading, Refused, Saved
from zhanggui.conversations.live.followers import Follower, patiently
from zhanggui.conversations.live.writer import lane_of
from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.live.carrier import Event, tell
from zhanggui.foundation.live.sockets import Frame, Socket
from zhanggui.guard.rules import Finding, with_facts
from zhanggui.shops.queries import ShopCard

logger = logging.getLogger(__name__)
# Frames of any kind that one socket may send: a page that resumes sixty conversations stays below.
FRAMES_PER_SECOND, FRAME_BURST = 50.0, 200.0
GIVEN_UP_SECONDS = 10.0
TYPING_SECONDS = 1.0  # between two signs of typing that one socket may send on
_numbers = itertools.count(1)


class ChatCaller(ABC):
    """Takes frames by their verb. Subclasses say whose conversation a frame may name."""

    def __init__(self, socket: Socket, *, per_second: float, burst: float) -> None:
        self.socket = socket
        self._number = next(_numbers)
        self._language = get_language()
        self.followers: dict[int, Follower] = {}
        self._allowance = rules.Allowance(per_second, burst, burst, time.monotonic())
        self._frames = rules.Allowance(FRAMES_PER_SECOND, FRAME_BURST, FRAME_BURST, time.monotonic())
        self._refused_first = ("", 0.0)  # a message that was sent too fast, and until when it counts
        self._typed = -TYPING_SECONDS
        self._tasks: set[asyncio.Task[None]] = set()
        self._held: dict[object, list[Frame]] = {}
        self.verbs: dict[str, Callable[[Frame], None]] = {
            "follow": self.follow,
            "earlier": self.earlier,
            "send": self.send,
            "read": self.read,
            "ping": self.ping,
            "typing": self.typing,
        }

    def frame(self, frame: Frame) -> None:
        verb = self.verbs.get(str(frame.get("do")))
        if not self._frames.take(time.monotonic()):
            self.refuse(frame, "too_fast", "动作太快了,稍等一秒")
        elif verb is None:
            self.refuse(frame, "bad_frame", "没有这个动作")
        else:
            verb(frame)

    def closed(self) -> None:
        for follower in self.followers.values():
            follower.stop()
        for task in self._tasks:
            task.cancel()

    def refuse(self, frame: Frame, code: str, say: str) -> None:
        named = frame.get("id")
        self.socket.send(
            {
                "is": "refused",
                "id": named if isinstance(named, str) else None,
                "code": code,
                "say": gettext(say),
            }
        )

    def ping(self, _frame: Frame) -> None:
        self.socket.send({"is": "pong", "at": now()})

    def typing(self, frame: Frame) -> None:
        """Staff who follow the talk see that somebody writes; nothing of it is kept, and a visitor hears
        of nobody's."""
        conversation_id, at = self.conversation_of(frame), time.monotonic()
        if conversation_id is None or at - self._typed < TYPING_SECONDS:
            return
        self._typed = at
        event = {"k": "typing", "s": self.shop.id, "c": conversation_id, "side": self.side, **self.typist()}
        self.in_background(patiently(tell, [event]))

    def typist(self) -> Event:
        """Who writes, as colleagues are told."""
        return {"by": None, "name": ""}

    def hold(self, key: object, frame: Frame, ready: Awaitable[None]) -> None:
        """Keeps frames back until `ready` is done, then takes them in the order they came."""
        self._held[key] = [frame]
        self.in_background(self._release(key, ready))

    def held(self, key: object, frame: Frame) -> bool:
        """Puts the frame behind those that are kept back under this key; false when there are none."""
        waiting = self._held.get(key)
        if waiting is None:
            return False
        waiting.append(frame)
        return True

    async def _release(self, key: object, ready: Awaitable[None]) -> None:
        try:
            await ready
        except UnableTo as refusal:
            for frame in self._held.pop(key):
                self.refuse(frame, "too_many", str(refusal))
            return
        except Exception:
            logger.exception("frames were kept back for nothing")
            for frame in self._held.pop(key):
                self.refuse(frame, "busy", "现在写不进去,稍后会再试")
            return
        for frame in self._held.pop(key):
            ChatCaller.frame(self, frame)

    def in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # What subclasses answer.

    @abstractmethod
    def conversation_of(self, frame: Frame) -> int | None:
        """The conversation that the frame means, when this caller has a right to it."""

    @abstractmethod
    def follow(self, frame: Frame) -> None:
        """Begins to tell of the conversation."""

    @abstractmethod
    def draft(self, frame: Frame, conversation_id: int, text: str) -> Draft:
        """The message that the frame asks to send."""

    side = ""
    shop: ShopCard

    # The verbs.

    def start_following(self, conversation_id: int, after: Any) -> None:
        old = self.followers.pop(conversation_id, None)
        if old:
            old.stop()
        follower = Follower(self.socket, conversation_id)
        self.followers[conversation_id] = follower
        follower.start(after if is_position(after) else None)

    def earlier(self, frame: Frame) -> None:
        conversation_id = self.conversation_of(frame)
        before = frame.get("before")
        if conversation_id is None or not is_position(before):
            self.refuse(frame, "not_allowed" if conversation_id is None else "bad_frame", "看不到这个会话")
            return
        self.in_background(self._send_earlier(conversation_id, before))

    async def _send_earlier(self, conversation_id: int, before: int) -> None:
        items = await patiently(queries.messages_before, conversation_id, before)
        self.socket.send(
            {
                "is": "earlier",
                "conversation": conversation_id,
                "items": items,
                "earlier": bool(items) and items[0]["position"] > 1,
            }
        )

    def send(self, frame: Frame) -> None:
        text = self.acceptable(frame)
        if text is None:
            return
        conversation_id = self.conversation_of(frame)
        if conversation_id is None:
            self.refuse(frame, "not_allowed", "这不是您能发言的会话")
            return
        self.submit(self.draft(frame, conversation_id, text))

    def acceptable(self, frame: Frame) -> str | None:
        """The frame's text when it may be sent; None after a refusal."""
        text = frame.get("text")
        if not isinstance(text, str) or not rules.is_client_id(frame.get("id")):
            self.refuse(frame, "bad_frame", "send 要有 id 和 text")
            return None
        text = rules.clean_text(text)
        if not text:
            self.refuse(frame, "empty", "还没有写字")
        elif len(text) > rules.TEXT_LETTERS:
            say = gettext("一条最多 %(most)s 个字,请分开发") % {"most": rules.TEXT_LETTERS}
            self.refuse(frame, "too_long", say)
        elif not self._may_go(frame["id"]):
            self.refuse(frame, "too_fast", "发得太快了,稍等一秒再发")
        else:
            return text
        return None

    def _may_go(self, client_id: str) -> bool:
        """Whether the allowance has room. What was on the way behind a refused message is refused too
        until that one comes again: words do not change places."""
        at = time.monotonic()
        first, until = self._refused_first
        if first != client_id and at < until:
            return False
        if self._allowance.take(at):
            self._refused_first = ("", 0.0)
            return True
        self._refused_first = (client_id, at + GIVEN_UP_SECONDS)
        return False

    def submit(self, draft: Draft) -> None:
        lane_of(draft.conversation_id).submit(draft, self._answered, sender=self._number)

    def _answered(self, outcome: Outcome) -> None:
        """Called from the writer, which speaks to everybody: the language is this connection's own. Most
        answers hold no words, and changing the language takes longer than all else here."""
        if isinstance(outcome, Saved):
            self.socket.send(outcome_frame(outcome))
            return
        with override(self._language):
            self.socket.send(refused_frame(outcome))

    def read(self, frame: Frame) -> None:
        conversation_id = self.conversation_of(frame)
        position = frame.get("position")
        if conversation_id is None or not is_position(position):
            return
        lane_of(conversation_id).read(Reading(conversation_id, self.side, position))


def outcome_frame(outcome: Outcome) -> Frame:
    if isinstance(outcome, Saved):
        return {
            "is": "saved",
            "id": outcome.client_id,
            "conversation": outcome.conversation_id,
            "position": outcome.position,
            "at": outcome.at,
        }
    return refused_frame(outcome)


def refused_frame(outcome: Refused) -> Frame:
    findings = in_words(outcome.findings)
    return {
        "is": "refused",
        "id": outcome.client_id,
        "conversation": outcome.conversation_id,
        "code": outcome.code,
        "say": outcome.why.translated(),
        "findings": findings,
    }


def in_words(findings: Sequence[Finding]) -> list[Finding]:
    """The findings in the reader's language; what to say instead is the buyer's to read and stays."""
    return [
        replace(one, title=gettext(one.title), say=with_facts(gettext(one.say), one.facts), facts={})
        for one in findings
    ]


def is_position(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31
