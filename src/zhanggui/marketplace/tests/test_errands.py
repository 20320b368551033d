from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from zhanggui.foundation.actors import program
from zhanggui.foundation.moves import CannotMove
from zhanggui.marketplace import actions, queries, rules
from zhanggui.marketplace.actions import CannotAskAgain
from zhanggui.marketplace.queries import ErrandCard, errand_by_id
from zhanggui.shops.actions import open_shop
from zhanggui.shops.queries import ShopCard

AT = datetime(2026, 11, 22, 2, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> ShopCard:
    return open_shop(slug="first", name="示例店", platform="taobao", at=AT)


def ask(shop: ShopCard, key: str = "memo-1", **differing: Any) -> ErrandCard:
    given: dict[str, Any] = {"kind": "greeting", "thing": "order", "thing_id": 7, "payload": {"say": "您好"}}
    return actions.ask_errand(shop_id=shop.id, key=key, by=program(shop.id), at=AT, **given | differing)


def take(shop: ShopCard, at: datetime = AT) -> list[int]:
    return [one.id for one in actions.take_errands(shop_id=shop.id, kinds=["greeting"], limit=10, at=at)]


def state(errand: ErrandCard) -> str:
    found = errand_by_id(errand.id)
    assert found is not None
    return found.state


def test_what_is_asked_for_twice_is_one_errand(shop: ShopCard) -> None:
    first, second = ask(shop), ask(shop, payload={"say": "别的"})
    assert first == second
    other = open_shop(slug="second", name="二店", platform="taobao", at=AT)
    assert ask(other).id != first.id


def test_who_takes_it_has_it_alone_and_ends_it_once(shop: ShopCard) -> None:
    errand = ask(shop)
    assert take(shop) == [errand.id]
    assert take(shop) == []
    actions.end_errand(errand_id=errand.id, ok=True, result="写好了", at=AT)
    actions.end_errand(errand_id=errand.id, ok=False, result="不行", at=AT)
    ended = errand_by_id(errand.id)
    assert ended is not None
    assert (ended.state, ended.result, ended.attempts) == (rules.DONE, "写好了", 1)
    assert take(shop) == []
    actions.end_errand(errand_id=0, ok=True, at=AT)


def test_what_nobody_brought_to_an_end_is_taken_again_and_fails_at_last(shop: ShopCard) -> None:
    errand = ask(shop)
    at = AT
    for _ in range(rules.MOST_ATTEMPTS):
        assert take(shop, at) == [errand.id]
        at += rules.ERRAND_LEASE
    assert take(shop, at) == []
    assert state(errand) == rules.FAILED
    again = actions.ask_errand_again(errand_id=errand.id, by=program(shop.id), at=at)
    assert (again.state, again.attempts, again.ended_at) == (rules.ASKED, 0, None)
    assert take(shop, at) == [errand.id]
    with pytest.raises(CannotAskAgain, match="没有失败"):
        actions.ask_errand_again(errand_id=errand.id, by=program(shop.id), at=at)


def test_something_newer_takes_its_place(shop: ShopCard) -> None:
    old, new = ask(shop), ask(shop, "memo-2")
    elsewhere = ask(shop, "memo-3", thing_id=8)
    assert actions.withdraw_errands(shop_id=shop.id, kind="greeting", thing="order", thing_id=7, at=AT) == 2
    newest = ask(shop, "memo-4")
    assert take(shop) == [elsewhere.id, newest.id]
    assert (state(old), state(new)) == (rules.WITHDRAWN, rules.WITHDRAWN)
    found = queries.newest_errands(shop.id, kind="greeting", thing="order", thing_ids=[7, 8, 9])
    assert {thing: card.id for thing, card in found.items()} == {7: newest.id, 8: elsewhere.id}
    # It was under way already, and was done all the same.
    actions.end_errand(errand_id=old.id, ok=True, at=AT)
    assert state(old) == rules.DONE
    actions.end_errand(errand_id=new.id, ok=False, at=AT)
    assert state(new) == rules.WITHDRAWN


def test_whether_anybody_performs_them_is_known_by_who_takes(shop: ShopCard) -> None:
    assert not queries.is_performed(shop.id, "greeting", at=AT)
    take(shop)
    assert queries.is_performed(shop.id, "greeting", at=AT + timedelta(minutes=9))
    assert not queries.is_performed(shop.id, "greeting", at=AT + timedelta(minutes=11))
    assert not queries.is_performed(shop.id, "address", at=AT)


@pytest.mark.parametrize("state", sorted(rules.ERRAND.states))
@pytest.mark.parametrize("move", sorted(rules.ERRAND.moves))
def test_every_move_from_every_state(state: str, move: str) -> None:
    if (state, move) in rules.ERRAND.table:
        assert rules.ERRAND.after(state, move) in rules.ERRAND.states
    else:
        with pytest.raises(CannotMove):
            rules.ERRAND.after(state, move)
