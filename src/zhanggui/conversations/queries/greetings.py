"""The greeting rules in force."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from zhanggui.conversations import rules
from zhanggui.conversations.models import GreetingRule
from zhanggui.conversations.rules import Greeting


@dataclass(frozen=True)
class GreetingCard:
    id: int
    shop_id: int
    greeting: Greeting

    @property
    def whom_title(self) -> str:
        return rules.WHOM_TITLES[self.greeting.whom]


def greeting_card(row: GreetingRule) -> GreetingCard:
    greeting = Greeting(
        text=row.text,
        whom=row.whom,
        channel=row.channel,
        weekdays=tuple(row.weekdays),
        from_time=row.from_time,
        until_time=row.until_time,
        begins_on=row.begins_on,
        ends_on=row.ends_on,
    )
    return GreetingCard(row.pk, row.shop_id, greeting)


def greetings(shop_ids: Collection[int]) -> list[GreetingCard]:
    """The shops' rules in force, each shop's in the order in which they are asked."""
    rows = GreetingRule.objects.filter(shop_id__in=list(shop_ids), retired_at=None)
    return [greeting_card(row) for row in rows.order_by("shop_id", "rank", "pk")]
