from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as some

from zhanggui.connectors.simulator.script import CORRECT, SILENCE, YES, first_after, visits_of
from zhanggui.foundation.calendar import day_span, shop_day

ON = date(2026, 11, 23)


@settings(deadline=None, max_examples=25)  # the first one reads the goods
@given(seed=some.integers(0, 10_000), orders=some.integers(0, 300))
def test_a_day_is_the_same_whenever_it_is_asked_for_and_lies_within_itself(seed: int, orders: int) -> None:
    visits = visits_of(seed, ON, orders=orders)
    assert visits == visits_of(seed, ON, orders=orders)
    assert [visit.comes_at for visit in visits] == sorted(visit.comes_at for visit in visits)
    assert all(shop_day(visit.comes_at) == ON for visit in visits)
    assert all(visit.asks or visit.purchase for visit in visits)


def test_about_so_many_orders_come_about() -> None:
    visits = visits_of(7, ON, orders=2_000)
    bought = [visit.purchase for visit in visits if visit.purchase]
    assert 1_900 < len(bought) < 2_100
    paid = [one for one in bought if one.pays_after_seconds is not None]
    assert 0.9 < len(paid) / len(bought) < 0.97
    assert any(one.again for one in bought)
    assert {one.card for one in bought} == {YES, CORRECT, SILENCE}
    assert {trouble.kind for one in bought for trouble in one.troubles} == {
        *("address", "change", "urge", "cancel", "return")
    }


def test_who_came_before_is_not_waited_for() -> None:
    visits = visits_of(7, ON, orders=100)
    begins, ends = day_span(ON)
    noon = begins + (ends - begins) / 2
    later = first_after(visits, noon)
    assert 0 < len(later) < len(visits)
    assert first_after(visits, ends) == ()


def test_a_visit_has_its_own_chance() -> None:
    one, other = visits_of(7, ON, orders=10)[:2]
    assert one.chance(7).random() == one.chance(7).random()
    assert one.chance(7).random() != other.chance(7).random()
