from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password, identify_hasher
from tests.cast import AT, Cast

from zhanggui.foundation.actors import program
from zhanggui.foundation.queries import audit_entries
from zhanggui.shops import queries
from zhanggui.shops.actions import CannotHire, CannotOpenShop, change_setting, hire, open_shop
from zhanggui.shops.models import Shop, Staff
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.settings import CUT_OFF, FRESH_HOURS, SETTINGS

pytestmark = pytest.mark.django_db


def hired(cast: Cast, **differing: Any) -> StaffCard:
    told: dict[str, Any] = {
        "shop_id": cast.shop.id,
        "login": "newcomer",
        "name": "新人",
        "agent_number": "N01",
        "role": "agent",
        "password": "long-and-odd-fish-7",
        "by": cast.manager.actor,
        "at": AT,
    }
    return hire(**told | differing)


def test_a_shop_is_opened_and_noted() -> None:
    shop = open_shop(slug="first-shop", name="示例", platform="tmall", at=AT)
    assert queries.shop_by_slug("first-shop") == shop == queries.shop_by_id(shop.id)
    assert queries.any_shop()
    assert queries.all_shops() == [shop]
    (entry,) = audit_entries(shop.id)
    assert (entry.verb, entry.at) == ("open_shop", AT)


@pytest.mark.parametrize(
    ("slug", "name", "platform"),
    [
        ("UPPER", "示例", "tmall"),
        ("a", "示例", "tmall"),
        ("-ab", "示例", "tmall"),
        ("a b", "示例", "tmall"),
        ("店铺", "示例", "tmall"),
        ("a" * 41, "示例", "tmall"),
        ("ok\n", "示例", "tmall"),
        ("", "示例", "tmall"),
        ("fine", "示例", "jd"),
        ("fine", "示例", ""),
        ("fine", "", "tmall"),
        ("fine", " \t", "tmall"),
        ("fine", "长" * 81, "tmall"),
        ("fine", "坏\x00", "tmall"),
    ],
)
def test_a_shop_that_cannot_be(slug: str, name: str, platform: str) -> None:
    with pytest.raises(CannotOpenShop):
        open_shop(slug=slug, name=name, platform=platform, at=AT)
    assert not Shop.objects.exists()


def test_a_short_name_is_taken_once() -> None:
    open_shop(slug="first", name="示例", platform="tmall", at=AT)
    with pytest.raises(CannotOpenShop, match="first 已经有人用了"):
        open_shop(slug="first", name="又一家", platform="taobao", at=AT)


def test_who_is_hired_can_log_in_at_once(cast: Cast) -> None:
    card = hired(cast)
    staff = Staff.objects.get(pk=card.id)
    assert staff.check_password("long-and-odd-fish-7")
    assert card.role_title == "客服"
    assert card.actor.name == "新人 N01"
    (entry,) = [one for one in audit_entries(cast.shop.id) if one.verb == "hire"]
    assert entry.changes == {"role": [None, "agent"]}
    assert entry.by_name == "许店 M01"


def test_passwords_are_kept_as_argon2(cast: Cast) -> None:
    kept = Staff.objects.get(pk=hired(cast).id).password
    assert identify_hasher(kept).algorithm == "argon2"
    assert kept.startswith("argon2$argon2id$")
    assert check_password("long-and-odd-fish-7", kept)
    assert not check_password("long-and-odd-fish-8", kept)


@pytest.mark.parametrize(
    "differing",
    [
        {"role": "owner"},
        {"password": "short-7"},
        {"password": "1q2w3e4r5t"},  # ten letters, and on the list of those that everybody takes
        {"password": "newcomer11"},  # the login again
        {"login": ""},
        {"login": "  "},
        {"login": "x" * 61},
        {"login": "new\x00comer"},
        {"name": ""},
        {"name": "长" * 41},
        {"agent_number": ""},
        {"agent_number": "N" * 11},
    ],
)
def test_who_cannot_be_hired(cast: Cast, differing: dict[str, str]) -> None:
    before = Staff.objects.count()
    with pytest.raises(CannotHire):
        hired(cast, **differing)
    assert Staff.objects.count() == before


def test_a_login_is_taken_once_and_an_agent_number_once_in_a_shop(cast: Cast) -> None:
    with pytest.raises(CannotHire, match="已经有人用了"):
        hired(cast, login="waishi")  # somebody of the other shop has it
    with pytest.raises(CannotHire, match="已经有人用了"):
        hired(cast, agent_number="A12")
    hired(cast, agent_number="A13")


def test_a_login_is_what_is_typed_without_the_blanks_around_it(cast: Cast) -> None:
    """The login page takes them away too: who is hired with them could never come in."""
    assert Staff.objects.get(pk=hired(cast, login=" newcomer ").id).login == "newcomer"


def test_the_staff_of_a_shop(cast: Cast) -> None:
    numbers = [one.agent_number for one in queries.colleagues(cast.shop.id)]
    assert numbers == ["A07", "A12", "L01", "M01", "W01"]
    Staff.objects.filter(pk=cast.second.id).update(is_active=False)
    assert queries.staff_by_id(cast.second.id) is None
    assert cast.second not in queries.colleagues(cast.shop.id)
    everyone = (cast.agent.id, cast.second.id, cast.stranger.id)
    assert queries.active_among(everyone) == {cast.agent.id, cast.stranger.id}


def test_a_setting_has_its_default_until_somebody_changes_it(cast: Cast) -> None:
    assert queries.setting_value(cast.shop.id, FRESH_HOURS, at=AT) == 48


def test_a_setting_holds_from_its_instant_to_the_next_ones(cast: Cast) -> None:
    """Half-open: at the instant of a change the new value holds already."""
    moments = [(AT, 24), (AT + timedelta(days=1), 12), (AT + timedelta(days=2), 6)]
    for at, value in moments:
        change_setting(shop_id=cast.shop.id, setting=FRESH_HOURS, value=value, by=cast.manager.actor, at=at)
    tick = timedelta(microseconds=1)
    for (at, value), before in zip(moments, [48, 24, 12], strict=True):
        assert queries.setting_value(cast.shop.id, FRESH_HOURS, at=at - tick) == before
        assert queries.setting_value(cast.shop.id, FRESH_HOURS, at=at) == value
    assert queries.setting_value(cast.shop.id, FRESH_HOURS, at=AT + timedelta(days=900)) == 6
    assert queries.setting_value(cast.other_shop.id, FRESH_HOURS, at=AT) == 48


def test_a_change_of_a_setting_is_noted(cast: Cast) -> None:
    for value in (24, 12):
        change_setting(
            shop_id=cast.shop.id,
            setting=FRESH_HOURS,
            value=value,
            by=cast.manager.actor,
            at=AT + timedelta(hours=48 - value),
        )
    changes = [one.changes["value"] for one in audit_entries(cast.shop.id) if one.verb == "change_setting"]
    assert changes == [[24, 12], [48, 24]]


def test_every_setting_says_where_it_comes_from() -> None:
    for setting in SETTINGS:
        assert setting.source
        assert setting.meaning
        assert setting.unit


def test_the_program_acts_under_a_name(cast: Cast) -> None:
    hired(cast, by=program(cast.shop.id))
    assert audit_entries(cast.shop.id)[0].by_name == "掌柜"


def test_a_shop_has_its_own_cut_off_from_a_day_on(cast: Cast) -> None:
    noon = datetime(2026, 11, 21, 4, tzinfo=UTC)
    assert queries.next_cut_off(cast.shop.id, at=noon) == noon + timedelta(hours=4)
    by = cast.manager.actor
    change_setting(shop_id=cast.shop.id, setting=CUT_OFF, value=17 * 60 + 30, by=by, at=noon)
    assert queries.next_cut_off(cast.shop.id, at=noon) == noon + timedelta(hours=5, minutes=30)
    assert queries.next_cut_off(cast.other_shop.id, at=noon) == noon + timedelta(hours=4)
