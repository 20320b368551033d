from __future__ import annotations

from django.urls import path

from zhanggui.outreach import views

urlpatterns = [
    path("unpaid/<int:order_id>", views.of_order, name="unpaid_of_order"),
    path("unpaid/<int:unpaid_id>/intention", views.intention, name="unpaid_intention"),
    path("unpaid/<int:unpaid_id>/close", views.close, name="unpaid_close"),
]
