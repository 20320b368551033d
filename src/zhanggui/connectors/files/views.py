from __future__ import annotations

import csv
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from zhanggui.connectors.files.access import (
    brings_files,
    delivery_for,
    delivery_to_read,
    kinds_for,
    may_import,
    sight_of,
)
from zhanggui.connectors.files.forms import told_at_in
from zhanggui.connectors.files.jobs import look_soon, read_soon
from zhanggui.connectors.files.kinds import KINDS, Kind
from zhanggui.connectors.files.orders.kind import ORDERS
from zhanggui.connectors.files.showing import cut, masks
from zhanggui.connectors.files.templates.harmless import text_for_csv
from zhanggui.connectors.files.uploads import CannotTakeFile, largest, take_in
from zhanggui.conversations.queries import unclaimed_accounts
from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.ids import id_in
from zhanggui.foundation.moves import CannotMove
from zhanggui.marketplace import actions, queries, rules
from zhanggui.marketplace.events import Problem
from zhanggui.marketplace.queries import DeliveryCard
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import EDIT_SHOP

_HISTORY = 30
_PROBLEMS = 100
_ROWS_A_SECOND = 3_000
_TOO_LARGE = 413
_FORMS = ("xlsx", "csv")


@require_GET
@brings_files
def files(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    return _list(request, staff)


@require_POST
@brings_files
def upload(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    """Takes files in. A script is told where the file is to be seen, a bare form sees the list."""
    problems, taken = [], []
    for file in request.FILES.getlist("files"):
        try:
            with transaction.atomic():
                delivery = take_in(shop_id=staff.shop_id, file=file, by=staff.actor, at=now())
                look_soon(delivery.id)
            taken.append(delivery)
        except CannotTakeFile as refusal:
            problems.append(str(refusal))
    if not taken and not problems:
        problems.append("没有收到文件,请再选一次")
    if "json" in request.headers.get("Accept", ""):
        said = {"say": "; ".join(problems)} if problems else {"url": reverse("file", args=[taken[0].id])}
        return JsonResponse(said, status=400 if problems else 201)
    return _list(request, staff, problems=problems)


def _list(request: HttpRequest, staff: StaffCard, problems: list[str] | None = None) -> HttpResponse:
    before_id, kinds = id_in(request.GET.get("before", "")), kinds_for(staff)
    found = queries.deliveries(staff.shop_id, sight=sight_of(staff), before_id=before_id, limit=_HISTORY + 1)
    context = {
        "deliveries": [(one, KINDS.get(one.kind)) for one in found[:_HISTORY]],
        "older": found[_HISTORY - 1].id if len(found) > _HISTORY else None,
        "first_page": before_id is None,
        "kinds": [(kind, _links(kind)) for kind in kinds],
        "takes_orders": ORDERS in kinds,
        "unclaimed": len(unclaimed_accounts(staff.shop_id)) if staff.may(EDIT_SHOP) else 0,
        "problems": problems or [],
        "largest": largest(),
        "largest_bytes": settings.UPLOAD_BYTES,
    }
    return render(request, "files/list.html", context, status=400 if problems else 200)


def _links(kind: Kind[Any]) -> dict[str, list[tuple[str, str]]]:
    """Addresses of the kind's blank templates and of its exports, where there are any."""
    found: dict[str, list[tuple[str, str]]] = {"files_template": [], "files_export": []}
    for name, links in found.items():
        for form in _FORMS:
            try:
                links.append((form, reverse(name, kwargs={"key": kind.key, "form": form})))
            except NoReverseMatch:
                continue
    return found


@require_GET
@brings_files
def file(request: HttpRequest, staff: StaffCard, delivery_id: int) -> HttpResponse:
    return _page(request, staff, delivery_for(staff, delivery_id))


@require_POST
@brings_files
def ask(request: HttpRequest, staff: StaffCard, offered_id: int) -> HttpResponse:
    """Dry run, or import."""
    delivery = delivery_to_read(staff, offered_id)
    at = now()
    try:
        told_at = told_at_in(request.POST.get("told_at", ""), at=at)
        with transaction.atomic():
            asked = actions.ask_delivery(
                delivery_id=delivery.id, trial=_wants_trial(request), told_at=told_at, by=staff.actor, at=at
            )
            read_soon(staff.shop_id)
    except CannotMove:
        now_is = delivery_for(staff, offered_id)
        return _page(request, staff, now_is, problem="别人先决定了这个文件;下面是它现在的样子")
    except UnableTo as refusal:
        return _page(request, staff, delivery_for(staff, offered_id), problem=str(refusal))
    return _page(request, staff, asked)


@require_POST
@brings_files
def again(request: HttpRequest, staff: StaffCard, ended_id: int) -> HttpResponse:
    """The same file once more: after a dry run, after it was stopped, or with the time it was made."""
    delivery = delivery_to_read(staff, ended_id)
    at = now()
    try:
        told_at = told_at_in(request.POST.get("told_at", ""), at=at) or delivery.told_at
        with transaction.atomic():
            asked = actions.read_delivery_again(
                delivery_id=delivery.id, trial=_wants_trial(request), told_at=told_at, by=staff.actor, at=at
            )
            read_soon(staff.shop_id)
    except UnableTo as refusal:
        return _page(request, staff, delivery, problem=str(refusal))
    response = _page(request, staff, asked)
    response["HX-Push-Url"] = reverse("file", args=[asked.id])
    return response


@require_POST
@brings_files
def stop(request: HttpRequest, staff: StaffCard, delivery_id: int) -> HttpResponse:
    delivery = delivery_for(staff, delivery_id)
    try:
        stopped = actions.stop_delivery(delivery_id=delivery.id, by=staff.actor, at=now())
    except UnableTo:  # it came to its end meanwhile: the page says so
        stopped = delivery_for(staff, delivery_id)
    return _page(request, staff, stopped)


@require_POST
@brings_files
def drop(request: HttpRequest, staff: StaffCard, ended_id: int) -> HttpResponse:
    """What is not wanted after a dry run, or after it was stopped, need not wait to be forgotten."""
    delivery = delivery_to_read(staff, ended_id)
    try:
        dropped = actions.drop_file(delivery_id=delivery.id, by=staff.actor, at=now())
    except UnableTo as refusal:
        return _page(request, staff, delivery, problem=str(refusal))
    return _page(request, staff, dropped)


def _wants_trial(request: HttpRequest) -> bool:
    return request.POST.get("do") == "trial"


def _page(
    request: HttpRequest, staff: StaffCard, delivery: DeliveryCard, *, problem: str = ""
) -> HttpResponse:
    """The whole page, or what changes in it for a page that is open."""
    fragment = request.headers.get("HX-Request") == "true"
    template = "files/_file.html" if fragment else "files/file.html"
    context: dict[str, Any] = {"delivery": delivery, "kind": KINDS.get(delivery.kind), "problem": problem}
    if delivery.state == rules.OFFERED:
        context |= _offered(staff, delivery, request.POST.get("told_at", ""))
    elif delivery.state in {rules.WAITING, rules.RUNNING}:
        context |= {"before": queries.waiting_before(delivery), **_first_problems(delivery)}
    else:
        context |= _ended(request, staff, delivery)
    return render(request, template, context, status=400 if problem else 200)


def _offered(staff: StaffCard, delivery: DeliveryCard, typed: str) -> dict[str, Any]:
    look = delivery.look
    if look is None:
        return {"looking": True, "slow": now() - delivery.received_at > timedelta(seconds=15)}
    kind = KINDS.get(delivery.kind)
    known = queries.last_look(delivery.shop_id, but=delivery.id).get("shops", [])
    return {
        "look": look,
        "made_at": datetime.fromisoformat(look["made_at"]) if look["made_at"] else None,
        "asks_when": bool(kind and kind.asks_when and not look["made_at"]),
        "typed": typed,
        "masks": kind is not None and masks(kind),
        "may_import": may_import(staff, delivery),
        "same": queries.same_file_under_way(delivery),
        "earlier": queries.earlier_delivery(delivery.shop_id, delivery.sha256),
        "other_shop": bool(known and look["shops"] and not set(known) & set(look["shops"])),
        "known_shops": known,
        "minutes": _minutes(look["rows_about"]),
    }


def _minutes(rows: int) -> int:
    """How long it will take, about; with agents at their desks it rests in between."""
    seconds = rows / _ROWS_A_SECOND * (100 + settings.IMPORT_REST_PERCENT) / 100
    return round(seconds / 60 + 0.5)


def _first_problems(delivery: DeliveryCard) -> dict[str, Any]:
    return {"problems": _shown_problems(queries.problems_of(delivery.id, limit=5))}


def _ended(request: HttpRequest, staff: StaffCard, delivery: DeliveryCard) -> dict[str, Any]:
    kept = queries.count_problems(delivery.id)
    page = min(max(id_in(request.GET.get("page", "")) or 1, 1), max((kept - 1) // _PROBLEMS + 1, 1))
    skip = (page - 1) * _PROBLEMS
    return {
        "problems": _shown_problems(queries.problems_of(delivery.id, skip=skip, limit=_PROBLEMS)),
        "problem_count": kept,
        "all_kept": kept < actions.PROBLEMS_KEPT,
        "first": skip + 1,
        "last": min(skip + _PROBLEMS, kept),
        "previous_page": page - 1,
        "next_page": page + 1 if skip + _PROBLEMS < kept else None,
        "readable": delivery.unsettled and may_import(staff, delivery) and queries.has_pieces(delivery.id),
        "repeat_id": queries.repeat_of(delivery.id),
        "came_to": _came_to(delivery),
    }


def _shown_problems(problems: list[Problem]) -> list[Problem]:
    return [replace(one, raw=cut(one.raw)) for one in problems]


def _came_to(delivery: DeliveryCard) -> str:
    """Where what came in is to be seen."""
    kind = KINDS.get(delivery.kind)
    try:
        return reverse(kind.url_name) if kind and kind.url_name else ""
    except NoReverseMatch:
        return ""


@require_GET
@brings_files
def problems_csv(request: HttpRequest, staff: StaffCard, delivery_id: int) -> HttpResponse:  # noqa: ARG001 - a view takes one
    """All problems that were kept, for a spreadsheet."""
    delivery = delivery_for(staff, delivery_id)
    name = f"{delivery.name.rpartition('.')[0] or delivery.name} 问题.csv"
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response.write("\ufeff")  # by which spreadsheets know UTF-8
    rows = csv.writer(response)
    rows.writerow(["行", "列", "问题", "原来写的", "这一行"])
    for one in queries.problems_of(delivery.id, limit=actions.PROBLEMS_KEPT):
        cells = [one.column, one.reason, cut(one.raw), "没有读进" if one.refused else "只是提醒"]
        rows.writerow([one.line, *map(text_for_csv, cells)])
    return response
