from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhanggui.foundation.claims import refused_claims


@pytest.mark.parametrize(
    ("held", "wanted", "refused"),
    [
        ({}, {"a": ["1"]}, {}),
        ({"1": "a"}, {"a": ["1"]}, {}),
        ({"1": "a"}, {"b": ["1"]}, {"b": ("1", "a")}),
        ({"1": "a"}, {"a": ["2"], "b": ["1"]}, {}),
        ({"1": "a", "2": "b"}, {"a": ["2"], "b": ["1"]}, {}),  # they swap
        ({}, {"a": ["1"], "b": ["1"]}, {"b": ("1", "a")}),  # the first gets it
        ({"1": "b"}, {"a": ["1"], "b": ["1"]}, {"a": ("1", "b")}),  # who has it keeps it
        # b cannot leave 2, so a cannot have it.
        ({"1": "a", "2": "b", "3": "c"}, {"a": ["2"], "b": ["3"]}, {"b": ("3", "c"), "a": ("2", "b")}),
        ({"1": "a"}, {"a": [], "b": ["1", "2"]}, {}),
    ],
)
def test_who_is_refused(
    held: dict[str, str], wanted: dict[str, list[str]], refused: dict[str, tuple[str, str]]
) -> None:
    assert refused_claims(held, wanted) == refused


OWNERS, THINGS = st.sampled_from("abcde"), st.integers(0, 6)


@given(st.dictionaries(THINGS, OWNERS), st.dictionaries(OWNERS, st.sets(THINGS, max_size=3)))
def test_nothing_is_given_twice(held: dict[int, str], wanted: dict[str, set[int]]) -> None:
    refused = refused_claims(held, wanted)
    after: dict[str, set[int]] = {owner: set() for owner in "abcde"}
    for thing, owner in held.items():
        after[owner].add(thing)
    after |= {owner: things for owner, things in wanted.items() if owner not in refused}
    given_out = [thing for things in after.values() for thing in things]
    assert len(given_out) == len(set(given_out))
    for owner, (thing, other) in refused.items():
        assert thing in wanted[owner]
        assert thing in after[other] or thing in wanted[other]  # had it, or asked before
        assert other != owner
