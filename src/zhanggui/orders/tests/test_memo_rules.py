from __future__ import annotations

import string
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhanggui.orders.rules import (
    CHANGES,
    FLAGS,
    PROMISES,
    MemoLine,
    Standing,
    clean_reason,
    foreign_words,
    read_memo,
    standing,
    write_memo,
)

AT = datetime(2026, 11, 22, 2, 5, tzinfo=UTC)
# What stands in real memos and could be taken for one of our lines.
TRICKY = st.text(alphabet="改地址送袜子【】·、红 工号A1 2026-11:\n\t😊'\"", max_size=80)
REASONS = st.one_of(TRICKY, st.text(max_size=60)).map(lambda text: clean_reason(text) or "事由")
LINES = st.builds(
    MemoLine,
    flag=st.sampled_from(sorted(FLAGS)),
    change=st.sampled_from(["", *CHANGES]),
    promises=st.sets(st.sampled_from(list(PROMISES))).map(
        lambda keys: tuple(key for key in PROMISES if key in keys)
    ),
    reason=REASONS,
    number=st.text(alphabet=string.ascii_letters + string.digits, min_size=1, max_size=10),
    at=st.integers(0, 10**6).map(lambda minutes: AT + timedelta(minutes=minutes)),
)
FOREIGN = st.one_of(TRICKY, st.text(max_size=120))


def line(reason: str = "改到示例路2号", minutes: int = 0, number: str = "A12") -> MemoLine:
    return MemoLine(1, "address", (), reason, number, AT + timedelta(minutes=minutes))


@pytest.mark.seed(66, 67, 68)
def test_a_line_is_what_a_packer_and_a_machine_can_read() -> None:
    assert line().text == "【红·改地址】改到示例路2号 工号A12 2026-11-22 10:05"
    promised = MemoLine(2, "", ("gift", "courier"), "送袜子,发顺丰", "K3", AT)
    assert promised.text == "【黄·赠品、快递】送袜子,发顺丰 工号K3 2026-11-22 10:05"
    assert read_memo(f"{line().text}\n{promised.text}").lines == (line(), promised)


@pytest.mark.seed(68)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(LINES, max_size=4), FOREIGN)
def test_what_is_written_comes_back(lines: list[MemoLine], theirs: str) -> None:
    foreign = foreign_words(ours=lines, theirs=theirs)
    written = write_memo(ours=lines, theirs=theirs, limit=100_000)
    assert written is not None
    read = read_memo(written.text)
    assert read.lines[: len(lines)] == tuple(lines)
    # Ours apart it says what it said before.
    assert foreign_words(ours=lines, theirs=written.text) == foreign
    assert standing(ours=lines, theirs=written.text) == Standing.THERE
    # Written again on its own text it stays as it is.
    again = write_memo(ours=lines, theirs=written.text, limit=100_000)
    assert again is not None
    assert again.text == written.text


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.lists(LINES, min_size=1, max_size=6),
    FOREIGN,
    st.integers(60, 1000),
    st.sampled_from(["utf-8", "gb18030"]),
)
def test_it_never_outgrows_its_room_and_never_cuts_what_others_wrote(
    lines: list[MemoLine], theirs: str, limit: int, encoding: str
) -> None:
    written = write_memo(ours=lines, theirs=theirs, limit=limit, encoding=encoding)
    foreign = foreign_words(ours=lines, theirs=theirs)
    if written is None:
        return
    assert len(written.text.encode(encoding, "replace")) <= limit
    assert written.text.endswith(foreign)
    assert written.lines
    assert written.lines[0].is_same(lines[0])
    assert len(written.lines) + written.left_out == len(lines)


@pytest.mark.seed(68)
def test_an_export_that_joins_lines_by_spaces_is_read_all_the_same() -> None:
    memo = f"老客 {line().text} 已打单 {line('换 XL', 3).text} 张三"
    assert read_memo(memo).lines == (line(), line("换 XL", 3))
    assert read_memo(memo).foreign == "老客\n已打单\n张三"


@pytest.mark.parametrize(
    "text",
    [
        "【紫】什么 工号A12 2026-11-22 10:05",
        "【红·改名字】什么 工号A12 2026-11-22 10:05",
        "【红】 工号A12 2026-11-22 10:05",
        "【红】什么 工号A12 2026-13-45 10:05",
        "【红】什么 工号A12",
        "改地址 工号A12 2024-05-01 10:00",
    ],
)
def test_what_only_looks_like_ours_is_somebody_elses(text: str) -> None:
    assert read_memo(text).lines == ()
    assert read_memo(text).foreign == text.strip()


def test_the_oldest_stay_out_and_the_newest_is_shortened_at_last() -> None:
    lines = [line("字" * 90, minutes) for minutes in (3, 2, 1)]
    room = len(lines[0].text.encode()) * 2 + 1
    two = write_memo(ours=lines, theirs="", limit=room)
    assert two is not None
    assert (two.lines, two.left_out, two.shortened) == (tuple(lines[:2]), 1, False)
    tight = write_memo(ours=lines, theirs="别人的话", limit=150)
    assert tight is not None
    assert tight.shortened
    assert tight.lines[0].reason.endswith("…")
    assert tight.text.endswith("\n别人的话")
    assert standing(ours=lines[:1], theirs=tight.text) == Standing.THERE
    assert write_memo(ours=lines, theirs="别" * 330, limit=1000) is None


def test_a_line_that_somebody_took_out_or_changed_is_noticed() -> None:
    ours = [line()]
    assert standing(ours=ours, theirs=f"x {line().text}") == Standing.THERE
    assert standing(ours=ours, theirs="x") == Standing.MISSING
    assert standing(ours=ours, theirs=line("改到示例路9号").text) == Standing.EDITED
    # A line that is written as ours and that we do not know is kept as somebody's words.
    other = line("他们的", 9, "B7")
    assert foreign_words(ours=ours, theirs=f"{line().text}\n{other.text}") == other.text


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("  改 地址\n到【示例路】 ", "改 地址 到[示例路]"),
        ("a\u200bb\x00c", "a b c"),
        ("他说 工号B7 2026-11-22 10:05 改的", "他说工号B7 2026-11-22 10:05 改的"),
        ("a 工号X 工号A 2026-01-01 10:00", "a工号X工号A 2026-01-01 10:00"),
        ("甲 工号工号B 工号A 2026-01-01 10:00 乙", "甲工号工号B工号A 2026-01-01 10:00 乙"),
        ("\u202e删掉\u2066", "删掉"),
        (" \n\t", ""),
    ],
)
def test_a_reason_is_one_line_without_our_own_marks(said: str, kept: str) -> None:
    assert clean_reason(said) == kept
