"""The vouchers that a cart uses: the specification's examples, and the search against every possibility."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhanggui.foundation.calendar import from_shop_text
from zhanggui.promotions.rules import choosing, voucher_search
from zhanggui.promotions.rules.event import Purse, TierGroup, VoucherEvent, VoucherTier
from zhanggui.promotions.rules.fine_print import (
    AS_CHOSEN,
    FewerVouchers,
    FinePrint,
    OrderLimit,
    TieBetweenPools,
    TiersReached,
)
from zhanggui.promotions.rules.offers import HeldCoupon
from zhanggui.promotions.rules.pricing import Book
from zhanggui.promotions.rules.voucher_search import Claim, best_counts, split
from zhanggui.promotions.rules.vouchers import Eligible, PoolPlan, Pools, allowed, plan
from zhanggui.promotions.tests.carts import cart, coupon
from zhanggui.promotions.tests.carts import line as bought


def _group(*tiers: tuple[int, int], repeating: bool = False) -> TierGroup:
    return TierGroup(tuple([VoucherTier(yuan * 100, count) for yuan, count in tiers]), repeating)


A = _group((199, 1), (399, 2), (599, 3))
B = _group((299, 1))
C = _group((100, 1), repeating=True)
D = _group((200, 1), repeating=True)
E = _group((99, 1), repeating=True)


def _event(face_fen: int = 1000, most_fen: int | None = 30_000, fine: FinePrint = AS_CHOSEN) -> VoucherEvent:
    return VoucherEvent(
        key="d11",
        name="双十一购物券",
        merchants=frozenset(),
        groups={},
        usable_from=from_shop_text("2016-11-11 00:00"),
        usable_until=from_shop_text("2016-11-12 00:00"),
        shown_from=from_shop_text("2016-11-01 00:00"),
        face_fen=face_fen,
        most_fen=most_fen,
        fine=fine,
    )


D11 = _event()

Row = tuple[str, TierGroup, float]


def _eligible(rows: list[Row]) -> list[Eligible]:
    return [Eligible(place, shop, group, round(yuan * 100)) for place, (shop, group, yuan) in enumerate(rows)]


def _cuts(pools: tuple[PoolPlan, ...]) -> list[float]:
    return [fen / 100 for _, fen in sorted(cut for pool in pools for cut in pool.cuts)]


@pytest.mark.parametrize(
    ("rows", "held", "vouchers", "cuts"),
    [
        ([("1", A, 198.99)], 10, [0], [0]),
        ([("1", A, 200), ("1", A, 199)], 10, [2], [10.03, 9.97]),
        ([("1", A, 133), ("1", A, 133), ("1", A, 134)], 10, [2], [6.65, 6.65, 6.70]),
        ([("1", A, 67), ("1", A, 67), ("1", A, 67)], 10, [1], [3.34, 3.33, 3.33]),
        ([("1", A, 150), ("2", A, 250)], 10, [2], [7.50, 12.50]),
        ([("1", A, 214.10), ("1", A, 223.40), ("2", A, 296.80)], 10, [3], [8.75, 9.12, 12.13]),
        ([("1", A, 150), ("2", B, 250)], 10, [0, 0], [0, 0]),
        ([("1", A, 600)], 2, [2], [20]),
        ([("1", A, 400), ("1", B, 300)], 10, [2, 1], [20, 10]),
        ([("1", A, 400), ("1", B, 300)], 2, [2, 0], [20, 0]),
        ([("1", C, 4000)], 99, [30], [300]),
        ([("1", C, 2500), ("1", D, 2000)], 99, [25, 5], [250, 50]),
        ([("1", C, 3000), ("1", E, 1450), ("2", E, 1450)], 99, [16, 28], [160, 140, 140]),
    ],
)
def test_the_examples_of_the_specification(
    rows: list[Row], held: int, vouchers: list[int], cuts: list[float]
) -> None:
    pools = plan(_eligible(rows), D11, held)
    assert ([pool.vouchers for pool in pools], _cuts(pools)) == (vouchers, cuts)


EVERY_300 = _group((300, 1), repeating=True)
EVERY_200 = _group((200, 1), repeating=True)


@pytest.mark.parametrize(
    ("face_fen", "rows", "vouchers", "cuts"),
    [
        (5000, [("1", EVERY_300, 299.99)], [0], [0]),
        (5000, [("1", EVERY_300, 100), ("2", EVERY_300, 200)], [1], [16.67, 33.33]),
        (5000, [("1", EVERY_300, 450), ("2", EVERY_300, 450)], [3], [75, 75]),
        (5000, [("1", EVERY_300, 60_000)], [200], [10_000]),
        (2000, [("1", EVERY_200, 199), ("2", EVERY_200, 1)], [1], [19.90, 0.10]),
        (2000, [("1", EVERY_200, 1_000), ("2", EVERY_200, 999)], [9], [90.05, 89.95]),
        (2000, [("1", EVERY_200, 200), ("2", EVERY_300, 200)], [1, 0], [20, 0]),
    ],
)
def test_later_years_cross_shop_spend_and_save(
    face_fen: int, rows: list[Row], vouchers: list[int], cuts: list[float]
) -> None:
    """No vouchers are needed, and no order is limited: every 300 less 50, every 200 less 20."""
    pools = plan(_eligible(rows), _event(face_fen, most_fen=None), None)
    assert ([pool.vouchers for pool in pools], _cuts(pools)) == (vouchers, cuts)


# ---- against every possibility ----


def _by_trying(lines: list[Eligible], event: VoucherEvent, held: int | None) -> list[int]:
    """The specification's sentence 7 as it is said: all choices, the largest, the first among equals; and as
    the fine print says it otherwise."""
    fine = event.fine
    groups = list(dict.fromkeys(line.group for line in lines))
    amounts: list[dict[str, int]] = [{} for _ in groups]
    for line in lines:
        of = amounts[groups.index(line.group)]
        of[line.shop] = of.get(line.shop, 0) + line.fen
    sums = [sum(of.values()) for of in amounts]
    is_larger = fine.tie is TieBetweenPools.LARGER
    order = sorted(range(len(groups)), key=lambda place: (-sums[place] * is_larger, place))
    best: tuple[int, list[int]] | None = None
    counts = []
    for group, whole in zip(groups, sums, strict=True):
        most = allowed(group, whole, fine.tiers_reached)
        every = {allowed(group, fen, fine.tiers_reached) for fen in range(whole + 1)}
        ways = every if fine.fewer is FewerVouchers.WHOLE_TIERS else set(range(most + 1))
        counts.append([count for count in ways if count * event.face_fen <= whole and count <= most])
    for choice in product(*counts):
        if held is not None and sum(choice) > held:
            continue
        taken: dict[str, int] = {}
        for of, count in zip(amounts, choice, strict=True):
            for shop, fen in split(count * event.face_fen, of).items():
                of_order = count if of[shop] else 0  # vouchers that it has a share of
                is_amount = fine.order_limit is OrderLimit.AMOUNT
                taken[shop] = taken.get(shop, 0) + (fen if is_amount else of_order)
        limit = event.most_fen
        if limit is not None and fine.order_limit is OrderLimit.NUMBER:
            limit //= event.face_fen
        if limit is not None and max(taken.values()) > limit:
            continue
        found = (sum(choice), [choice[place] for place in order])
        if best is None or found > best:
            best, winner = found, list(choice)
    return winner


# Those that change what is found; each as often as what was chosen.
FINE_PRINTS = st.builds(
    FinePrint,
    tiers_reached=st.sampled_from(TiersReached),
    order_limit=st.sampled_from(OrderLimit),
    tie=st.sampled_from(TieBetweenPools),
    fewer=st.sampled_from(FewerVouchers),
)
FACES = st.sampled_from([1, 2, 3, 7, 10, 1000])


@st.composite
def carts(
    draw: st.DrawFn, fine_prints: st.SearchStrategy[FinePrint] = FINE_PRINTS
) -> tuple[list[Eligible], VoucherEvent, int | None]:
    face = draw(FACES)
    pools = draw(st.integers(1, 4))
    groups = [
        TierGroup(
            (
                VoucherTier(1 + place, draw(st.integers(1, 6))),
                VoucherTier(4 * face + place, draw(st.integers(7, 9))),
            )[: draw(st.integers(1, 2))],
            repeating=False,
        )
        for place in range(pools)
    ]
    fen = st.one_of(st.integers(0, 9 * face), st.sampled_from([0, 1, face, face + 1, 5 * face]))
    lines = [
        Eligible(place, draw(st.sampled_from("123")), draw(st.sampled_from(groups)), draw(fen))
        for place in range(draw(st.integers(1, 9)))
    ]
    cap = draw(st.one_of(st.none(), st.integers(0, 12 * face), st.sampled_from([face, 2 * face, 5 * face])))
    held = draw(st.one_of(st.none(), st.integers(0, 12)))
    return lines, _event(face, cap, draw(fine_prints)), held


@settings(max_examples=150, deadline=None)
@given(carts(st.just(AS_CHOSEN)) | carts())
def test_the_search_finds_what_trying_everything_finds(
    cart: tuple[list[Eligible], VoucherEvent, int | None],
) -> None:
    lines, event, held = cart
    assert [pool.vouchers for pool in plan(lines, event, held)] == _by_trying(lines, event, held)


@settings(max_examples=200, deadline=None)
@given(carts())
def test_every_fen_is_split_and_no_line_gets_more_than_it_has(
    cart: tuple[list[Eligible], VoucherEvent, int | None],
) -> None:
    lines, event, held = cart
    pools = plan(lines, event, held)
    fens = {line.place: line.fen for line in lines}
    shops = {line.place: line.shop for line in lines}
    by_shop: dict[str, int] = {}
    for pool in pools:
        assert sum(fen for _, fen in pool.cuts) == pool.vouchers * event.face_fen
        assert all(0 <= fen <= fens[place] for place, fen in pool.cuts)
        assert pool.vouchers <= pool.allowed
        for shop, fen in pool.by_shop:
            assert fen == sum(cut for place, cut in pool.cuts if shops[place] == shop)
            by_shop[shop] = by_shop.get(shop, 0) + fen
    assert sorted(place for pool in pools for place in pool.places) == sorted(fens)
    in_all = sum(pool.vouchers for pool in pools) * event.face_fen
    assert Pools(lines, event, held).fen([fens[place] for place in sorted(fens)]) == in_all
    assert held is None or sum(pool.vouchers for pool in pools) <= held
    assert event.most_fen is None or max(by_shop.values()) <= event.most_fen


CLAIMS = st.dictionaries(
    st.sampled_from("123456"),
    st.one_of(st.integers(0, 400_000), st.integers(1, 30), st.sampled_from([30_000, 60_000])),
    min_size=1,
    max_size=3,
).map(lambda amounts: Claim(amounts, min(9, sum(amounts.values()) // 1000)))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(CLAIMS, min_size=1, max_size=4),
    st.integers(0, 12_000),
    st.one_of(st.none(), st.integers(0, 20)),
)
def test_orders_of_several_shops_share_limits_and_the_purse(
    claims: list[Claim], cap: int, held: int | None
) -> None:
    """Parts that share no shop still share the buyer's vouchers; tiny shares lose a fen as others grow."""
    tables = [[split(count * 1000, one.amounts) for count in range(one.most + 1)] for one in claims]

    def fits(choice: tuple[int, ...]) -> bool:
        taken: dict[str, int] = {}
        for table, count in zip(tables, choice, strict=True):
            for shop, fen in table[count].items():
                taken[shop] = taken.get(shop, 0) + fen
        return max(taken.values()) <= cap

    choices = product(*[range(one.most + 1) for one in claims])
    within = [(sum(one), one) for one in choices if held is None or sum(one) <= held]
    best = next(choice for _, choice in sorted(within, reverse=True) if fits(choice))
    assert tuple(best_counts(claims, 1000, cap, held)) == best


@pytest.mark.parametrize("work", [0, 300, 3_000])
def test_a_search_that_is_too_hard_ends_with_what_it_has(work: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twelve pools over eight orders, all at their limit: what is found is allowed, good, always the same."""
    monkeypatch.setattr(voucher_search, "MOST_WORK", work)
    monkeypatch.setattr(voucher_search, "MORE_WORK", work // 10)
    lines = [
        Eligible(place, str(place % 8), _group((100 + place // 8, 1), repeating=True), 50_000 + 7_919 * place)
        for place in range(96)
    ]
    pools = plan(lines, D11, None)
    assert [pool.vouchers for pool in pools] == [pool.vouchers for pool in plan(lines, D11, None)]
    by_shop = [dict(pool.by_shop) for pool in pools]
    assert all(sum(one[str(shop)] for one in by_shop) <= 30_000 for shop in range(8))
    assert sum(pool.vouchers for pool in pools) >= 190  # of 240 that the limits leave


def test_what_many_searches_cost_together_is_counted() -> None:
    """Who tries many choices of coupons stops when their searches have cost too much."""
    pools = Pools(_eligible([("1", C, 2_500), ("1", D, 2_000)]), D11, 99)
    left = [250_000, 200_000]
    assert (pools.fen(left), pools.meter.spent > 0) == (30_000, True)
    once = pools.meter.spent
    pools.fen(left)
    assert pools.meter.spent == 2 * once


def test_where_searches_cost_too_much_the_best_that_was_tried_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    groups = {("first", "clothes"): C, ("first", "shoes"): D}
    event = replace(D11, merchants=frozenset({"first"}), groups=groups)
    wanted = cart(bought("1", 250_000, category="clothes"), bought("2", 200_000, category="shoes"))
    coupons = (coupon(900, key="a"), coupon(500, key="i", items=["1"]), coupon(400, key="j", items=["2"]))
    at = event.usable_from
    held = tuple(HeldCoupon(replace(one, starts_at=at, ends_at=event.usable_until)) for one in coupons)
    holds = Purse(held, event, 99)
    best = Book(()).quote(wanted, holds, at)
    monkeypatch.setattr(choosing, "MOST_SPENT", 1)
    assert Book(()).quote(wanted, holds, at) == best  # the first that is tried saves most by itself
    assert best.total_fen == 450_000 - 1_800 - 30_000


def test_without_a_limit_or_a_purse_every_pool_uses_what_its_tier_allows() -> None:
    lines = _eligible([("1", EVERY_200, 100_000), ("2", EVERY_300, 90_000)])
    assert [pool.vouchers for pool in plan(lines, _event(2000, None), None)] == [500, 300]


def test_nothing_eligible_plans_nothing() -> None:
    assert plan([], D11, 10) == ()
    (pool,) = plan(_eligible([("1", A, 0)]), D11, 10)
    assert (pool.vouchers, pool.cuts, pool.by_shop) == (0, ((0, 0),), (("1", 0),))
