"""Who gets whom: by tables and by properties."""

from __future__ import annotations

import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhanggui.conversations.rules import (
    AFTERSALE,
    ENGLISH,
    FULL,
    NOBODY,
    PRESALE,
    SKILL,
    Assignment,
    Desk,
    Terms,
    Waiter,
    assign,
    fits,
    language_of,
)

AT = datetime(2026, 11, 11, 2, tzinfo=UTC)
TERMS = Terms(same_agent=timedelta(hours=24), relax_after=timedelta(seconds=60))


def waiter(number: int, seconds: float = 10, **known: Any) -> Waiter:
    return Waiter(number, AT - timedelta(seconds=seconds), **known)


def desk(number: int, load: int = 0, cap: int = 10, *skills: str, **known: Any) -> Desk:
    told: dict[str, Any] = {"takes_new": True, **known}
    return Desk(number, cap=cap, load=load, skills=frozenset(skills), **told)


def placed(waiting: list[Waiter], desks: list[Desk], terms: Terms = TERMS) -> dict[int, int | None]:
    return {one.conversation_id: one.staff_id for one in assign(waiting, desks, terms, at=AT)}


@pytest.mark.seed(20)
def test_the_eldest_comes_first() -> None:
    """The pain "oldest unassigned not served first" (chatwoot 10376)."""
    waiting = [waiter(1, 5), waiter(2, 300), waiter(3, 60)]
    assert [one.conversation_id for one in assign(waiting, [], TERMS, at=AT)] == [2, 3, 1]
    assert placed(waiting, [desk(7, 0, 1)]) == {1: None, 2: 7, 3: None}


@pytest.mark.seed(32)
def test_the_sub_accounts_agent_comes_before_who_served_last_and_before_the_idle_one() -> None:
    known: dict[str, Any] = {"last_agent": 8, "last_served_at": AT - timedelta(hours=2)}
    desks = [desk(7, 5), desk(8, 3), desk(9, 0)]
    assert placed([waiter(1, account_agent=7, **known)], desks) == {1: 7}
    assert placed([waiter(1, **known)], desks) == {1: 8}
    assert placed([waiter(1)], desks) == {1: 9}
    full_or_off = [desk(7, 10), desk(8, takes_new=False), desk(9, 0)]
    assert placed([waiter(1, account_agent=7, **known)], full_or_off) == {1: 9}


@pytest.mark.parametrize(
    ("served_hours_ago", "within", "agent"), [(23, 24, 8), (24, 24, 9), (71, 72, 8), (1, 0, 9)]
)
def test_the_same_agent_again_for_as_long_as_the_shop_says(
    served_hours_ago: int, within: int, agent: int
) -> None:
    """The pain "a returning buyer goes to the agent who went home" (chatwoot 9587): only who is on duty."""
    one = waiter(1, last_agent=8, last_served_at=AT - timedelta(hours=served_hours_ago))
    terms = Terms(same_agent=timedelta(hours=within))
    assert placed([one], [desk(8, 3), desk(9, 0)], terms) == {1: agent}
    assert placed([one], [desk(8, 0, takes_new=False, is_there=False), desk(9, 4)], terms) == {1: 9}


@pytest.mark.parametrize(
    ("skills", "wants", "fit"),
    [
        ((), {PRESALE}, True),
        ((PRESALE,), {PRESALE}, True),
        ((AFTERSALE,), {PRESALE}, False),
        ((PRESALE, AFTERSALE), {AFTERSALE}, True),
        ((), {ENGLISH}, False),
        ((ENGLISH,), {ENGLISH, PRESALE}, True),
        (("zh",), {ENGLISH}, False),
        ((), {"女鞋"}, True),
        (("女鞋",), {"女鞋", PRESALE}, True),
        (("男装",), {"女鞋"}, False),
        (("男装",), set(), True),
    ],
)
def test_who_knows_the_matter(skills: tuple[str, ...], wants: set[str], *, fit: bool) -> None:
    assert fits(skills, wants) is fit


def test_a_skill_is_waited_for_and_then_let_go() -> None:
    english = frozenset({ENGLISH})
    desks = [desk(7, 10, 10, ENGLISH), desk(8, 0)]
    young, old = waiter(1, 59, wants=english), waiter(2, 60, wants=english)
    answers = assign([young, old], desks, TERMS, at=AT)
    assert answers == [
        Assignment(2, 8),
        Assignment(1, None, SKILL, english, AT + timedelta(seconds=1)),
    ]
    # Who is on a break may be back in a moment; who went home will not be.
    away = desk(7, 0, 10, ENGLISH, takes_new=False)
    assert placed([young], [away, desk(8, 0)]) == {1: None}
    home = desk(7, 0, 10, ENGLISH, takes_new=False, is_there=False)
    assert placed([young], [home, desk(8, 0)]) == {1: 8}


def test_who_named_the_matter_comes_before_who_takes_anything() -> None:
    desks = [desk(7, 0), desk(8, 4, 10, PRESALE, "女鞋"), desk(9, 5, 10, PRESALE)]
    wants = frozenset({PRESALE, "女鞋"})
    assert placed([waiter(1, wants=wants)], desks) == {1: 8}


def test_why_somebody_is_not_placed() -> None:
    assert [one.why for one in assign([waiter(1)], [], TERMS, at=AT)] == [NOBODY]
    assert [one.why for one in assign([waiter(1)], [desk(7, 0, 0)], TERMS, at=AT)] == [NOBODY]
    off = [desk(7, 0, takes_new=False)]
    assert [one.why for one in assign([waiter(1)], off, TERMS, at=AT)] == [NOBODY]
    assert [one.why for one in assign([waiter(1)], [desk(7, 4, 4)], TERMS, at=AT)] == [FULL]


def test_of_two_with_the_same_load_who_has_had_nobody_for_longer() -> None:
    """The pain "uneven load" (chatwoot 11034): the first in the list does not get everybody."""
    desks = [
        desk(7, last_given_at=AT - timedelta(minutes=1)),
        desk(8, last_given_at=AT - timedelta(minutes=9)),
        desk(9, 1),
    ]
    assert placed([waiter(1)], desks) == {1: 8}
    assert placed([waiter(1)], [*desks, desk(6)]) == {1: 6}


def test_a_lead_gets_who_is_too_many_for_the_agents() -> None:
    desks = [desk(7, 8), desk(8, 0, is_backup=True)]
    assert placed([waiter(1), waiter(2), waiter(3)], desks) == {1: 7, 2: 7, 3: 8}


@pytest.mark.parametrize(
    ("texts", "language"),
    [
        (["Do you ship to Canada?"], ENGLISH),
        (["hello", "is this", "in stock"], ENGLISH),
        (["ok"], ""),
        (["XL M"], ""),
        (["这件 nike air max 97 还有吗"], ""),
        (["在吗"], ""),
        (["13800000001"], ""),
        ([], ""),
    ],
)
def test_the_language_by_the_letters(texts: list[str], language: str) -> None:
    assert language_of(texts) == language


_SKILLS = (PRESALE, AFTERSALE, ENGLISH, "女鞋")
_skills = st.frozensets(st.sampled_from(_SKILLS), max_size=2)
_desks = st.lists(
    st.builds(
        Desk,
        staff_id=st.integers(1, 8),
        takes_new=st.booleans(),
        cap=st.integers(0, 4),
        load=st.integers(0, 5),
        skills=_skills,
        is_there=st.just(True),
    ),
    max_size=6,
    unique_by=lambda one: one.staff_id,
)
_waiters = st.lists(
    st.builds(
        Waiter,
        conversation_id=st.integers(1, 50),
        since=st.integers(0, 120).map(lambda ago: AT - timedelta(seconds=ago)),
        wants=_skills,
        account_agent=st.none() | st.integers(1, 9),
        last_agent=st.none() | st.integers(1, 9),
        last_served_at=st.none() | st.integers(0, 48).map(lambda ago: AT - timedelta(hours=ago)),
    ),
    max_size=14,
    unique_by=lambda one: one.conversation_id,
)


@given(_waiters, _desks)
@settings(max_examples=300, deadline=None)
def test_whoever_waits_and_whoever_is_there(waiting: list[Waiter], desks: list[Desk]) -> None:
    """Never over the cap, never to who takes nobody, one answer each, no matter how the lists are sorted; and
    no younger one has a place that an older one who waits on could have had."""
    answers = assign(waiting, desks, TERMS, at=AT)
    assert answers == assign(waiting[::-1], desks[::-1], TERMS, at=AT)
    assert sorted(one.conversation_id for one in answers) == sorted(one.conversation_id for one in waiting)
    by_id = {one.staff_id: one for one in desks}
    given_to = Counter(one.staff_id for one in answers if one.staff_id is not None)
    for staff_id, count in given_to.items():
        assert by_id[staff_id].takes_new
        assert by_id[staff_id].load + count <= by_id[staff_id].cap
    known = {one.conversation_id: one for one in waiting}
    assert [known[one.conversation_id].since for one in answers] == sorted(one.since for one in waiting)
    for place, one in enumerate(answers):
        assert (one.staff_id is None) == bool(one.why)
        if one.staff_id is None:
            older = known[one.conversation_id]
            taken = {later.staff_id for later in answers[place + 1 :]}
            assert not any(_could_take(by_id[who], older) for who in taken if who is not None)


def _could_take(one: Desk, older: Waiter) -> bool:
    waited = AT - older.since
    known = older.last_agent == one.staff_id and older.last_served_at is not None
    return (
        waited >= TERMS.relax_after
        or fits(one.skills, older.wants)
        or older.account_agent == one.staff_id
        or (known and AT - (older.last_served_at or AT) < TERMS.same_agent)
    )


@given(st.integers(1, 9), st.integers(0, 120))
@settings(max_examples=60, deadline=None)
def test_all_equal_get_equally_many(agents: int, buyers: int) -> None:
    desks = [desk(number, 0, 200) for number in range(agents)]
    loads = Counter(assigned for assigned in placed([waiter(n) for n in range(buyers)], desks).values())
    counts = [loads[number] for number in range(agents)]
    assert sum(counts) == buyers
    assert max(counts) - min(counts) <= 1


def test_ten_thousand_waiters_and_fifty_agents_are_placed_at_once() -> None:
    """The pain "slows down with volume": the biggest minute of the year is one pass of under 100 ms."""
    kinds = [
        frozenset(filter(None, (stage, lang))) for stage in (PRESALE, AFTERSALE) for lang in ("", ENGLISH)
    ]
    waiting = [
        waiter(n, n % 600, wants=kinds[n % 4], last_agent=n % 60, last_served_at=AT - timedelta(hours=n % 48))
        for n in range(10_000)
    ]
    skills = [(), (PRESALE,), (AFTERSALE,), (PRESALE, ENGLISH), (ENGLISH,)]
    desks = [desk(number, number % 7, 210, *skills[number % 5]) for number in range(50)]
    best = 10.0
    for _ in range(5):
        began = time.thread_time()
        answers = assign(waiting, desks, TERMS, at=AT)
        best = min(best, time.thread_time() - began)
    assert sum(one.staff_id is not None for one in answers) > 9_000
    assert best < 0.1, best
