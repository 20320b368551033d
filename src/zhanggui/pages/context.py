"""What the shell of every page needs."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest

from zhanggui.foundation.pace import speed
from zhanggui.foundation.panels import places
from zhanggui.pages.views import post_of
from zhanggui.shops.access import member
from zhanggui.shops.rules import CAPABILITIES, RECEIVE


def shell(request: HttpRequest) -> dict[str, Any]:
    staff = member(request) if hasattr(request, "user") else None
    return {
        "speed": speed(),
        "member": staff,
        "post": cache(lambda: post_of(staff) if staff else None),  # asked where it is shown, and once
        "receives": staff is not None and staff.may(RECEIVE),
        "capabilities": CAPABILITIES.get(staff.role, ()) if staff else (),
        "places": [place for place in places() if staff and place.is_for(staff.may)],
    }
