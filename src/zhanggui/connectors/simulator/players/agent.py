"""A simulated member of staff: logs in, answers who waits, works the list, as their habits let."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from zhanggui.connectors.simulator.chance import Chance, chance_of
from zhanggui.connectors.simulator.players.browser import Browser
from zhanggui.connectors.simulator.players.chores import Chores
from zhanggui.connectors.simulator.players.duty import Duty
from zhanggui.connectors.simulator.players.floor import Floor
from zhanggui.connectors.simulator.players.line import Client, Frame
from zhanggui.connectors.simulator.players.notes import of_promise, of_words
from zhanggui.connectors.simulator.staff import Colleague
from zhanggui.connectors.simulator.talk.answers import (
    TEMPTS,
    curt_answer,
    forbidden_answer,
    good_answer,
    promise,
)
from zhanggui.connectors.simulator.talk.questions import understood
from zhanggui.connectors.simulator.tally import Promised

_SAVED_PATIENCE = 20.0  # real seconds
_LOOKS_REAL_SECONDS = 0.2
_LOGS_IN_AGAIN_SECONDS = 10
_STAYS_LONGER = timedelta(minutes=40)
_MOST_OPEN = 12  # conversations that stay followed


@dataclass
class Agent:
    floor: Floor
    who: Colleague
    ends_at: datetime
    chance: Chance = field(init=False)
    browser: Browser = field(init=False)
    chores: Chores = field(init=False)
    duty: Duty = field(init=False)
    _followed: list[int] = field(default_factory=list)
    _said: dict[int, int] = field(default_factory=dict)  # where our last word stands: the desk hears later

    def __post_init__(self) -> None:
        self.chance = chance_of(f"{self.floor.seed} {self.who.login} {self.ends_at}")
        self.browser = Browser(self.floor.host, self.floor.port, self.floor.threads)
        self.chores = Chores(self.floor, self.who, self.browser, self.chance)
        self.duty = Duty(self.floor, self.who, self.browser)

    async def work(self) -> None:
        """One shift, from the login to the last word."""
        while not await self._log_in():
            self.floor.tally.trouble(f"{self.who.login} cannot log in")
            if self.floor.timer.now() >= self.ends_at:
                return
            await self.floor.timer.beat(_LOGS_IN_AGAIN_SECONDS, _LOGS_IN_AGAIN_SECONDS)
        address = f"{self.browser.wire}/live"
        client = Client(lambda: address, self.browser.cookie_header, self.chance.getrandbits(32))
        running = asyncio.create_task(client.run())
        try:
            await self._guarded(self.browser.post("/presence", {"status": "online"}))
            await self._guarded(self.duty.begin())
            while not self._is_over(client):
                await self._guarded(self._look(client))
            await self._guarded(self._leave(client))
        finally:
            await client.stop()
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            self.browser.close()

    def _is_over(self, client: Client) -> bool:
        """The shift ends when its time is over and nobody waits for this member, but not for ever."""
        late = self.floor.timer.now() - self.ends_at
        if late < timedelta(0):
            return False
        return late > _STAYS_LONGER or not any(row["waiting_since"] for row in self._mine(client))

    def _me(self, client: Client) -> object:
        return client.hello.get("you", {}).get("id")

    def _mine(self, client: Client) -> list[Frame]:
        me = self._me(client)
        return [row for row in client.desk.values() if row["agent"] == me and row["channel"] == "web"]

    async def _leave(self, client: Client) -> None:
        """What is said is closed, what is open goes on a sheet."""
        for row in self._mine(client):
            if not row["waiting_since"]:
                await self.browser.post(f"/reception/{row['conversation']}/close")
        await self.duty.end()
        await self.browser.post("/presence", {"status": "away"})

    async def _guarded(self, step: Coroutine[Any, Any, Any]) -> None:
        try:
            await step
        except OSError as failure:
            self.floor.tally.trouble(f"{self.who.login}: {type(failure).__name__} {failure}")

    async def _log_in(self) -> bool:
        form = {"login": self.who.login, "password": self.floor.password, "next": "/healthz"}
        try:
            await self.browser.get("/login")
            page = await self.browser.post("/login", form)
        except OSError:
            return False
        return page.ok and "sessionid" in self.browser.cookies

    async def _look(self, client: Client) -> None:
        """Takes whoever of their own waits longest, or of those whom nobody has, or who waits too long for
        somebody; without anybody the list of what is due."""
        row = self._next(client)
        if row is not None:
            await self._take(client, row)
        elif self.floor.timer.now() >= self.ends_at or not await self._work():
            await client.heard(max(2 / self.floor.timer.speed, _LOOKS_REAL_SECONDS))

    async def _work(self) -> bool:
        """Something beside the chat; false when there is nothing to do."""
        return await self.chores.look() or await self.duty.look()

    async def _take(self, client: Client, row: Frame) -> None:
        conversation = row["conversation"]
        self.floor.taken.add(conversation)
        try:
            if row["agent"] not in {None, self._me(client)}:
                await self.browser.post(f"/reception/{conversation}/take")
            await self._answer(client, row)
        finally:
            self.floor.taken.discard(conversation)

    def _next(self, client: Client) -> Frame | None:
        at = self.floor.timer.now()
        waiting = [
            row
            for row in client.desk.values()
            if row["waiting_since"]
            and row["channel"] == "web"
            and row["conversation"] not in self.floor.taken
            and row["position"] > self._said.get(row["conversation"], 0)
            and _waited(row, at) >= self._leaves(client, row)
        ]
        return min(waiting, key=lambda row: (row["waiting_since"], row["conversation"]), default=None)

    def _leaves(self, client: Client, row: Frame) -> float:
        """How long this one is left to others: one's own not at all, a colleague's until it is late."""
        if row["agent"] == self._me(client):
            return 0
        if row["agent"] is None:
            return self.floor.leaves_seconds
        return self.floor.leaves_seconds + float(client.hello.get("late_seconds", 180))

    # One answer.

    async def _answer(self, client: Client, row: Frame) -> None:
        conversation, habits, timer = row["conversation"], self.who.habits, self.floor.timer
        asked = await self._read(client, row)
        if not asked:  # answered already: the desk says so in a moment
            await asyncio.sleep(_LOOKS_REAL_SECONDS)
            return
        await timer.seconds(habits.reads_seconds)
        intent = understood(asked)
        text, promised = self._worded(intent)
        await timer.seconds(len(text) / habits.letters_a_second)
        if not await self._say(client, conversation, text):
            return
        self.floor.tally.count("answers")
        if intent == "complain" and self.chance.random() >= habits.curt:
            await self._ask_lead(conversation, asked)
        if promised:
            self._promise(row, promised, text)
        else:
            self.chores.owe(of_words(row["buyer"], intent, asked, self.floor.timer.now()))
        if intent == "thanks" and self.chance.random() < habits.closes:
            await self.browser.post(f"/reception/{conversation}/close")
            await client.leave(conversation)
            self._followed = [one for one in self._followed if one != conversation]

    async def _read(self, client: Client, row: Frame) -> str:
        """What the buyer asked since the last word of staff."""
        conversation = row["conversation"]
        if conversation not in client.readers:
            await client.follow(conversation)
            self._followed.append(conversation)
            if len(self._followed) > _MOST_OPEN:
                await client.leave(self._followed.pop(0))
        reader = client.readers[conversation]
        for _ in range(20):
            if reader.last >= row["position"]:
                break
            await client.heard(_LOOKS_REAL_SECONDS)
        asked: list[str] = []
        for item in reversed(reader.items):
            if item["side"] == "staff":
                break
            if item["side"] == "buyer":
                asked.insert(0, item["text"])
        return " ".join(asked)

    def _worded(self, intent: str) -> tuple[str, str]:
        """What this member would write, and which promise stands in it."""
        habits = self.who.habits
        if intent == "invoice" and self.chance.random() < habits.breaks_rules:
            return forbidden_answer(self.chance), ""
        tempted = TEMPTS.get(intent)
        if tempted and self.chance.random() < habits.promises:
            return promise(tempted, self.chance), tempted
        answer = curt_answer if self.chance.random() < habits.curt else good_answer
        return answer(intent, self.chance), ""

    async def _say(self, client: Client, conversation: int, text: str) -> bool:
        frame = await client.say(text, conversation, patience=_SAVED_PATIENCE)
        if frame["is"] == "saved":
            self._said[conversation] = frame["position"]
            return True
        self.floor.tally.count(f"refused_{frame['code']}")
        if frame["code"] == "guard":
            instead = frame["findings"][0].get("instead") or "好的,我帮您看一下。"
            frame = await client.say(instead, conversation, patience=_SAVED_PATIENCE)
        elif frame["code"] == "reason":
            frame = await client.say(text, conversation, patience=_SAVED_PATIENCE, reason="买家问起")
        if frame["is"] != "saved":
            self.floor.tally.trouble(f"{self.who.login} was refused twice: {frame.get('say')}")
            return False
        self._said[conversation] = frame["position"]
        return True

    async def _ask_lead(self, conversation: int, asked: str) -> None:
        """What one must not decide alone goes to the lead, with the buyer's words."""
        page = await self.browser.post(f"/reception/{conversation}/ask", {"question": asked[:200]})
        self.floor.tally.count("leads_asked" if page.ok else "leads_not_asked")

    def _promise(self, row: Frame, kind: str, text: str) -> None:
        told = Promised(row["conversation"], kind, text, self.who.login, self.floor.timer.now())
        self.floor.tally.promised.append(told)
        self.chores.owe(of_promise(row["buyer"], told))


def _waited(row: Frame, at: datetime) -> float:
    return (at - datetime.fromisoformat(row["waiting_since"])).total_seconds()
