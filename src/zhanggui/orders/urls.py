from __future__ import annotations

from django.urls import path

from zhanggui.orders import views

urlpatterns = [
    path("orders/", views.order_list, name="orders"),
    path("orders/days", views.days, name="orders_of_days"),
    path("orders/slot/<int:buyer_id>", views.slot, name="orders_slot"),
    path("orders/slot/<int:buyer_id>/find", views.slot_find, name="orders_slot_find"),
    path("orders/<int:order_id>", views.order, name="order"),
    path("orders/<int:order_id>/receiver", views.receiver, name="order_receiver"),
    path("orders/<int:order_id>/memo", views.memo, name="order_memo"),
    path("orders/<int:order_id>/remark", views.remark, name="order_remark"),
    path("orders/<int:order_id>/memo/again", views.memo_again, name="order_memo_again"),
]
