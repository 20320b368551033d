from __future__ import annotations

from django import template

from zhanggui.foundation.money import yuan

register = template.Library()


@register.filter
def money(fen: int | None) -> str:
    """Fen as yuan; a dash when no source has said it."""
    return "—" if fen is None else f"¥{yuan(fen)}"


@register.filter
def by_fours(number: str) -> str:
    """A long number in groups of four, for the eye: 2231958349120001 -> "2231 9583 4912 0001"."""
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))
