"""Offers in the words of one cell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhanggui.promotions.rules.offers import (
    ByPieces,
    Less,
    NthAt,
    PayFewer,
    PiecesFor,
    Rate,
    SpecialPrice,
    Tier,
    Tiers,
    Tool,
)
from zhanggui.promotions.rules.spoken import NotHeard, heard, said

FEN = st.integers(1, 10_000_000)
PIECES = st.integers(1, 99)
RATES = st.integers(1, 999)
GIFTS = st.lists(st.text("袜子发夹围巾", min_size=1, max_size=4), max_size=2).map(tuple)
FAR = frozenset({"新疆", "西藏"})


@st.composite
def tiers(draw: st.DrawFn) -> Tier:
    by_pieces = draw(st.booleans())
    takes = draw(st.sampled_from(["fen", "rate", "none"]))
    return Tier(
        from_fen=0 if by_pieces else draw(FEN),
        from_pieces=draw(PIECES) if by_pieces else 0,
        less_fen=draw(FEN) if takes == "fen" else 0,
        thousandths=draw(RATES) if takes == "rate" else 1000,
        gifts=draw(GIFTS),
        free_postage=draw(st.booleans()),
    )


TOOLS = st.one_of(
    st.builds(SpecialPrice, FEN, st.dictionaries(st.sampled_from(["MY-01", "MY-02"]), FEN)),
    st.builds(Rate, RATES),
    st.builds(Less, FEN),
    st.builds(NthAt, PIECES, RATES),
    st.builds(PiecesFor, PIECES, FEN),
    st.builds(PayFewer, PIECES, PIECES),
    st.builds(ByPieces, st.lists(st.tuples(PIECES, RATES), min_size=1, max_size=3).map(tuple)),
    st.builds(
        Tiers,
        st.lists(tiers(), min_size=1, max_size=5).map(tuple),
        st.booleans(),
        st.none() | PIECES,
        st.frozensets(st.sampled_from(sorted(FAR))),
    ),
)


@given(TOOLS)
def test_what_is_said_is_heard(tool: Tool) -> None:
    assert heard(said(tool)) == tool


HEARD = [
    ("满300减50,满500减90", Tiers((Tier(30_000, 0, 5_000), Tier(50_000, 0, 9_000)))),
    (" 满 300 元减 50 元 ", Tiers((Tier(30_000, 0, 5_000),))),
    ("满500减90包邮", Tiers((Tier(50_000, 0, 9_000, free_postage=True),))),
    ("每满100减10,最多30次", Tiers((Tier(10_000, 0, 1_000),), every=True, times=30)),
    ("满2件打9折", Tiers((Tier(0, 2, 0, 900),))),
    ("满99包邮,不包邮:新疆、西藏", Tiers((Tier(9_900, free_postage=True),), no_free_postage_to=FAR)),
    ("满199送袜子、送发夹", Tiers((Tier(19_900, gifts=("袜子", "发夹")),))),
    ("8.8折", Rate(880)),
    ("每件减10元", Less(1_000)),
    ("一口价99;MY-01:95", SpecialPrice(9_900, {"MY-01": 9_500})),
    ("第2件5折", NthAt(2, 500)),
    ("3件99元", PiecesFor(3, 9_900)),
    ("买3付2", PayFewer(3, 2)),
    ("阶梯:2件9折,3件8折", ByPieces(((2, 900), (3, 800)))),
]


@pytest.mark.parametrize(("text", "tool"), HEARD)
def test_what_sellers_write_is_heard(text: str, tool: Tool) -> None:
    assert heard(text) == tool


NOT_HEARD = ["", "便宜点", "满减", "满300减", "打折", "一口价", "买3", "满300减50元起", "阶梯", "每"]


@pytest.mark.parametrize("text", NOT_HEARD)
def test_what_says_no_offer_is_not_heard(text: str) -> None:
    with pytest.raises(NotHeard):
        heard(text)
