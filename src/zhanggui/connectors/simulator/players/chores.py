"""What staff do between two chats: the remarks that they owe, and what the list says is due."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from zhanggui.connectors.simulator.chance import Chance
from zhanggui.connectors.simulator.players.browser import Browser, Page
from zhanggui.connectors.simulator.players.floor import Floor
from zhanggui.connectors.simulator.players.notes import Move, Note
from zhanggui.connectors.simulator.players.tasks import part_of, refund_of, steps_in, tasks_in
from zhanggui.connectors.simulator.staff import Colleague
from zhanggui.foundation.pace import machine

_OWES = timedelta(hours=3)  # a buyer who has not ordered by then will not
_CALL_SECONDS, _WRITES_SECONDS = 60, 8
_TRIES_AGAIN = timedelta(minutes=20)
_TRIES_AGAIN_MACHINE = timedelta(seconds=60)  # what was asked for needs a while to come about
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass
class Chores:
    """One member's work beside the chat. Each look does one thing."""

    floor: Floor
    who: Colleague
    browser: Browser
    chance: Chance
    _notes: list[Note] = field(default_factory=list)
    _looks_at: datetime = field(init=False)

    def __post_init__(self) -> None:
        self._looks_at = self.floor.timer.now()

    def owe(self, note: Note | None) -> None:
        """Written down as soon as there is a moment, unless this member forgets it."""
        if note is not None and self.chance.random() >= self.who.habits.forgets:
            self._notes.append(note)

    async def look(self) -> bool:
        """Does what is next, when it is time to look at all; false when there was nothing to do."""
        at = self.floor.timer.now()
        if at < self._looks_at:
            return False
        if await self._write_down() or await self._work_the_list():
            return True
        self._looks_at = at + timedelta(seconds=self.who.habits.looks_at_work_seconds)
        return False

    async def _write_down(self) -> bool:
        """What was agreed in chats, as soon as the buyer has an order."""
        done = False
        for note in tuple(self._notes):
            page = await note.write(self.browser)
            if page is not None:
                self._notes.remove(note)
                await self.floor.timer.seconds(_WRITES_SECONDS)
                done = True
                if self._took(page, "a note"):
                    self.floor.tally.count("addresses_changed" if isinstance(note, Move) else "remarks")
                    if note.promised:
                        note.promised.remarked = True
            elif note.since < self.floor.timer.now() - _OWES:
                self._notes.remove(note)
                self.floor.tally.count("notes_without_order")
        return done

    # The list.

    async def _work_the_list(self) -> bool:
        """The task that is due first and that no colleague has in hand, as its pane lets it be done."""
        page = await self.browser.get("/worklist/")
        at = self.floor.timer.now()
        again = max(_TRIES_AGAIN, machine(_TRIES_AGAIN_MACHINE))
        # Beside real people only what they have left lying is taken.
        for task in tasks_in(page.text, late_only=self.floor.leaves_seconds > 0):
            if task in self.floor.busy_with or at - self.floor.tried.get(task, _NEVER) < again:
                continue
            self.floor.busy_with.add(task)
            self.floor.tried[task] = at
            try:
                await self._do_task(task)
            finally:
                self.floor.busy_with.discard(task)
            return True
        return False

    async def _do_task(self, task: str) -> None:
        """Reads and takes it, talks with whom it concerns, then does the first thing that is offered."""
        pane = (await self.browser.get(f"/worklist/{task}")).text
        part = part_of(pane)
        if part:
            pane += (await self.browser.get(part)).text
        if f"/worklist/{task}/take" in pane:
            await self.browser.post(f"/worklist/{task}/take")
        await self.floor.timer.seconds(self.chance.uniform(0.5, 2) * _CALL_SECONDS)
        refund = refund_of(pane)
        if refund and self.floor.marketplace.agree(refund):
            self.floor.tally.count("refunds_agreed")
        step = next(steps_in(task, pane, self.chance), None)
        if step is None:
            self.floor.tally.count("tasks_without_way")
        elif self._took(await self.browser.post(step.path, step.form), step.path):
            self.floor.tally.count(step.what)

    def _took(self, page: Page, what: str) -> bool:
        """A refusal in words is part of the work: somebody or something was quicker."""
        if page.status in {400, 404} or page.refusal:
            self.floor.tally.refusal(f"{self.who.login}: {what} answered {page.status}: {page.refusal}")
        elif not page.ok:
            self.floor.tally.trouble(f"{self.who.login}: {what} answered {page.status}: {page.text[:120]}")
        return page.ok
