from __future__ import annotations

from django import template

from zhanggui.foundation.money import yuan

register = template.Library()


@register.filter
def money(fen: int | None) -> str:
    """Fen as yuan; a dash when no source has said it."""
    if fen is None:
        return "—"
    return f"−¥{yuan(-fen)}" if fen < 0 else f"¥{yuan(fen)}"
