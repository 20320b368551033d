from __future__ import annotations

from collections.abc import Sequence

from django import template

from zhanggui.guard.queries import PromiseCard
from zhanggui.orders.rules import REASON_LETTERS

register = template.Library()


@register.filter
def said_of(promises: Sequence[PromiseCard]) -> str:
    """What was promised, as the reason of a remark begins: no longer than one may be."""
    return ";".join(one.quote for one in promises)[:REASON_LETTERS]
