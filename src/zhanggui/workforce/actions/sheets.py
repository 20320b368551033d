"""The hand-over sheet: what is open goes on it, the next one takes it over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.announcements import announce
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.live.carrier import tell
from zhanggui.shops.queries import StaffCard, staff_by_id
from zhanggui.workforce import rules
from zhanggui.workforce.events import HandOverConfirmed
from zhanggui.workforce.models import HandOver, HandOverLine
from zhanggui.workforce.parts import OpenThing
from zhanggui.workforce.queries import open_things, said_on, shift_to_hand_over
from zhanggui.worklist.actions import hand_tasks
from zhanggui.worklist.queries import TaskCard, open_tasks
from zhanggui.worklist.rules import able_to_do, said

_MOST_TASKS = 20_000
_NO_NOTES: Mapping[str, str] = {}


class CannotHandOver(UnableTo):
    """It is no member of staff, more than a sheet holds, or a sheet that is not theirs to end."""


@transaction.atomic
def hand_over(
    *,
    notes: Mapping[str, str] = _NO_NOTES,
    own: Sequence[str] = (),
    note: str = "",
    by: Actor,
    at: datetime,
) -> int:
    """Closes the member's shift: everything that is open under their name goes on the sheet, with a note
    by the key of its line, and what they add (`own`). Their tasks are for whoever of the role takes them:
    nothing stays with somebody who goes home, not even what no sheet holds. One that nobody has confirmed
    yet is written anew, with what was said and added on it. The sheet's id."""
    member = _member(by)
    before = HandOver.objects.select_for_update().filter(staff_id=member.id, state=rules.WRITTEN).first()
    if before is not None:
        added = before.lines.filter(thing="").order_by("position").values_list("title", flat=True)
        own = list(dict.fromkeys([*added, *own]))
        note = said(note) or before.note
        _take_back(before, by, at)
    things = open_things(member.shop_id, member.id, at=at)
    before_said = said_on(before.pk) if before else {}
    notes = {one.key: before_said[one.line] for one in things if one.line in before_said} | dict(notes)
    theirs = _theirs(member)
    lines = [*_lines(things, notes), *_own_lines(own)]
    left_out = len(theirs) - sum(line.task_id is not None for line in lines)
    if left_out > 0:
        lines.append(HandOverLine(title=f"还有 {left_out} 件没有写在表上,都放回待办里了"))
    if len(said(note)) > rules.NOTE_LETTERS:
        raise CannotHandOver("说明最多 {most} 个字", most=rules.NOTE_LETTERS)
    shift = shift_to_hand_over(member.id, at=at)
    try:
        with transaction.atomic():
            sheet = HandOver.objects.create(
                shop_id=member.shop_id,
                staff_id=member.id,
                shift_id=shift.id if shift else None,
                note=said(note),
                written_at=at,
            )
    except IntegrityError:
        raise CannotHandOver("刚刚已经交过班了") from None
    for position, line in enumerate(lines, start=1):
        line.sheet, line.position = sheet, position
    HandOverLine.objects.bulk_create(lines)
    for role, task_ids in _by_role(theirs).items():
        hand_tasks(task_ids=task_ids, role=role, by=by, at=at)
    _noted(sheet, "hand_over", {"sheet_state": [None, sheet.state], "rows": [None, len(lines)]}, by, at)
    return sheet.pk


@transaction.atomic
def confirm_hand_over(*, sheet_id: int, by: Actor, at: datetime) -> None:
    """Whoever comes next takes over: what nobody else has taken meanwhile is theirs now, also what has come
    back to its writer, and what the check has given to somebody because it was overdue."""
    member, sheet = _member(by), _locked(sheet_id, by)
    if sheet.staff_id == member.id:
        raise CannotHandOver("自己的交接表要由接班的人确认")
    if sheet.state == rules.CONFIRMED and sheet.next_id == member.id:
        return  # a second press
    if sheet.state != rules.WRITTEN:
        raise CannotHandOver("这张交接表已经有人接了,或者撤回了")
    lines = list(sheet.lines.select_related("sheet").order_by("position"))
    left = [task for task in _live_tasks(lines) if _is_nobodys(task, sheet)]
    mine = [task.id for task in left if member.role in able_to_do(task.kind)]
    if mine:
        hand_tasks(task_ids=mine, to_id=member.id, by=by, at=at)
    sheet.state, sheet.next_id, sheet.ended_at = rules.SHEET.after(sheet.state, "confirm"), member.id, at
    sheet.save(update_fields=("state", "next", "ended_at"))
    announce(
        HandOverConfirmed(
            shop_id=sheet.shop_id,
            sheet_id=sheet.pk,
            from_id=sheet.staff_id,
            to_id=member.id,
            things=" ".join(f"{line.thing}:{line.thing_id}" for line in lines if line.thing),
            at=at.isoformat(),
        )
    )
    _noted(sheet, "confirm_hand_over", {"sheet_state": [rules.WRITTEN, sheet.state]}, by, at)


@transaction.atomic
def withdraw_hand_over(*, sheet_id: int, by: Actor, at: datetime) -> None:
    """Takes an unconfirmed sheet back: what nobody has taken meanwhile is its writer's again."""
    sheet = _locked(sheet_id, by)
    if sheet.staff_id != _member(by).id or sheet.state != rules.WRITTEN:
        raise CannotHandOver("只能撤回自己写的、还没有人接的交接表")
    _take_back(sheet, by, at)
    _noted(sheet, "withdraw_hand_over", {"sheet_state": [rules.WRITTEN, sheet.state]}, by, at)


def _take_back(sheet: HandOver, by: Actor, at: datetime) -> None:
    lines = list(sheet.lines.select_related("sheet"))
    mine = [task.id for task in _live_tasks(lines) if task.owner_id is None]
    if mine:
        hand_tasks(task_ids=mine, to_id=sheet.staff_id, by=by, at=at)
    sheet.state, sheet.ended_at = rules.SHEET.after(sheet.state, "withdraw"), at
    sheet.save(update_fields=("state", "ended_at"))


def _member(by: Actor) -> StaffCard:
    member = staff_by_id(by.id) if by.kind == "staff" and by.id is not None else None
    if member is None:
        raise CannotHandOver("只有员工可以交班、接班")
    return member


def _locked(sheet_id: int, by: Actor) -> HandOver:
    sheet = HandOver.objects.select_for_update().filter(pk=sheet_id, shop_id=by.shop_id).first()
    if sheet is None:
        raise CannotHandOver("没有这张交接表")
    return sheet


def _lines(things: Sequence[OpenThing], notes: Mapping[str, str]) -> list[HandOverLine]:
    return [
        HandOverLine(
            source=one.line[0],
            thing=one.thing,
            thing_id=one.thing_id,
            task_id=one.task_id,
            title=one.title[: rules.LINE_LETTERS],
            note=" ".join(said(notes.get(one.key, one.note)).split())[: rules.LINE_LETTERS],
            due_at=one.due_at,
        )
        for one in things[: rules.MOST_LINES]
    ]


def _own_lines(own: Sequence[str]) -> list[HandOverLine]:
    if len(own) > rules.OWN_LINES or any(len(line) > rules.LINE_LETTERS for line in own):
        raise CannotHandOver(
            "自己加的最多 {most} 行,每行最多 {letters} 个字", most=rules.OWN_LINES, letters=rules.LINE_LETTERS
        )
    return [HandOverLine(title=line) for line in own]


def _is_nobodys(task: TaskCard, sheet: HandOver) -> bool:
    """Whether nobody but the sheet's writer, or the check, has taken it since the sheet was written."""
    by_check = task.given_at is not None and task.given_at >= sheet.written_at
    return task.owner_id in {None, sheet.staff_id} or by_check


def _live_tasks(lines: Sequence[HandOverLine]) -> list[TaskCard]:
    """Those of the sheet's tasks that are still to be done."""
    ids = {line.task_id for line in lines if line.task_id is not None}
    shop_id = lines[0].sheet.shop_id if lines else 0
    return open_tasks(shop_id, ids=ids, limit=_MOST_TASKS) if ids else []


def _theirs(member: StaffCard) -> list[TaskCard]:
    return open_tasks(member.shop_id, owner_id=member.id, limit=_MOST_TASKS)


def _by_role(tasks: Sequence[TaskCard]) -> dict[str, list[int]]:
    roles: dict[str, list[int]] = {}
    for task in tasks:
        roles.setdefault(task.role, []).append(task.id)
    return roles


def _noted(
    sheet: HandOver, verb: str, changes: dict[str, list[str | int | None]], by: Actor, at: datetime
) -> None:
    audit(verb=verb, thing="hand_over_sheet", thing_id=sheet.pk, changes=changes, by=by, at=at)
    tell([{"k": "changed", "s": sheet.shop_id, "name": "shifts", "id": 0}])
