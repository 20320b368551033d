from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from operator import setitem
from subprocess import Popen
from threading import Event, Thread

from django.db import connection
from procrastinate.contrib.django import app

from zhanggui.foundation.beside import beside, processors
from zhanggui.foundation.clock import now
from zhanggui.promotions.actions import answer_what_if, give_up_what_if, hear_of_what_if
from zhanggui.promotions.queries import plan_count, plan_spans, repriced, what_if_card
from zhanggui.promotions.rules.whatif import Tally

logger = logging.getLogger(__name__)
_MOST_PROCESSES = 4
_SAID_EVERY_SECONDS = 1.0


class PartFailed(Exception):  # noqa: N818 - a sentence
    """A process that reckoned a part ended without its sums."""


@app.task(name="zhanggui.what_if")
def answer(*, shop_id: int, what_if_id: int) -> None:
    try:
        reckon(shop_id, what_if_id)
    except Exception:
        give_up_what_if(what_if_id=what_if_id, why="试算出错了,请看日志或重新试算", at=now())
        raise


def reckon(shop_id: int, what_if_id: int) -> None:
    """One part here, the others in processes of their own beside this one."""
    card = what_if_card(shop_id, what_if_id)
    if card is None or card.answered_at is not None:
        return
    spans = plan_spans(card.plan, min(processors(), _MOST_PROCESSES))
    tally, unpriced = Tally(), 0
    with ExitStack() as stack:
        heard = stack.enter_context(_saying_how_far(what_if_id, plan_count(card.plan), len(spans)))
        others = [
            _Part(stack.enter_context(beside(_command(shop_id, what_if_id, span), heard=True)), heard, part)
            for part, span in enumerate(spans[1:], start=1)
        ]
        if spans:
            tally, unpriced = repriced(card.plan, *spans[0], partial(setitem, heard, 0))
        for other in others:
            theirs, missing = other.sums()
            tally.merge(theirs)
            unpriced += missing
    answer_what_if(what_if_id=what_if_id, tally=tally, unpriced=unpriced, at=now())


@contextmanager
def _saying_how_far(what_if_id: int, orders: int, parts: int) -> Iterator[list[int]]:
    """A list of how many orders of each part are done. A thread writes its sum down now and then, on a
    connection of its own: ours is busy with reading."""
    heard, over = [0] * parts, Event()

    def say() -> None:
        try:
            while not over.wait(_SAID_EVERY_SECONDS):
                hear_of_what_if(what_if_id=what_if_id, orders=orders, done=sum(heard), at=now())
        finally:
            connection.close()

    thread = Thread(target=say, name="what-if", daemon=True)
    thread.start()
    try:
        yield heard
    finally:
        over.set()
        thread.join()


def _command(shop_id: int, what_if_id: int, span: tuple[int, int]) -> list[str]:
    return ["manage", "reprice_part", *map(str, (shop_id, what_if_id, *span))]


class _Part:
    """Reads what a process tells while it goes on, so that it never waits for us."""

    def __init__(self, process: Popen[str], heard: list[int], part: int) -> None:
        self._process, self._heard, self._part, self._last = process, heard, part, ""
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        for line in self._process.stdout or ():
            self._last = line
            if line.strip().isdigit():
                self._heard[self._part] = int(line)

    def sums(self) -> tuple[Tally, int]:
        self._reader.join()
        if self._process.wait() != 0 or not self._last.startswith("{"):
            raise PartFailed(f"a part of the what-if ended with {self._process.returncode}: {self._last!r}")
        told = json.loads(self._last)
        return Tally.heard(told["tally"]), int(told["unpriced"])
