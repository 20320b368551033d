"""The door for staff: who is asking, and may they."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from importlib import import_module
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext

from zhanggui.shops import links
from zhanggui.shops.models import Staff
from zhanggui.shops.queries import MemberCard, StaffCard, member_card, staff_card

Rest = ParamSpec("Rest")
StaffView = Callable[Concatenate[HttpRequest, StaffCard, Rest], HttpResponse]


def member(request: HttpRequest) -> StaffCard | None:
    """The logged-in, active member of staff, or None."""
    user = request.user
    return staff_card(user) if isinstance(user, Staff) and user.is_active else None


def member_by_session(session_key: str) -> StaffCard | None:
    """The member that a session stands for, for sockets, where Django's middleware does not run."""
    if not session_key:
        return None
    session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    staff_id = session.get(SESSION_KEY)
    if staff_id is None or session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    staff = Staff.objects.filter(pk=staff_id, is_active=True).first()
    # The hash changes with the password: an old session is no proof any more.
    if staff is None or not constant_time_compare(
        session.get(HASH_SESSION_KEY, ""), staff.get_session_auth_hash()
    ):
        return None
    return staff_card(staff)


def holder_of_link(staff_id: int, token: str, *, at: datetime) -> MemberCard | None:
    """Whom a password link lets set a password; None when it is forged, used or too old."""
    staff = Staff.objects.filter(pk=staff_id).first()
    return member_card(staff) if staff and links.is_good(staff, token, at=at) else None


def needs(
    capability: str,
) -> Callable[[StaffView[Rest]], Callable[Concatenate[HttpRequest, Rest], HttpResponse]]:
    """A view for staff who may do this; it gets the member as its second argument."""
    return only_for(lambda staff: staff.may(capability))


def only_for(
    let_in: Callable[[StaffCard], bool],
) -> Callable[[StaffView[Rest]], Callable[Concatenate[HttpRequest, Rest], HttpResponse]]:
    """A view for those who are let in. Strangers are sent to the login page, a page's own requests are
    answered with 401; others get 403."""

    def wrap(view: StaffView[Rest]) -> Callable[Concatenate[HttpRequest, Rest], HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return _to_the_login(request)
            staff = member(request)
            if staff is None or not let_in(staff):
                raise PermissionDenied
            return view(request, staff, *args, **kwargs)

        return guarded

    return wrap


def _to_the_login(request: HttpRequest) -> HttpResponse:
    """A script that is sent to the login page takes it for the answer that it asked for."""
    is_json = request.headers.get("Accept") == "application/json"
    if not is_json and "HX-Request" not in request.headers:
        return redirect_to_login(request.get_full_path())
    said = gettext("登录已结束,请重新登录。")
    return JsonResponse({"say": said}, status=401) if is_json else HttpResponse(said, status=401)


def session_mark(session_key: str) -> str:
    """Names a session to other processes without giving it away."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:32]
