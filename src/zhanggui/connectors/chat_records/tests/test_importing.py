from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from tests.cast import AT, Cast

from zhanggui.connectors.files.importing import GivenFile, ImportReport, import_file
from zhanggui.connectors.files.looking import look_at
from zhanggui.conversations.actions import Draft, open_for_buyer, record_messages
from zhanggui.conversations.models import Aside, Conversation, Message, Reception, Round
from zhanggui.customers.actions import ensure_buyers
from zhanggui.customers.models import Buyer
from zhanggui.customers.queries import buyer_card
from zhanggui.foundation.actors import program
from zhanggui.marketplace.queries import problems_of
from zhanggui.shops.models import SubAccount
from zhanggui.shops.queries import account_names
from zhanggui.worklist.models import Task

XIAOWANG = "示例店铺:小王"
DAY = datetime(2026, 11, 11, 2, 10, 15, tzinfo=UTC)  # 10:10:15 in Shanghai
ASKED = "tb_test01 (2026-11-11 10:10:15):\n在吗\n"
ASKED_AGAIN = "tb_test01 (2026-11-11 10:15:20):\n有人吗\n"
ANSWERED = f"{XIAOWANG} (2026-11-11 10:18:10):\n在的亲\n"
THANKED = "tb_test01 (2026-11-11 10:18:30):\n什么时候发货\n"
TOLD = f"{XIAOWANG} (2026-11-11 10:19:00):\n今天\n"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def account(cast: Cast) -> None:
    SubAccount.objects.create(shop_id=cast.shop.id, staff_id=cast.agent.id, account=XIAOWANG)


def bring(
    cast: Cast, content: str | bytes, name: str = "聊天记录.txt", *, trial: bool = False
) -> ImportReport:
    stream = io.BytesIO(content if isinstance(content, bytes) else content.encode())
    given = GivenFile(stream, name)
    return import_file(shop_id=cast.shop.id, given=given, trial=trial, by=program(cast.shop.id), at=AT)


def said(nick: str = "tb_test01") -> list[tuple[int, str, str]]:
    rows = Message.objects.filter(conversation__buyer__key=nick).order_by("position")
    return list(rows.values_list("position", "side", "text"))


def workbook(rows: list[list[object]]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


@pytest.mark.seed(6)
def test_a_text_becomes_the_buyers_conversation(cast: Cast) -> None:
    report = bring(cast, ASKED + ASKED_AGAIN + ANSWERED + THANKED + TOLD)
    assert (report.kind.key, report.counts.new, report.problem_count) == ("chats", 5, 0)
    assert said() == [
        (1, "buyer", "在吗"),
        (2, "buyer", "有人吗"),
        (3, "staff", "在的亲"),
        (4, "buyer", "什么时候发货"),
        (5, "staff", "今天"),
    ]
    one = Conversation.objects.get()
    assert (one.last_text, one.last_side, one.last_position) == ("今天", "staff", 5)
    assert (one.waiting_since, one.agent_id, one.elsewhere) == (None, None, False)
    answer = Message.objects.get(position=3)
    assert (answer.by_id, answer.by_name, answer.at) == (
        cast.agent.id,
        cast.agent.actor.name,
        DAY + timedelta(minutes=7, seconds=55),
    )
    stint = Reception.objects.get()
    assert (stint.agent_id, stint.first_position, stint.state) == (cast.agent.id, 3, "lapsed")
    assert not Task.objects.exists()


def test_a_trial_keeps_nothing(cast: Cast) -> None:
    assert bring(cast, ASKED + ANSWERED, trial=True).counts.new == 2
    assert not Message.objects.exists()
    assert not Buyer.objects.exists()


def test_the_same_file_twice_is_once(cast: Cast) -> None:
    bring(cast, ASKED + ANSWERED)
    again = bring(cast, ASKED + ANSWERED)
    assert (again.counts.new, again.counts.unchanged) == (0, 2)
    assert len(said()) == 2


def test_overlapping_files_are_one_whole_in_whatever_order_they_come(cast: Cast) -> None:
    bring(cast, THANKED + TOLD)
    bring(cast, ANSWERED + THANKED)
    bring(cast, ASKED + ASKED_AGAIN + ANSWERED)
    assert [(position, text) for position, _, text in said()] == [
        (1, "在吗"),
        (2, "有人吗"),
        (3, "在的亲"),
        (4, "什么时候发货"),
        (5, "今天"),
    ]
    stint = Reception.objects.get()
    assert (stint.first_position, stint.opened_at) == (3, DAY + timedelta(minutes=7, seconds=55))


def test_text_and_workbook_of_one_chat_are_one(cast: Cast) -> None:
    bring(cast, ASKED + ANSWERED)
    rows: list[list[object]] = [
        ["买家昵称", "客服昵称", "消息时间", "发送人", "消息内容"],
        ["tb_test01", XIAOWANG, datetime(2026, 11, 11, 10, 10, 15), "tb_test01", "在吗"],  # noqa: DTZ001 - a cell
        ["tb_test01", XIAOWANG, "2026-11-11 10:18:10", XIAOWANG, "在的亲"],
        ["tb_test01", XIAOWANG, "2026-11-11 10:19:00", XIAOWANG, "今天"],
    ]
    report = bring(cast, workbook(rows), "聊天.xlsx")
    assert (report.counts.new, report.counts.unchanged) == (1, 2)


def test_two_equal_words_in_one_second_are_two(cast: Cast) -> None:
    bring(cast, ASKED + ASKED)
    bring(cast, ASKED + ASKED + ASKED)
    assert len(said()) == 3


def test_robots_and_automatic_replies_are_told_apart(cast: Cast) -> None:
    bring(
        cast,
        ASKED
        + "示例店铺:机器人 (2026-11-11 10:10:16):\n您好\n"
        + f"{XIAOWANG} (2026-11-11 10:10:17):\n[自动回复] 稍等\n"
        + "系统消息 (2026-11-11 10:10:18):\n已转接\n"
        + ANSWERED,
    )
    assert [side for _, side, _ in said()] == ["buyer", "auto", "auto", "auto", "staff"]
    assert [row.by_name for row in Message.objects.filter(side="auto")] == [None, None, None]


@pytest.mark.parametrize("notice", ["您撤回了一条消息", "[该消息已被撤回]", "示例店铺:小王撤回了一条消息。"])
def test_a_message_that_was_taken_back_answers_nothing(cast: Cast, notice: str) -> None:
    bring(cast, f"{ASKED}{XIAOWANG} (2026-11-11 10:10:20):\n{notice}\n{ANSWERED}")
    assert [side for _, side, _ in said()] == ["buyer", "auto", "staff"]
    assert Round.objects.get().waited_ms == 475_000
    asked = f"tb_test02 (2026-11-11 10:10:15):\n{notice}怎么回事\n"
    bring(cast, f"{asked}{XIAOWANG} (2026-11-11 10:11:00):\n在\n")
    assert [side for _, side, _ in said("tb_test02")] == ["buyer", "staff"]


def test_a_picture_is_a_message_though_the_record_has_no_words_for_it(cast: Cast) -> None:
    """Left out, the buyer would have asked later than they did, or the agent not have answered."""
    bring(cast, f"tb_test01 (2026-11-11 10:10:15):\n\n{XIAOWANG} (2026-11-11 10:18:10):\n{THANKED}")
    rows: list[list[object]] = [
        ["买家昵称", "消息时间", "发送人", "消息类型", "消息内容"],
        ["tb_test02", "2026-11-11 10:10:15", "tb_test02", "图片消息", ""],
        ["tb_test02", "2026-11-11 10:10:45", XIAOWANG, "文本", "收到图了"],
        ["合计", "", "", "", ""],
    ]
    assert bring(cast, workbook(rows), "聊天.xlsx").counts.refused == 0
    assert said()[:2] == [(1, "buyer", "[没有文字的消息]"), (2, "staff", "[没有文字的消息]")]
    assert said("tb_test02") == [(1, "buyer", "[图片]"), (2, "staff", "收到图了")]
    waits = Round.objects.order_by("asked_at", "pk").values_list("waited_ms", flat=True)
    assert set(waits) >= {475_000, 30_000}


def test_a_notice_of_the_client_is_nobody_of_ours(cast: Cast) -> None:
    report = bring(cast, f"{ASKED}系统消息 (2026-11-11 10:10:18):\n已转接\n")
    assert "没有一句是店里人说的" in report.problems[0].reason


def test_an_account_that_nobody_has_is_kept_under_its_name(cast: Cast) -> None:
    bring(cast, ASKED + "示例店铺:小李 (2026-11-11 10:10:30):\n在的\n")
    answer = Message.objects.get(side="staff")
    assert (answer.by_id, answer.by_name) == (None, "示例店铺:小李")
    assert not Reception.objects.exists()


def test_the_shops_own_account_is_known_by_a_sub_account_or_its_name(cast: Cast) -> None:
    bring(cast, ASKED + ANSWERED + "示例店铺 (2026-11-11 10:20:00):\n还有问题吗\n")
    assert said()[-1][1] == "staff"
    bring(cast, f"tb_test02 (2026-11-11 10:10:15):\n在吗\n{cast.shop.name} (2026-11-11 10:20:00):\n在\n")
    assert [side for _, side, _ in said("tb_test02")] == ["buyer", "staff"]


def test_a_file_in_which_nobody_of_ours_speaks_is_remarked_on(cast: Cast) -> None:
    report = bring(cast, ASKED + "没听说过的店 (2026-11-11 10:20:00):\n在\n")
    assert [one.refused for one in report.problems] == [False]
    assert "没有一句是店里人说的" in report.problems[0].reason


def test_staff_who_speak_first_are_heard_by_the_buyer_who_answers(cast: Cast) -> None:
    bring(cast, ANSWERED + THANKED)
    assert [side for _, side, _ in said()] == ["staff", "buyer"]
    report = bring(cast, TOLD)
    assert (report.counts.refused, report.problems[0].line) == (1, 1)
    assert report.problems[0].reason == "看不出这句话是对哪位买家说的"


def test_faults_are_told_with_their_lines(cast: Cast) -> None:
    rows: list[list[object]] = [
        ["买家昵称", "消息时间", "发送人", "消息内容"],
        ["t**1", "2026-11-11 10:10:15", "t**1", "在吗"],
        ["tb_test01", "昨天", "tb_test01", "在吗"],
        ["tb_test01", "2036-11-11 10:10:15", "tb_test01", "在吗"],
        ["tb_test01", "2026-11-11 10:10:15", "tb_test01", "在吗"],
    ]
    report = bring(cast, workbook(rows), "聊天.xlsx")
    assert (report.counts.new, report.counts.refused) == (1, 3)
    told = [(one.line, one.column) for one in problems_of(report.delivery_id) if one.refused]
    assert told == [(2, "买家昵称"), (3, "消息时间"), (4, "消息时间")]


def test_a_direction_says_whose_word_it_is(cast: Cast) -> None:
    rows: list[list[object]] = [
        ["买家昵称", "客服昵称", "消息时间", "消息方向", "消息内容"],
        ["tb_test01", XIAOWANG, "2026-11-11 10:10:15", "买家", "在吗"],
        ["tb_test01", XIAOWANG, "2026-11-11 10:18:10", "客服", "在的亲"],
        ["tb_test01", XIAOWANG, "2026-11-11 10:18:11", "机器人", "稍等"],
    ]
    assert bring(cast, workbook(rows), "聊天.xlsx").counts.new == 3
    assert [side for _, side, _ in said()] == ["buyer", "staff", "auto"]
    assert Message.objects.get(side="staff").by_id == cast.agent.id


def test_a_sender_that_is_only_a_side_is_read_with_the_names_beside_it(cast: Cast) -> None:
    rows: list[list[object]] = [
        ["买家昵称", "客服昵称", "发送时间", "发送方", "消息类型", "消息内容"],
        ["tb_test01", XIAOWANG, "2026-11-11 10:10:15", "买家", "文本", "在吗"],
        ["tb_test01", XIAOWANG, "2026-11-11 10:18:10", "客服", "文本", "在的亲"],
    ]
    assert bring(cast, workbook(rows), "聊天.xlsx").counts.new == 2
    assert [side for _, side, _ in said()] == ["buyer", "staff"]
    assert Message.objects.get(side="staff").by_id == cast.agent.id


def test_what_was_said_here_keeps_its_place(cast: Cast) -> None:
    buyer = buyer_card(ensure_buyers(shop_id=cast.shop.id, nicks=["tb_test01"], at=AT)["tb_test01"])
    assert buyer is not None
    conversation = open_for_buyer(buyer=buyer, at=AT)
    press = Draft(
        conversation.id, "buyer", "press-0001", "", kind="elsewhere", by_id=cast.agent.id, by_name="x"
    )
    record_messages([press], at=DAY + timedelta(minutes=6))
    report = bring(cast, ASKED + ANSWERED)
    assert (report.counts.new, report.counts.refused) == (1, 1)
    assert said() == [(1, "buyer", ""), (2, "staff", "在的亲")]
    assert "更早的记录插不进去" in report.problems[0].reason
    # The record knows that the buyer for whom the key was pressed has been answered.
    assert Conversation.objects.get().waiting_since is None
    assert Round.objects.get().how == "answered"


def test_the_three_published_cases_come_out_of_a_file(cast: Cast) -> None:
    """Asked 10:10:15 and 10:15:20, answered 10:18:10: 0 of 1 within three minutes; asked 10:18:30, answered
    10:19:00: 1 of 2; ten questions that nobody answers: 0 of 1, and nobody waits by them now."""
    bring(cast, ASKED + ASKED_AGAIN + ANSWERED + THANKED + TOLD)
    questions = "".join(f"tb_test02 (2026-11-11 11:00:{second:02d}):\n在吗\n" for second in range(10))
    bring(cast, questions + f"{XIAOWANG}(2026-11-11 10:00:00):\n您好\n".replace("(", " ("))
    rounds = Round.objects.order_by("asked_at").values_list("how", "questions", "waited_ms", "agent_id")
    assert list(rounds) == [
        ("answered", 2, 475_000, cast.agent.id),
        ("answered", 1, 30_000, cast.agent.id),
        ("closed", 10, 9_000, None),
    ]
    assert not Conversation.objects.filter(waiting_since__isnull=False).exists()


def test_an_answer_that_a_later_file_brings_ends_the_round(cast: Cast) -> None:
    bring(cast, ASKED + ASKED_AGAIN)
    assert Round.objects.get().how == "closed"
    bring(cast, ASKED_AGAIN + ANSWERED)
    assert (Round.objects.get().how, Round.objects.get().waited_ms) == ("answered", 475_000)
    assert not Aside.objects.exists()


def test_two_agents_have_a_stint_each(cast: Cast) -> None:
    SubAccount.objects.create(shop_id=cast.shop.id, staff_id=cast.second.id, account="示例店铺:小陈")
    bring(cast, ASKED + ANSWERED + "示例店铺:小陈 (2026-11-11 10:20:00):\n我来\n")
    bring(
        cast,
        ASKED + "示例店铺:小陈 (2026-11-11 10:40:00):\n还在吗\n示例店铺:小陈 (2026-11-11 12:00:00):\n在吗\n",
    )
    stints = Reception.objects.order_by("first_position").values_list("agent_id", "first_position", "state")
    assert list(stints) == [
        (cast.agent.id, 2, "transferred"),
        (cast.second.id, 3, "lapsed"),
        (cast.second.id, 5, "lapsed"),
    ]


def test_the_first_look_shows_who_says_what_to_whom(cast: Cast) -> None:
    stream = io.BytesIO((ANSWERED + ASKED).encode("gb18030"))
    kind, look = look_at(GivenFile(stream, "记录.txt"), ours=account_names(cast.shop.id), at=AT)
    assert kind.key == "chats"
    assert look["titles"] == ["消息时间", "买家昵称", "谁说的", "客服账号", "消息内容"]
    assert look["rows"][0] == ["2026-11-11 10:18:10", "tb_test01", "客服", XIAOWANG, "在的亲"]


def test_an_archive_of_a_chat_is_read(cast: Cast) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("记录.txt", ASKED + ANSWERED)
    assert bring(cast, out.getvalue(), "记录.zip").counts.new == 2


def test_of_an_archive_of_several_chats_it_is_said_which_one_was_read(cast: Cast) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("说明.txt", "这里是聊天记录")
        archive.writestr("一.txt", ASKED + ANSWERED)
        archive.writestr("二.txt", ASKED.replace("test01", "test02"))
    report = bring(cast, out.getvalue(), "记录.zip")
    assert (report.counts.new, len(report.problems)) == (2, 1)
    assert "只读了「一.txt」" in report.problems[0].reason
