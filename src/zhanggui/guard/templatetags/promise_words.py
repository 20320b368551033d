from __future__ import annotations

from collections.abc import Sequence

from django import template

from zhanggui.guard.queries import PromiseCard

register = template.Library()


@register.filter
def said_of(promises: Sequence[PromiseCard]) -> str:
    """What was promised, as the reason of a remark begins."""
    return ";".join(one.quote for one in promises)
