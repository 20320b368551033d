"""A form says everything that is wrong with it in one round."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from tests.cast import Cast, client_of

from zhanggui.promotions.forms.together import together
from zhanggui.promotions.rules.review import Blame
from zhanggui.promotions.tests.test_item_card import stocked

ENDS = {"ends_at": "2037-01-01T00:00"}


def problems(cast: Cast, address: str, data: dict[str, str]) -> set[str]:
    response = client_of(cast.manager).post(address, data)
    assert response.status_code in {400, 422}
    found = re.findall(r'class="problem[^"]*" role="alert">(.*?)<', response.content.decode())
    assert len(found) == len(set(found))
    return set(found)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            {"thousandths": "x", "name": "长" * 41, "scope": "items", "items": "999", "but": "998"},
            {
                "请写折扣,如 8.8 是八八折",
                "名字最多 40 个字,不能换行",
                "请写什么时候结束",
                "店里没有编号为 999 的商品",
                "店里没有编号为 998 的商品",
            },
        ),
        ({"thousandths": "9", **ENDS, "but": "999"}, {"店里没有编号为 999 的商品"}),
    ],
)
def test_an_offers_form_says_all(cast: Cast, data: dict[str, str], said: set[str]) -> None:
    stocked(cast)
    assert problems(cast, reverse("offer_new", args=["rate"]), data) == said


@pytest.mark.django_db
def test_a_coupons_form_says_all(cast: Cast) -> None:
    stocked(cast)
    data = {"threshold_fen": "x", "value_fen": "9", "quantity": "0", "scope": "items", "items": "999"}
    assert problems(cast, reverse("coupon_new"), data) == {
        "请写金额,如 99 或 99.90",
        "请写大于 0 的整数",
        "请写什么时候结束",
        "店里没有编号为 999 的商品",
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "data", "said"),
    [
        (
            "received",
            {"nick": " ", "held": "coupon-0", "received": "x", "used": "9"},
            {"请写买家的会员名", "领了几张请写 1 到 9999", "请选一种券"},
        ),
        (
            "campaign_plan",
            {"name": "", "starts_on": "soon", "ends_on": ""},
            {"请写活动的名字,最多 40 个字", "请写开始和结束的日期"},
        ),
        (
            "campaign_plan",
            {"name": "", "starts_on": "2037-01-02", "ends_on": "2037-01-01"},
            {"请写活动的名字,最多 40 个字", "结束日期不能早于开始日期"},
        ),
        (
            "what_if_ask",
            {"paid_at": "soon", "since": "x", "until": "y", "vouchers": "-1"},
            {
                "付款时间请写成 2016-11-11 00:30 这样",
                "日期请写成 2016-11-11 这样",
                "购物券张数请写 0 到 9999",
            },
        ),
    ],
)
def test_the_other_forms_say_all(cast: Cast, address: str, data: dict[str, str], said: set[str]) -> None:
    assert problems(cast, reverse(address), data) == said


def test_what_hangs_on_an_unread_field_is_not_reviewed() -> None:
    ends, rate = Blame("ends_at", "no_end"), Blame("thousandths", "not_rate")
    review = [
        Blame("starts_at", "overlaps"),
        Blame("starts_at", "began_before"),
        Blame("thousandths", "rate"),
        Blame("steps", "steps"),
        Blame("name", "long_name"),
    ]
    assert together([], review) == review
    assert together([ends], review) == [ends, *review[2:]]
    assert together([rate], review) == [rate, review[1], review[4]]
