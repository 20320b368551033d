from __future__ import annotations

from itertools import pairwise

import orjson
import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import Ear

from zhanggui.foundation.live.carrier import PAYLOAD_BYTES, Event, packed, tell

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
