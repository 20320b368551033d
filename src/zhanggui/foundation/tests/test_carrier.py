from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from itertools import pairwise

import orjson
import pytest
import redis
from django.conf import settings
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import Ear

from zhanggui.foundation.live import carrier
from zhanggui.foundation.live.carrier import (
    LOST,
    PAYLOAD_BYTES,
    Event,
    marked,
    opened,
    packed,
    tell,
    tell_after_commit,
)

POSTGRESQL_REFUSES = 8_000  # bytes
# Chinese letters are three bytes each: what counts is bytes, not letters.
EVENTS = st.lists(
    st.builds(
        lambda kind, text, times: {"k": kind, "t": text * times},
        st.sampled_from(["message", "read", "changed"]),
        st.text(alphabet='发票a"\\\n😀', max_size=20),
        st.integers(1, 60),
    ),
    max_size=40,
)


@given(EVENTS)
def test_payloads_stay_within_the_limit_and_in_order(events: list[Event]) -> None:
    payloads = list(packed(events))
    assert all(len(payload) <= PAYLOAD_BYTES for payload in payloads)
    assert [event for payload in payloads for event in orjson.loads(payload)] == events


@given(EVENTS)
def test_a_marked_payload_says_the_same_and_still_travels(events: list[Event]) -> None:
    payloads = [marked(payload) for payload in packed(events)]
    assert all(len(payload) < POSTGRESQL_REFUSES for payload in payloads)
    assert [event for payload in payloads for event in opened(payload)[1]] == events
    assert [opened(payload.decode()) for payload in payloads] == [opened(payload) for payload in payloads]
    assert len({opened(payload)[0] for payload in payloads}) == len(payloads)


@given(EVENTS)
def test_no_payload_is_wasted(events: list[Event]) -> None:
    payloads = list(packed(events))
    assert b"[]" not in payloads
    for payload, after in pairwise(payloads):
        first = orjson.dumps(orjson.loads(after)[0])
        assert len(payload) + len(first) + 1 > PAYLOAD_BYTES  # the next event had no room here


def of_size(size: int) -> Event:
    """An event of exactly so many bytes as JSON."""
    return {"t": "x" * (size - len(orjson.dumps({"t": ""})))}


@pytest.mark.parametrize("size", [PAYLOAD_BYTES - 2, PAYLOAD_BYTES - 3, PAYLOAD_BYTES // 2])
def test_the_largest_events_travel(size: int) -> None:
    events = [of_size(size), of_size(20), of_size(size)]
    payloads = list(packed(events))
    assert all(len(payload) <= PAYLOAD_BYTES for payload in payloads)
    assert [event for payload in payloads for event in orjson.loads(payload)] == events


def test_one_byte_more_is_refused() -> None:
    with pytest.raises(ValueError, match="live event of 7899 bytes"):
        list(packed([of_size(20), of_size(PAYLOAD_BYTES - 1)]))


def test_letters_of_three_bytes_count_as_three() -> None:
    with pytest.raises(ValueError, match="live event"):
        list(packed([{"t": "票" * (PAYLOAD_BYTES // 3)}]))


@pytest.mark.django_db(transaction=True)
def test_others_hear_after_the_commit_in_order_and_never_of_what_was_undone() -> None:
    large = [{"k": "message", "n": number, "t": "发" * 1_500} for number in range(6)]
    with Ear() as ear:
        with transaction.atomic():
            tell([{"k": "lie"}])
            transaction.set_rollback(True)
        with transaction.atomic():
            tell([{"k": "first"}, *large])
            tell([{"k": "last"}])
            assert ear.events() == []
        assert ear.events() == [{"k": "first"}, *large, {"k": "last"}]


@pytest.mark.django_db(transaction=True)
def test_nothing_to_tell_is_not_told() -> None:
    with Ear() as ear:
        tell([])
        assert ear.events() == []


@pytest.fixture
def post() -> Iterator[None]:
    """As in a web process; ended at the end, or the next test would not see its notices in time."""
    carrier.send_in_background()
    yield
    threads = [thread for thread in threading.enumerate() if thread.name == "live-post"]
    carrier.stop_sending()
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()


@pytest.mark.usefixtures("post")
@pytest.mark.django_db(transaction=True)
def test_the_post_sends_in_order_what_was_committed_and_nothing_else() -> None:
    events = [{"k": "message", "n": number, "t": "发" * 900} for number in range(60)]
    with Ear() as ear:
        for event in events:
            with transaction.atomic():
                tell_after_commit([event])
        with transaction.atomic():
            tell_after_commit([{"k": "lie"}])
            transaction.set_rollback(True)
        heard: list[Event] = []
        while len(heard) < len(events):
            more = ear.events(1)
            assert more, f"only {len(heard)} were heard"
            heard += more
        assert heard == events
        assert ear.events() == []


@pytest.mark.usefixtures("post")
@pytest.mark.django_db(transaction=True)
def test_what_is_said_while_the_post_takes_breath_goes_out_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carrier, "BREATH_SECONDS", 1.0)
    with Ear() as ear:
        tell_after_commit([{"k": "first"}])
        assert ear.batches(0.2) == [[{"k": "first"}]]
        for number in range(3):
            tell_after_commit([{"k": "message", "n": number}])
            time.sleep(0.05)  # long enough for a post without breath to take it by itself
        assert ear.batches(1.5) == [
            [{"k": "message", "n": 0}, {"k": "message", "n": 1}, {"k": "message", "n": 2}]
        ]


@pytest.mark.usefixtures("post")
@pytest.mark.django_db(transaction=True)
def test_the_post_goes_on_after_what_it_could_not_send() -> None:
    with Ear() as ear:
        tell_after_commit([of_size(PAYLOAD_BYTES)])  # too large to travel
        tell_after_commit([{"k": "next"}])
        heard = ear.events(1)
        while not heard:
            tell_after_commit([{"k": "next"}])  # it had gone out together with the one that failed
            heard = ear.events(1)
        assert {event["k"] for event in heard} == {"next"}


class Exchange:
    """In the place of Redis: says nothing while it is away."""

    def __init__(self) -> None:
        self.away = False
        self.heard: list[Event] = []
        self._waiting: list[bytes] = []

    def pipeline(self, *, transaction: bool) -> Exchange:
        assert not transaction
        self._waiting = []
        return self

    def publish(self, channel: str, payload: bytes) -> None:
        assert channel == carrier.CHANNEL
        self._waiting.append(payload)

    def execute(self) -> None:
        if self.away:
            raise redis.ConnectionError
        self.heard += [event for payload in self._waiting for event in opened(payload)[1]]


def test_who_could_not_publish_says_so_with_the_next_that_goes_through(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    exchange = Exchange()
    monkeypatch.setattr(carrier, "_redis", lambda: exchange)
    monkeypatch.setattr(carrier, "_quiet_until", 0.0)
    monkeypatch.setattr(carrier, "_lost", False)
    told = [list(packed([{"k": "changed", "id": number}])) for number in range(5)]
    carrier._publish(told[0])
    exchange.away = True
    carrier._publish(told[1])
    exchange.away = False
    carrier._publish(told[2])  # for a moment nobody tries again
    monkeypatch.setattr(carrier, "_quiet_until", 0.0)
    carrier._publish(told[3])
    carrier._publish(told[4])
    assert exchange.heard == [
        {"k": "changed", "id": 0},
        {"k": LOST},
        {"k": "changed", "id": 3},
        {"k": "changed", "id": 4},
    ]


def test_who_begins_says_that_something_may_be_missing_where_nobody_else_can_know(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    exchange = Exchange()
    monkeypatch.setattr(carrier, "_redis", lambda: exchange)
    monkeypatch.setattr(carrier, "_quiet_until", 0.0)
    monkeypatch.setattr(carrier, "_lost", False)
    carrier.take_over()
    assert exchange.heard == []  # a notice is part of the commit
    monkeypatch.setattr(settings, "REDIS_URL", "redis://in-its-place")
    exchange.away = True
    carrier.take_over()
    exchange.away = False
    monkeypatch.setattr(carrier, "_quiet_until", 0.0)
    carrier._publish(list(packed([{"k": "changed", "id": 1}])))
    carrier.take_over()
    assert exchange.heard == [{"k": LOST}, {"k": "changed", "id": 1}, {"k": LOST}]
