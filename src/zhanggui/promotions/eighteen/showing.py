"""The 18 as a page shows them: priced now, by the engine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from zhanggui.promotions.eighteen.rules import RULES
from zhanggui.promotions.eighteen.stage import SHOPS, Demo, Rule, Said
from zhanggui.promotions.explained import Account, explained
from zhanggui.promotions.rules.account import Quote
from zhanggui.promotions.wording import Named


@dataclass(frozen=True)
class ShownDemo:
    caption: str
    at: datetime
    held: int | None
    quote: Quote
    account: Account


@dataclass(frozen=True)
class ShownRule:
    number: int
    title: str
    says: str
    demos: list[ShownDemo]
    said: list[Said]


def shown() -> list[ShownRule]:
    return [_rule(rule) for rule in RULES]


def _rule(rule: Rule) -> ShownRule:
    return ShownRule(rule.number, _(rule.title), _(rule.says), list(map(_demo, rule.demos)), rule.asks())


def _demo(demo: Demo) -> ShownDemo:
    quote = demo.book.quote(demo.cart, demo.purse, demo.at)
    named = Named(
        {demo.event.key: demo.event.name, **{offer.key: offer.name for offer in demo.offers}},
        {coupon.key: coupon for coupon in demo.coupons},
    )
    shops = {key: _(name) for key, name in SHOPS.items()} if len({*_shops(demo)}) > 1 else None
    return ShownDemo(
        _(demo.caption),
        demo.at,
        demo.held,
        quote,
        explained(demo.cart, quote, named, shops=shops, beside=frozenset()),
    )


def _shops(demo: Demo) -> list[str]:
    return [line.shop for line in demo.lines]
