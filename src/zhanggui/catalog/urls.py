from __future__ import annotations

from django.urls import path

from zhanggui.catalog import views

urlpatterns = [
    path("items/", views.item_list, name="items"),
    path("items/slot/<int:buyer>", views.slot, name="items_slot"),
    path("items/slot/<int:buyer>/find", views.slot_find, name="items_slot_find"),
    path("items/<int:item_id>", views.item, name="item"),
    path("items/<int:item_id>/card", views.card, name="item_card"),
    path("items/<int:item_id>/knowledge", views.knowledge, name="item_knowledge"),
]
