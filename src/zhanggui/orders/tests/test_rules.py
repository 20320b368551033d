from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhanggui.foundation.moves import CannotMove
from zhanggui.orders import rules
from zhanggui.orders.rules import Told, Verdict, account, movements, same_lines, weigh

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)
instants = st.integers(0, 3).map(lambda hours: NOON + timedelta(hours=hours))
words = st.none() | st.sampled_from(["", "a", "b", "a*", "张三", "张*"])
tellings = st.builds(
    lambda seen_at, told_at, status, name: Told(seen_at, told_at, {"status": status, "receiver_name": name}),
    instants,
    st.none() | instants,
    st.sampled_from(["unpaid", "paid", "sent"]),
    words,
)


def told(status: str, seen: int = 0, told_at: int | None = None, name: str | None = None) -> Told:
    return Told(
        NOON + timedelta(hours=seen),
        None if told_at is None else NOON + timedelta(hours=told_at),
        {"status": status, "receiver_name": name},
    )


@pytest.mark.parametrize(
    ("known", "new", "verdict", "status"),
    [
        (told("paid"), told("sent", seen=1), Verdict.CHANGED, "sent"),
        (told("sent", seen=1), told("paid"), Verdict.OLDER, "sent"),
        (told("sent", seen=1), told("paid", seen=2), Verdict.CHANGED, "paid"),
        (told("paid"), told("paid"), Verdict.UNCHANGED, "paid"),
        (told("paid"), told("paid", seen=1), Verdict.UNCHANGED, "paid"),
        (told("paid", told_at=1), told("sent", told_at=2), Verdict.CHANGED, "sent"),
        (told("sent", told_at=2), told("paid", told_at=1), Verdict.OLDER, "sent"),
        (told("paid"), told("sent", told_at=2), Verdict.CHANGED, "sent"),
        (told("paid"), told("sent"), Verdict.UNDECIDED, "paid"),
        (told("paid", told_at=1), told("sent"), Verdict.UNDECIDED, "paid"),
        (told("paid", told_at=1), told("sent", told_at=1), Verdict.UNDECIDED, "paid"),
        (told("paid", seen=1, told_at=1), told("sent", seen=0, told_at=3), Verdict.OLDER, "paid"),
    ],
)
def test_which_snapshot_is_believed(known: Told, new: Told, verdict: Verdict, status: str) -> None:
    found, after = weigh(known, new)
    assert (found, after.values["status"]) == (verdict, status)


@pytest.mark.parametrize(
    ("known", "new", "after"),
    [
        ("张三", None, "张三"),
        ("张三", "张*", "张三"),
        ("张三", "李*", "李*"),
        ("张三", "", ""),
        ("张*", "张三", "张三"),
        (None, "张*", "张*"),
    ],
)
def test_silence_and_a_fitting_mask_do_not_undo_what_is_known(
    known: str | None, new: str | None, after: str | None
) -> None:
    assert weigh(told("paid", name=known), told("paid", seen=1, name=new))[1].values["receiver_name"] == after


def test_an_older_snapshot_fills_in_what_nobody_said_and_nothing_else() -> None:
    verdict, after = weigh(told("sent", seen=1), told("paid", name="张三"))
    assert (verdict, after) == (Verdict.CHANGED, told("sent", seen=1, name="张三"))


def test_an_older_snapshot_shows_whom_a_newer_one_masked() -> None:
    verdict, after = weigh(told("sent", seen=1, name="张*"), told("paid", name="张三"))
    assert (verdict, after) == (Verdict.CHANGED, told("sent", seen=1, name="张三"))
    verdict, after = weigh(told("sent", seen=1, name="李*"), told("paid", name="张三"))
    assert (verdict, after) == (Verdict.OLDER, told("sent", seen=1, name="李*"))


def test_an_older_snapshot_adds_its_own_further_cells() -> None:
    known = Told(NOON, None, {"extra": {"a": "new"}})
    after = weigh(known, Told(NOON - timedelta(hours=1), None, {"extra": {"a": "old", "b": "1"}}))[1]
    assert after.values == {"extra": {"a": "new", "b": "1"}}


def test_an_asterisk_in_a_remark_hides_nothing() -> None:
    known = Told(NOON, None, {"remark": "尺寸 2乘3"})
    after = weigh(known, Told(NOON + timedelta(hours=1), None, {"remark": "尺寸 2*3"}))[1]
    assert after.values == {"remark": "尺寸 2*3"}


def test_what_is_filled_in_does_not_hide_that_something_else_differs() -> None:
    verdict, after = weigh(told("paid"), told("sent", name="张三"))
    assert (verdict, after) == (Verdict.UNDECIDED, told("paid", name="张三"))


def test_what_is_filled_in_did_not_happen_lately() -> None:
    known = Told(NOON, NOON + timedelta(days=900), {"remark": None})
    after = weigh(known, Told(NOON, NOON + timedelta(days=900), {"remark": "改 M"}))[1]
    assert rules.happened_after(known, after) == NOON


@given(st.text("ab*", max_size=6), st.text("ab", max_size=8))
def test_a_run_of_asterisks_stands_for_any_letters(masked: str, full: str) -> None:
    pattern = ".+".join(re.escape(part) for part in re.split(r"\*+", masked))
    assert rules.hides(masked, full) == bool(re.fullmatch(pattern, full))


def test_a_text_full_of_asterisks_takes_no_time() -> None:
    assert not rules.hides("a*" * 9_999 + "b", "a" * 20_000)
    assert rules.hides("a*" * 9_999 + "a", "a" * 20_000)


@given(tellings, tellings)
def test_the_same_snapshot_twice_is_once(known: Told, new: Told) -> None:
    after = weigh(known, new)[1]
    verdict, again = weigh(after, new)
    assert again == after
    assert verdict is not Verdict.CHANGED


@given(tellings, tellings)
def test_what_is_known_never_gets_older(known: Told, new: Told) -> None:
    verdict, after = weigh(known, new)
    assert known.seen_at
    assert new.seen_at
    assert after.seen_at == max(known.seen_at, new.seen_at)
    if verdict is not Verdict.UNDECIDED:
        assert (verdict is Verdict.CHANGED) == (after.values != known.values)
    if new.seen_at < known.seen_at:
        assert after.values["status"] == known.values["status"]


@given(
    st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["a", "b", "c"])), min_size=1, max_size=8),
    st.randoms(),
)
def test_dated_snapshots_end_alike_in_any_order(history: list[tuple[int, str]], chance: object) -> None:
    dated = [told(status, told_at=hour) for hour, status in dict(history).items()]
    shuffled = list(dated)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    ends = []
    for order in (dated, shuffled):
        known = order[0]
        for new in order[1:]:
            known = weigh(known, new)[1]
        ends.append(known)
    assert ends[0] == ends[1]


@pytest.mark.parametrize(
    ("phone", "tail", "masked"),
    [
        ("13800000021", "0021", "138****0021"),
        ("13800000021-4567", "0021", "138****0021"),
        ("020-00000012", "0012", "****0012"),
        ("+8613800000021", "0021", "861****0021"),
        ("138****0021", "0021", "****0021"),
        ("138********", "", ""),
        ("1234", "1234", "****1234"),
        ("", "", ""),
        (None, "", ""),
    ],
)
def test_phones_show_four_digits(phone: str | None, tail: str, masked: str) -> None:
    assert (rules.phone_tail(phone), rules.masked_phone(phone)) == (tail, masked)


@pytest.mark.parametrize(
    ("name", "masked"),
    [("张三", "张*"), ("米小周", "米**"), ("张", "张*"), ("张**", "张**"), ("", ""), (None, "")],
)
def test_names_show_their_first_letter(name: str | None, masked: str) -> None:
    assert rules.masked_name(name) == masked


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("浙江省 杭州市 西湖区 示例路1号(000000)", "浙江省杭州市西湖区"),
        ("北京 北京市 朝阳区 示例路 1 号", "北京市朝阳区"),
        ("广东省 东莞市 示例镇 示例路1号", "广东省东莞市示例镇"),
        ("海南省 三沙市 示例路1号", "海南省三沙市"),
        ("海南省 三沙市", "海南省"),
        ("浙江省杭州市西湖区示例路1号", ""),
        ("示例路1号 3单元 浙江省 杭州市", ""),
        ("浙江省 杭州市 西湖3区 示例路1号", "浙江省杭州市"),
        ("", ""),
        (None, ""),
    ],
)
def test_addresses_never_show_the_street(address: str | None, shown: str) -> None:
    assert rules.region(address) == shown


@pytest.mark.parametrize(
    ("name", "tail", "known_name", "known_tail", "proven"),
    [
        ("米小周", "0021", "米小周", "0021", True),
        (" 米小周　", "００２１", "米小周", "0021", True),
        ("米小周", "0022", "米小周", "0021", False),
        ("米小", "0021", "米小周", "0021", False),
        ("", "", None, "", False),
        ("", "0021", "", "0021", False),
        ("米小周", "", "米小周", "", False),
        ("米**", "0021", "米**", "0021", False),
    ],
)
def test_what_proves_an_order(
    *, name: str, tail: str, known_name: str | None, known_tail: str, proven: bool
) -> None:
    assert rules.proves(name=name, tail=tail, known_name=known_name, known_tail=known_tail) is proven


def test_every_state_and_move_of_a_claim() -> None:
    allowed = {(rules.OPEN, "mismatch"), (rules.OPEN, "match"), (rules.OPEN, "exhaust")}
    for state in rules.CLAIM.states:
        for move in rules.CLAIM.moves:
            if (state, move) in allowed:
                assert rules.CLAIM.after(state, move) in rules.CLAIM.states
                continue
            with pytest.raises(CannotMove):
                rules.CLAIM.after(state, move)


def _line(**said: object) -> dict[str, object]:
    empty = dict.fromkeys(
        ("oid", "title", "properties", "sku_outer_id", "item_outer_id", "item_number", "package", "price_fen")
    )
    return {**empty, "quantity": 1, **said}


@pytest.mark.parametrize(
    ("known", "told", "same"),
    [
        ([_line(oid="1", title="a")], [_line(oid="1", title="b")], [0]),
        ([_line(oid="1", title="a")], [_line(oid="2", title="a")], [None]),
        ([_line(title="a"), _line(title="a")], [_line(title="a"), _line(title="a")], [0, 1]),
        ([_line(title="a"), _line(title="b")], [_line(title="b"), _line(title="a")], [1, 0]),
        (
            [_line(title="a", price_fen=1), _line(title="a", price_fen=2)],
            [_line(title="a", price_fen=2)],
            [1],
        ),
        ([_line(title="a")], [_line(title="a", oid="9")], [0]),
        ([_line(title="a")], [_line(title="c")], [0]),  # the only one on both sides: its title was changed
        ([_line(title="a")], [_line(title="a"), _line(title="c")], [0, None]),
        ([_line(sku_outer_id="x")], [_line(sku_outer_id="y"), _line(sku_outer_id="x")], [None, 0]),
        ([], [_line(title="a")], [None]),
    ],
)
def test_which_line_is_meant(
    known: list[dict[str, object]], told: list[dict[str, object]], same: list[int | None]
) -> None:
    assert same_lines(known, told) == same


few = st.lists(
    st.builds(_line, oid=st.sampled_from([None, "1", "2"]), title=st.sampled_from("ab")), max_size=4
)


@given(few, few)
def test_no_known_line_is_meant_twice(known: list[dict[str, object]], told: list[dict[str, object]]) -> None:
    places = [place for place in same_lines(known, told) if place is not None]
    assert len(set(places)) == len(places)


@pytest.mark.parametrize(
    ("lines", "goods", "postage", "total", "explained"),
    [
        ([(20000, 1), (5000, 2)], 28000, 1000, 29000, (30000, 2000, 0, 0)),
        ([(20000, 1)], 21000, 0, 21000, (20000, 0, 1000, 0)),
        ([(20000, 1)], 20000, 1000, 20500, (20000, 0, 0, -500)),
        ([(None, 1)], 20000, 0, 20000, (None, None, None, 0)),
        ([], 20000, 0, 20000, (None, None, None, 0)),
        ([(20000, 1)], None, None, 20000, (20000, None, None, None)),
    ],
)
def test_the_money_of_an_order_is_explained(
    lines: list[tuple[int | None, int | None]],
    goods: int | None,
    postage: int | None,
    total: int | None,
    explained: tuple[int | None, ...],
) -> None:
    found = account(lines, goods=goods, postage=postage, total=total)
    assert (found.listed, found.discount, found.surplus, found.unexplained) == explained


sums = st.one_of(st.none(), st.integers(0, 9999))
moments = st.integers(0, 99).map(lambda hours: datetime(2017, 7, 1, tzinfo=UTC) + timedelta(hours=hours))
told_money = st.builds(
    lambda values, at: Told(at, None, {"paid_at": None, "finished_at": None, **values}),
    st.fixed_dictionaries(dict.fromkeys(("paid_fen", "refund_fen", "settled_fen", "fee_fen"), sums)),
    moments,
)


@given(st.lists(told_money, min_size=1, max_size=6))
def test_the_ledger_of_any_tellings_adds_up_to_the_last(tellings: list[Told]) -> None:
    known, entries = None, []
    for told in tellings:
        entries += movements(known, told)
        known = told
    for kind, column, sign in (
        ("paid", "paid_fen", 1),
        ("refunded", "refund_fen", -1),
        ("fee", "fee_fen", -1),
    ):
        assert sum(entry.fen for entry in entries if entry.kind == kind) == sign * (
            tellings[-1].values[column] or 0
        )
    assert all(entry.fen for entry in entries)
