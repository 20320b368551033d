"""Whose work a task is, now that its deadline is so near or so far gone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from zhanggui.shops.queries import StaffCard, setting_values
from zhanggui.worklist import rules
from zhanggui.worklist.parts import SOURCES
from zhanggui.worklist.rules import KINDS, Steps
from zhanggui.worklist.settings import EVERYBODY_AFTER, LEAD_AFTER


@dataclass(frozen=True)
class Seen:
    """What a member sees as their own work: their own tasks, those of their role that nobody has taken,
    and of each kind what was due until the instant at which it became their affair too."""

    staff_id: int
    role: str
    until: Mapping[str, datetime]  # by kind or source


def steps(shop_id: int, *, at: datetime) -> dict[str, Steps]:
    """When each kind, and each source, becomes the lead's affair, and everybody's."""
    thresholds = {kind.key: (kind.lead_after, kind.everybody_after) for kind in KINDS}
    thresholds |= {source.key: (LEAD_AFTER, EVERYBODY_AFTER) for source in SOURCES}
    minutes = setting_values(shop_id, {one for pair in thresholds.values() for one in pair}, at=at)
    return {
        key: Steps(timedelta(minutes=minutes[lead.key]), timedelta(minutes=minutes[everybody.key]))
        for key, (lead, everybody) in thresholds.items()
    }


def seen_by(staff: StaffCard, *, at: datetime) -> Seen:
    able = {kind.key: kind.able for kind in KINDS}
    able |= {source.key: rules.roles_with(source.needs) for source in SOURCES}
    until = {
        key: one.seen_until(staff.role, able[key], at=at) for key, one in steps(staff.shop_id, at=at).items()
    }
    return Seen(staff.id, staff.role, {key: instant for key, instant in until.items() if instant})
