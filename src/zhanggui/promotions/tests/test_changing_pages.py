"""Pages on which something is changed that has not begun: offers, and the fine print of an event."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import Cast, client_of

from zhanggui.foundation.calendar import SHANGHAI
from zhanggui.foundation.clock import now
from zhanggui.promotions.models import ShopCoupon, ShopOffer, VoucherCampaign
from zhanggui.promotions.queries import offer_cards
from zhanggui.promotions.rules.offers import Offer, Rate, Tier, Tiers, Tool
from zhanggui.promotions.rules.stored import tool_from, tool_terms
from zhanggui.promotions.tests.test_pages import DAY, FORMS, UNTIL, event_form, manager, send, text_of

assert manager  # a fixture
TOMORROW = f"{now().astimezone(SHANGHAI) + DAY:%Y-%m-%dT%H:%M}"


def coming(client: Client, cast: Cast, kind: str = "rate", **said: str | list[str]) -> Offer:
    filled: dict[str, str | list[str]] = {"thousandths": "9", "starts_at": TOMORROW, **said}
    assert send(client, kind, **filled).status_code == 200
    (card,) = offer_cards(cast.shop.id)
    return card.offer


def edit_of(offer: Offer) -> str:
    return reverse("offer_edit", args=[int(offer.key[1:])])


def typed_in(page: str) -> dict[str, str | list[str]]:
    """What a browser would send of the form as it comes."""
    texts: list[tuple[str, str]] = re.findall(r'<textarea name="(\w+)"[^>]*>([^<]*)', page)
    said: dict[str, str | list[str]] = dict(texts)
    for tag in re.findall(r"<input [^>]*>", page):
        name, value = re.search(r'name="(\w+)"', tag), re.search(r'value="([^"]*)"', tag)
        is_off = re.search(r'type="(radio|checkbox)"', tag) and " checked" not in tag
        if name is None or is_off:
            continue
        if name[1] in {"bars", "categories"}:
            said[name[1]] = [*said.get(name[1], []), value[1] if value else ""]
        else:
            said[name[1]] = value[1] if value else ""
    return said


@pytest.mark.parametrize(("kind", "said", "tool"), FORMS)
def test_an_offer_to_come_is_shown_as_it_was_typed_and_is_the_same_when_it_is_sent_back(
    cast: Cast, manager: Client, kind: str, said: dict[str, str], tool: Tool
) -> None:
    offer = coming(manager, cast, kind, scope="items", items="61", bars=["coupon"], **said)
    assert offer.tool == tool
    where = edit_of(offer)
    assert where in text_of(manager.get(f"{reverse('offers')}?state=coming"))
    page = text_of(manager.get(where))
    done = manager.post(where, typed_in(page))
    assert done["HX-Redirect"].startswith(reverse("offers"))
    (card,) = offer_cards(cast.shop.id)
    assert card.offer == offer


def test_an_offer_to_come_is_changed_in_place(cast: Cast, manager: Client) -> None:
    offer = coming(manager, cast)
    where, said = edit_of(offer), {"starts_at": TOMORROW, "ends_at": UNTIL}
    wrong = manager.post(where, said | {"thousandths": "6"})
    assert (wrong.status_code, "低于底价" in text_of(wrong)) == (422, True)
    assert manager.post(where, said | {"thousandths": "8.5", "name": "改过的"}).status_code == 200
    (card,) = offer_cards(cast.shop.id)
    assert (card.offer.tool, card.offer.name, card.offer.key) == (Rate(850), "改过的", offer.key)
    # While it is typed it does not stand in its own way.
    preview = reverse("offer_preview", args=["rate"])
    told = {**said, "thousandths": "8", "offer": str(card.id)}
    assert "撞了" not in text_of(manager.post(preview, told))
    assert "撞了" in text_of(manager.post(preview, told | {"offer": ""}))


def test_an_offer_that_is_named_by_what_it_says_is_named_anew(cast: Cast, manager: Client) -> None:
    where = edit_of(coming(manager, cast))
    said = typed_in(text_of(manager.get(where)))
    assert said["name"] == ""
    del said["seen"]
    for rate, name in (("8.5", "8.5 折"), ("8.8", "8.8 折")):
        assert manager.post(where, said | {"thousandths": rate}).status_code == 200
        (card,) = offer_cards(cast.shop.id)
        assert card.offer.name == name
    english = client_of(cast.manager)
    english.cookies["django_language"] = "en"
    assert typed_in(text_of(english.get(where)))["name"] == ""
    # Buyers read it, whatever language the seller's page has.
    assert english.post(where, said | {"thousandths": "8.9"}).status_code == 200
    assert offer_cards(cast.shop.id)[0].offer.name == "8.9 折"
    coupon = {"threshold_fen": "100", "value_fen": "10", "ends_at": UNTIL, "once": "a"}
    assert english.post(reverse("coupon_new"), coupon).status_code == 200
    assert ShopCoupon.objects.get().name == "店铺优惠券 满 100 元减 10 元"


def test_what_a_colleague_changed_meanwhile_is_not_lost_silently(cast: Cast, manager: Client) -> None:
    where = edit_of(coming(manager, cast))
    first, second = (typed_in(text_of(manager.get(where))) for _ in range(2))
    assert manager.post(where, first | {"thousandths": "8.5"}).status_code == 200
    late = manager.post(where, second | {"thousandths": "8"})
    assert (late.status_code, "刚被同事改过" in text_of(late)) == (422, True)
    assert offer_cards(cast.shop.id)[0].offer.tool == Rate(850)
    again = typed_in(text_of(late))  # what was typed stands there still, and now it is said knowingly
    assert again["thousandths"] == "8"
    assert manager.post(where, again).status_code == 200
    assert offer_cards(cast.shop.id)[0].offer.tool == Rate(800)


def test_what_has_begun_is_not_changed(cast: Cast, manager: Client) -> None:
    offer = coming(manager, cast)
    where = edit_of(offer)
    ShopOffer.objects.update(starts_at=now() - DAY)
    assert where not in text_of(manager.get(reverse("offers")))
    page = text_of(manager.get(where))
    assert "已经开始,内容不能再改" in page
    assert "改好" not in page
    late = manager.post(where, {"thousandths": "5", "ends_at": UNTIL})
    assert (late.status_code, "已经开始,内容不能再改" in text_of(late)) == (422, True)
    assert offer_cards(cast.shop.id)[0].offer.tool == Rate(900)
    assert client_of(cast.agent).get(where).status_code == 403


def test_what_no_form_says_is_changed_by_file_only(cast: Cast, manager: Client) -> None:
    offer = coming(manager, cast)
    two_gifts = tool_terms(Tiers((Tier(10_000, gifts=("袜子", "贴纸")),)))
    assert tool_from(two_gifts)
    row = ShopOffer.objects.get()
    ShopOffer.objects.update(terms=row.terms | {"tool": two_gifts}, level="shop")
    assert manager.get(edit_of(offer)).status_code == 404
    assert edit_of(offer) not in text_of(manager.get(f"{reverse('offers')}?state=coming"))


def test_a_coupon_form_carries_a_key_and_sent_twice_makes_one_coupon(manager: Client) -> None:
    where = reverse("coupon_new")
    keys = [typed_in(text_of(manager.get(where)))["once"] for _ in range(2)]
    assert len(set(keys)) == 2
    said = {"threshold_fen": "100", "value_fen": "5", "ends_at": UNTIL, "once": keys[0]}
    first, second = (manager.post(where, said)["HX-Redirect"] for _ in range(2))
    assert first == second
    assert ShopCoupon.objects.count() == 1
    manager.post(where, said | {"once": keys[1]})
    assert ShopCoupon.objects.count() == 2


def test_an_events_fine_print_is_chosen_on_its_form_and_read_on_its_page(manager: Client) -> None:
    page = text_of(manager.get(reverse("event_new")))
    assert page.count('<select id="fine_') == 15
    assert "2016-08-25 起,本项目的决定" in page
    manager.post(reverse("event_new"), event_form(manager, fine_shop_coupons="2", fine_tie="nonsense"))
    event = VoucherCampaign.objects.get()
    assert event.fine_print == {"shop_coupons": 2}
    own = event.usable_from.astimezone(SHANGHAI)
    where = reverse("offers_event", args=[event.pk])
    page = text_of(manager.get(where))
    assert "一单能用几张店铺券" in page
    assert f"{own:%Y-%m-%d} 起,本活动自己的" in page
    assert "<select" not in page
    mended = text_of(manager.get(f"{reverse('event_new')}?event={event.pk}"))
    assert re.search(r'<option value="2" selected>', mended)


def test_a_begun_events_fine_print_is_read_only(manager: Client) -> None:
    manager.post(reverse("event_new"), event_form(manager, fine_shop_coupons="2"))
    event = VoucherCampaign.objects.get()
    VoucherCampaign.objects.update(shown_from=now() - DAY, usable_from=now() - DAY)
    assert "活动已经开始,不能再改" in text_of(manager.get(reverse("offers_event", args=[event.pk])))
    where = reverse("event_new")
    page = text_of(manager.get(f"{where}?event={event.pk}"))
    assert "<select" not in page
    said = {name: str(value) for name, value in typed_in(page).items() if name != "endless"}
    assert manager.post(where, said).status_code == 200  # nothing is typed of it: it stays
    refused = manager.post(where, said | {"fine_shop_coupons": "3"})
    assert (refused.status_code, "细则不能再改" in text_of(refused)) == (422, True)
    event.refresh_from_db()
    assert event.fine_print == {"shop_coupons": 2}


def test_tiers_below_a_floor_say_which_good_it_is(manager: Client) -> None:
    manager.post(reverse("event_new"), event_form(manager, groups="女装 | 50:9\n配饰 | 99:1"))
    event = VoucherCampaign.objects.get()
    where = reverse("event_choose", args=[event.pk])
    refused = manager.post(where, {"group_0": "0"})
    assert (refused.status_code, "「毛衣」最低会卖到" in text_of(refused)) == (422, True)
    assert manager.post(where, {"group_1": "0"}).status_code == 200
