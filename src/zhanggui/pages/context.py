"""What the shell of every page needs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from zhanggui.foundation.panels import places
from zhanggui.shops.access import member


def shell(request: HttpRequest) -> dict[str, Any]:
    staff = member(request) if hasattr(request, "user") else None
    return {
        "member": staff,
        "places": [place for place in places() if staff and staff.may(place.needs)],
    }
