"""What became of words that leave for the outside, and the page on which channels are set up."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from zhanggui.connectors.channels.access import departure_for, talk_for
from zhanggui.connectors.channels.carrying import BEGUN, THING, carry_soon
from zhanggui.connectors.channels.lines import LINES, line_of_buyer, line_of_errand
from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.marketplace.actions import ask_errand_again
from zhanggui.marketplace.queries import errands_of
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard, shop_by_id
from zhanggui.shops.rules import EDIT_SHOP, RECEIVE


@require_GET
@needs(RECEIVE)
def departures(request: HttpRequest, staff: StaffCard, conversation_id: int) -> JsonResponse:  # noqa: ARG001
    """`words`: {position: what became of the word}, of the latest; `refusal`: why none can leave now, or "";
    `until`: when the channel closes if the buyer stays silent."""
    talk = talk_for(staff, conversation_id)
    line = line_of_buyer(talk.buyer_id)
    refusal = line.refusal(talk.shop_id, talk.id, now()) if line else ""
    until = line.until(talk.id) if line and not refusal else None
    kinds = [line.errand for line in LINES]
    found = errands_of(staff.shop_id, kinds=kinds, thing=THING, thing_id=talk.id)
    told = {
        one.payload["position"]: {
            "state": one.state,
            "say": gettext(one.result) if one.result not in {"", BEGUN} else "",
            "errand": one.id,
        }
        for one in found
    }
    return JsonResponse({"words": told, "refusal": gettext(refusal) if refusal else "", "until": until})


@require_POST
@needs(RECEIVE)
def again(request: HttpRequest, staff: StaffCard, errand_id: int) -> HttpResponse:  # noqa: ARG001
    """A word that did not arrive is carried once more: a person has looked."""
    errand = departure_for(staff, errand_id)
    line = line_of_errand(errand.kind)
    try:
        ask_errand_again(errand_id=errand.id, by=staff.actor, at=now())
    except UnableTo as refusal:
        return JsonResponse({"say": gettext(str(refusal))}, status=400)
    if line:
        carry_soon(staff.shop_id, line.key)
    return HttpResponse(status=204)


@require_GET
@needs(EDIT_SHOP)
def channels(request: HttpRequest, staff: StaffCard) -> HttpResponse:
    lines = [(line, line.facts(staff.shop_id)) for line in LINES]
    chat = request.build_absolute_uri(reverse("chat", args=[shop_by_id(staff.shop_id).slug]))
    return render(request, "channels/channels.html", {"lines": lines, "chat": chat})
