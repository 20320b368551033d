"""One task: the pane beside the list, and what is done in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.ids import id_in, ids_in
from zhanggui.foundation.queries import audit_of
from zhanggui.foundation.words import named
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import ROLE_TITLES, ROLES, SEE_ALL_TASKS, SEE_TASKS
from zhanggui.worklist import actions, queries, rules
from zhanggui.worklist.access import taken_by_another, task_for
from zhanggui.worklist.queries import TaskCard
from zhanggui.worklist.views.lists import mine
from zhanggui.worklist.views.receivers import receivers

CHANGED = "changed-tasks"


@never_cache
@require_GET
@needs(SEE_TASKS)
def task(request: HttpRequest, staff: StaffCard, task_id: int) -> HttpResponse:
    """The pane; for a browser that comes from elsewhere, with the list beside it."""
    at = now()
    if gone := _gone(request, staff, task_id, at):
        return gone
    pane = _pane(staff, task_for(staff, task_id, at=at), at)
    return _shown(request, staff, pane, at)


@require_POST
@needs(SEE_TASKS)
def finish(request: HttpRequest, staff: StaffCard, task_id: int) -> HttpResponse:
    note = request.POST.get("note", "")
    return _done(request, staff, task_id, partial(actions.finish_task, task_id=task_id, note=note))


@require_POST
@needs(SEE_TASKS)
def reopen(request: HttpRequest, staff: StaffCard, done_id: int) -> HttpResponse:
    return _done(request, staff, done_id, partial(actions.reopen_task, task_id=done_id))


@require_POST
@needs(SEE_TASKS)
def take(request: HttpRequest, staff: StaffCard, task_id: int) -> HttpResponse:
    from_id = id_in(request.POST.get("from", ""))
    return _done(request, staff, task_id, partial(actions.take_task, task_id=task_id, from_id=from_id))


@require_POST
@needs(SEE_TASKS)
def wake(request: HttpRequest, staff: StaffCard, task_id: int) -> HttpResponse:
    return _done(request, staff, task_id, partial(actions.wake_task, task_id=task_id))


@require_POST
@needs(SEE_TASKS)
def snooze(request: HttpRequest, staff: StaffCard, task_id: int) -> HttpResponse:
    at = now()
    if gone := _gone(request, staff, task_id, at):
        return gone
    due_at = task_for(staff, task_id, at=at).due_at
    until = rules.snooze_until(request.POST.get("span", ""), due_at, at=at) or at
    reason = request.POST.get("reason", "")
    put_off = partial(actions.snooze_task, task_id=task_id, until=until, reason=reason)
    return _done(request, staff, task_id, put_off)


@require_POST
@needs(SEE_TASKS)
def hand(request: HttpRequest, staff: StaffCard, task_id: int) -> HttpResponse:
    to_id, role = _receiver(request)
    note = request.POST.get("note", "")
    handed = partial(actions.hand_task, task_id=task_id, to_id=to_id, role=role, note=note)
    return _done(request, staff, task_id, handed)


@require_POST
@needs(SEE_ALL_TASKS)
def hand_many(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    to_id, role = _receiver(request)
    ids = ids_in(request.POST.getlist("task"))
    try:
        count = actions.hand_tasks(task_ids=ids, to_id=to_id, role=role, by=staff.actor, at=now())
    except UnableTo as refusal:
        return render(request, "worklist/_handed.html", {"problem": str(refusal)}, status=400)
    answer = render(request, "worklist/_handed.html", {"count": count})
    answer["HX-Trigger"] = CHANGED
    return answer


def _done(request: HttpRequest, staff: StaffCard, task_id: int, do: Callable[..., None]) -> HttpResponse:
    """Does it, and shows what has become of the task; the list beside it is fetched again."""
    at = now()
    if gone := _gone(request, staff, task_id, at):
        return gone
    before = task_for(staff, task_id, at=at)
    try:
        do(by=staff.actor, at=at)
    except UnableTo as refusal:
        return _shown(request, staff, _pane(staff, before, at) | {"problem": str(refusal)}, at)
    after = queries.task_by_id(task_id) or before
    answer = _shown(request, staff, _pane(staff, after, at), at)
    answer["HX-Trigger"] = CHANGED
    return answer


def _gone(request: HttpRequest, staff: StaffCard, task_id: int, at: datetime) -> HttpResponse | None:
    """For a page that still shows what has become somebody else's meanwhile."""
    owner = taken_by_another(staff, task_id, at=at) if _is_fragment(request) else None
    if owner is None:
        return None
    answer = render(request, "worklist/_gone.html", {"owner": owner}, status=400)
    answer["HX-Trigger"] = CHANGED
    return answer


def _is_fragment(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _shown(request: HttpRequest, staff: StaffCard, pane: dict[str, Any], at: datetime) -> HttpResponse:
    """The pane for a page that is open, else the page with it."""
    status = 400 if "problem" in pane else 200
    if _is_fragment(request):
        return render(request, "worklist/_pane.html", pane, status=status)
    return render(request, "worklist/worklist.html", mine(request, staff, at) | pane, status=status)


def _pane(staff: StaffCard, card: TaskCard, at: datetime) -> dict[str, Any]:
    steps = queries.steps(staff.shop_id, at=at).get(card.kind)
    return {
        "task": card,
        "subject": named(staff.shop_id, [card.subject]).get(card.subject),
        "stage": steps.stage(card.due_at, at=at) if steps else rules.Stage.OWNER,
        "mine": card.owner_id == staff.id,
        "asleep": rules.asleep(card.snoozed_until, card.due_at, at=at),
        "live": card.settled_at is None,
        "role_title": ROLE_TITLES.get(card.role, card.role),
        "part": reverse(card.part, args=[card.thing_id]) if card.part and card.settled_at is None else "",
        "spans": [
            (span, _span_title(span), until) for span, until in rules.snoozes(card.due_at, at=at).items()
        ],
        **(_receivers(staff, card, at) if card.settled_at is None else {}),
        "history": audit_of(staff.shop_id, "task", card.id),
        "at": at,
    }


def _receivers(staff: StaffCard, card: TaskCard, at: datetime) -> dict[str, Any]:
    """To whom it can be handed: people who could do it, and the roles of such people."""
    loads = [
        load
        for load in queries.loads(staff.shop_id, due={}, at=at)
        if load.staff and rules.may_have(load.staff.role, card.kind)
    ]
    roles = {load.staff.role for load in loads if load.staff}
    return {
        "receivers": receivers(loads),
        "roles": [(role, ROLE_TITLES[role]) for role in ROLES if role in roles],
    }


def _span_title(span: str) -> str:
    titles = {
        "15": gettext("15 分钟"),
        "60": gettext("1 小时"),
        "180": gettext("3 小时"),
        "due-10": gettext("到期前 10 分钟"),
        "due-60": gettext("到期前 1 小时"),
    }
    return titles[span]


def _receiver(request: HttpRequest) -> tuple[int | None, str | None]:
    """A person's id, or "role:agent" for whoever of a role takes it."""
    to = request.POST.get("to", "")
    role = to.removeprefix("role:") if to.startswith("role:") else None
    return id_in(to), role
