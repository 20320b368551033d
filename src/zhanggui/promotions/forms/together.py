"""Everything that is wrong with a form, in one round: what could not be read, and what the review says of the
rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from zhanggui.promotions.rules.review import Blame

_PERIOD = frozenset(("starts_at", "ends_at"))
_SCOPE = frozenset(("items", "but", "categories"))
_BESIDE = _PERIOD | _SCOPE | {"name", "quantity", "per_buyer", "most_pieces"}  # not what is taken off
_MEETS_OTHERS = frozenset(("overlaps", "overlaps_whole"))


def together(unread: Sequence[Blame], review: Iterable[Blame]) -> list[Blame]:
    """What stands in the place of a field that could not be read is not reviewed: neither the field, nor
    what depends on it."""
    fields = {one.field for one in unread}
    is_tool_unread = bool(fields - _BESIDE)
    found = list(unread)
    for one in review:
        hangs_on_unread = one.field in fields or (is_tool_unread and one.field not in _BESIDE)
        if one.code in _MEETS_OTHERS:
            hangs_on_unread = is_tool_unread or bool(fields & (_PERIOD | _SCOPE))
        elif one.field in _PERIOD:
            hangs_on_unread = bool(fields & _PERIOD)
        if not hangs_on_unread:
            found.append(one)
    return found
