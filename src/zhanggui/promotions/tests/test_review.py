"""What is refused when somebody sets up an offer, and that nothing else is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from zhanggui.promotions.refusals import BLAME_SAYS, sentence
from zhanggui.promotions.rules.offers import (
    ByPieces,
    Coupon,
    CouponKind,
    Less,
    NthAt,
    Offer,
    PayFewer,
    PiecesFor,
    Rate,
    Scope,
    SpecialPrice,
    Tier,
    Tiers,
    Tool,
)
from zhanggui.promotions.rules.review import Good, GoodSku, Shelf, review_coupon, review_offer

AT = datetime(2026, 11, 1, tzinfo=UTC)
DAY = timedelta(days=1)
SHOP = Scope("example")


def offer(tool: Tool, **differing: Any) -> Offer:
    said: dict[str, Any] = {
        "key": "o1",
        "name": "活动",
        "scope": SHOP,
        "tool": tool,
        "starts_at": AT,
        "ends_at": AT + DAY,
    }
    return Offer(**said | differing)


def coupon(threshold: int, value: int, kind: CouponKind = CouponKind.SHOP, scope: Scope = SHOP) -> Coupon:
    return Coupon("c1", "券", kind, scope, threshold, value, AT, AT + DAY)


def good(item: str = "1", price: int | None = 10_000, least: int | None = 6_000, **differing: Any) -> Good:
    said: dict[str, Any] = {"item": item, "name": f"商品{item}", "category": "女装"}
    return Good(**said | {"skus": (GoodSku(None, "", price, least),)} | differing)


NOTHING = Shelf()


def codes(one: Offer, shelf: Shelf = NOTHING) -> list[str]:
    return [blame.code for blame in review_offer(one, shelf, AT)]


def money(*pairs: tuple[int, int]) -> Tiers:
    return Tiers(tuple(Tier(from_fen=from_fen, less_fen=less) for from_fen, less in pairs))


GOOD = [
    Rate(1),
    Rate(999),
    Less(1),
    SpecialPrice(9_900, {"a": 8_800}),
    NthAt(2, 500),
    PiecesFor(3, 9_900),
    PayFewer(3, 2),
    ByPieces(((2, 900), (3, 800))),
    money((10_000, 1_000), (20_000, 3_000)),
    Tiers((Tier(from_fen=10_000, less_fen=1_000),), every=True, times=30),
    Tiers((Tier(from_pieces=2, thousandths=900), Tier(from_pieces=3, thousandths=800))),
    Tiers(
        (Tier(from_fen=9_900, free_postage=True), Tier(from_fen=19_900, free_postage=True, gifts=("袜子",)))
    ),
]


@pytest.mark.parametrize("tool", GOOD)
def test_what_can_be_explained_is_let_in(tool: Tool) -> None:
    assert codes(offer(tool)) == []


WRONG = [
    (Rate(0), "rate"),
    (Rate(1000), "rate"),
    (Less(0), "amount"),
    (SpecialPrice(0), "amount"),
    (SpecialPrice(100, {"a": 0}), "amount"),
    (NthAt(1, 500), "pieces_from"),
    (NthAt(2, 1000), "rate"),
    (PiecesFor(1, 100), "pieces_from"),
    (PiecesFor(2, 0), "amount"),
    (PayFewer(3, 3), "paid"),
    (PayFewer(3, 0), "paid"),
    (ByPieces(()), "steps"),
    (ByPieces(((2, 900), (2, 800))), "steps_fall"),
    (ByPieces(((2, 800), (3, 900))), "steps_dearer"),
    (Tiers(()), "tiers"),
    (money(*((place * 10_000, place * 100) for place in range(1, 7))), "tiers"),
    (money((20_000, 1_000), (10_000, 2_000)), "tiers_fall"),
    (money((10_000, 2_000), (20_000, 1_000)), "tiers_invert"),
    (money((10_000, 2_000), (20_000, 2_000)), "tiers_same"),
    (money((10_000, 10_000)), "tier_takes_all"),
    (money((0, 1_000)), "tier_asks_nothing"),
    (Tiers((Tier(from_fen=1, from_pieces=1, thousandths=900),)), "tier_asks_both"),
    (Tiers((Tier(from_fen=10_000, less_fen=1, thousandths=900),)), "tier_takes_both"),
    (Tiers((Tier(from_fen=10_000),)), "tier_gives_nothing"),
    (Tiers((Tier(from_fen=10_000, thousandths=0),)), "tier_rate"),
    (Tiers((Tier(from_fen=1_000, gifts=(" ",)),)), "gift"),
    (
        Tiers((Tier(from_fen=10_000, less_fen=100), Tier(from_fen=20_000, thousandths=900))),
        "tiers_mixed",
    ),
    (Tiers((Tier(from_fen=10_000, less_fen=100), Tier(from_pieces=9, less_fen=900))), "tiers_mixed"),
    (
        Tiers((Tier(from_fen=100, free_postage=True), Tier(from_fen=200, less_fen=10))),
        "tiers_lose_postage",
    ),
    (replace(money((10_000, 1_000), (20_000, 3_000)), every=True), "every_with_several"),
    (Tiers((Tier(from_fen=10_000, thousandths=900),), every=True), "every_with_rate"),
    (Tiers((Tier(from_fen=10_000, less_fen=1),), times=3), "times_without_every"),
    (Tiers((Tier(from_fen=10_000, less_fen=1),), every=True, times=0), "pieces"),
]


@pytest.mark.parametrize(("tool", "code"), WRONG)
def test_what_nobody_could_explain_is_refused(tool: Tool, code: str) -> None:
    assert codes(offer(tool)) == [code]


@pytest.mark.parametrize("tool", [one for one in GOOD if not isinstance(one, SpecialPrice | Rate | Less)])
def test_pieces_are_limited_only_where_each_piece_has_its_price(tool: Tool) -> None:
    assert codes(offer(tool, most_pieces=2)) == ["limit_on_several"]
    assert codes(offer(Rate(900), most_pieces=2)) == []
    assert codes(offer(Rate(900), most_pieces=0)) == ["pieces"]


def test_a_period_runs_forward_and_is_not_over() -> None:
    assert codes(offer(Rate(900), ends_at=AT)) == ["ends_before_start"]
    assert codes(offer(Rate(900), starts_at=AT - DAY, ends_at=AT)) == ["is_over"]
    assert codes(offer(Rate(900), starts_at=AT - DAY)) == ["began_before"]
    assert review_offer(offer(Rate(900), starts_at=AT - DAY, ends_at=AT), Shelf(), None) == []


def test_names_and_scopes_are_looked_at() -> None:
    goods = Shelf([good()])
    assert codes(offer(Rate(900), name=" ")) == ["no_name"]
    assert codes(offer(Rate(900), name="长" * 41)) == ["long_name"]
    both = Scope("example", items=frozenset({"1"}), but=frozenset({"1"}))
    assert codes(offer(Rate(900), scope=both)) == ["in_and_out"]
    assert codes(offer(Rate(900), scope=Scope("example", items=frozenset({"9"}))), goods) == ["no_such_item"]
    there = Scope("example", categories=frozenset({"男装"}))
    assert codes(offer(Rate(900), scope=there), goods) == ["no_such_category"]


def scoped(*items: str, **more: Any) -> Scope:
    return Scope("example", frozenset(items), **more)


WOMEN = Scope("example", categories=frozenset({"女装"}))
MEETINGS = [
    (SHOP, SHOP, True),
    (scoped("1"), SHOP, True),
    (scoped("1"), scoped("2"), False),
    (scoped("1", "2"), scoped("2", "3"), True),
    (scoped("1"), Scope("example", but=frozenset({"1"})), False),
    (scoped("1"), WOMEN, True),
    (scoped("4"), WOMEN, False),
    (WOMEN, WOMEN, True),
    (WOMEN, Scope("example", categories=frozenset({"男装"})), False),
    (SHOP, Scope("other"), False),
]


@pytest.mark.parametrize(("one", "other", "met"), MEETINGS)
@pytest.mark.parametrize("days", [0, 1])
def test_two_offers_of_a_level_do_not_hold_an_item_at_once(
    one: Scope, other: Scope, met: bool, days: int
) -> None:
    goods = [good("1"), good("2"), good("3"), good("4", category="男装")]
    kept = offer(Rate(990), key="o0", name="老活动", scope=other)
    kept = replace(kept, starts_at=AT + DAY * days, ends_at=AT + DAY * (days + 1))
    blames = review_offer(offer(Rate(980), scope=one), Shelf(goods, [kept]), AT)
    assert bool(blames) == (met and days == 0)
    for blame in blames:
        assert "老活动" in sentence(blame)
        assert "2026-11-01 08:00 到 2026-11-02 08:00" in sentence(blame)


def test_gifts_and_free_postage_stand_beside_an_offer_of_their_level() -> None:
    gifts = offer(Tiers((Tier(from_fen=100, gifts=("袜子",)),)), key="o0")
    assert codes(offer(money((10_000, 100))), Shelf([good()], [gifts])) == []
    assert codes(offer(Rate(990)), Shelf([good()], [offer(money((10_000, 100)), key="o0")])) == []


@pytest.mark.parametrize(
    ("tool", "code"),
    [
        (SpecialPrice(10_000), "not_cheaper"),
        (Less(10_000), "takes_whole_price"),
        (PiecesFor(2, 20_000), "pieces_not_cheaper"),
        (Rate(599), "below_least"),
        (SpecialPrice(5_999), "below_least"),
        (NthAt(2, 100), "below_least"),
        (PayFewer(2, 1), "below_least"),
        (money((10_000, 4_001)), "below_least"),
        (Tiers((Tier(from_pieces=2, thousandths=590),)), "below_least"),
    ],
)
def test_a_price_is_below_the_list_and_not_below_the_floor(tool: Tool, code: str) -> None:
    assert codes(offer(tool), Shelf([good()])) == [code]


@pytest.mark.parametrize("tool", [Rate(600), SpecialPrice(6_000), NthAt(2, 200), money((10_000, 4_000))])
def test_the_floor_itself_is_no_loss(tool: Tool) -> None:
    assert codes(offer(tool), Shelf([good()])) == []
    assert codes(offer(tool), Shelf([good(least=None)])) == []


def test_each_sku_has_its_own_floor() -> None:
    skus = (GoodSku("a", "黑色", 10_000, 6_000), GoodSku("b", "白色", 12_000, 11_000))
    shelf = Shelf([good(skus=skus)])
    (blame,) = review_offer(offer(SpecialPrice(9_000)), shelf, AT)
    assert sentence(blame).startswith("「商品1 白色」最低会卖到 90.00 元,低于底价或成本 110.00 元")
    assert codes(offer(SpecialPrice(9_000, {"b": 11_000})), shelf) == []


def test_the_worst_instant_counts_every_level_that_acts_then() -> None:
    """100 yuan at 90 %, then 10 off 90, then a coupon of 15 that comes later in the period."""
    later = Coupon("c1", "券", CouponKind.SHOP, SHOP, 8_000, 1_500, AT + DAY / 2, AT + 2 * DAY)
    shelf = Shelf([good(least=6_600)], [offer(money((9_000, 1_000)), key="o0")], [later])
    (blame,) = review_offer(offer(Rate(900)), shelf, AT)
    assert blame.said["worst_fen"] == 6_500
    assert "2026-11-01 20:00 起" in sentence(blame)
    assert codes(offer(Rate(900)), replace(shelf, coupons=[])) == []
    assert [one.code for one in review_coupon(later, replace(shelf, offers=[offer(Rate(700))]), AT)] == [
        "below_least"
    ]


def test_a_coupon_takes_less_than_it_asks() -> None:
    assert [one.code for one in review_coupon(coupon(1_000, 1_000), Shelf(), AT)] == ["coupon_takes_all"]
    assert [one.code for one in review_coupon(coupon(1_000, 0), Shelf(), AT)] == ["amount"]
    assert review_coupon(coupon(1_001, 1_000), Shelf(), AT) == []


def test_every_blame_has_its_sentence() -> None:
    said = {code for _, code in WRONG} | {"below_least", "overlaps", "no_name"}
    assert said <= set(BLAME_SAYS)
