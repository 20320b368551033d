from __future__ import annotations

from typing import Any

from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from zhanggui.foundation.clock import now
from zhanggui.shops.access import member
from zhanggui.shops.actions import note_login, note_logout
from zhanggui.shops.models import Staff
from zhanggui.shops.queries import any_staff, staff_card
from zhanggui.shops.rules import RECEIVE

_LOCKED = 429


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    target = request.POST.get("next") or request.GET.get("next") or ""
    if request.method == "GET":
        return _login_page(request, target)
    # Nobody's login is so long or has a zero byte, which the database would not take.
    name = request.POST.get("login", "").replace("\0", "\ufffd").strip()[:100]
    staff = authenticate(request, username=name, password=request.POST.get("password", ""))
    if getattr(request, "axes_locked_out", False):
        return locked_out(request)
    if not isinstance(staff, Staff):
        return _login_page(request, target, problem=gettext("登录名或密码不对"), status=400)
    _end_login(request)  # the new session has another key: the old one's live pages could not be told later
    login(request, staff)
    card = staff_card(staff)
    note_login(by=card.actor, at=now())
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return HttpResponseRedirect(target)
    return HttpResponseRedirect(resolve_url("workspace" if card.may(RECEIVE) else "orders"))


def _login_page(request: HttpRequest, target: str, *, status: int = 200, **context: Any) -> HttpResponse:
    context |= {"next": target, "login": request.POST.get("login", ""), "nobody": not any_staff()}
    return render(request, "shops/login.html", context, status=status)


def locked_out(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """Too many wrong passwords; called by the login guard too."""
    return _login_page(request, request.POST.get("next", ""), status=_LOCKED, locked=True)


@require_http_methods(["GET", "POST"])
def log_out(request: HttpRequest) -> HttpResponse:
    """Whoever only types the address stays logged in: a picture on another site could ask for it too."""
    if request.method == "GET":
        return HttpResponseRedirect(resolve_url("home"))
    _end_login(request)
    return HttpResponseRedirect(resolve_url("login"))


def _end_login(request: HttpRequest) -> None:
    """Ends the session, then its live pages: one that connects again must find the session gone."""
    staff = member(request)
    session_key = request.session.session_key
    logout(request)
    if staff and session_key:
        note_logout(session_key=session_key, by=staff.actor, at=now())
