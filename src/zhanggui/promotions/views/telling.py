"""An item's card on its way into a buyer's chat."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zhanggui.catalog.access import goods_for
from zhanggui.conversations.access import conversation_for
from zhanggui.conversations.actions import Refused
from zhanggui.conversations.rules import is_client_id
from zhanggui.foundation.clock import now
from zhanggui.foundation.ids import id_in
from zhanggui.promotions.actions import send_item
from zhanggui.promotions.item_card import shown_item
from zhanggui.shops.access import needs
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import RECEIVE


@never_cache
@require_http_methods(["GET", "POST"])
@needs(RECEIVE)
def item_for_buyer(request: HttpRequest, staff: StaffCard, item_id: int) -> HttpResponse:
    """What a card of the item says now, for a chat that is held elsewhere; posted, it is sent."""
    goods, at = goods_for(staff, item_id), now()
    if request.method == "GET":
        return JsonResponse({"text": shown_item(goods.item, at, price=goods.price).text})
    conversation_id, client_id = id_in(request.POST.get("conversation", "")), request.POST.get("id", "")
    if conversation_id is None:
        raise Http404
    if not is_client_id(client_id):
        return JsonResponse({"say": gettext("没有成功,稍后再试。")}, status=400)
    outcome = send_item(
        conversation_id=conversation_for(staff, conversation_id).id,
        item_id=goods.item.id,
        price=goods.price,
        client_id=client_id,
        beside_id=id_in(request.POST.get("beside", "")),
        by=staff.actor,
        at=at,
    )
    if isinstance(outcome, Refused):
        return JsonResponse({"code": outcome.code, "say": outcome.why.translated()}, status=400)
    return JsonResponse({"ok": True, "position": outcome.position})
