"""What the desks were shown, compared with what is on disk, without reading all of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import AT, Cast, said_by, said_by_buyer

from zhanggui.conversations import queries
from zhanggui.conversations.actions import end_reception, record_messages, transfer_reception
from zhanggui.conversations.live.shown import Shown
from zhanggui.conversations.queries import PARTS, MarkedPlace, Place, desk_marks, desk_places

OFF = Place(9, None, None)
# Rows of three parts: two conversations in each.
_ids = st.sampled_from([number + again * PARTS for number in range(3) for again in range(2)])
_places = st.builds(Place, st.integers(1, 3), st.sampled_from([None, AT]), st.sampled_from([None, 7]))
_steps = st.lists(
    st.tuples(st.sampled_from(["shown", "changes", "both", "look"]), _ids, _places), max_size=30
)


def marked(disk: dict[int, Place]) -> list[MarkedPlace]:
    rows = [(one, place, hash((one, place))) for one, place in disk.items()]
    return [row for row in rows if row[1].is_on_a_desk]


def looked(shown: Shown, disk: dict[int, Place], *, all_told: bool = True) -> set[int]:
    """As the sweep does: by the marks, then what is there of the doubtful parts."""
    marks: dict[int, int] = {}
    for one, _, mark in marked(disk):
        marks[one % PARTS] = marks.get(one % PARTS, 0) ^ mark
    parts = shown.doubtful(marks)
    there = [row for row in marked(disk) if row[0] % PARTS in parts]
    return set(shown.differing(parts, there, all_told=all_told))


@given(_steps)
def test_whatever_differs_is_found_however_often_one_looked(steps: list[tuple[str, int, Place]]) -> None:
    shown, told, disk = Shown(), dict[int, Place](), dict[int, Place]()
    for do, one, place in steps:
        if do in {"shown", "both"}:
            shown.note(one, place)
            told[one] = place
        if do in {"changes", "both"}:
            disk[one] = place
        if do == "look":
            looked(shown, disk)
    wrong = {
        one
        for one in told.keys() | disk.keys()
        if (there := disk.get(one, OFF)) != (said := told.get(one, OFF))
        and (there.is_on_a_desk or said.is_on_a_desk)
    }
    assert looked(shown, disk) == wrong
    assert looked(shown, disk) == wrong  # until they are shown


def test_what_was_right_and_has_not_changed_is_not_looked_at() -> None:
    place, shown = Place(1, AT, None), Shown()
    shown.note(5, place)
    assert shown.doubtful({5: 11}) == [5]
    assert shown.differing([5], [(5, place, 11)], all_told=True) == []
    assert shown.doubtful({5: 11}) == []
    assert shown.doubtful({5: 12}) == [5]
    assert shown.doubtful({}) == [5]  # it left the desk
    shown.note(5, place)
    assert shown.doubtful({5: 11}) == [5]  # something went out since


def test_what_is_read_late_takes_nothing_back_and_what_is_not_told_yet_is_not_missing() -> None:
    old, new, shown = Place(1, AT, None), Place(2, AT, None), Shown()
    shown.note(5, new)
    shown.note_older(5, old)
    assert looked(shown, {5: new, 6: old}, all_told=False) == set()
    shown.note_older(6, old)
    assert looked(shown, {5: new, 6: old}) == set()


@pytest.mark.django_db
def test_a_mark_changes_with_any_place_and_with_nothing_else(cast: Cast) -> None:
    talk, other = cast.conversation("甲"), cast.conversation("乙")
    part = talk.id % PARTS

    def mark() -> int | None:
        return desk_marks([cast.shop.id, cast.other_shop.id]).get(cast.shop.id, {}).get(part)

    marks = [mark()]
    for change in (
        lambda: record_messages([said_by_buyer(talk, "在吗", "buyer-01")], at=AT),
        lambda: record_messages([said_by_buyer(talk, "在?", "buyer-02")], at=AT),
        lambda: record_messages([said_by(cast.agent, talk, "在的", "staff-01")], at=AT),
        lambda: transfer_reception(conversation=talk, to=cast.second, by=cast.agent.actor, at=AT),
        lambda: end_reception(conversation=talk, by=cast.second.actor, at=AT),
    ):
        change()
        marks.append(mark())
        record_messages([said_by_buyer(other, "在吗", f"other-{len(marks)}")], at=AT + timedelta(hours=1))
        assert mark() == marks[-1]
    assert marks[0] is marks[-1] is None
    assert len(set(marks)) == len(marks) - 1


@pytest.mark.django_db
def test_the_places_of_a_part_make_its_mark(cast: Cast) -> None:
    talks = [cast.conversation(f"买家{number}") for number in range(3)]
    for talk in talks[:2]:
        record_messages([said_by_buyer(talk, "在吗", "buyer-01")], at=AT)
    marks = desk_marks([cast.shop.id])[cast.shop.id]
    places = desk_places(cast.shop.id, list(marks))
    assert {one: mark for one, _, mark in places} == {talk.id: marks[talk.id % PARTS] for talk in talks[:2]}
    kept = {
        one: queries.place_of(row)
        for one, row in ((row["conversation"], row) for row in queries.waiting_after(cast.shop.id, None, 9))
    }
    assert {one: place for one, place, _ in places} == kept
    assert desk_places(cast.shop.id, [talks[2].id % PARTS]) == []
    assert desk_places(cast.other_shop.id, list(marks)) == []
