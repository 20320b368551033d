"""Between the drawing of a page and the opening of its line nothing is missed, whichever process did what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhanggui.foundation.live import hub
from zhanggui.foundation.live.carrier import LOST, Batch, Event, new_mark
from zhanggui.foundation.live.lately import KEPT, Lately


def told(number: int) -> Batch:
    return f"mark-{number}", [{"k": "changed", "id": number}]


def after(number: int, until: int) -> list[Event]:
    return [{"k": "changed", "id": later} for later in range(number + 1, until)]


@given(
    told_of=st.integers(1, 12),
    drawn=st.integers(0, 11),
    began=st.tuples(st.integers(0, 11), st.integers(0, 11)),
)
def test_a_line_anywhere_says_what_came_since_the_drawing_anywhere_else(
    told_of: int, drawn: int, began: tuple[int, int]
) -> None:
    """Each process hears the same batches in the same order, from its own beginning on."""
    at_page, at_line = Lately(), Lately()
    mark = ""
    for number in range(told_of):
        for process, first in zip((at_page, at_line), began, strict=True):
            if number == first:
                process.begin()
            if number >= first:
                process.note(*told(number))
        if number == drawn:
            mark = at_page.mark
    found = at_line.since(mark)
    if drawn < told_of and max(began) <= drawn:
        assert found == after(drawn, told_of)
    else:  # one of them did not hear what was told at the drawing: then nobody may say "nothing"
        assert found is None


def test_a_page_drawn_before_anything_was_told_misses_nothing_of_what_follows() -> None:
    process = Lately()
    process.begin()
    mark = process.mark
    assert process.since(mark) == []
    process.note(*told(1))
    assert process.since(mark) == after(0, 2)


def test_a_line_whose_process_is_behind_the_page_does_not_say_nothing() -> None:
    ahead, behind = Lately(), Lately()
    for process in (ahead, behind):
        process.begin()
        process.note(*told(1))
    ahead.note(*told(2))
    assert behind.since(ahead.mark) is None


def test_what_is_too_old_is_forgotten_and_not_guessed() -> None:
    process = Lately()
    for number in range(KEPT):
        process.note(*told(number))
    assert process.since("mark-0") == after(0, KEPT)
    process.note(*told(KEPT))
    assert process.since("mark-0") is None
    assert process.since("mark-1") == after(1, KEPT + 1)


@pytest.mark.parametrize("mark", ["", "mark-9", "<b>", "标"])
def test_a_mark_that_nobody_made_says_nothing(mark: str) -> None:
    process = Lately()
    assert process.since(mark) is None  # a process that hears nobody
    process.begin()
    process.note(*told(1))
    assert process.since(mark) is None


def test_a_line_that_was_cut_forgets() -> None:
    process = Lately()
    process.begin()
    process.note(*told(1))
    mark = process.mark
    process.begin()
    assert process.since(mark) is None
    assert process.since(process.mark) == []


@pytest.fixture
def process(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hub of a process of this test's own; what it did, in order."""
    done: list[str] = []
    monkeypatch.setattr(hub, "lately", Lately())
    monkeypatch.setattr(hub, "_ears", {})
    monkeypatch.setattr(hub, "_kept", set())
    monkeypatch.setattr(hub, "_after_gap", [lambda: done.append("gap")])
    hub.hear("changed", lambda event: done.append(f"changed {event['id']}"), kept=True)
    hub.hear("message", lambda event: done.append(f"message {event['c']}"))
    return done


def test_only_what_a_page_shows_moves_the_mark(process: list[str]) -> None:
    hub._gap()
    hub.take_batch(*told(1))
    hub.take_batch("mark-2", [{"k": "message", "c": 7}])
    assert process == ["gap", "changed 1", "message 7"]
    assert hub.lately.mark == "mark-1"
    hub.take_batch("mark-3", [{"k": "message", "c": 8}, {"k": "changed", "id": 3}])
    assert hub.lately.since("mark-1") == [{"k": "changed", "id": 3}]
    assert hub.lately.mark == "mark-3"


def test_a_sender_that_could_not_send_is_a_gap_for_everybody(process: list[str]) -> None:
    hub._gap()
    for mark, events in (told(1), ("mark-2", [{"k": LOST}]), told(3)):
        hub.take_batch(mark, events)
    assert process == ["gap", "changed 1", "gap", "changed 3"]
    assert hub.lately.since("mark-1") is None
    assert hub.lately.since("mark-3") == []


def test_marks_are_not_made_twice() -> None:
    assert len({new_mark() for _ in range(1_000)}) == 1_000
