"""Whom a buyer finds: the rule, and what becomes of their words meanwhile."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import AT, Cast

from zhanggui.conversations.actions import route_waiting
from zhanggui.conversations.models import Conversation
from zhanggui.conversations.rules import BACK_SOON, HERE, NOBODY_THERE, QUEUED, meets
from zhanggui.conversations.tests.test_routing import comes, waits
from zhanggui.workforce.actions import set_presence
from zhanggui.workforce.queries import floors, shops_attended
from zhanggui.workforce.rules import AWAY, BREAK, ONLINE


@pytest.mark.parametrize(
    ("attended", "takes_new", "own", "found"),
    [
        (True, True, "", HERE),
        (True, True, ONLINE, HERE),
        (True, True, BREAK, BACK_SOON),  # theirs they stay, whoever else is there
        (True, False, "", QUEUED),
        (True, False, ONLINE, HERE),  # after the shift, for who was theirs
        (True, False, BREAK, BACK_SOON),
        (False, False, "", NOBODY_THERE),
        (False, False, ONLINE, HERE),
        (False, False, BREAK, BACK_SOON),
    ],
)
def test_whom_a_buyer_finds(*, attended: bool, takes_new: bool, own: str, found: str) -> None:
    assert meets(attended=attended, takes_new=takes_new, own=own) == found


@pytest.mark.django_db
@pytest.mark.seed(32, 33)
def test_while_all_are_on_a_break_who_writes_waits_and_goes_to_the_first_who_is_back(cast: Cast) -> None:
    comes(cast.agent)
    set_presence(status=BREAK, by=cast.agent.actor, at=AT)
    talk = waits(cast, "小米粥")
    row = Conversation.objects.get(pk=talk.id)
    assert (row.waiting_since, row.left, row.agent_id) == (AT, False, None)
    assert route_waiting(shop_id=cast.shop.id, at=AT).placed == 0
    later = AT + timedelta(minutes=4)
    comes(cast.agent, at=later)
    assert route_waiting(shop_id=cast.shop.id, at=later).placed == 0
    set_presence(status=ONLINE, by=cast.agent.actor, at=later)
    assert route_waiting(shop_id=cast.shop.id, at=later).placed == 1
    assert Conversation.objects.get(pk=talk.id).agent_id == cast.agent.id


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("agent", "second", "floor"),
    [
        (ONLINE, ONLINE, (True, True, False)),
        (ONLINE, BREAK, (True, True, True)),
        (BREAK, BREAK, (True, False, True)),
        (BREAK, AWAY, (True, False, True)),
        (AWAY, AWAY, (False, False, False)),
    ],
)
def test_who_is_there_in_a_shop(cast: Cast, agent: str, second: str, floor: tuple[bool, bool, bool]) -> None:
    for one, status in ((cast.agent, agent), (cast.second, second)):
        comes(one)
        set_presence(status=status, by=one.actor, at=AT)
    shops = (cast.shop.id, cast.other_shop.id)
    found = floors(shops, at=AT)
    here, there = found[cast.shop.id], found[cast.other_shop.id]
    assert (here.attended, here.takes_new, here.breaks) == floor
    assert (there.attended, there.takes_new, there.breaks) == (False, False, False)
    assert shops_attended(shops, at=AT) == {one for one, its in found.items() if its.attended}
