"""What the shell of every page needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import get_script_prefix, reverse

from zhanggui.foundation.pace import speed
from zhanggui.foundation.panels import Place, places
from zhanggui.pages.drawn import MARK
from zhanggui.pages.views import post_of
from zhanggui.shops.access import member
from zhanggui.shops.rules import CAPABILITIES, RECEIVE

_ALL_DAY = 60  # entries up to this rank stand in the bar, the rest in the menu beside it


@cache
def _address(url_name: str, prefix: str) -> str:  # noqa: ARG001 - the address begins with it
    """Of a page that needs no more to be named: it stays the same, and each page names it two dozen times."""
    return reverse(url_name)


@dataclass(frozen=True)
class Entry:
    """A place of the navigation as the bar shows it."""

    place: Place
    address: str
    is_here: bool


def _entries(path: str, shown: Iterable[Place]) -> list[Entry]:
    """One is where the path begins with the entry's address; of several the longest says it best."""
    prefix = get_script_prefix()
    addresses = [(place, _address(place.url_name, prefix)) for place in shown]
    here = max(
        (
            address
            for _, address in addresses
            if path == address or (address != "/" and path.startswith(address))
        ),
        default=None,
        key=len,
    )
    return [Entry(place, address, address == here) for place, address in addresses]


def shell(request: HttpRequest) -> dict[str, Any]:
    staff = member(request) if hasattr(request, "user") else None
    entries = _entries(request.path, [place for place in places() if staff and place.is_for(staff.may)])
    return {
        "speed": speed(),
        "drawn": request.META.get(MARK, ""),
        "member": staff,
        "post": cache(lambda: post_of(staff) if staff else None),  # asked where it is shown, and once
        "receives": staff is not None and staff.may(RECEIVE),
        "capabilities": CAPABILITIES.get(staff.role, ()) if staff else (),
        "places": [entry.place for entry in entries],
        "bar_entries": [entry for entry in entries if entry.place.rank <= _ALL_DAY],
        "menu_entries": [entry for entry in entries if entry.place.rank > _ALL_DAY],
    }
