"""Writing greeting rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from zhanggui.conversations import rules
from zhanggui.conversations.actions.guarding import what_stops
from zhanggui.conversations.models import GreetingRule
from zhanggui.conversations.rules import Greeting
from zhanggui.conversations.variables import PHRASE_VARIABLES
from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.failures import UnableTo
from zhanggui.shops.queries import ShopCard, shop_by_id


class CannotWriteGreeting(UnableTo):
    """Empty or too long, half a span of hours, days the wrong way round, an unknown variable, or words that
    the guard would not let out."""


@transaction.atomic
def write_greeting(
    *, shop_id: int, greeting_id: int | None, greeting: Greeting, by: Actor, at: datetime
) -> int:
    """Adds a rule behind the others, or changes the one with this id; returns its id."""
    shop = shop_by_id(shop_id)
    written = replace(greeting, text=rules.clean_text(greeting.text))
    fault = _fault(written, shop, at)
    if fault:
        raise CannotWriteGreeting("{why}", why=fault)
    rows = list(
        GreetingRule.objects.select_for_update().filter(shop_id=shop_id, retired_at=None).order_by("rank")
    )
    row = next((one for one in rows if one.pk == greeting_id), None)
    if greeting_id is not None and row is None:
        raise CannotWriteGreeting("这条规则已经停用了")
    if row is None:
        if len(rows) >= rules.GREETINGS:
            raise CannotWriteGreeting("最多 {most} 条规则,先停用不用的", most=rules.GREETINGS)
        row = GreetingRule(shop_id=shop_id, rank=rows[-1].rank + 1 if rows else 1)
    changes = {"text": [row.text, written.text]}
    row.whom, row.channel, row.text = written.whom, written.channel, written.text
    row.weekdays = sorted(set(written.weekdays))
    row.from_time, row.until_time = written.from_time, written.until_time
    row.begins_on, row.ends_on = written.begins_on, written.ends_on
    row.changed_at = at
    row.save()
    audit(verb="write_greeting", thing="greeting_rule", thing_id=row.pk, changes=changes, by=by, at=at)
    return row.pk


def _fault(greeting: Greeting, shop: ShopCard, at: datetime) -> UnableTo | None:
    """Why it cannot be kept; None for a good one."""
    if not 1 <= len(greeting.text) <= rules.GREETING_LETTERS:
        return UnableTo("首句要有 1 到 {most} 个字", most=rules.GREETING_LETTERS)
    if greeting.whom not in rules.WHOM or greeting.channel not in {"", *rules.CHANNEL_TITLES}:
        return UnableTo("请选择对谁说、在哪里说")
    return _fault_in_time(greeting) or _fault_in_words(greeting.text, shop, at)


def _fault_in_time(greeting: Greeting) -> UnableTo | None:
    if any(day not in range(1, 8) for day in greeting.weekdays):
        return UnableTo("星期只有一到日")
    hours = (greeting.from_time, greeting.until_time)
    if (None in hours and hours != (None, None)) or (None not in hours and hours[0] == hours[1]):
        return UnableTo("几点到几点要都写,或者都不写")
    if greeting.begins_on and greeting.ends_on and greeting.ends_on < greeting.begins_on:
        return UnableTo("最后一天不能早于第一天")
    return None


def _fault_in_words(text: str, shop: ShopCard, at: datetime) -> UnableTo | None:
    known = [one.key for one in PHRASE_VARIABLES if not one.of_agent]
    unknown = [name for name in rules.variables_in(text) if name not in known]
    if unknown:
        others = "、".join("{" + key + "}" for key in known)
        return UnableTo(
            "首句由程序说,不能用 {unknown}。可以用 {others}", unknown=f"{{{unknown[0]}}}", others=others
        )
    stops = what_stops(text=text, shop=shop, by_program=True, at=at)
    return UnableTo("这句话发不出去:{why}", why=UnableTo(stops.say, **stops.facts)) if stops else None


@transaction.atomic
def retire_greeting(*, shop_id: int, greeting_id: int, by: Actor, at: datetime) -> None:
    """Takes a rule out of use; it stays on record."""
    rows = GreetingRule.objects.filter(shop_id=shop_id, pk=greeting_id, retired_at=None)
    if rows.update(retired_at=at, changed_at=at):
        audit(verb="retire_greeting", thing="greeting_rule", thing_id=greeting_id, by=by, at=at)


@transaction.atomic
def raise_greeting(*, shop_id: int, greeting_id: int, by: Actor, at: datetime) -> None:
    """Changes places with the rule before it."""
    rows = list(
        GreetingRule.objects.select_for_update()
        .filter(shop_id=shop_id, retired_at=None)
        .order_by("rank", "pk")
    )
    places = [row.pk for row in rows]
    place = places.index(greeting_id) if greeting_id in places else 0
    if place == 0:
        return
    above, row = rows[place - 1], rows[place]
    above.rank, row.rank = row.rank, above.rank
    GreetingRule.objects.bulk_update([above, row], ["rank"])
    audit(verb="raise_greeting", thing="greeting_rule", thing_id=row.pk, by=by, at=at)
