"""The door for staff: who is asking, and may they."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from zhanggui.shops.models import Staff
from zhanggui.shops.queries import StaffCard, staff_card

Rest = ParamSpec("Rest")
StaffView = Callable[Concatenate[HttpRequest, StaffCard, Rest], HttpResponse]


def member(request: HttpRequest) -> StaffCard | None:
    """The logged-in, active member of staff, or None."""
    user = request.user
    return staff_card(user) if isinstance(user, Staff) and user.is_active else None


def needs(
    capability: str,
) -> Callable[[StaffView[Rest]], Callable[Concatenate[HttpRequest, Rest], HttpResponse]]:
    """A view for staff who may do this; it gets the member as its second argument.

    Strangers are sent to the login page, others get 403.
    """

    def wrap(view: StaffView[Rest]) -> Callable[Concatenate[HttpRequest, Rest], HttpResponse]:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
            staff = member(request)
            if staff is None or not staff.may(capability):
                raise PermissionDenied
            return view(request, staff, *args, **kwargs)

        return guarded

    return wrap


def session_mark(session_key: str) -> str:
    """Names a session to other processes without giving it away."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:32]
