"""Where a member who was handed a link sets a password."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.ids import id_in
from zhanggui.shops.access import holder_of_link
from zhanggui.shops.actions import choose_password

_GONE = 410


@never_cache
@require_GET
def offer(request: HttpRequest, staff_id: int, token: str) -> HttpResponse:
    return _page(request, staff_id, token)


@never_cache
@sensitive_post_parameters("password", "again", "token")
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """The token is not in this address: what is refused is written to the log with its address."""
    staff_id, token = id_in(request.POST.get("staff", "")) or 0, request.POST.get("token", "")
    password = request.POST.get("password", "")
    if password != request.POST.get("again", ""):
        return _page(request, staff_id, token, problem=gettext("两次写的不一样,再写一次"))
    try:
        member = choose_password(staff_id=staff_id, token=token, password=password, at=now())
    except UnableTo as refusal:
        return _page(request, staff_id, token, problem=str(refusal))
    return render(request, "shops/password.html", {"done": member})


def _page(request: HttpRequest, staff_id: int, token: str, *, problem: str = "") -> HttpResponse:
    holder = holder_of_link(staff_id, token, at=now())
    if holder is None:
        return render(request, "shops/password.html", status=_GONE)
    context = {"holder": holder, "token": token, "problem": problem}
    return render(request, "shops/password.html", context, status=400 if problem else 200)
