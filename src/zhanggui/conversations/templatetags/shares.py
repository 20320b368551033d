"""Shares and seconds as people read them; a dash for nothing."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def share_of(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "–"


@register.filter
def seconds(value: float | None) -> str:
    return f"{value:.0f} s" if value is not None else "–"
