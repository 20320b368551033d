from __future__ import annotations

from django.urls import path

from zhanggui.aftersales import views

urlpatterns = [
    path("refunds/", views.refunds, name="refunds"),
    path("refunds/<int:refund_id>", views.refund, name="refund"),
    path("refunds/<int:refund_id>/part", views.part, name="refund_part"),
    path("refunds/of-order/<int:order_id>", views.of_order, name="refunds_of_order"),
    path("refunds/of-order/<int:order_id>/back", views.back, name="back_of_order"),
    path("refunds/of-order/<int:order_id>/try", views.try_back, name="try_back_of_order"),
]
