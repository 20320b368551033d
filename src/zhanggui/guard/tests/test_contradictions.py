from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhanggui.guard.rules import Fact, Severity, contradictions, denied_by_all, may_contradict

WOOL = Fact(
    title="圆领毛衣",
    price_fen=(12900, 13900),
    attributes={"面料": "70% 绵羊毛 30% 粘纤"},
    sizes=frozenset({"m", "l", "xl", "2xl"}),
    material="70% 绵羊毛,30% 粘纤;做过抗起球处理。",
    washing="第一次洗会有少量浮色,请单独手洗,水温 30 度以下;平铺晾干,不要挂晒、不要烘干。",
)
SKIRT = Fact(title="半身裙", price_fen=(9900,), attributes={"面料": "聚酯纤维"})
COTTON = Fact(title="短袖", attributes={"面料": "100% 棉"})


@pytest.mark.seed(18)
@pytest.mark.parametrize(
    ("text", "card", "about"),
    [
        ("这款59元", WOOL, ["价格"]),
        ("价格是99块哦", WOOL, ["价格"]),
        ("这件只要 89 块", WOOL, ["价格"]),
        ("这件129元", WOOL, []),
        ("这款2件199元", WOOL, []),
        ("您实付299,发票就开299元", WOOL, []),
        ("百分百羊绒的", WOOL, ["材质"]),
        ("这款 129 元", WOOL, []),
        ("XL码的139元", WOOL, []),
        ("这款满100减20元", WOOL, []),
        ("这款运费是10元", WOOL, []),
        ("这款可以便宜5元吗", WOOL, []),
        ("这款是59元吗", WOOL, []),
        ("这款是纯羊毛的", WOOL, ["材质"]),
        ("这款是纯棉的哦", SKIRT, ["材质"]),
        ("不是纯棉的", SKIRT, []),
        ("您要纯棉的吗", SKIRT, []),
        ("这款纯棉", COTTON, []),
        ("真丝的哦", COTTON, ["材质"]),
        ("有3XL码", WOOL, ["尺码"]),
        ("建议拍XXL码", WOOL, []),
        ("没有3XL码", WOOL, []),
        ("有3XL码", SKIRT, []),  # nobody has written down its sizes
        ("可以机洗的", WOOL, ["机洗"]),
        ("不可以机洗", WOOL, []),
        ("不会掉色的", WOOL, ["掉色"]),
        ("可以烘干", WOOL, ["烘干"]),
        ("可以机洗的", SKIRT, []),
        ("您好,在的", WOOL, []),
    ],
)
def test_what_the_card_denies_is_shown_beside_it(text: str, card: Fact, about: list[str]) -> None:
    found = contradictions(text, card)
    assert [one.title.rsplit(":", 1)[-1] for one in found] == about
    for one in found:
        assert one.severity is Severity.HINT
        assert one.quote in text
        assert "商品卡上写的是" in one.say
    assert may_contradict(text) or not found


@pytest.mark.seed(18)
def test_of_several_items_only_what_all_their_cards_deny_is_said() -> None:
    (found,) = denied_by_all("这款59元,是纯棉的", (WOOL, SKIRT, Fact(title="裤子", price_fen=(8900,))))
    assert (found.title, found.facts["item"]) == ("和商品卡不一样:价格", WOOL.title)
    assert denied_by_all("这款是纯棉的,99元", (WOOL, SKIRT, COTTON)) == ()
    assert denied_by_all("这款59元", ()) == ()


@given(st.text(alphabet="这款纯棉羊毛59元.块有3XLl码可以机洗不,。?吗 ", max_size=60))
def test_reading_never_fails_and_looks_first(text: str) -> None:
    assert may_contradict(text) or not contradictions(text, WOOL)
