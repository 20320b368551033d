from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def lasted(seconds: int) -> str:
    """3:05, or 1:10:05 from an hour on."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
