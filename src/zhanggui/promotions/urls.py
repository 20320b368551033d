from __future__ import annotations

from django.urls import path

from zhanggui.promotions.views import api, current

urlpatterns = [
    path("api/quote", api.quote, name="quote"),
    path("items/<int:item_id>/offers", current.of_item, name="item_offers"),
]
