from __future__ import annotations

from django.urls import path

from zhanggui.stock import views

urlpatterns = [path("items/<int:item_id>/stock", views.item_stock, name="item_stock")]
