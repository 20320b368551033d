"""Down you call, up you announce.

A room announces a frozen dataclass from its `events.py` inside the transaction that made it true.
Rooms above register reactions in their `reactions.py`:

* `now`: database only and quick; runs in the announcing transaction, and its failure undoes it;
  one that takes all of a batch at once is asked once for a thousand events of one announcement;
* `later`: slow or outside work; a job enqueued in the same transaction, run by the worker after the
  commit, once per (event, reaction). It gets the event again and must re-read the current state.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import orjson
from django.db import transaction
from procrastinate import exceptions
from procrastinate.contrib.django import app

Event = TypeVar("Event")
Reaction = Callable[[Any], None]

_events: dict[str, type] = {}
_now: dict[type, list[Reaction]] = {}
_now_to_all: dict[type, list[Callable[[Sequence[Any]], None]]] = {}
_later: dict[type, list[str]] = {}
_reactions: dict[str, Reaction] = {}


def event_name(event: type) -> str:
    return f"{event.__module__}.{event.__qualname__}"


def react_now(event: type[Event], reaction: Callable[[Event], None]) -> None:
    _now.setdefault(event, []).append(reaction)


def react_now_to_all(event: type[Event], reaction: Callable[[Sequence[Event]], None]) -> None:
    """The reaction gets what was announced together, in order: a few statements for all of it."""
    _now_to_all.setdefault(event, []).append(reaction)


def react_later(event: type[Event], reaction: Callable[[Event], None]) -> None:
    name = f"{reaction.__module__}.{reaction.__qualname__}"
    _events[event_name(event)] = event
    _reactions[name] = reaction
    _later.setdefault(event, []).append(name)


def announce(event: Any) -> None:
    """Tells the rooms above. Must be called inside a transaction: an announcement of something
    that is then rolled back would be a lie."""
    announce_all([event])


def announce_all(events: Sequence[Any]) -> None:
    """Tells the rooms above of events of one kind that happened together."""
    if not events:
        return
    kind = type(events[0])
    if not transaction.get_connection().in_atomic_block:
        message = f"{kind.__name__} announced outside a transaction"
        raise RuntimeError(message)
    if any(type(event) is not kind for event in events):
        message = f"{kind.__name__} announced together with events of other kinds"
        raise TypeError(message)
    for event in events:
        for reaction in _now.get(kind, ()):
            reaction(event)
    for together in _now_to_all.get(kind, ()):
        together(events)
    for event in events:
        for name in _later.get(kind, ()):
            _enqueue(name, event)


def _enqueue(reaction: str, event: Any) -> None:
    body = orjson.dumps(dataclasses.asdict(event), option=orjson.OPT_SORT_KEYS).decode()
    if type(event)(**orjson.loads(body)) != event:
        message = f"{event} would come to {reaction} changed: events are made of numbers, texts and None"
        raise TypeError(message)
    once = hashlib.sha256(f"{reaction} {event_name(type(event))} {body}".encode()).hexdigest()
    try:
        with transaction.atomic():  # a savepoint: a refused twin must not spoil the caller's transaction
            app.configure_task("zhanggui.react", queueing_lock=once, allow_unknown=True).defer(
                reaction=reaction, event=event_name(type(event)), body=body
            )
    except exceptions.AlreadyEnqueued:
        return


def run_later_reaction(reaction: str, event: str, body: str) -> None:
    """The worker's side of a later reaction; KeyError when the reaction is no longer registered."""
    _reactions[reaction](_events[event](**orjson.loads(body)))
