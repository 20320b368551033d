"""A cart in JSON to a quote in JSON: what is read, what is refused and where, and the documents' example."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhanggui.promotions.rules.account import Quote, Reason
from zhanggui.promotions.rules.codec import MOST_BYTES, Asked, WrongJson, answered, asked, refund_answered
from zhanggui.promotions.rules.fine_print import AS_CHOSEN, FINE_FIELDS, FinePrint, TieBetweenPools
from zhanggui.promotions.rules.offers import (
    ByPieces,
    Coupon,
    CouponKind,
    HeldCoupon,
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
from zhanggui.promotions.rules.refunds import Why
from zhanggui.promotions.rules.stored import coupon_terms, offer_terms
from zhanggui.promotions.tests.carts import AT, DAY
from zhanggui.promotions.tests.schema import faults

DOCS = next(path for path in Path(__file__).parents if (path / "docs").is_dir()) / "docs"
SCHEMA = json.loads((DOCS / "quote.schema.json").read_text())
BLOCKS = re.findall(r"```json\n(.*?)```", (DOCS / "quote.md").read_text(), re.DOTALL)
EXAMPLE = json.loads(BLOCKS[0])
WHEN = {"starts_at": "2016-11-11T00:00:00+08:00", "ends_at": "2016-11-12T00:00:00+08:00"}
LINE = {"item": "1001", "price_fen": 19_900}


def sent(**more: Any) -> dict[str, Any]:
    return {"at": "2016-11-11T12:00:00+08:00", "cart": {"lines": [LINE]}, **more}


def read(said: Any) -> Asked:
    return asked(json.dumps(said).encode())


def refusal(data: bytes) -> tuple[str, str]:
    with pytest.raises(WrongJson) as wrong:
        asked(data)
    assert answered(data, at=AT)[0] is not None
    return wrong.value.path, wrong.value.says


def fits(name: str, value: Any) -> list[str]:
    return list(faults(SCHEMA["$defs"][name], value, SCHEMA))


# The documents


def test_the_example_is_answered_as_the_page_says() -> None:
    wrong, answer = answered(BLOCKS[0].encode(), at=AT)
    assert wrong is None
    assert answer.decode() == BLOCKS[1]


def test_the_refusal_on_the_page_is_what_is_answered() -> None:
    said = deepcopy(EXAMPLE)
    said["cart"]["lines"][0]["price_fen"] = 199.5
    wrong, answer = answered(json.dumps(said).encode(), at=AT)
    assert wrong is not None
    assert answer.decode() == BLOCKS[2]


def refunding() -> dict[str, Any]:
    refunds: dict[str, Any] = json.loads(BLOCKS[3])
    return {name: one for name, one in EXAMPLE.items() if name != "hints"} | refunds


def given_back(**differing: Any) -> tuple[WrongJson | None, dict[str, Any]]:
    wrong, answer = refund_answered(json.dumps(refunding() | differing).encode(), at=AT + DAY)
    return wrong, json.loads(answer)


def test_what_goes_back_of_the_example_is_as_the_page_says() -> None:
    wrong, answer = given_back()
    quote = answer.pop("quote")
    assert wrong is None
    assert answer == json.loads(BLOCKS[4])
    assert quote == {name: one for name, one in json.loads(BLOCKS[1]).items() if name != "hints"}
    assert fits("refund_request", refunding()) == []
    assert fits("refund_answer", {**answer, "quote": quote}) == []


def test_schema_and_page_name_every_reason_of_what_comes_back() -> None:
    assert SCHEMA["$defs"]["returns"]["enum"] == [str(one) for one in Why]
    page = (DOCS / "quote.md").read_text()
    assert [one for one in Why if f"`{one}`" not in page] == []


@pytest.mark.parametrize(
    ("refunds", "path", "says", "says_en"),
    [
        ([], "$.refunds", "要 1 到 500 个,现在有 0 个", "1 to 500 are needed, not 0"),
        ([{"line": "9"}], "$.refunds[0].line", "购物车里没有「9」这一行", 'the cart has no line "9"'),
        (
            [{"line": "2", "pieces": 3}],
            "$.refunds[0].pieces",
            "「2」没有这么多件可以退",
            "not so many pieces",
        ),
        ([{"line": "1"}, {"line": "1"}], "$.refunds[1].pieces", "没有这么多件", "not so many pieces"),
        (
            [{"line": "1", "at": "2016-11-11T19:59:59+08:00"}],
            "$.refunds[0].at",
            "不能早于付款的时间",
            "must not be before the time of payment",
        ),
        (
            [{"line": "1", "cause": "x"}],
            "$.refunds[0].cause",
            "要 withdrawn、returned、seller 之一",
            "one of",
        ),
        ([{"line": "1", "fen": 1}], "$.refunds[0].fen", "没有这个字段", "there is no such field"),
        (None, "$.refunds", "要数组,现在是 null", "a list is needed, not null"),
    ],
)
def test_a_refund_that_cannot_be_is_said_in_both_languages(
    refunds: Any, path: str, says: str, says_en: str
) -> None:
    wrong, answer = given_back(refunds=refunds)
    assert wrong is not None
    assert answer["error"]["path"] == path
    assert says in answer["error"]["says"]
    assert says_en in answer["error"]["says_en"]


def test_hints_are_not_for_refunds() -> None:
    assert given_back(hints=True)[1]["error"]["path"] == "$.hints"


@pytest.mark.parametrize("name", ["request", "answer", "refusal"])
def test_the_schema_fits_the_examples_and_nothing_else(name: str) -> None:
    block = json.loads(BLOCKS[["request", "answer", "refusal"].index(name)])
    assert fits(name, block) == []
    assert [other for other in ("request", "answer", "refusal") if not fits(other, block)] == [name]


def test_schema_and_page_name_every_reason() -> None:
    assert set(SCHEMA["$defs"]["reason"]["enum"]) == {str(one) for one in Reason}
    page = (DOCS / "quote.md").read_text()
    assert [one for one in Reason if f"`{one}`" not in page] == []


def test_the_answer_leaves_no_part_of_a_quote_out() -> None:
    answer = json.loads(BLOCKS[1])
    assert set(Quote._fields) <= set(answer)
    assert answer["lines"][0]["final"] == "145.85"
    assert answer["lines"][0]["final_fen"] == 14_585


# What is read


def offer_of(tool: dict[str, Any]) -> dict[str, Any]:
    return {"key": "one", "tool": tool, **WHEN}


@pytest.mark.parametrize(
    ("told", "tool"),
    [
        (
            {"kind": "special_price", "fen": 9_900, "by_sku": {"M": 8_900}},
            SpecialPrice(9_900, {"M": 8_900}),
        ),
        ({"kind": "rate", "thousandths": 880}, Rate(880)),
        ({"kind": "less", "fen": 500}, Less(500)),
        ({"kind": "nth_at", "nth": 2, "thousandths": 500}, NthAt(2, 500)),
        ({"kind": "pieces_for", "pieces": 3, "fen": 9_900}, PiecesFor(3, 9_900)),
        ({"kind": "pay_fewer", "pieces": 3, "paid": 2}, PayFewer(3, 2)),
        (
            {
                "kind": "by_pieces",
                "steps": [[2, 900], [3, 800]],
            },
            ByPieces(((2, 900), (3, 800))),
        ),
        (
            {
                "kind": "tiers",
                "tiers": [{"from_fen": 19_900, "less_fen": 2_000, "gifts": ["袜子"], "free_postage": True}],
                "every": True,
                "times": 3,
                "no_free_postage_to": ["西藏自治区"],
            },
            Tiers(
                (Tier(from_fen=19_900, less_fen=2_000, gifts=("袜子",), free_postage=True),),
                every=True,
                times=3,
                no_free_postage_to=frozenset({"西藏自治区"}),
            ),
        ),
    ],
)
def test_every_tool_is_read(told: dict[str, Any], tool: object) -> None:
    said = sent(offers=[offer_of(told)])
    assert fits("request", said) == []
    (offer,) = read(said).offers or ()
    assert offer.tool == tool
    assert (offer.key, offer.name, offer.scope.shop) == ("one", "one", "shop")


def test_what_the_shop_keeps_is_said_in_the_same_words() -> None:
    scope = Scope("shop", frozenset({"1", "2"}), frozenset({"女装"}), frozenset({"3"}))
    for tool in (Rate(880), ByPieces(((2, 900), (3, 800))), Tiers((Tier(19_900, 0, 2_000),), every=True)):
        offer = Offer("one", "名", scope, tool, AT, AT + DAY, bars=frozenset({Level.COUPON}))
        assert read(sent(offers=[kept(offer_terms(offer))])).offers == (offer,)
    coupon = Coupon("one", "名", CouponKind.ITEM, scope, 9_900, 1_000, AT, AT + DAY)
    assert read(sent(coupons=[kept(coupon_terms(coupon))])).coupons == (HeldCoupon(coupon),)


def kept(terms: dict[str, Any]) -> dict[str, Any]:
    period = {"starts_at": AT.isoformat(), "ends_at": (AT + DAY).isoformat()}
    said = {name: one for name, one in terms.items() if name != "version"}
    return {"key": "one", "name": "名", "shop": "shop", **period, **said}


def test_what_is_not_said_is_not_made_up() -> None:
    wanted = read(sent())
    assert (wanted.offers, wanted.coupons, wanted.event, wanted.vouchers) == (None, None, None, None)
    assert (wanted.endless, wanted.use, wanted.hints) == (False, None, False)
    assert read(sent(offers=[], vouchers="endless", at=None)).offers == ()
    assert read(sent(vouchers="endless")).purse.endless
    assert [line.key for line in read({"cart": {"lines": [LINE, LINE]}}).cart.lines] == ["1", "2"]


def test_lines_and_offers_belong_to_the_shop_that_was_asked() -> None:
    wanted = asked(json.dumps(sent(offers=[offer_of({"kind": "less", "fen": 500})])).encode(), "example")
    assert wanted.cart.lines[0].shop == "example"
    assert [offer.scope.shop for offer in wanted.offers or ()] == ["example"]


@pytest.mark.parametrize(
    ("told", "most"), [({}, 30_000), ({"most_fen": None}, None), ({"most_fen": 50_000}, 50_000)]
)
def test_no_limit_of_an_order_must_be_said(told: dict[str, Any], most: int | None) -> None:
    event = {key: one for key, one in EXAMPLE["event"].items() if key != "most_fen"} | told
    found = read(sent(event=event)).event
    assert found is not None
    assert found.most_fen == most


def test_the_fine_print_of_an_event_is_read_and_what_is_unsaid_is_as_it_was_ruled() -> None:
    def fine(told: Any) -> FinePrint | None:
        event = read(sent(event={**EXAMPLE["event"], "fine_print": told})).event
        return None if event is None else event.fine

    assert fine(None) is AS_CHOSEN
    told = {"shop_coupons": 2, "tie": "earlier", "fewer": None}
    assert fine(told) == FinePrint(shop_coupons=2, tie=TieBetweenPools.EARLIER)
    said = sent(event={**EXAMPLE["event"], "fine_print": told})
    said["cart"] = {"lines": [LINE], "ordered_at": "2016-11-11T00:00:00+08:00"}
    assert read(said).cart.ordered_at == AT - timedelta(hours=12)
    assert fits("request", said) == []


def test_schema_and_page_name_every_sentence_of_the_fine_print() -> None:
    page = (DOCS / "quote.md").read_text()
    told = SCHEMA["$defs"]["fine_print"]["properties"]
    assert set(told) == set(FINE_FIELDS)
    for name, kind in FINE_FIELDS.items():
        (row,) = re.findall(rf"^\| `{name}` \| (.*?) \|", page, re.MULTILINE)
        values = [str(one) for one in kind] if issubclass(kind, StrEnum) else ["1", "2", "3"]
        assert row.replace("`", "").split(", ") == values
        assert told[name]["anyOf"][0].get("enum", values) == values


# What is refused, and where


def changed(path: str, value: Any) -> bytes:
    """The example with one thing put elsewhere: "cart.lines.0.quantity"."""
    said = deepcopy(EXAMPLE)
    place: Any = said
    *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    for part in way:
        place = place[part]
    place[last] = value
    return json.dumps(said).encode()


@pytest.mark.parametrize(
    ("where", "value", "path", "says"),
    [
        ("cart.lines.0.price_fen", 199.0, "$.cart.lines[0].price_fen", "要整数,现在是 199.0"),
        ("cart.lines.0.price_fen", True, "$.cart.lines[0].price_fen", "要整数,现在是 true"),
        ("cart.lines.0.price_fen", "16900", "$.cart.lines[0].price_fen", "要整数,现在是文字「16900」"),
        ("cart.lines.0.price_fen", -1, "$.cart.lines[0].price_fen", "要 0 到 10000000000 的整数,现在是 -1"),
        ("cart.lines.0.price_fen", 10**12, "$.cart.lines[0].price_fen", "现在是 1000000000000"),
        ("cart.lines.0.price_fen", float("nan"), "$.cart.lines[0].price_fen", "要整数,现在是 NaN"),
        ("cart.lines.0.price_fen", float("inf"), "$.cart.lines[0].price_fen", "要整数,现在是 Infinity"),
        ("cart.lines.1.quantity", 0, "$.cart.lines[1].quantity", "要 1 到 9999 的整数"),
        ("cart.lines.1.amount", 1, "$.cart.lines[1].amount", "没有这个字段"),
        ("cart.lines.1.key", "1", "$.cart.lines", "两行的 key 一样"),
        ("cart.lines", [], "$.cart.lines", "要 1 到 500 个,现在有 0 个"),
        ("cart.lines", [LINE] * 501, "$.cart.lines", "要 1 到 500 个,现在有 501 个"),
        ("cart.lines", {}, "$.cart.lines", "要数组,现在是对象"),
        ("cart.lines.0", [], "$.cart.lines[0]", "要对象,现在是数组"),
        ("cart.lines.0.item", "", "$.cart.lines[0].item", "要 1 到 200 个字,现在是 0 个"),
        ("cart.lines.0.item", "x" * 201, "$.cart.lines[0].item", "要 1 到 200 个字,现在是 201 个"),
        ("cart.lines.0.item", "a\nb", "$.cart.lines[0].item", "控制字符"),
        ("cart.lines.0.item", "\ud800", "$.cart.lines[0].item", "不完整的字符"),
        ("cart.postage_fen.shop", 1.5, "$.cart.postage_fen.shop", "要整数,现在是 1.5"),
        ("cart.postage_fen.a b", -5, '$.cart.postage_fen["a b"]', "要 0 到"),
        ("cart.postage_fen.other", 5, "$.cart.postage_fen.other", "购物车里没有「other」的商品"),
        ("use", ["c5", "c50"], "$.use[1]", "coupons 里没有「c50」"),
        (
            "cart.lines.0.presale",
            {"stage": "final", "deposit_fen": 20_000},
            "$.cart.lines[0].presale",
            "定金不能超过价格",
        ),
        (
            "cart.lines.0.presale",
            {"stage": "paid", "deposit_fen": 0},
            "$.cart.lines[0].presale.stage",
            "要 deposit、final 之一,现在是「paid」",
        ),
        ("at", "2016-11-11 20:00", "$.at", "要带时区的时间"),
        ("at", "2016-11-11T20:00:00", "$.at", "要带时区的时间"),
        ("at", "2016-13-11T20:00:00+08:00", "$.at", "要带时区的时间"),
        ("at", "0001-01-01T00:00:00+08:00", "$.at", "要带时区的时间"),
        ("offers.0.ends_at", "2016-11-11T00:00:00+08:00", "$.offers[0].ends_at", "要晚于 starts_at"),
        ("offers.1.key", "m199", "$.offers[1].key", "「m199」前面已经用过"),
        ("offers.0.tool.kind", "magic", "$.offers[0].tool.kind", "之一,现在是「magic」"),
        ("offers.0.tool", {}, "$.offers[0].tool.kind", "没有写这个字段"),
        ("offers.0.tool", {"kind": "rate"}, "$.offers[0].tool.thousandths", "没有写这个字段"),
        (
            "offers.0.tool",
            {"kind": "nth_at", "nth": 0, "thousandths": 500},
            "$.offers[0].tool.nth",
            "要 1 到 9999",
        ),
        (
            "offers.0.tool",
            {"kind": "pay_fewer", "pieces": 2, "paid": 3},
            "$.offers[0].tool.paid",
            "要 0 到 2",
        ),
        (
            "offers.0.tool.tiers",
            [{"from_fen": 2}, {"from_fen": 1}],
            "$.offers[0].tool.tiers[1]",
            "门槛要比前一档高",
        ),
        ("offers.0.tool", {"kind": "tiers", "tiers": [{}], "every": True}, "$.offers[0].tool", "every"),
        ("offers.0.most_pieces", 2, "$.offers[0].most_pieces", "可以限购"),
        ("offers.0.bars", ["gifts"], "$.offers[0].bars[0]", "之一,现在是「gifts」"),
        ("coupons.0.value_fen", 0, "$.coupons[0].value_fen", "要 1 到"),
        (
            "event.groups.0.tiers.1",
            [5, 1],
            "$.event.groups[0].tiers[1][0]",
            "要比前一档高",
        ),
        (
            "event.groups.0.tiers",
            [[19_900, 2], [39_900, 1]],
            "$.event.groups[0].tiers[1][1]",
            "不能比前一档少",
        ),
        ("event.groups.0.repeating", True, "$.event.groups[0]", "repeating 只能有一档"),
        ("event.groups.0.repeating", 1, "$.event.groups[0].repeating", "要 true 或 false,现在是 1"),
        ("vouchers", "many", "$.vouchers", "要张数,或者 endless"),
        ("vouchers", -1, "$.vouchers", "要 0 到"),
        ("version", 2, "$.version", "要 1 到 1 的整数"),
        ("prices", 1, "$.prices", "没有这个字段;这里可以写 version、at、cart"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(where: str, value: Any, path: str, says: str) -> None:
    found = refusal(changed(where, value))
    assert found[0] == path
    assert says in found[1]


@pytest.mark.parametrize(
    ("data", "path", "says"),
    [
        (b"", "$", "不是 JSON:第 1 行第 1 个字"),
        (b"\xff\xfe", "$", "不是 UTF-8:第 1 个字节"),
        (b"{]", "$", "不是 JSON"),
        (b'{"cart":{}', "$", "不是 JSON"),
        (b"[]", "$", "要对象,现在是数组"),
        (b"null", "$", "要对象,现在是 null"),
        (b"1e999", "$", "要对象,现在是 1e999"),
        (b"{}", "$.cart", "没有写这个字段"),
        (b'{"cart":{"lines":[]},"cart":{"lines":[]}}', "$.cart", "同一个名字写了两次"),
        (
            b'{"cart":{"lines":[{"item":"1","price_fen":1,"price_fen":2}]}}',
            "$.cart.lines[0].price_fen",
            "两次",
        ),
        (
            b'{"cart":{"lines":[{"item":"1","price_fen":' + b"9" * 5_000 + b"}]}}",
            "$.cart.lines[0].price_fen",
            "…",
        ),
        (b"[" * 200_000, "$", "套得太深"),
        (b'{"a":' * 100_000, "$", "套得太深"),
        (b" " * (MOST_BYTES + 1), "$", "最多 1048576 字节"),
    ],
    ids=range(14),
)
def test_hostile_input_gets_a_clear_answer(data: bytes, path: str, says: str) -> None:
    found = refusal(data)
    assert found[0] == path
    assert says in found[1]
    assert len(found[1]) < 300


def test_a_sum_that_readers_would_round_is_refused() -> None:
    lines = [{"item": "1", "price_fen": 10**10, "quantity": 9_999}] * 500
    assert refusal(json.dumps({"cart": {"lines": lines}}).encode()) == (
        "$.cart.lines",
        "合计最多 9007199254740991 分",
    )


def test_a_byte_order_mark_is_no_fault() -> None:
    assert asked(b"\xef\xbb\xbf" + json.dumps(sent()).encode()) == read(sent())


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just(10**30)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


def places(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [way] * bool(way) + [found for name, one in inside for found in places(one, (*way, name))]


@given(st.sampled_from(places(EXAMPLE)), values)
@settings(max_examples=200, deadline=None)
def test_whatever_is_put_anywhere_is_priced_or_refused(way: tuple[Any, ...], value: Any) -> None:
    said = deepcopy(EXAMPLE)
    place = said
    for part in way[:-1]:
        place = place[part]
    place[way[-1]] = value
    wrong, answer = answered(json.dumps(said).encode(), at=AT)
    told = json.loads(answer)
    assert fits("refusal" if wrong else "answer", told) == []
    if wrong is None:
        assert fits("request", said) == []
        assert sum(line["final_fen"] for line in told["lines"]) + 1_000 >= told["total_fen"] >= 0


@given(st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_answered(data: bytes) -> None:
    assert fits("refusal", json.loads(answered(data, at=AT)[1])) == []
