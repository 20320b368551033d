from __future__ import annotations

import pytest

from zhanggui.promotions.rules.account import NotApplied, Reason
from zhanggui.promotions.rules.event import Purse, TierGroup, VoucherTier
from zhanggui.promotions.rules.hints import hints
from zhanggui.promotions.rules.offers import (
    ByPieces,
    CouponKind,
    HeldCoupon,
    Less,
    Level,
    NthAt,
    PayFewer,
    PiecesFor,
    Rate,
    SpecialPrice,
    Tier,
    Tiers,
    Tool,
)
from zhanggui.promotions.rules.pricing import NOTHING_HELD, Book
from zhanggui.promotions.tests.carts import AT, cart, coupon, line, offer, simple, spend_and_save
from zhanggui.promotions.tests.test_hints import event
from zhanggui.promotions.wording import (
    LEVELS,
    Named,
    coupon_says,
    coupon_title,
    group_says,
    hint_says,
    level_title,
    rule_name,
    tool_says,
    what_of,
    why_not,
)


def test_every_reason_and_every_level_has_its_words() -> None:
    quote = Book([]).quote(simple(100), NOTHING_HELD, AT)
    for reason in Reason:
        missed = NotApplied("key", "名", Level.SHOP, reason, 120, "other", ("1",))
        said = why_not(missed, quote, Named({"other": "别的活动"}))
        assert said
        assert "{" not in said
    assert [level_title(level) for level in Level] == list(LEVELS.values())


def test_what_is_missing_is_said_with_its_threshold() -> None:
    book = Book([offer(Rate(900), "rate"), offer(spend_and_save((19_900, 1_000)))])
    held = coupon(2_000, 30_000)
    wanted = cart(line("1", 20_000, category="女装"))
    purse = Purse((HeldCoupon(held),), event(), 3)
    quote = book.quote(wanted, purse, AT)
    named = Named({}, {held.key: held})
    said = {missed.level: why_not(missed, quote, named) for missed in quote.not_applied}
    assert said == {
        Level.SHOP: "还差 19.00 元满 199.00 元",
        Level.COUPON: "还差 120.00 元满 300.00 元",
        Level.VOUCHER: "还差 19.00 元满 199.00 元",
    }
    without = why_not(quote.not_applied[1], quote, Named())
    assert without == "还差 120.00 元满 300.00 元"


def test_who_stands_in_the_way_is_named() -> None:
    two = [offer(Rate(900), "a"), offer(Less(100), "b")]
    quote = Book(two).quote(simple(10_000), NOTHING_HELD, AT)
    assert why_not(quote.not_applied[0], quote, Named({"a": "九折"})) == "「九折」优惠更多,同一件商品只算一个"


def test_what_was_done_is_said_in_yuan() -> None:
    book = Book([offer(spend_and_save((10_000, 1_000), every=True)), offer(Rate(900), "rate", items=["2"])])
    wanted = cart(line("1", 21_000, category="女装"), line("2", 1_000, item="2"))
    quote = book.quote(wanted, Purse((), event(), 3), AT)
    assert [what_of(one) for one in quote.applied] == [
        "共 10.00 元,减 1.00 元",
        "共 219.00 元,满了 2 次,减 20.00 元",
    ]
    gift = Book([offer(Tiers((Tier(from_fen=100, gifts=("袜子",)),)))]).quote(simple(200), NOTHING_HELD, AT)
    assert what_of(gift.applied[0]) == "共 2.00 元,达到门槛"
    used = Book([]).quote(cart(line("1", 19_900, category="女装")), Purse((), event(), 3), AT)
    assert what_of(used.applied[0]) == "满 199.00 元,用 1 张,减 10.00 元"


def test_a_hint_says_what_to_add() -> None:
    wanted = cart(line("1", 19_000, category="女装", item="1001"))
    found = hints(Book([]), wanted, Purse((), event(), 3), AT)
    assert [hint_says(one) for one in found] == ["再买 9.00 元「女装」,一共多省 10.00 元"]
    book = Book([offer(spend_and_save((20_000, 1_230)), items=["1001"])])
    found = hints(book, wanted, NOTHING_HELD, AT)
    assert [hint_says(one) for one in found] == ["再买 10.00 元「1001」,一共多省 12.30 元"]


@pytest.mark.parametrize(
    ("tool", "says"),
    [
        (SpecialPrice(9_900), "一口价 99 元"),
        (SpecialPrice(9_900, {"M": 8_990}), "一口价 89.9 元起"),
        (Rate(880), "8.8 折"),
        (Rate(855), "8.55 折"),
        (Less(1_050), "每件减 10.5 元"),
        (NthAt(2, 500), "第 2 件 5 折"),
        (NthAt(3, 0), "第 3 件免费"),
        (PiecesFor(3, 9_999), "3 件 99.99 元"),
        (PayFewer(3, 2), "3 件付 2 件的钱"),
        (ByPieces(((2, 900), (3, 800))), "满 2 件 9 折,满 3 件 8 折"),
        (spend_and_save((19_900, 1_000), (29_900, 3_000)), "满 199 元减 10 元,满 299 元减 30 元"),
        (spend_and_save((10_000, 1_000), every=True), "每满 100 元减 10 元"),
        (spend_and_save((10_000, 1_000), every=True, times=3), "每满 100 元减 10 元,最多 3 次"),
        (
            Tiers((Tier(9_900, free_postage=True),), no_free_postage_to=frozenset({"西藏", "新疆"})),
            "满 99 元包邮(新疆、西藏不包邮)",
        ),
        (
            Tiers((Tier(9_900, 0, 500),), no_free_postage_to=frozenset({"西藏"})),
            "满 99 元减 5 元",  # it sends nothing free
        ),
        (Tiers((Tier(from_pieces=2, thousandths=850),)), "满 2 件打 8.5 折"),
        (Tiers((Tier(8_800, gifts=("袜子", "发圈"), free_postage=True),)), "满 88 元送袜子、送发圈、包邮"),
    ],
)
def test_an_offer_is_said_as_shops_say_it(tool: Tool, says: str) -> None:
    assert tool_says(tool) == says


def test_coupons_and_tier_groups_are_said() -> None:
    assert coupon_says(coupon(1_000, 19_900)) == "满 199 元减 10 元"
    assert coupon_says(coupon(550)) == "减 5.5 元,没有门槛"
    assert [coupon_title(kind) for kind in CouponKind] == ["店铺优惠券", "商品优惠券", "店铺购物券"]
    group = TierGroup((VoucherTier(19_900, 1), VoucherTier(39_900, 2)))
    assert group_says(group) == "满 199 元用 1 张,满 399 元用 2 张"
    assert group_says(TierGroup((VoucherTier(30_000, 1),), repeating=True)) == "每满 300 元用 1 张"
    assert (rule_name("presale", ""), rule_name("o1", "满减"), rule_name("o1", "")) == (
        "定金膨胀",
        "满减",
        "o1",
    )
