"""The page of the rules: what holds, since when, how right it is; changed, added to and tried."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from zhanggui.foundation.calendar import shop_day
from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.guard import actions, queries
from zhanggui.guard.access import own_text_for, rule_for, rules_for
from zhanggui.guard.actions import RuleText
from zhanggui.guard.rules import (
    KEPT_ELSEWHERE,
    OFF,
    OWN_KINDS,
    REASON_LETTERS,
    SAY_LETTERS,
    TITLE_LETTERS,
    Book,
    Severity,
    Situation,
    Tried,
    kept_elsewhere,
    shipped,
    spoken_in,
    tried,
)
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard, shop_by_id
from zhanggui.shops.rules import EDIT_GUARD, RECEIVE

_LATELY = timedelta(days=30)
_SHOWN = 8  # mistakes and misses of a rule
_LETTERS = {"title": TITLE_LETTERS, "say": SAY_LETTERS, "reason": REASON_LETTERS}
_FIELDS = ("title", "shapes", "severity", "say", "instead", "excuses", "examples", "valid_from")


@require_GET
@needs(RECEIVE)
def rules(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    cards = rules_for(staff, since=now() - _LATELY, on=shop_day(now()))
    context = {
        "shipped": [card for card in cards if not card.is_own],
        "own": [card for card in cards if card.is_own],
        "elsewhere": KEPT_ELSEWHERE,
        "may_edit": staff.may(EDIT_GUARD),
    }
    return render(request, "guard/rules.html", context | _own_texts(staff))


@require_GET
@needs(RECEIVE)
def rule(request: HttpRequest, staff: StaffCard, rule: str) -> HttpResponse:
    """What no text alone crosses has its entry on the page of them all."""
    if kept_elsewhere(rule) and shipped(rule) is None:
        return HttpResponseRedirect(f"{reverse('guard_rules')}#{rule}")
    return _rule(request, staff, rule)


def _rule(request: HttpRequest, staff: StaffCard, rule: str, problem: str = "", **said: str) -> HttpResponse:
    card = rule_for(staff, rule, since=now() - _LATELY, on=shop_day(now()))
    own = queries.own_rule_card(staff.shop_id, rule) if card.is_own else None
    figures = card.figures
    context: dict[str, Any] = {
        "card": card,
        "own": own,
        "history": queries.rule_history(staff.shop_id, rule),
        "missed": (*figures.missed, *figures.milder)[:_SHOWN] if figures else (),
        "mistakes": (*figures.mistakes, *figures.milder_mistakes)[:_SHOWN] if figures else (),
        "severities": _severities(card.may_block),
        "letters": _LETTERS,
        "may_edit": staff.may(EDIT_GUARD),
        "problem": problem,
        "said": said,
    }
    if own:
        context["text"] = _typed(request) if problem and "shapes" in request.POST else _as_text(own)
    return render(request, "guard/rule.html", context, status=400 if problem else 200)


@require_POST
@needs(EDIT_GUARD)
def change_rule(request: HttpRequest, staff: StaffCard, line: str) -> HttpResponse:
    told = {name: request.POST.get(name, "") for name in ("severity", "reason", "since")}
    try:
        actions.change_rule(shop_id=staff.shop_id, rule=line, **told, by=staff.actor, at=now())
    except UnableTo as refusal:
        return _rule(request, staff, line, problem=str(refusal), **told)
    return _to("guard_rule", line)


@require_GET
@needs(EDIT_GUARD)
def new_rule(request: HttpRequest, staff: StaffCard) -> HttpResponse:  # noqa: ARG001 - anybody who may
    return _form(request, RuleText("", "", Severity.WARN, ""))


def _form(request: HttpRequest, text: RuleText, problem: str = "") -> HttpResponse:
    context = {
        "text": text,
        "severities": _severities(may_block=True),
        "letters": _LETTERS,
        "problem": problem,
        "may_edit": True,
    }
    return render(request, "guard/new_rule.html", context, status=400 if problem else 200)


@require_POST
@needs(EDIT_GUARD)
def add_rule(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    text = _typed(request)
    try:
        rule = actions.write_shop_rule(shop_id=staff.shop_id, rule=None, text=text, by=staff.actor, at=now())
    except UnableTo as refusal:
        return _form(request, text, str(refusal))
    return _to("guard_rule", rule)


@require_POST
@needs(EDIT_GUARD)
def write_rule(request: HttpRequest, staff: StaffCard, rule: str) -> HttpResponse:
    text = _typed(request)
    try:
        actions.write_shop_rule(shop_id=staff.shop_id, rule=rule, text=text, by=staff.actor, at=now())
    except UnableTo as refusal:
        return _rule(request, staff, rule, problem=str(refusal))
    return _to("guard_rule", rule)


@require_POST
@needs(EDIT_GUARD)
def end_rule(request: HttpRequest, staff: StaffCard, rule: str) -> HttpResponse:
    told = {name: request.POST.get(name, "") for name in ("reason", "since")}
    try:
        actions.end_shop_rule(shop_id=staff.shop_id, rule=rule, **told, by=staff.actor, at=now())
    except UnableTo as refusal:
        return _rule(request, staff, rule, problem=str(refusal), **told)
    return _to("guard_rules")


@require_POST
@needs(EDIT_GUARD)
def keep_text(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    kind, text = request.POST.get("kind", ""), request.POST.get("text", "")
    problem = ""
    try:
        actions.keep_own_text(shop_id=staff.shop_id, kind=kind, text=text, by=staff.actor, at=now())
    except UnableTo as refusal:
        problem = str(refusal)
    context = _own_texts(staff) | {"may_edit": True, "problem": problem, "typed": text if problem else ""}
    return render(request, "guard/_own_texts.html", context, status=400 if problem else 200)


@require_POST
@needs(EDIT_GUARD)
def drop_text(request: HttpRequest, staff: StaffCard, text_id: int) -> HttpResponse:
    own_text_for(staff, text_id)
    actions.drop_own_text(shop_id=staff.shop_id, text_id=text_id, by=staff.actor, at=now())
    return render(request, "guard/_own_texts.html", _own_texts(staff) | {"may_edit": True})


@require_POST
@needs(RECEIVE)
def try_rules(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    """What the rules find in pasted chats, and what they would with a rule that is being written."""
    at = now()
    situation = Situation(platform=shop_by_id(staff.shop_id).platform)
    lines = spoken_in(request.POST.get("chats", ""))
    problem, drafted = "", None
    if "shapes" in request.POST and staff.may(EDIT_GUARD):
        try:
            drafted = _drafted(request, staff, request.POST.get("rule") or None)
        except UnableTo as refusal:
            problem = str(refusal)
    book = queries.book_of(staff.shop_id, at=at)
    context: dict[str, Any] = {
        "problem": problem,
        "found": tried(book, lines, situation),
        "lines": len(lines),
    }
    if drafted is not None:
        draft, with_draft = drafted
        context |= {"draft": draft, "with_draft": _new_in(tried(with_draft, lines, situation), draft.id)}
        context["figures"] = actions.figures_of(draft=draft, examples=request.POST.get("examples", ""))
    return render(request, "guard/_tried.html", context, status=400 if problem else 200)


def _drafted(request: HttpRequest, staff: StaffCard, rule: str | None) -> tuple[Any, Book]:
    draft = actions.drafted(shop_id=staff.shop_id, rule=rule, text=_typed(request), at=now())
    return draft, queries.draft_book(staff.shop_id, draft, on=draft.valid_from)


def _new_in(lines: list[Tried], rule: str) -> list[Tried]:
    return [line for line in lines if any(finding.rule == rule for finding in line.findings)]


def _typed(request: HttpRequest) -> RuleText:
    return RuleText(**{name: request.POST.get(name, "")[:5000] for name in _FIELDS})


def _as_text(own: queries.OwnRuleCard) -> RuleText:
    one = own.rule
    return RuleText(
        title=one.title,
        shapes=one.shapes,
        severity=one.severity,
        say=one.say,
        instead=one.instead,
        excuses=one.excuses,
        examples=own.examples,
    )


def _own_texts(staff: StaffCard) -> dict[str, Any]:
    texts = [(OWN_KINDS[one.kind], one) for one in queries.own_texts(staff.shop_id)]
    return {"own_texts": texts, "own_kinds": OWN_KINDS.items()}


def _severities(may_block: bool) -> list[tuple[str, str]]:
    titles = queries.SEVERITY_TITLES
    return [(str(key), titles[key]) for key in (*Severity, OFF) if may_block or key != Severity.BLOCK]


def _to(name: str, *args: object) -> HttpResponse:
    """Forms are sent by the page's script, which goes there."""
    return HttpResponse(headers={"HX-Redirect": reverse(name, args=args)})
