"""The lists: my work, and for those who lead everybody's."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from zhanggui.foundation.calendar import day_starts_at, shop_day
from zhanggui.foundation.clock import now
from zhanggui.foundation.ids import id_in
from zhanggui.foundation.words import named
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import RECEIVE, SEE_ALL_TASKS, SEE_TASKS
from zhanggui.worklist import queries
from zhanggui.worklist.access import counts_for, done_today_by
from zhanggui.worklist.parts import SOURCES
from zhanggui.worklist.queries import Asked, Load
from zhanggui.worklist.rules import KINDS, sees_all
from zhanggui.worklist.views.receivers import receivers

BY_LOAD, BY_OVERDUE = "load", "overdue"


@never_cache  # page and fragment have one address: a browser that goes back must not show the fragment
@require_GET
@needs(SEE_TASKS)
def worklist(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    at = now()
    return shown(request, mine(request, staff, at))


@never_cache
@require_GET
@needs(SEE_ALL_TASKS)
def everybody(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    at = now()
    return shown(request, _everybodys(request, staff, at))


@require_GET
@needs(SEE_TASKS)
def due(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    """The figure in the navigation. Who waits for an answer is counted beside the reception already."""
    return render(request, "worklist/_due.html", {"counts": counts_for(staff, at=now())})


def shown(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """The whole page, or its list alone for a page that is open."""
    fragment = request.headers.get("HX-Request") == "true"
    return render(request, "worklist/_tasks.html" if fragment else "worklist/worklist.html", context)


def mine(request: HttpRequest, staff: StaffCard, at: datetime) -> dict[str, Any]:
    asked = _asked(request, at)
    seen = queries.seen_by(staff, at=at)
    standing = queries.standing(staff.shop_id, seen=seen, at=at)
    counts = queries.count_tasks(staff.shop_id, asked, seen=seen, due=standing, at=at)
    listed = queries.listed(staff.shop_id, asked, seen=seen, due=standing, at=at)
    return _context(staff, asked, listed, at) | {
        "whole": False,
        "list_url": reverse("worklist"),
        "counts": counts,
        "done": done_today_by(staff, at=at) if asked.view == queries.NOW and listed.page == 1 else [],
        "receives": staff.may(RECEIVE),
    }


def _everybodys(request: HttpRequest, staff: StaffCard, at: datetime) -> dict[str, Any]:
    asked = _asked(request, at)
    standing = queries.standing(staff.shop_id, at=at)
    everything = queries.count_tasks(staff.shop_id, due=standing, at=at)
    of_one = asked.ownerless or asked.owner_id is not None
    counts = queries.count_tasks(staff.shop_id, asked, due=standing, at=at) if of_one else everything
    listed = queries.listed(staff.shop_id, asked, due=standing, at=at)
    by = BY_OVERDUE if request.GET.get("by") == BY_OVERDUE else BY_LOAD
    nobody, *people = queries.loads(staff.shop_id, due=standing, at=at)
    return _context(staff, asked, listed, at) | {
        "whole": True,
        "list_url": reverse("worklist_everybody"),
        "counts": counts,
        "everything": everything,
        "by": by,
        "nobody": nobody,
        "people": sorted(people, key=_overdue_first if by == BY_OVERDUE else _most_first),
        "most": max((load.open for load in people), default=0),
        "ownerless": queries.overdue_without_owner(staff.shop_id, at=at)
        + queries.due_without_owner(standing, at=at),
        "given": queries.given_since(staff.shop_id, _today(at)),
        "receivers": receivers(people),
    }


def _context(staff: StaffCard, asked: Asked, listed: queries.Listed, at: datetime) -> dict[str, Any]:
    names = named(staff.shop_id, [row.subject for row in listed.rows])
    return {
        "rows": [(row, names.get(row.subject)) for row in listed.rows],
        "listed": listed,
        "asked": asked,
        "leads": sees_all(staff.role),
        "me": staff.id,
        "at": at,
    }


def _asked(request: HttpRequest, at: datetime) -> Asked:
    kind, of = request.GET.get("kind", ""), request.GET.get("of", "")
    view = request.GET.get("view", "")
    return Asked(
        kind=kind if KINDS.get(kind) or SOURCES.get(kind) else None,
        owner_id=id_in(of),
        ownerless=of == "nobody",
        view=view if view in queries.VIEWS else queries.NOW,
        given_since=_today(at),
        page=id_in(request.GET.get("page", "")) or 1,
    )


def _today(at: datetime) -> datetime:
    return day_starts_at(shop_day(at))


def _most_first(load: Load) -> tuple[int, int]:
    return -load.open, -load.overdue


def _overdue_first(load: Load) -> tuple[int, float]:
    return -load.overdue, load.first_due_at.timestamp() if load.first_due_at else float("inf")
