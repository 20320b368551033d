"""The pages on which offers are seen and set up."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import Cast, client_of

from zhanggui.catalog.actions import ItemEntry, record_items
from zhanggui.foundation.calendar import SHANGHAI
from zhanggui.foundation.clock import now
from zhanggui.promotions.actions import set_up_coupon
from zhanggui.promotions.models import ShopCoupon, ShopOffer, VoucherCampaign
from zhanggui.promotions.queries import event_at, offer_cards
from zhanggui.promotions.rules.offers import (
    ByPieces,
    Coupon,
    CouponKind,
    Less,
    Level,
    NthAt,
    PayFewer,
    PiecesFor,
    Rate,
    Scope,
    SpecialPrice,
    Tier,
    Tiers,
    Tool,
)

DAY = timedelta(days=1)
UNTIL = "2037-01-01T00:00"


@pytest.fixture
def manager(cast: Cast) -> Client:
    items = [
        ItemEntry(number="61", title="毛衣", category="女装", price_fen=28_800, floor_fen=20_000),
        ItemEntry(number="62", title="围巾", category="配饰", price_fen=9_900),
        ItemEntry(number="63", title="没有类目的", price_fen=9_900),
    ]
    record_items(shop_id=cast.shop.id, items=items, by=cast.manager.actor, at=now())
    return client_of(cast.manager)


def text_of(response: Any) -> str:
    return str(response.content.decode())


def send(client: Client, kind: str, **said: str | list[str]) -> Any:
    return client.post(reverse("offer_new", args=[kind]), {"ends_at": UNTIL, **said})


FORMS: list[tuple[str, dict[str, str], Tool]] = [
    ("spend", {"from_1": "300", "less_1": "20"}, Tiers((Tier(30_000, 0, 2_000),))),
    (
        "spend",
        {"from_1": "99", "postage_1": "1", "from_2": "300", "less_2": "9.9", "postage_2": "1", "far": "新疆"},
        Tiers(
            (Tier(9_900, free_postage=True), Tier(30_000, 0, 990, free_postage=True)),
            no_free_postage_to=frozenset({"新疆"}),
        ),
    ),
    (
        "spend",
        {"from_1": "100", "less_1": "5", "every": "1", "times": "3"},
        Tiers((Tier(10_000, 0, 500),), every=True, times=3),
    ),
    ("pieces_off", {"from_1": "2", "rate_1": "9.5"}, Tiers((Tier(0, 2, 0, 950),))),
    ("rate", {"thousandths": "8.8"}, Rate(880)),
    ("special_price", {"fen": "250", "by_sku": "MY-01 255"}, SpecialPrice(25_000, {"MY-01": 25_500})),
    ("less", {"fen": "10"}, Less(1_000)),
    ("nth_at", {"nth": "2", "thousandths": "5"}, NthAt(2, 500)),
    ("pieces_for", {"pieces": "3", "fen": "700"}, PiecesFor(3, 70_000)),
    ("pay_fewer", {"pieces": "5", "paid": "4"}, PayFewer(5, 4)),
    (
        "by_pieces",
        {"from_1": "1", "rate_1": "9.9", "from_2": "3", "rate_2": "9"},
        ByPieces(((1, 990), (3, 900))),
    ),
]


@pytest.mark.parametrize(("kind", "said", "tool"), FORMS)
def test_each_form_sets_its_tool_up(
    cast: Cast, manager: Client, kind: str, said: dict[str, str], tool: Tool
) -> None:
    assert manager.get(reverse("offer_new", args=[kind])).status_code == 200
    response = send(manager, kind, scope="items", items="61", bars=["coupon"], **said)
    assert response.status_code == 200, text_of(response)
    (card,) = offer_cards(cast.shop.id)
    assert card.offer.tool == tool
    assert card.offer.scope == Scope("example", frozenset({"61"}))
    assert card.offer.bars == {Level.COUPON}
    page = text_of(manager.get(response["HX-Redirect"].split("#")[0]))
    assert card.offer.name in page
    assert "1 个商品" in page


@pytest.mark.parametrize(
    ("kind", "said", "sentence"),
    [
        ("rate", {"thousandths": "八八"}, "请写折扣,如 8.8 是八八折"),
        ("rate", {"thousandths": "6"}, "「毛衣」最低会卖到 172.80 元,低于底价或成本 200.00 元"),
        ("rate", {"thousandths": "9", "ends_at": ""}, "请写什么时候结束"),
        ("rate", {"thousandths": "9", "ends_at": "2020-01-01T00:00"}, "结束时间要晚于开始时间"),
        ("rate", {"thousandths": "9", "starts_at": "2020-01-01T00:00"}, "已经过去;想现在就开始,请留空"),
        ("rate", {"thousandths": "9", "starts_at": "9999-01-01T00:00"}, "请写日期和时间"),
        ("rate", {"thousandths": "9", "scope": "items", "items": "99"}, "店里没有编号为 99 的商品"),
        ("rate", {"thousandths": "9", "scope": "categories"}, "请勾选至少一个类目"),
        ("spend", {}, "请写满多少,以及给什么优惠"),
        ("spend", {"from_1": "300", "less_1": "x"}, "请写金额"),
        (
            "spend",
            {"from_1": "300", "less_1": "20", "from_2": "500", "less_2": "10"},
            "第 2 档买得更多,却比第 1 档省得少",
        ),
        ("special_price", {"fen": "250", "by_sku": "MY-01"}, "第 1 行请写「商家编码 价格」"),
        ("less", {"fen": "99999999999999"}, "请写金额"),
        ("pay_fewer", {"pieces": "3", "paid": "3"}, "付的件数要在 1 到 3 之间"),
    ],
)
def test_what_is_wrong_is_said_beside_what_was_typed(
    manager: Client, kind: str, said: dict[str, str], sentence: str
) -> None:
    response = send(manager, kind, name="我的<活动>", **said)
    assert response.status_code == 422
    page = text_of(response)
    assert re.search(rf'role="alert">[^<]*{re.escape(sentence)}', page), page
    assert 'value="我的&lt;活动&gt;"' in page
    for value in said.values():
        assert value in page
    assert not ShopOffer.objects.exists()


def test_a_preview_prices_carts_before_anything_is_kept(manager: Client) -> None:
    where = reverse("offer_preview", args=["rate"])
    page = text_of(manager.post(where, {"ends_at": UNTIL, "thousandths": "9"}))
    assert "拿商品举例" in page  # no orders yet
    assert "¥28.80" in page
    page = text_of(manager.post(where, {"ends_at": UNTIL}))
    assert "请写折扣" in page
    coupon = {"ends_at": UNTIL, "threshold_fen": "100", "value_fen": "5"}
    page = text_of(manager.post(reverse("coupon_preview"), coupon))
    assert "¥5.00" in page
    assert not ShopOffer.objects.exists()
    assert not ShopCoupon.objects.exists()


def test_what_holds_what_comes_and_what_was(cast: Cast, manager: Client) -> None:
    coming = f"{now().astimezone(SHANGHAI) + DAY:%Y-%m-%dT%H:%M}"
    send(manager, "rate", thousandths="9", name="正在打折", scope="items", items="61")
    send(manager, "rate", thousandths="9", name="明天打折", starts_at=coming, scope="items", items="62")
    list_ = reverse("offers")
    now_page, coming_page = (text_of(manager.get(f"{list_}?state={one}")) for one in ("now", "coming"))
    assert "正在打折" in now_page
    assert "明天打折" not in now_page
    assert "明天打折" in coming_page
    offer_id = ShopOffer.objects.get(name="正在打折").pk
    assert manager.post(reverse("offer_end", args=[offer_id])).status_code == 200
    assert "提前结束" in text_of(manager.get(f"{list_}?state=over"))
    agents = text_of(client_of(cast.agent).get(f"{list_}?state=coming"))
    assert "明天打折" in agents
    assert "现在就结束" not in agents


def test_a_coupon_is_set_up_and_given_out_no_more(cast: Cast, manager: Client) -> None:
    wrong = manager.post(reverse("coupon_new"), {"threshold_fen": "10", "value_fen": "10", "ends_at": UNTIL})
    assert "面额要少于门槛" in text_of(wrong)
    said = {"threshold_fen": "100", "value_fen": "5", "ends_at": UNTIL, "quantity": "9", "per_buyer": "1"}
    assert manager.post(reverse("coupon_new"), said).status_code == 200
    row = ShopCoupon.objects.get()
    assert (row.name, row.quantity, row.per_buyer) == ("店铺优惠券 满 100 元减 5 元", 9, 1)
    assert manager.post(reverse("coupon_end", args=[row.pk])).status_code == 200
    assert "已停发" in text_of(manager.get(reverse("offers")))
    at = now()
    theirs = Coupon("", "别家的", CouponKind.SHOP, Scope("another"), 9_900, 900, at, at + DAY)
    other = set_up_coupon(coupon=theirs, by=cast.stranger.actor, at=at)
    assert manager.post(reverse("coupon_end", args=[other])).status_code == 404


def event_form(manager: Client, **differing: str) -> dict[str, str]:
    """The form as it comes, with the set-up open now."""
    page = text_of(manager.get(reverse("event_new")))
    said = dict(re.findall(r'name="(\w+)"[^>]*? value="([^"]*)"', page))
    groups = re.search(r'<textarea name="groups"[^>]*>([^<]*)', page)
    assert groups is not None
    said.pop("endless", None)
    at = now().astimezone(SHANGHAI)
    said |= {
        "groups": groups[1],
        "set_up_from": f"{at - DAY:%Y-%m-%dT%H:%M}",
        "set_up_until": f"{at + DAY:%Y-%m-%dT%H:%M}",
        "edit_until": f"{at + DAY:%Y-%m-%dT%H:%M}",
    }
    return said | differing


@pytest.mark.seed(138, 140, 143, 145, 147)
def test_tiers_are_chosen_for_every_category_by_one_press(manager: Client) -> None:
    done = manager.post(reverse("event_new"), event_form(manager))
    assert done.status_code == 200, text_of(done)
    event = VoucherCampaign.objects.get()
    assert (event.face_fen, event.most_fen, event.endless) == (1_000, 30_000, False)
    where = reverse("offers_event", args=[event.pk])
    page = text_of(manager.get(where))
    assert page.count('type="radio"') == 6  # two categories, three groups each
    assert page.count(" checked") == 2
    items = reverse("event_items", args=[event.pk])
    assert "本店还没有选门槛" in text_of(manager.get(items))
    manager.post(reverse("event_choose", args=[event.pk]), {"group_0": "1", "group_1": "0"})
    page = text_of(manager.get(items))
    assert "满 299 元用 1 张" in page
    assert "满 199 元用 1 张" in page
    assert "不知道它的一级类目" in page
    assert "活动商家" in text_of(manager.get(where))


@pytest.mark.seed(149)
def test_a_group_that_was_told_wrongly_can_be_chosen_anew(cast: Cast, manager: Client) -> None:
    manager.post(reverse("event_new"), event_form(manager, groups="1999:1"))
    event = VoucherCampaign.objects.get()
    choose, where = (reverse(name, args=[event.pk]) for name in ("event_choose", "offers_event"))
    manager.post(choose, {"group_0": "0", "group_1": "0"})
    assert 'type="radio"' not in text_of(manager.get(where))  # there is one group only
    said = event_form(manager, event=str(event.pk), name=event.name, groups="199:1")
    manager.post(reverse("event_new"), said)
    assert text_of(manager.get(where)).count(" checked") == 2
    assert manager.post(choose, {"group_0": "0", "group_1": "0"}).status_code == 200
    card = event_at(cast.shop.id, event.usable_from)
    assert card is not None
    assert {group.tiers[0].threshold_fen for group in card.chosen.values()} == {19_900}
    assert 'type="radio"' not in text_of(manager.get(where))


@pytest.mark.seed(137, 149)
def test_the_windows_of_set_up_and_change_hold(manager: Client) -> None:
    at = now().astimezone(SHANGHAI)
    late = f"{at - DAY / 2:%Y-%m-%dT%H:%M}"
    manager.post(reverse("event_new"), event_form(manager, set_up_until=late, edit_until=late))
    event = VoucherCampaign.objects.get()
    where = reverse("event_choose", args=[event.pk])
    response = manager.post(where, {"group_0": "0", "group_1": "0"})
    assert response.status_code == 422
    assert "已经过了时间" in text_of(response)
    assert 'type="radio"' not in text_of(manager.get(reverse("offers_event", args=[event.pk])))
    VoucherCampaign.objects.update(set_up_until=now() + DAY, edit_until=now() + DAY, is_selected=False)
    assert manager.post(where, {"group_0": "0"}).status_code == 200
    assert "只有官方选中的商家才能改门槛" in text_of(manager.post(where, {"group_0": "1"}))


@pytest.mark.seed(148)
def test_when_vouchers_are_usable_is_never_changed(manager: Client) -> None:
    said = event_form(manager)
    manager.post(reverse("event_new"), said)
    event = VoucherCampaign.objects.get()
    manager.post(reverse("event_choose", args=[event.pk]), {"group_0": "0"})
    said |= {"event": str(event.pk)}
    later = manager.post(reverse("event_new"), said | {"usable_until": "2099-01-01T00:00"})
    assert "生效时间不能再改" in text_of(later)
    wrong = manager.post(reverse("event_new"), said | {"groups": "199:3 399:2"})
    assert "第 1 行看不懂" in text_of(wrong)


def test_a_second_event_never_takes_the_place_of_the_first(manager: Client) -> None:
    said = event_form(manager)
    manager.post(reverse("event_new"), said)
    event = VoucherCampaign.objects.get()
    # Another member had the same empty form open.
    refused = manager.post(reverse("event_new"), said | {"name": "年货节"})
    assert refused.status_code == 422
    assert f"编号 {event.number} 已经有了" in text_of(refused)
    # A form that is opened now is another event's, which wants a name of its own.
    fresh = event_form(manager)
    assert (fresh["number"], fresh["name"]) == ("", "")
    refused = manager.post(reverse("event_new"), fresh | {"name": "年货节"})  # on the same day
    assert f"「{event.name}」也在那几天生效" in text_of(refused)
    later = {"usable_from": _moment(event, 29), "usable_until": _moment(event, 30)}
    manager.post(reverse("event_new"), fresh | {"name": "年货节"} | later)
    assert set(VoucherCampaign.objects.values_list("name", flat=True)) == {event.name, "年货节"}
    # What is shown already and used later takes nothing from the one whose day it is.
    for at, name in ((event.usable_from, event.name), (event.usable_until + DAY, "年货节")):
        card = event_at(event.shop_id, at)
        assert card is not None
        assert card.terms.name == name


def _moment(event: VoucherCampaign, days: int) -> str:
    """So many days after an event, as a form writes it."""
    return f"{(event.usable_until + days * DAY).astimezone(SHANGHAI):%Y-%m-%dT%H:%M}"


def test_what_was_told_of_an_event_is_mended_from_its_page(cast: Cast, manager: Client) -> None:
    manager.post(reverse("event_new"), event_form(manager))
    event = VoucherCampaign.objects.get()
    where = f"{reverse('event_new')}?event={event.pk}"
    assert where in text_of(manager.get(reverse("offers_event", args=[event.pk])))
    assert where not in text_of(client_of(cast.agent).get(reverse("offers_event", args=[event.pk])))
    page = text_of(manager.get(where))
    said = dict(re.findall(r'name="(\w+)"[^>]*? value="([^"]*)"', page))
    said.pop("endless", None)
    assert said["event"] == str(event.pk)
    manager.post(reverse("event_new"), said | {"groups": "88:1", "face": "5"})
    mended = VoucherCampaign.objects.get()
    assert (mended.pk, mended.face_fen, mended.usable_from) == (event.pk, 500, event.usable_from)
    calendar = text_of(manager.get(reverse("offers_calendar")))
    assert reverse("offers_event", args=[event.pk]) in calendar


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("face", "0", "金额要大于 0"),
        ("most", "0", "金额要大于 0"),
        ("suspends_from", "someday", "请写日期和时间"),
        ("suspends_until", "someday", "请写日期和时间"),
    ],
)
def test_an_event_says_beside_the_field_what_is_wrong(
    manager: Client, field: str, value: str, says: str
) -> None:
    refused = manager.post(reverse("event_new"), event_form(manager, **{field: value}))
    assert refused.status_code == 422
    assert text_of(refused).count(says) == 1
    assert not VoucherCampaign.objects.exists()


def test_what_no_form_sends_is_no_error_of_ours(manager: Client) -> None:
    for form in (reverse("offer_new", args=["spend"]), reverse("coupon_new")):
        for garbled in ("abc", "9" * 30, "²"):
            assert manager.post(form, {"event": garbled}).status_code == 422
    manager.post(reverse("event_new"), event_form(manager, name="双\0十一"))
    event = VoucherCampaign.objects.get(name="双十一")
    choose = reverse("event_choose", args=[event.pk])
    assert manager.post(choose, {"group_0": "9" * 5_000}).status_code == 200
    day = f"{now().astimezone(SHANGHAI) + 9 * DAY:%Y-%m-%d}"
    said = {"name": "店\0庆", "starts_on": day, "ends_on": day, "note": "\0"}
    assert manager.post(reverse("campaign_plan"), said).status_code == 200
    assert "<b>店庆</b>" in text_of(manager.get(reverse("offers_calendar")))


def test_a_number_that_is_none_is_said_once(manager: Client) -> None:
    refused = manager.post(reverse("coupon_new"), {"quantity": "-1", "per_buyer": "0"})
    assert text_of(refused).count("请写大于 0 的整数") == 2  # one for each field


def test_a_line_that_is_no_price_of_a_kind_is_said_once(manager: Client) -> None:
    refused = send(
        manager, "special_price", fen="250", by_sku="MY-01 255\nMY-02二百", scope="items", items="61"
    )
    assert text_of(refused).count("第 2 行请写「商家编码 价格」") == 1


def test_an_event_of_later_years_needs_no_voucher(manager: Client) -> None:
    page = text_of(manager.get(f"{reverse('event_new')}?pattern=every_300"))
    assert "每 300:1" in page
    assert re.search(r'name="name"[^>]* value="\d{4} 双十一跨店满减"', page)
    assert re.search(r'name="endless"[^>]* checked', page)


GROUPS = [
    ("499:1 1299:3", "499:1 1299:3"),  # shown again without the comma that would part tiers
    ("199\uff1a1\uff0c399\uff1a2", "199:1 399:2"),
    ("\uff11\uff19\uff19:1、399:2\uff1b599:3", "199:1 399:2 599:3"),
    ("199元\uff1a1张", "199:1"),
    ("女装 \uff5c 每100\uff1a1", "女装 | 每 100:1"),
]


@pytest.mark.parametrize(("typed", "shown"), GROUPS)
def test_groups_are_read_as_a_chinese_keyboard_writes_them_and_shown_as_they_can_be_sent_again(
    manager: Client, typed: str, shown: str
) -> None:
    manager.post(reverse("event_new"), event_form(manager, groups=typed))
    event = VoucherCampaign.objects.get()
    page = text_of(manager.get(f"{reverse('event_new')}?event={event.pk}"))
    found = re.search(r'<textarea name="groups"[^>]*>([^<]*)', page)
    assert found is not None
    assert found[1] == shown
    said = event_form(manager, event=str(event.pk), name=event.name, groups=found[1])
    assert manager.post(reverse("event_new"), said).status_code == 200
    beyond = manager.post(reverse("event_new"), said | {"groups": "199:1 100000001:2"})
    assert "第 1 行看不懂" in text_of(beyond)


def test_numbers_are_read_as_a_chinese_keyboard_writes_them(cast: Cast, manager: Client) -> None:
    done = send(
        manager, "less", fen="\uff11\uff10。5", scope="items", items="61\uff0c62", most_pieces="\uff12"
    )
    assert done.status_code == 200, text_of(done)
    (card,) = offer_cards(cast.shop.id)
    assert (card.offer.tool, card.offer.most_pieces) == (Less(1_050), 2)
    assert card.offer.scope.items == {"61", "62"}


@pytest.mark.seed(223)
def test_the_calendar_is_seen_by_all_and_made_by_the_manager(cast: Cast, manager: Client) -> None:
    where = reverse("offers_calendar")
    page = text_of(client_of(cast.agent).get(where))
    assert page.index("双十一") != page.index("双十二")
    assert "6.18 年中大促" in page
    day = f"{now().astimezone(SHANGHAI) + 9 * DAY:%Y-%m-%d}"
    said = {"name": "店庆", "starts_on": day, "ends_on": day}
    assert manager.post(reverse("campaign_plan"), said).status_code == 200
    page = text_of(manager.get(where))
    assert "<b>店庆</b>" in page
    wrong = manager.post(reverse("campaign_plan"), said | {"ends_on": "2020-01-01"})
    assert "结束日期不能早于开始日期" in text_of(wrong)
    assert "请写开始和结束的日期" in text_of(manager.post(reverse("campaign_plan"), said | {"ends_on": "x"}))
    cancel = re.search(r'action="(/offers/calendar/\d+/cancel)"', page)
    assert cancel is not None
    manager.post(cancel[1])
    assert "<b>店庆</b>" not in text_of(manager.get(where))
