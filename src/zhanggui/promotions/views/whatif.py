"""What if: a plan, all past orders, and what they would have come to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from zhanggui.foundation.calendar import day_starts_at, from_shop_text, shop_day
from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.promotions.actions import CannotAsk, ask_what_if
from zhanggui.promotions.actions.whatif import SILENT_AFTER
from zhanggui.promotions.queries import (
    Plan,
    WhatIfCard,
    plan_count,
    planned,
    what_if_card,
    what_if_cards,
)
from zhanggui.promotions.rules.offers import Level
from zhanggui.promotions.rules.whatif import BANDS, NO_CATEGORY, Goods, Tally, TierUse
from zhanggui.promotions.views.going import go
from zhanggui.promotions.wording import level_title
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import EDIT_OFFERS

Read = TypeVar("Read")

_YEARS = range(2003, 2100)
_WHOLE = 1000  # the width of a chart
_LOOKS_BACK = timedelta(days=365)


@never_cache
@require_GET
@needs(EDIT_OFFERS)
def what_ifs(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    at = now()
    today = shop_day(at)
    typed = {
        "paid_at": f"{today:%Y-%m-%d}T12:00",
        "since": f"{today - _LOOKS_BACK:%Y-%m-%d}",
        "until": f"{today:%Y-%m-%d}",
        "vouchers": "10",
        "coupons": "1",
    }
    typed |= {key: request.GET[key] for key in typed if key in request.GET}
    problems: list[str] = []
    _read(_instant, typed["paid_at"], problems)
    for name in ("since", "until"):
        _read(_day, typed[name], problems)
    return _form(request, staff, typed, problems)


@require_POST
@needs(EDIT_OFFERS)
def ask(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    typed = {
        name: request.POST.get(name, "") for name in ("paid_at", "since", "until", "vouchers", "coupons")
    }
    problems: list[str] = []
    paid_at = _read(_instant, typed["paid_at"], problems)
    since, until = (_read(_day, typed[name], problems) for name in ("since", "until"))
    vouchers = _read(_count, typed["vouchers"], problems)
    if paid_at is None or since is None or until is None or vouchers is None:
        return _form(request, staff, typed, problems)
    try:
        what_if = ask_what_if(
            paid_at=paid_at,
            since=day_starts_at(since),
            until=day_starts_at(until + timedelta(days=1)),
            vouchers=vouchers,
            coupons=bool(typed["coupons"]),
            by=staff.actor,
            at=now(),
        )
    except UnableTo as refusal:
        return _form(request, staff, typed, [str(refusal)])
    return go("what_if", what_if)


@never_cache
@require_GET
@needs(EDIT_OFFERS)
def what_if(request: HttpRequest, staff: StaffCard, what_if_id: int) -> HttpResponse:
    card = what_if_card(staff.shop_id, what_if_id)
    if card is None:
        raise Http404
    context = {"card": card, "stopped": _stopped(card), "shown": None if card.tally is None else _shown(card)}
    return render(request, "promotions/what_if.html", context)


def _read(read: Callable[[str], Read], text: str, problems: list[str]) -> Read | None:
    """None, and what is wrong with it among the problems, each once."""
    try:
        return read(text)
    except CannotAsk as refusal:
        if str(refusal) not in problems:
            problems.append(str(refusal))
        return None


def _form(
    request: HttpRequest, staff: StaffCard, typed: dict[str, str], problems: Sequence[str] = ()
) -> HttpResponse:
    context: dict[str, Any] = {"typed": typed, "problems": problems, "asked": what_if_cards(staff.shop_id)}
    if not problems:
        plan = Plan(
            staff.shop_id,
            _instant(typed["paid_at"]),
            day_starts_at(_day(typed["since"])),
            day_starts_at(_day(typed["until"]) + timedelta(days=1)),
            0,
            coupons=True,
        )
        offers, purse = planned(plan)
        context |= {"offers": offers, "purse": purse, "orders": plan_count(plan)}
    return render(request, "promotions/what_ifs.html", context, status=400 if problems else 200)


def _stopped(card: WhatIfCard) -> bool:
    """Nobody is reckoning any more: it failed, or whoever did was killed."""
    return card.answered_at is None and (bool(card.failure) or now() - card.heard_at > SILENT_AFTER)


def _count(text: str) -> int:
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise CannotAsk("购物券张数请写 0 到 9999")
    return int(text)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise CannotAsk("日期请写成 2016-11-11 这样") from None
    if day.year not in _YEARS:
        raise CannotAsk("日期请写成 2016-11-11 这样")
    return day


def _instant(text: str) -> datetime:
    try:
        at = from_shop_text(text.replace("T", " "))
    except ValueError:
        raise CannotAsk("付款时间请写成 2016-11-11 00:30 这样") from None
    if at.year not in _YEARS:
        raise CannotAsk("付款时间请写成 2016-11-11 00:30 这样")
    return at


@dataclass(frozen=True)
class Bar:
    """A row of a chart. `part` of 1,000 is its length."""

    title: str
    fen: int
    part: int


@dataclass(frozen=True)
class CategoryRow:
    title: str
    goods: Goods
    part: int
    cut_part: int


@dataclass(frozen=True)
class TierRow:
    title: str
    threshold_fen: int
    use: TierUse
    part: int
    near: tuple[tuple[int, int], ...]  # (per cent at most, orders)

    @property
    def near_all(self) -> int:
        return sum(orders for _, orders in self.near)


@dataclass(frozen=True)
class Shown:
    tally: Tally
    steps: list[Bar]
    categories: list[CategoryRow]
    tiers: list[TierRow]
    known_cost: int  # per cent of the sales whose cost is known


def _shown(card: WhatIfCard) -> Shown:
    tally = card.tally or Tally()
    goods = tally.goods
    whole = max(1, goods.list_fen)
    steps = [Bar("标价", goods.list_fen, _WHOLE)]
    for level in (Level.ITEM, Level.SHOP, Level.COUPON, Level.VOUCHER):
        fen = tally.by_level.get(level, 0)
        if fen:
            steps.append(Bar(level_title(level), -fen, _WHOLE * fen // whole))
    steps.append(Bar("货款", goods.final_fen, _WHOLE * goods.final_fen // whole))
    most = max([1, *(one.list_fen for one in tally.by_category.values())])
    categories = [
        CategoryRow(
            name if name != NO_CATEGORY else gettext_noop("不知道类目"),
            one,
            _WHOLE * one.final_fen // most,
            _WHOLE * one.discount_fen // most,
        )
        for name, one in sorted(tally.by_category.items(), key=lambda pair: -pair[1].final_fen)
    ]
    reached = max([1, *(use.orders for use in tally.by_tier.values())])
    tiers = [
        TierRow(
            _tier_title(card, name),
            threshold,
            use,
            _WHOLE * use.orders // reached,
            tuple(zip(BANDS, use.near, strict=True)),
        )
        for (name, threshold), use in sorted(tally.by_tier.items())
    ]
    known = 100 * goods.costed_fen // goods.final_fen if goods.final_fen else 0
    return Shown(tally, steps, categories, tiers, known)


def _tier_title(card: WhatIfCard, name: str) -> str:
    key, _, category = name.partition("/")
    title = card.names.get(key, key)
    return f"{title} · {category}" if category else title
