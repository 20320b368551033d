"""The root of all addresses: each room hangs its own."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("zhanggui.pages.urls")),
    path("", include("zhanggui.shops.urls")),
    path("", include("zhanggui.worklist.urls")),
    path("", include("zhanggui.customers.urls")),
    path("", include("zhanggui.catalog.urls")),
    path("", include("zhanggui.stock.urls")),
    path("", include("zhanggui.orders.urls")),
    path("", include("zhanggui.workforce.urls")),
    path("", include("zhanggui.guard.urls")),
    path("", include("zhanggui.conversations.urls")),
    path("", include("zhanggui.promotions.urls")),
    path("", include("zhanggui.outreach.urls")),
    path("", include("zhanggui.fulfilment.urls")),
    path("", include("zhanggui.connectors.files.urls")),
    path("", include("zhanggui.connectors.chat_records.urls")),
    path("", include("zhanggui.connectors.channels.urls")),
    path("", include("zhanggui.connectors.wechat.urls")),
    path("", include("zhanggui.connectors.mail.urls")),
    path("", include("zhanggui.aftersales.urls")),
    path("", include("zhanggui.connectors.files.templates.urls")),
]
