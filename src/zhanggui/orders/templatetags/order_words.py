from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from zhanggui.foundation.money import yuan

register = template.Library()


@register.filter
def money(fen: int | None) -> str:
    """Fen as yuan; a dash when no source has said it."""
    return "—" if fen is None else f"¥{yuan(fen)}"


@register.filter
def by_fours(number: str) -> SafeString:
    """A long number in groups of four for the eye alone: what is copied is the bare number."""
    parts = ((number[start : start + 4],) for start in range(0, len(number), 4))
    return format_html('<span class="fours">{}</span>', format_html_join("", "<span>{}</span>", parts))
