"""What the shell of every page needs."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from zhanggui.foundation.pace import speed
from zhanggui.foundation.panels import Place, places
from zhanggui.pages.drawn import MARK
from zhanggui.pages.views import post_of
from zhanggui.shops.access import member
from zhanggui.shops.rules import CAPABILITIES, RECEIVE

_ALL_DAY = 60  # entries up to this rank stand in the bar, the rest in the menu beside it


def _place_of(path: str, shown: Iterable[Place]) -> str:
    """The key of the entry whose address the path begins with; of several the longest says it best."""
    addresses = [(reverse(place.url_name), place.key) for place in shown]
    return max(
        (
            (address, key)
            for address, key in addresses
            if path == address or (address != "/" and path.startswith(address))
        ),
        default=("", ""),
        key=lambda one: len(one[0]),
    )[1]


def shell(request: HttpRequest) -> dict[str, Any]:
    staff = member(request) if hasattr(request, "user") else None
    shown = [place for place in places() if staff and place.is_for(staff.may)]
    return {
        "speed": speed(),
        "drawn": request.META.get(MARK, ""),
        "member": staff,
        "post": cache(lambda: post_of(staff) if staff else None),  # asked where it is shown, and once
        "receives": staff is not None and staff.may(RECEIVE),
        "capabilities": CAPABILITIES.get(staff.role, ()) if staff else (),
        "places": shown,
        "bar_places": [place for place in shown if place.rank <= _ALL_DAY],
        "menu_places": [place for place in shown if place.rank > _ALL_DAY],
        "place_here": _place_of(request.path, shown),
    }
