"""What buyers received, by form; and what the shop's offers say above the visitor's chat."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import Cast, client_of

from zhanggui.conversations.parts import MOST, chat_notices
from zhanggui.customers.models import Buyer
from zhanggui.foundation.clock import now
from zhanggui.promotions.actions import end_offer, record_event, set_up_coupon, set_up_offer
from zhanggui.promotions.models import ReceivedCoupon, ReceivedVouchers
from zhanggui.promotions.queries import purse_of, shop_key
from zhanggui.promotions.rules.offers import Offer, Rate, Scope
from zhanggui.promotions.rules.presets import next_double_11
from zhanggui.promotions.tests.carts import coupon, offer, spend_and_save

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def whole_shop(cast: Cast, at: datetime) -> Offer:
    save = offer(spend_and_save((19900, 2000)), starts_at=at - DAY, ends_at=at + DAY)
    return replace(save, name="满减", scope=Scope(shop_key(cast.shop.id)))


def held_coupon(cast: Cast, at: datetime) -> int:
    five = coupon(500, 5000, starts_at=at - DAY, ends_at=at + DAY)
    five = replace(five, name="5 元券", scope=Scope(shop_key(cast.shop.id)))
    return set_up_coupon(coupon=five, by=cast.manager.actor, at=at - DAY)


def double_11(cast: Cast, at: datetime) -> int:
    terms = replace(next_double_11(at), set_up_from=at - 9 * DAY, set_up_until=at + DAY, shown_from=at - DAY)
    return record_event(
        number="e", terms=terms, passed_audition=True, enrolled=True, by=cast.manager.actor, at=at - 2 * DAY
    )


@pytest.mark.seed(155)
def test_what_a_buyer_received_is_noted_and_priced_with(cast: Cast) -> None:
    at = now()
    which, event = held_coupon(cast, at), double_11(cast, at)
    manager, where = client_of(cast.manager), reverse("received")
    assert client_of(cast.agent).get(where).status_code == 403
    assert "还没有记过" in manager.get(where).content.decode()
    said = {"nick": "小米粥", "held": f"coupon-{which}", "received": "2", "used": "1"}
    for wrong in (
        {"nick": " "},
        {"received": "0"},
        {"used": "3"},
        {"received": "x"},
        {"held": "coupon-999999"},
        {"held": ""},
    ):
        refused = manager.post(where, said | wrong)
        assert (refused.status_code, 'role="alert"' in refused.content.decode()) == (422, True), wrong
    assert manager.post(where, said)["HX-Redirect"] == where
    manager.post(where, said | {"used": "0"})  # the newest telling holds
    manager.post(where, said | {"held": f"event-{event}", "received": "7"})
    assert list(ReceivedCoupon.objects.values_list("received", "used")) == [(2, 0)]
    assert list(ReceivedVouchers.objects.values_list("received", "used")) == [(7, 1)]
    purse = purse_of(cast.shop.id, Buyer.objects.get(key="小米粥").pk, at)
    assert ([one.count for one in purse.coupons], purse.vouchers) == ([2], 6)
    page = manager.get(where).content.decode()
    assert "7 / 1" in page
    assert "2 / 0" in page


@pytest.mark.seed(153)
def test_buyers_see_above_the_chat_what_holds_for_the_whole_shop(cast: Cast, client: Client) -> None:
    at = now()
    chat = reverse("chat", args=[cast.shop.slug])
    assert 'class="notices' not in client.get(chat).content.decode()
    by = cast.manager.actor
    which = set_up_offer(offer=whole_shop(cast, at), by=by, at=at - DAY)
    held_coupon(cast, at)
    page = client.get(chat).content.decode()
    for told in ("满 199 元减 20 元", "店铺券", "满 50 元减 5 元"):
        assert told in page, told
    assert client.get(reverse("chat", args=[cast.other_shop.slug])).content.decode().count("notices") == 0
    limited = replace(whole_shop(cast, at), tool=Rate(950), most_pieces=2)
    set_up_offer(offer=limited, by=by, at=at)
    assert "9.5 折,每人限 2 件" in client.get(chat).content.decode()
    end_offer(offer_id=which, by=by, at=at)
    assert not any("199" in one for one in chat_notices(cast.shop, now()))
    assert len(chat_notices(cast.shop, at)) <= MOST
