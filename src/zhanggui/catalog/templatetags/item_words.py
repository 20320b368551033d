from __future__ import annotations

from django import template

from zhanggui.foundation.templatetags.amounts import money

register = template.Library()


@register.filter
def span(ends: tuple[int, int] | None) -> str:
    """A price, or the lowest and the highest of an item's SKUs; a dash when nobody has said any."""
    if ends is None or ends[0] == ends[1]:
        return money(ends[0] if ends else None)
    return f"{money(ends[0])}–{money(ends[1]).removeprefix('¥')}"


@register.filter
def weight(grams: int | None) -> str:
    if grams is None:
        return "—"
    return f"{grams} g" if grams < 1000 else f"{grams / 1000:g} kg"


@register.filter
def weights(grams: tuple[int, int] | None) -> str:
    """A weight, or from the lowest to the highest."""
    return " – ".join(weight(one) for one in dict.fromkeys(grams)) if grams else weight(None)
