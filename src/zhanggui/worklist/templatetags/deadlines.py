"""A deadline as pages show it, before the browser lets it run."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.translation import gettext

from zhanggui.foundation.calendar import SHANGHAI, shop_day
from zhanggui.worklist.rules import Left, asleep, left

register = template.Library()


@register.filter
def left_at(due_at: datetime, at: datetime) -> Left:
    return left(due_at, at=at)


@register.filter
def running(rest: Left) -> str:
    """03:42, 1:03:42, beyond a day in days and hours."""
    days, hours, minutes, seconds = rest.parts
    if days:
        return gettext("{days} 天 {hours} 时").format(days=days, hours=hours)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes:02d}:{seconds:02d}"


@register.filter
def day_time(instant: datetime, at: datetime) -> str:
    """15:30, with its day when that is another than today."""
    wall = instant.astimezone(SHANGHAI)
    return f"{wall:%H:%M}" if shop_day(instant) == shop_day(at) else f"{wall:%m-%d %H:%M}"


@register.filter
def asleep_at(task: object, at: datetime) -> bool:
    """Whether a task (a card with its deadline) is put off at the instant."""
    return asleep(getattr(task, "snoozed_until", None), getattr(task, "due_at", at), at=at)
