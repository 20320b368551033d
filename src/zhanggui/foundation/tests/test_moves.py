from __future__ import annotations

from itertools import product

import pytest

from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.moves import CannotMove, Moves

DOOR = Moves(
    "门",
    first="closed",
    table={
        ("closed", "open"): "opened",
        ("opened", "close"): "closed",
        ("closed", "lock"): "locked",
        ("locked", "unlock"): "closed",
        ("opened", "break"): "broken",
    },
)


def test_states_and_moves_are_all_that_the_table_names() -> None:
    assert DOOR.states == {"closed", "opened", "locked", "broken"}
    assert DOOR.moves == {"open", "close", "lock", "unlock", "break"}


def test_every_pair_of_state_and_move_is_in_the_table_or_refused() -> None:
    allowed = 0
    for state, move in product(DOOR.states, DOOR.moves):
        if (state, move) in DOOR.table:
            assert DOOR.after(state, move) == DOOR.table[state, move]
            allowed += 1
        else:
            with pytest.raises(CannotMove, match=f"门: {state} 状态下不能 {move}"):
                DOOR.after(state, move)
    assert allowed == len(DOOR.table)


def test_what_the_table_does_not_know_is_refused_as_a_person_is_told() -> None:
    with pytest.raises(UnableTo):
        DOOR.after("gone", "open")
    with pytest.raises(UnableTo):
        DOOR.after("closed", "jump")


def test_the_diagram_names_every_move_once() -> None:
    lines = DOOR.diagram().splitlines()
    assert lines[:2] == ["stateDiagram-v2", "    [*] --> closed"]
    assert sorted(lines[2:]) == sorted(
        f"    {state} --> {after}: {move}" for (state, move), after in DOOR.table.items()
    )


def test_a_machine_without_moves_is_its_first_state() -> None:
    assert Moves("无", first="only", table={}).states == {"only"}
