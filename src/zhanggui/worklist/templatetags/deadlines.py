"""A deadline as pages show it, before the browser lets it run."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.translation import gettext

from zhanggui.worklist.rules import Left, left

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
