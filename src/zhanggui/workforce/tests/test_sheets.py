from __future__ import annotations

import re
from datetime import timedelta

import pytest
from tests.cast import AT, Cast, client_of, said_by, said_by_buyer

from zhanggui.aftersales.kinds import REFUND_TASK
from zhanggui.conversations.actions import record_messages
from zhanggui.conversations.queries import conversation_card
from zhanggui.foundation.queries import audit_entries
from zhanggui.workforce.actions import (
    CannotHandOver,
    beat,
    confirm_hand_over,
    hand_over,
    plan_shift,
    withdraw_hand_over,
)
from zhanggui.workforce.queries import (
    count_waiting,
    open_things,
    sheet_by_id,
    sheets_page,
    sheets_waiting,
    there,
)
from zhanggui.worklist.actions import Wanted, ensure_tasks, finish_task, give_ownerless, hand_task, take_task
from zhanggui.worklist.queries import open_tasks

pytestmark = [pytest.mark.django_db, pytest.mark.seed(183)]

HOUR = timedelta(hours=1)


def task(cast: Cast, thing_id: int = 7, owner: int | None = None) -> int:
    wanted = Wanted(
        thing_id=thing_id, title=f"退款 {thing_id}", due_at=AT + HOUR, owner_id=owner or cast.agent.id
    )
    by = cast.lead.actor
    ensure_tasks(shop_id=cast.shop.id, kind=REFUND_TASK.key, thing="refund", tasks=[wanted], by=by, at=AT)
    return next(one.id for one in open_tasks(cast.shop.id) if one.thing_id == thing_id)


def talk(cast: Cast) -> int:
    """A buyer whom the agent has, and who waits again."""
    conversation = cast.conversation()
    record_messages([said_by_buyer(conversation, "在吗", "word-0001")], at=AT)
    record_messages([said_by(cast.agent, conversation, "在的", "word-0002")], at=AT)
    record_messages([said_by_buyer(conversation, "尺码呢", "word-0003")], at=AT)
    return conversation.id


def owners(cast: Cast) -> dict[int, int | None]:
    return {one.thing_id: one.owner_id for one in open_tasks(cast.shop.id)}


def test_everything_open_goes_on_the_sheet_one_line_each(cast: Cast) -> None:
    task(cast, 7)
    task(cast, 8, cast.second.id)
    talk(cast)
    keys = [one.key for one in open_things(cast.shop.id, cast.agent.id, at=AT)]
    sheet_id = hand_over(
        notes={keys[0]: " 等仓库\n回话 "}, own=["小米粥明早回"], note="都挺顺", by=cast.agent.actor, at=AT
    )
    found = sheet_by_id(sheet_id)
    assert found
    sheet, lines = found
    assert (sheet.name, sheet.note, sheet.title, sheet.count) == ("林晓", "都挺顺", "等人接", 3)
    assert [(line.source, line.thing, line.note) for line in lines] == [
        ("退款", "refund", "等仓库 回话"),
        ("等回复", "conversation", ""),
        ("", "", ""),
    ]
    assert lines[1].title.endswith("尺码呢")
    assert lines[2].title == "小米粥明早回"


def test_nothing_stays_with_whoever_goes_home(cast: Cast) -> None:
    task(cast, 7)
    hand_over(by=cast.agent.actor, at=AT)
    assert owners(cast) == {7: None}
    assert open_things(cast.shop.id, cast.agent.id, at=AT) == []


def test_the_next_one_confirms_and_has_it(cast: Cast) -> None:
    first, second = task(cast, 7), task(cast, 8)
    third, conversation_id = task(cast, 9), talk(cast)
    sheet_id = hand_over(by=cast.agent.actor, at=AT)
    finish_task(task_id=first, by=cast.lead.actor, at=AT)
    take_task(task_id=second, by=cast.lead.actor, at=AT)
    confirm_hand_over(sheet_id=sheet_id, by=cast.second.actor, at=AT + HOUR)
    assert owners(cast) == {8: cast.lead.id, 9: cast.second.id}
    assert third
    taken = conversation_card(conversation_id)
    assert taken
    assert taken.agent_id == cast.second.id
    assert taken.waiting_since == AT
    sheet, before = sheets_page(cast.shop.id)[0][0], sheets_waiting(cast.shop.id)
    assert (sheet.title, sheet.next_name, sheet.ended_at, before) == ("已接班", "陈晨", AT + HOUR, [])
    verbs = [entry.verb for entry in audit_entries(cast.shop.id)]
    assert {"hand_over", "confirm_hand_over"} <= set(verbs)


def test_who_does_not_receive_takes_no_buyers_over(cast: Cast) -> None:
    conversation_id = talk(cast)
    sheet_id = hand_over(by=cast.agent.actor, at=AT)
    confirm_hand_over(sheet_id=sheet_id, by=cast.warehouse.actor, at=AT)
    kept = conversation_card(conversation_id)
    assert kept
    assert kept.agent_id == cast.agent.id


def test_ones_own_sheet_is_confirmed_by_somebody_else_and_once(cast: Cast) -> None:
    sheet_id = hand_over(by=cast.agent.actor, at=AT)
    with pytest.raises(CannotHandOver, match="接班的人"):
        confirm_hand_over(sheet_id=sheet_id, by=cast.agent.actor, at=AT)
    for _ in range(2):  # a second press
        confirm_hand_over(sheet_id=sheet_id, by=cast.second.actor, at=AT)
    with pytest.raises(CannotHandOver, match="已经有人接了"):
        confirm_hand_over(sheet_id=sheet_id, by=cast.lead.actor, at=AT)
    with pytest.raises(CannotHandOver, match="没有这张"):
        confirm_hand_over(sheet_id=sheet_id, by=cast.stranger.actor, at=AT)


def test_one_sheet_at_a_time_and_it_can_be_taken_back(cast: Cast) -> None:
    task(cast, 7)
    sheet_id = hand_over(by=cast.agent.actor, at=AT)
    with pytest.raises(CannotHandOver, match="只能撤回自己"):
        withdraw_hand_over(sheet_id=sheet_id, by=cast.second.actor, at=AT)
    withdraw_hand_over(sheet_id=sheet_id, by=cast.agent.actor, at=AT)
    assert owners(cast) == {7: cast.agent.id}
    assert count_waiting(cast.shop.id) == 0
    hand_over(by=cast.agent.actor, at=AT)
    assert count_waiting(cast.shop.id) == 1


def test_the_sheet_closes_the_shift(cast: Cast) -> None:
    by, at = cast.lead.actor, AT
    plan_shift(staff_id=cast.agent.id, starts_at=AT - HOUR, ends_at=AT + HOUR, by=by, at=at)
    found = sheet_by_id(hand_over(by=cast.agent.actor, at=AT))
    assert found
    assert found[0].shift == (AT - HOUR, AT + HOUR)


def test_written_anew_before_anybody_confirmed_it(cast: Cast) -> None:
    task(cast, 7)
    first = hand_over(own=["一行"], by=cast.agent.actor, at=AT)
    task(cast, 8)
    second = hand_over(own=["一行", "两行"], by=cast.agent.actor, at=AT)
    found = sheet_by_id(second)
    assert found
    assert [line.title for line in found[1]] == ["退款 7", "退款 8", "一行", "两行"]
    assert [sheet.id for sheet in sheets_waiting(cast.shop.id)] == [second]
    before = sheet_by_id(first)
    assert before
    assert before[0].title == "已撤回"
    assert owners(cast) == {7: None, 8: None}


@pytest.mark.parametrize("own", [["长" * 201], ["一行"] * 51])
def test_no_more_than_a_sheet_holds(cast: Cast, own: list[str]) -> None:
    with pytest.raises(CannotHandOver, match="最多"):
        hand_over(own=own, by=cast.agent.actor, at=AT)


def test_written_and_confirmed_on_the_pages(cast: Cast) -> None:
    task(cast, 7)
    agent, second = client_of(cast.agent), client_of(cast.second)
    page = agent.get("/handover/").content.decode()
    assert "退款 7" in page
    written = agent.post(
        "/handover/write",
        {"note-refund-refund-7": "等仓库", "own": "一行\n\n两行", "note": ""},
    ).content.decode()
    assert "等仓库" in written
    (sheet,) = sheets_waiting(cast.shop.id)
    assert sheet.count == 3
    assert f"/handover/{sheet.id}" in second.get("/handover/").content.decode()
    assert agent.post(f"/handover/{sheet.id}/confirm").status_code == 400
    assert "陈晨" in second.post(f"/handover/{sheet.id}/confirm").content.decode()
    assert client_of(cast.stranger).get(f"/handover/{sheet.id}").status_code == 404
    assert "已接班" in agent.get("/handover/").content.decode()


def test_written_anew_what_was_said_stays(cast: Cast) -> None:
    task(cast, 7)
    talk(cast)
    client = client_of(cast.agent)
    keys = [one.key for one in open_things(cast.shop.id, cast.agent.id, at=AT)]
    notes = {f"note-{key}": f"关于 {key}" for key in keys}
    client.post("/handover/write", {**notes, "own": "", "note": "都挺顺"})
    again = client.get("/handover/").content.decode()
    assert "退款 7" not in again  # it is nobody's already
    assert f"关于 {keys[1]}" in again  # the buyer still is
    task(cast, 8)
    client.post("/handover/write", {f"note-{keys[1]}": "回过了", "own": "", "note": ""})
    found = sheet_by_id(sheets_waiting(cast.shop.id)[0].id)
    assert found
    assert found[0].note == "都挺顺"
    assert [line.note for line in found[1]] == [f"关于 {keys[0]}", "", "回过了"]


def test_two_thousand_and_more_open_tasks_are_handed_over_by_the_page(cast: Cast) -> None:
    wanted = [
        Wanted(thing_id=n, title=f"退款 {n}", due_at=AT + HOUR, owner_id=cast.agent.id) for n in range(2_050)
    ]
    by = cast.lead.actor
    ensure_tasks(shop_id=cast.shop.id, kind=REFUND_TASK.key, thing="refund", tasks=wanted, by=by, at=AT)
    client = client_of(cast.agent)
    page = client.get("/handover/").content.decode()
    fields = dict(re.findall(r'name="(note-[^"]+)"[^>]* value="([^"]*)"', page))
    assert len(fields) == 200
    assert "还有 1800 件" in page
    written = client.post("/handover/write", {**fields, "own": "", "note": ""})
    (sheet,) = sheets_waiting(cast.shop.id)
    assert (written.status_code, written["HX-Push-Url"]) == (200, f"/handover/{sheet.id}")
    assert sheet.count == 2_001
    assert "还有 50 件没有写在表上" in written.content.decode()
    assert open_tasks(cast.shop.id, owner_id=cast.agent.id) == []  # not even what no sheet holds


def test_the_wrong_person_gets_only_what_they_could_do(cast: Cast) -> None:
    task(cast, 7)
    sheet_id = hand_over(by=cast.agent.actor, at=AT)
    confirm_hand_over(sheet_id=sheet_id, by=cast.warehouse.actor, at=AT)
    assert owners(cast) == {7: None}


def test_what_tables_cannot_hold_is_left_out(cast: Cast) -> None:
    task(cast, 7)
    fields = {"own": "尺\0码\n\0", "note": "都挺\0顺", "note-refund-refund-7": "等\0仓库"}
    assert client_of(cast.agent).post("/handover/write", fields).status_code == 200
    found = sheet_by_id(sheets_waiting(cast.shop.id)[0].id)
    assert found
    assert [(line.title, line.note) for line in found[1]] == [("退款 7", "等仓库"), ("尺码", "")]
    assert found[0].note == "都挺顺"


def test_what_came_back_to_its_writer_goes_to_the_next_one_too(cast: Cast) -> None:
    first = task(cast, 7)
    sheet_id = hand_over(by=cast.agent.actor, at=AT)
    take_task(task_id=first, by=cast.agent.actor, at=AT)
    confirm_hand_over(sheet_id=sheet_id, by=cast.second.actor, at=AT)
    assert owners(cast) == {7: cast.second.id}


def test_who_has_handed_over_is_given_nothing_more(cast: Cast) -> None:
    """Though their page is still open: until their next shift, or for a while."""
    late = AT + 2 * HOUR
    task(cast, 7)
    hand_over(by=cast.agent.actor, at=AT)
    beat(staff_ids=[cast.agent.id, cast.second.id], at=late)
    assert there(cast.shop.id, late) == {cast.second.id}
    give_ownerless(shop_id=cast.shop.id, at=late)
    assert owners(cast) == {7: cast.second.id}
    starts_at, ends_at = AT + HOUR, AT + 8 * HOUR
    by = cast.lead.actor
    plan_shift(staff_id=cast.agent.id, starts_at=starts_at, ends_at=ends_at, by=by, at=AT)
    assert there(cast.shop.id, late) == {cast.agent.id, cast.second.id}


def test_a_sheet_that_was_withdrawn_ends_no_shift(cast: Cast) -> None:
    withdraw_hand_over(sheet_id=hand_over(by=cast.agent.actor, at=AT), by=cast.agent.actor, at=AT)
    hand_over(by=cast.second.actor, at=AT - 5 * HOUR)
    beat(staff_ids=[cast.agent.id, cast.second.id], at=AT)
    assert there(cast.shop.id, AT) == {cast.agent.id, cast.second.id}


def test_what_the_check_gave_meanwhile_goes_to_the_next_one_and_what_a_person_took_stays(cast: Cast) -> None:
    late = AT + 2 * HOUR
    task(cast, 7)
    task(cast, 8)
    sheet_id = hand_over(by=cast.agent.actor, at=AT)
    beat(staff_ids=[cast.lead.id], at=late)
    assert give_ownerless(shop_id=cast.shop.id, at=late) == 2
    assert owners(cast) == {7: cast.lead.id, 8: cast.lead.id}
    (eighth,) = (one.id for one in open_tasks(cast.shop.id) if one.thing_id == 8)
    hand_task(task_id=eighth, to_id=cast.manager.id, by=cast.lead.actor, at=late)
    confirm_hand_over(sheet_id=sheet_id, by=cast.second.actor, at=late)
    assert owners(cast) == {7: cast.second.id, 8: cast.manager.id}
