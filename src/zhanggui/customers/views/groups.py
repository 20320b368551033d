"""The page of the shop's groups of buyers: by hand, and by rules that are counted while they are written."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from zhanggui.customers import actions, queries
from zhanggui.customers.rules import clean_words
from zhanggui.customers.rules.groups import (
    MOST_DAYS,
    MOST_FEN,
    MOST_ORDERS,
    GroupRule,
    fault_in,
)
from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.ids import id_in
from zhanggui.foundation.money import parse_yuan
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import EDIT_TAGS, RECEIVE

_BETWEEN = re.compile("[、,，;；\n]")


class CannotRead(UnableTo):
    """A number or an amount that is none."""


def _page(request: HttpRequest, staff: StaffCard, *, problem: str = "", saved: str = "") -> HttpResponse:
    context = {
        "groups": queries.groups(staff.shop_id),
        "can_edit": staff.may(EDIT_TAGS),
        "words": [tag for one in queries.taxonomy(staff.shop_id) for tag in one.words],
        "problem": problem,
        "saved": saved,
        "typed": request.POST if problem else {},
    }
    return render(request, "customers/groups.html", context, status=400 if problem else 200)


@require_GET
@needs(RECEIVE)
def page(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    return _page(request, staff)


@require_POST
@needs(EDIT_TAGS)
def write(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    typed = request.POST
    try:
        actions.write_group(
            name=typed.get("name", ""),
            rule=_rule(typed) if typed.get("by") == "rule" else None,
            group_id=id_in(typed.get("id", "")),
            by=staff.actor,
            at=now(),
        )
    except UnableTo as refusal:
        return _page(request, staff, problem=str(refusal))
    return _page(request, staff, saved=typed.get("name", ""))


@require_POST
@needs(EDIT_TAGS)
def retire(request: HttpRequest, staff: StaffCard, group_id: int) -> HttpResponse:
    try:
        actions.retire_group(group_id=group_id, by=staff.actor, at=now())
    except UnableTo as refusal:
        return _page(request, staff, problem=str(refusal))
    return _page(request, staff)


@require_GET
@needs(RECEIVE)
def count(request: HttpRequest, staff: StaffCard, group_id: int) -> HttpResponse:
    group = queries.group_card(staff.shop_id, group_id)
    number = queries.count_in(staff.shop_id, group, at=now()) if group else 0
    return render(request, "customers/_count.html", {"number": number})


@require_GET
@needs(EDIT_TAGS)
def preview(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    """How many fit a rule that is being written, and some of them."""
    try:
        rule = _rule(request.GET)
        if fault := fault_in(rule):
            raise CannotRead("{why}", why=fault)
    except UnableTo as refusal:
        return render(request, "customers/_preview.html", {"problem": gettext(str(refusal))})
    at = now()
    trial = queries.GroupCard(0, "", rule, "", at)
    page = queries.buyers_page(staff.shop_id, queries.Asked(group=trial), at=at)
    context = {"number": queries.count_fitting(staff.shop_id, rule, at=at), "rows": page.rows[:8]}
    return render(request, "customers/_preview.html", context)


def _rule(typed: QueryDict) -> GroupRule:
    return GroupRule(
        all_tags=_words(typed, "all_tags"),
        any_tags=_words(typed, "any_tags"),
        no_tags=_words(typed, "no_tags"),
        bought=_words(typed, "bought"),
        asked=_words(typed, "asked"),
        within_days=_number(typed, "within_days", MOST_DAYS),
        before_days=_number(typed, "before_days", MOST_DAYS),
        orders_from=_number(typed, "orders_from", MOST_ORDERS),
        orders_below=_number(typed, "orders_below", MOST_ORDERS),
        paid_from_fen=_fen(typed, "paid_from"),
        paid_below_fen=_fen(typed, "paid_below"),
    )


def _words(typed: QueryDict, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(clean_words, _BETWEEN.split(typed.get(name, ""))))))


def _number(typed: QueryDict, name: str, most: int) -> int | None:
    text = typed.get(name, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > 9 or int(text) > most:
        raise CannotRead("天数和单数要写成数字,不写就留空")
    return int(text)


def _fen(typed: QueryDict, name: str) -> int | None:
    text = typed.get(name, "").strip()
    if not text:
        return None
    try:
        found = parse_yuan(text)
    except ValueError:
        raise CannotRead("金额要写成数字,比如 500 或 99.50") from None
    if not 0 <= found <= MOST_FEN:
        raise CannotRead("金额要写成数字,比如 500 或 99.50")
    return found
