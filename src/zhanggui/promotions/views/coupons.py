from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from secrets import token_hex

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from zhanggui.foundation.clock import now
from zhanggui.promotions import queries
from zhanggui.promotions.access import coupon_for
from zhanggui.promotions.actions import CannotSetUp, end_coupon, set_up_coupon
from zhanggui.promotions.forms import typed_coupon
from zhanggui.promotions.forms.together import together
from zhanggui.promotions.rules.limits import NUMBER_LETTERS
from zhanggui.promotions.rules.offers import Coupon, CouponKind
from zhanggui.promotions.rules.review import Blame, review_coupon
from zhanggui.promotions.trying import try_coupon
from zhanggui.promotions.views.going import go
from zhanggui.promotions.views.offers import begun, done, fields_of, form_context, said_in, shown_preview
from zhanggui.promotions.wording import coupon_title
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import EDIT_OFFERS


@never_cache
@require_http_methods(["GET", "POST"])
@needs(EDIT_OFFERS)
def new(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    at = now()
    if request.method == "GET":
        return _form(request, staff, begun(request, staff) | {"once": token_hex(8)})
    typed = typed_coupon(fields_of(request), queries.shop_key(staff.shop_id), at)
    blames: Sequence[Blame] = typed.blames
    if blames:
        blames = together(blames, _reviewed(staff, typed.coupon, at))
    else:
        try:
            coupon_id = set_up_coupon(
                coupon=typed.coupon,
                form_key=request.POST.get("once", "").replace("\0", "")[:NUMBER_LETTERS],
                quantity=typed.quantity,
                per_buyer=typed.per_buyer,
                by=staff.actor,
                at=at,
            )
        except CannotSetUp as refusal:
            blames = refusal.blames
        else:
            return done(request, f"coupon-{coupon_id}", typed.coupon.starts_at, at)
    return _form(request, staff, said_in(request), blames)


@require_POST
@needs(EDIT_OFFERS)
def preview(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    """What the last orders would have cost with the coupon, while the form is filled in."""
    at = now()
    typed = typed_coupon(fields_of(request), queries.shop_key(staff.shop_id), at)
    blames = together(typed.blames, _reviewed(staff, typed.coupon, at))
    return shown_preview(request, blames, None if blames else try_coupon(staff.shop_id, typed.coupon, at))


def _reviewed(staff: StaffCard, coupon: Coupon, at: datetime) -> list[Blame]:
    return review_coupon(coupon, queries.shelf_of(staff.shop_id, at=at), at)


@require_POST
@needs(EDIT_OFFERS)
def end(_request: HttpRequest, staff: StaffCard, coupon_id: int) -> HttpResponse:
    end_coupon(coupon_id=coupon_for(staff, coupon_id).id, by=staff.actor, at=now())
    return go("offers")


def _form(request: HttpRequest, staff: StaffCard, said: dict[str, str], blames: object = ()) -> HttpResponse:
    context = {
        **form_context(staff, said),
        "kinds": [(str(kind), coupon_title(kind)) for kind in CouponKind],
        "blames": blames,
        "picked": request.POST.getlist("categories"),
    }
    return render(request, "promotions/coupon.html", context, status=422 if blames else 200)
