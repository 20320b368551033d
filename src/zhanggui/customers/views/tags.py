"""The page of the shop's tags: groups, words, new names, merging."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from zhanggui.customers import actions, queries
from zhanggui.customers.rules.taxonomy import MEANINGS
from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import EDIT_TAGS


def _page(
    request: HttpRequest, staff: StaffCard, *, problem: str = "", told: int | None = None
) -> HttpResponse:
    sets = queries.taxonomy(staff.shop_id)
    known = {tag for one in sets for tag in one.known}
    free = [tag for tag in queries.known_tags(staff.shop_id) if tag not in known]
    counts = queries.holders(staff.shop_id, [*known, *free])
    context = {
        "sets": [
            (
                one,
                [(tag, counts.get(tag, 0)) for tag in one.words],
                [(tag, counts.get(tag, 0)) for tag in one.retired],
            )
            for one in sets
        ],
        "free": [(tag, counts.get(tag, 0)) for tag in free],
        "everything": sorted([*known, *free]),
        "meanings": tuple(MEANINGS.items()),
        "problem": problem,
        "told": told,
    }
    return render(request, "customers/tags.html", context, status=400 if problem else 200)


@require_GET
@needs(EDIT_TAGS)
def page(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    return _page(request, staff)


def _done(request: HttpRequest, staff: StaffCard, verb: Callable[[], int | None]) -> HttpResponse:
    try:
        told = verb()
    except UnableTo as refusal:
        return _page(request, staff, problem=str(refusal))
    return _page(request, staff, told=told)


@require_POST
@needs(EDIT_TAGS)
def write_group(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    typed = request.POST
    return _done(
        request,
        staff,
        lambda: actions.write_tag_group(
            name=typed.get("name", ""),
            was=typed.get("was", ""),
            several=typed.get("several", "1") == "1",
            meaning=typed.get("meaning", ""),
            by=staff.actor,
            at=now(),
        ),
    )


@require_POST
@needs(EDIT_TAGS)
def raise_group(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    name = request.POST.get("name", "")
    return _done(request, staff, lambda: actions.raise_tag_group(name=name, by=staff.actor, at=now()))


@require_POST
@needs(EDIT_TAGS)
def drop_group(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    name = request.POST.get("name", "")
    return _done(request, staff, lambda: actions.drop_tag_group(name=name, by=staff.actor, at=now()))


@require_POST
@needs(EDIT_TAGS)
def add_word(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    group, name = request.POST.get("group", ""), request.POST.get("name", "")
    return _done(
        request, staff, lambda: actions.add_tag_word(group=group, name=name, by=staff.actor, at=now())
    )


@require_POST
@needs(EDIT_TAGS)
def retire_word(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    name = request.POST.get("name", "")
    return _done(request, staff, lambda: actions.retire_tag_word(name=name, by=staff.actor, at=now()))


@require_POST
@needs(EDIT_TAGS)
def move(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    """A tag gets another name, or becomes one with another tag."""
    name, to = request.POST.get("name", ""), request.POST.get("to", "")
    if request.POST.get("how") == "merge":
        return _done(request, staff, lambda: actions.merge_tags(name=name, into=to, by=staff.actor, at=now()))
    return _done(request, staff, lambda: actions.rename_tag(name=name, to=to, by=staff.actor, at=now()))
