"""Reception's figures: of a day or a span, with what each means and the cases behind it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from zhanggui.conversations.facts import MEASURES, SHOP, Counts, Figures, figures_of
from zhanggui.conversations.queries import AddOnCount, add_on_counts
from zhanggui.conversations.queries.figures import CASES, MOST_CASES, MOST_DAYS, cases_of, terms_on
from zhanggui.conversations.views import sheets
from zhanggui.conversations.views.shown_figures import NOBODY, Days, Line, Sheet, key_of, may_open, of_bars
from zhanggui.foundation.calendar import day_starts_at, shop_day
from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.ids import id_in
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard, all_staff
from zhanggui.shops.rules import RECEIVE, SEE_FIGURES


class CannotShowDays(UnableTo):
    """They are no days, or too many."""


def _days_in(request: HttpRequest, today: date) -> Days:
    try:
        first = date.fromisoformat(request.GET.get("from") or today.isoformat())
        last = date.fromisoformat(request.GET.get("to") or max(first, today).isoformat())
    except ValueError:
        raise CannotShowDays(gettext("日期不对,请重新选。")) from None
    if not date(2000, 1, 1) <= first <= last <= today + timedelta(days=366):
        raise CannotShowDays(gettext("开始那天要在结束那天之前。"))
    if (last - first).days >= MOST_DAYS:
        raise CannotShowDays(gettext("一次最多看 %(days)s 天,请把日子选短一点。") % {"days": MOST_DAYS})
    return Days(first, last)


@require_GET
@needs(RECEIVE)
def page(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    at = now()
    today = shop_day(at)
    problem = ""
    try:
        days = _days_in(request, today)
    except CannotShowDays as wrong:
        problem, days = str(wrong), Days(today, today)
    counts = figures_of(staff.shop_id, days.first, days.last, at=at)
    sheet = Sheet(staff, days, terms_on(staff.shop_id, days.last))
    who = _who_in(request, staff, SHOP)
    context = {
        "days": days,
        "spans": _spans(today, days),
        "problem": problem,
        "groups": sheet.groups(),
        "heads": sheet.heads(),
        "shop": sheet.line(SHOP, gettext("全店"), "", counts.whole(), of=who),
        "lines": _lines(staff, counts, sheet, who),
        "hours": sheet.bars(
            (
                (f"{hour:02d}:00", {"hour": str(hour)}, one)
                for hour, one in sorted(counts.by_hour(who).items())
            ),
            who=who,
        ),
        "each_day": sheet.bars(_each_day(counts, who), who=who) if days.first != days.last else [],
        "bar_heads": [(sheet.title(one), sheet.says(one)) for one in of_bars()],
        "of_whom": _name_of(staff, who),
        "who": key_of(who),
        "has_any": bool(counts.hourly),
        "add_ons": _add_ons(staff, days),
        "files": [
            (form, f"{reverse('figures_file', args=[form])}?{urlencode(days.asked)}") for form in sheets.FORMS
        ],
    }
    return render(request, "conversations/figures.html", context, status=400 if problem else 200)


def _add_ons(staff: StaffCard, days: Days) -> list[tuple[int, str, AddOnCount]]:
    """What was sold besides, by agent; a member's own only, but for those who see everybody's."""
    until = day_starts_at(days.last + timedelta(days=1))
    agents, _ = add_on_counts(staff.shop_id, day_starts_at(days.first), until)
    names = {one.id: f"{one.name} {one.agent_number}" for one in all_staff(staff.shop_id)}
    return [(who, names.get(who, ""), one) for who, one in sorted(agents.items()) if may_open(staff, who)]


@require_GET
@needs(RECEIVE)
def cases(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    """The rounds or the talks that one number counts; 404 for a number that this member may not open."""
    at = now()
    figure, measure = request.GET.get("figure", "rounds"), request.GET.get("measure", "")
    who = _who_in(request, staff, staff.id)
    try:
        days = _days_in(request, shop_day(at))
    except CannotShowDays:
        raise Http404 from None
    if figure not in CASES or not may_open(staff, who):
        raise Http404
    hour = _hour_in(request)
    found = cases_of(staff.shop_id, figure, days.first, days.last, who=who, hour=hour, at=at)
    sheet = Sheet(staff, days, terms_on(staff.shop_id, days.last))
    names = {one.id: f"{one.name} {one.agent_number}" for one in all_staff(staff.shop_id)}
    context = {
        "days": days,
        "measure": next(
            ((sheet.title(one), sheet.says(one)) for one in MEASURES if one.key == measure), None
        ),
        "of_whom": _name_of(staff, who),
        "hour": None if hour is None else f"{hour:02d}:00",
        "found": found,
        "is_cut": found.total > MOST_CASES,
        "most": MOST_CASES,
        "rounds": [(one, names.get(one.agent_id or 0, "")) for one in found.rounds],
        "talks": [
            (one, "、".join(names.get(agent_id, "") for agent_id in one.agent_ids)) for one in found.talks
        ],
        "judgings": [
            (one, names.get(one.agent_id, ""), names.get(one.by_id or 0, "")) for one in found.judgings
        ],
        "beings": [(one, names.get(one.agent_id, "")) for one in found.beings],
        "back": f"{reverse('figures')}?{urlencode(days.asked)}",
    }
    return render(request, "conversations/figure_cases.html", context)


@require_GET
@needs(RECEIVE)
def file(request: HttpRequest, staff: StaffCard, form: str) -> HttpResponse:
    """The table of the page, as a file."""
    at = now()
    try:
        days = _days_in(request, shop_day(at))
    except CannotShowDays as wrong:
        return HttpResponse(str(wrong), status=400, content_type="text/plain; charset=utf-8")
    if form not in sheets.FORMS:
        raise Http404
    counts = figures_of(staff.shop_id, days.first, days.last, at=at)
    sheet = Sheet(staff, days, terms_on(staff.shop_id, days.last))
    head = [gettext("客服"), gettext("工号"), *(title for title, _ in sheet.heads())]
    rows: list[list[str | float]] = [[gettext("全店"), "", *_numbers(counts.whole())]]
    for who, name, number in _agents(staff, counts):
        rows.append([name, number, *_numbers(counts.whole(who))])
    name = f"reception-{days.first:%Y%m%d}-{days.last:%Y%m%d}.{form}"
    return sheets.answer(form, name, head, rows)


def _numbers(figures: Figures) -> Iterator[str | float]:
    for one in MEASURES:
        number = one.of(figures)
        yield "" if number is None else round(number, 4)


def _hour_in(request: HttpRequest) -> int | None:
    asked = request.GET.get("hour", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= 2 else None


def _who_in(request: HttpRequest, staff: StaffCard, otherwise: int) -> int | None:
    """Of whom is asked: a member, nobody, or the whole shop. A member sees the shop's numbers and their own,
    who may see everybody's also the others'."""
    asked = request.GET.get("who", "")
    if asked == "shop":
        return SHOP
    if asked == NOBODY and staff.may(SEE_FIGURES):
        return None
    who = id_in(asked)
    return who if who is not None and may_open(staff, who) else otherwise


def _lines(staff: StaffCard, counts: Counts, sheet: Sheet, of: int | None) -> list[Line]:
    return [
        sheet.line(who, name, number, counts.whole(who), of=of)
        for who, name, number in _agents(staff, counts)
    ]


def _agents(staff: StaffCard, counts: Counts) -> Iterator[tuple[int | None, str, str]]:
    """Who did something in these days, by agent number; last what nobody took."""
    active = counts.by_agent()
    known = {one.id: one for one in all_staff(staff.shop_id)}
    for one in sorted(known.values(), key=lambda one: one.agent_number):
        if one.id in active and may_open(staff, one.id):
            yield one.id, one.name, one.agent_number
    if None in active and staff.may(SEE_FIGURES):
        yield None, gettext("没有人接的"), ""


def _each_day(counts: Counts, who: int | None) -> Iterator[tuple[str, dict[str, str], Figures]]:
    for day, figures in sorted(counts.by_day(who).items()):
        yield f"{day:%m-%d}", {"from": day.isoformat(), "to": day.isoformat()}, figures


def _name_of(staff: StaffCard, who: int | None) -> str:
    if who is None:
        return gettext("没有人接的")
    names = {one.id: one.name for one in all_staff(staff.shop_id)}
    return gettext("全店") if who == SHOP else names.get(who, "")


def _spans(today: date, days: Days) -> list[tuple[str, str, bool]]:
    """Days that are asked for often, and whether these are they."""
    day = timedelta(days=1)
    often = (
        (gettext("今天"), Days(today, today)),
        (gettext("昨天"), Days(today - day, today - day)),
        (gettext("最近 7 天"), Days(today - 6 * day, today)),
        (gettext("本月"), Days(today.replace(day=1), today)),
    )
    return [(title, urlencode(one.asked), one == days) for title, one in often]
