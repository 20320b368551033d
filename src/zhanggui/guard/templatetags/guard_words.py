from __future__ import annotations

from django import template
from django.utils.translation import gettext

from zhanggui.guard.queries import SEVERITY_TITLES

register = template.Library()


@register.filter
def share(part: float) -> str:
    """0.983 as "98.3%"; only what is all of it is 100."""
    return "100%" if part == 1 else f"{min(part, 0.999):.1%}"


@register.filter
def severity_title(severity: str) -> str:
    return gettext(SEVERITY_TITLES[severity])
