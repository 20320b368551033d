"""What a check looks at: the order's receiver, taken apart and weighed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from zhanggui.foundation.calendar import shop_day
from zhanggui.fulfilment import rules
from zhanggui.fulfilment.divisions import divisions
from zhanggui.fulfilment.models import NoService
from zhanggui.fulfilment.rules import Area, Finding, Parsed, Receiver, Unserved
from zhanggui.fulfilment.settings import BEFORE_CUT_OFF_MINUTES, SILENCE_MINUTES
from zhanggui.orders.queries import ShippingCard
from zhanggui.shops.queries import next_cut_off, setting_value


@dataclass(frozen=True)
class Manners:
    """How a shop checks at an instant: its waits, and where its couriers do not go."""

    at: datetime
    cut_off_at: datetime
    silence: timedelta
    before_cut_off: timedelta
    unserved: Sequence[Unserved]

    @property
    def day(self) -> date:
        return shop_day(self.at)

    @property
    def release_at(self) -> datetime:
        return rules.release_at(
            self.at,
            self.cut_off_at,
            silence=self.silence,
            before_cut_off=self.before_cut_off,
        )

    @property
    def due_at(self) -> datetime:
        return rules.due_at(
            self.at,
            self.cut_off_at,
            silence=self.silence,
            before_cut_off=self.before_cut_off,
        )


@dataclass(frozen=True)
class Looked:
    receiver: Receiver
    parsed: Parsed
    findings: tuple[Finding, ...]


def manners_of(*, shop_id: int, at: datetime) -> Manners:
    return Manners(
        at=at,
        cut_off_at=next_cut_off(shop_id, at=at),
        silence=timedelta(minutes=setting_value(shop_id, SILENCE_MINUTES, at=at)),
        before_cut_off=timedelta(minutes=setting_value(shop_id, BEFORE_CUT_OFF_MINUTES, at=at)),
        unserved=[
            Unserved(Area(row.province, row.city, row.district), row.courier, row.valid_from, row.valid_to)
            for row in NoService.objects.filter(shop_id=shop_id)
        ],
    )


def receiver_of(*, order: ShippingCard) -> Receiver:
    return Receiver(order.name, order.phone, order.address)


def look(*, receiver: Receiver, courier: str, manners: Manners) -> Looked:
    parsed = rules.parse(receiver.address, divisions())
    unserved = rules.is_unserved(parsed.area, courier, manners.day, manners.unserved)
    return Looked(receiver, parsed, rules.doubts(receiver, parsed, unserved=unserved))
