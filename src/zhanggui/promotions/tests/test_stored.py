"""What is written down of offers reads back as it was."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhanggui.promotions.rules import stored
from zhanggui.promotions.rules.event import TierGroup, VoucherTier
from zhanggui.promotions.rules.offers import (
    ByPieces,
    Coupon,
    CouponKind,
    Less,
    Level,
    NthAt,
    Offer,
    PayFewer,
    PiecesFor,
    Rate,
    Scope,
    SpecialPrice,
    Tier,
    Tiers,
)

SINCE, UNTIL = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 12, tzinfo=UTC)
FEN = st.integers(0, 10_000_000)
PIECES = st.integers(1, 20)
THOUSANDTHS = st.integers(1, 999)
NAMES = st.frozensets(st.text("甲乙丙丁0123456789", min_size=1, max_size=6), max_size=3)
TIERS = st.builds(
    Tier,
    from_fen=FEN,
    from_pieces=st.integers(0, 9),
    less_fen=FEN,
    thousandths=st.integers(1, 1000),
    gifts=st.lists(st.sampled_from(["袜子", "发夹"]), max_size=2).map(tuple),
    free_postage=st.booleans(),
)
TOOLS = st.one_of(
    st.builds(SpecialPrice, FEN, st.dictionaries(st.sampled_from("abc"), FEN)),
    st.builds(Rate, THOUSANDTHS),
    st.builds(Less, FEN),
    st.builds(NthAt, PIECES, THOUSANDTHS),
    st.builds(PiecesFor, PIECES, FEN),
    st.builds(PayFewer, PIECES, PIECES),
    st.builds(ByPieces, st.lists(st.tuples(PIECES, THOUSANDTHS), min_size=1, max_size=3).map(tuple)),
    st.builds(
        Tiers,
        st.lists(TIERS, min_size=1, max_size=5).map(tuple),
        st.booleans(),
        st.none() | PIECES,
        NAMES,
    ).filter(lambda tool: bool(tool.tiers[0].from_fen) or not tool.every),
)
SCOPES = st.builds(Scope, st.just("example"), NAMES, NAMES, NAMES)
OFFERS = st.builds(
    Offer,
    st.just("o7"),
    st.just("满减"),
    SCOPES,
    TOOLS,
    st.just(SINCE),
    st.just(UNTIL),
    st.none() | PIECES,
    st.frozensets(st.sampled_from(Level)),
)


@given(OFFERS)
def test_an_offer_reads_back(offer: Offer) -> None:
    terms = json.loads(json.dumps(stored.offer_terms(offer)))
    read = stored.offer_from(terms, key="o7", name="满减", shop="example", starts_at=SINCE, ends_at=UNTIL)
    assert read == offer


@given(SCOPES, st.sampled_from(CouponKind), FEN, FEN)
def test_a_coupon_reads_back(scope: Scope, kind: CouponKind, threshold: int, value: int) -> None:
    coupon = Coupon("c1", "券", kind, scope, threshold, value, SINCE, UNTIL)
    terms = json.loads(json.dumps(stored.coupon_terms(coupon)))
    read = stored.coupon_from(terms, key="c1", name="券", shop="example", starts_at=SINCE, ends_at=UNTIL)
    assert read == coupon


GROUP_TIERS = st.lists(
    st.builds(VoucherTier, FEN.filter(bool), PIECES),
    min_size=1,
    max_size=3,
    unique_by=lambda tier: tier.threshold_fen,
)


@given(GROUP_TIERS, st.booleans())
def test_a_tier_group_reads_back(tiers: list[VoucherTier], repeating: bool) -> None:
    rising = tuple(sorted(tiers, key=lambda tier: tier.threshold_fen))
    group = TierGroup(rising, repeating and len(rising) == 1)
    assert stored.group_from(json.loads(json.dumps(stored.group_terms(group)))) == group


@pytest.mark.parametrize(
    "terms",
    [
        {"tiers": []},
        {"tiers": [[0, 1]], "repeating": True},
        {"tiers": [[0, 1]]},
        {"tiers": [[20_000, 1], [10_000, 2]]},
        {"tiers": [[10_000, 1], [20_000, 2]], "repeating": True},
    ],
)
def test_a_group_of_which_nobody_could_count_the_times_is_wrong(terms: dict[str, object]) -> None:
    with pytest.raises(stored.WrongTerms):
        stored.group_from(terms)


@pytest.mark.parametrize(
    "terms",
    [
        {},
        {"kind": "lottery"},
        {"kind": "rate"},
        {"kind": "by_pieces", "steps": [1]},
        {"kind": "by_pieces", "steps": []},
        {"kind": "nth_at", "nth": 0, "thousandths": 500},
        {"kind": "pieces_for", "pieces": 0, "fen": 100},
        {"kind": "pay_fewer", "pieces": 0, "paid": 0},
        {"kind": "tiers", "tiers": []},
        {"kind": "tiers", "tiers": [{"less_fen": 100}], "every": True},
        {"kind": "tiers", "tiers": [{"from_fen": -1, "less_fen": 100}]},
    ],
)
def test_terms_that_nobody_wrote_are_wrong(terms: dict[str, object]) -> None:
    with pytest.raises(stored.WrongTerms):
        stored.tool_from(terms)
