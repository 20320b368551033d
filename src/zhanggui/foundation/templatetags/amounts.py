from __future__ import annotations

from django import template

from zhanggui.foundation.money import yuan

register = template.Library()


@register.filter
def money(fen: int | None) -> str:
    """Fen as yuan; a dash when no source has said it."""
    return "—" if fen is None else f"¥{yuan(fen)}"
