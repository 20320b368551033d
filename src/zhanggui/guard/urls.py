from __future__ import annotations

from django.urls import path

from zhanggui.guard import views

urlpatterns = [
    path("guard/", views.hits, name="guard"),
    path("promises/slot/<int:buyer_id>", views.promises_slot, name="promises_slot"),
    path("promises/of-order/<int:order_id>", views.promises_of_order, name="promises_of_order"),
    path("promises/<int:promise_id>/dismiss", views.dismiss_promise, name="promise_dismiss"),
]
