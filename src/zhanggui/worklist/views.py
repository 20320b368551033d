from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.words import named
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import RECEIVE, SEE_TASKS
from zhanggui.worklist import actions
from zhanggui.worklist.access import counts_for, done_today_by, task_for, tasks_for
from zhanggui.worklist.rules import KINDS, sees_all


def _page(request: HttpRequest, staff: StaffCard, *, problem: str = "") -> HttpResponse:
    """The whole page, or its list alone for a page that is open."""
    at = now()
    asked = request.GET.get("kind") or request.POST.get("kind") or ""
    kind = asked if KINDS.get(asked) else None
    tasks = tasks_for(staff, kind=kind, at=at)
    done = done_today_by(staff, at=at)
    names = named(staff.shop_id, [task.subject for task in tasks])
    counts = counts_for(staff, at=at)
    there = sum(one.open for one in counts.kinds if kind in {None, one.kind})
    context = {
        "rows": [(task, names.get(task.subject)) for task in tasks],
        "done": done,
        "counts": counts,
        "kind": kind,
        "more": max(there - len(tasks), 0),
        "everybodys": sees_all(staff.role),
        "receives": staff.may(RECEIVE),
        "at": at,
        "problem": problem,
    }
    fragment = request.headers.get("HX-Request") == "true"
    template = "worklist/_tasks.html" if fragment else "worklist/worklist.html"
    return render(request, template, context, status=400 if problem else 200)


@never_cache  # page and fragment have one address: a browser that goes back must not show the fragment
@require_GET
@needs(SEE_TASKS)
def worklist(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    return _page(request, staff)


@require_GET
@needs(SEE_TASKS)
def due(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    """The figure in the navigation."""
    return render(request, "worklist/_due.html", {"counts": counts_for(staff, at=now())})


@require_POST
@needs(SEE_TASKS)
def finish(request: HttpRequest, staff: StaffCard, task_id: int) -> HttpResponse:
    at = now()
    task = task_for(staff, task_id, at=at)
    try:
        actions.finish_task(task_id=task.id, note=request.POST.get("note", ""), by=staff.actor, at=at)
    except UnableTo as refusal:
        return _page(request, staff, problem=str(refusal))
    return _page(request, staff)


@require_POST
@needs(SEE_TASKS)
def reopen(request: HttpRequest, staff: StaffCard, done_id: int) -> HttpResponse:
    at = now()
    task = task_for(staff, done_id, at=at)
    try:
        actions.reopen_task(task_id=task.id, by=staff.actor, at=at)
    except UnableTo as refusal:
        return _page(request, staff, problem=str(refusal))
    return _page(request, staff)
