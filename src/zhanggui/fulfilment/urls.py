from __future__ import annotations

from django.urls import path

from zhanggui.fulfilment import views

urlpatterns = [
    path("addresses/", views.addresses, name="addresses"),
    path("addresses/confirm", views.confirm_many, name="addresses_confirm"),
    path("addresses/held", views.held, name="addresses_held"),
    path("addresses/areas", views.areas, name="addresses_areas"),
    path("addresses/areas/<int:area_id>/end", views.end_area, name="addresses_area_end"),
    path("addresses/of-order/<int:order_id>", views.of_order, name="address_of_order"),
    path("addresses/<int:check_id>/confirm", views.confirm, name="address_confirm"),
    path("addresses/<int:check_id>/change", views.change, name="address_change"),
    path("addresses/wishes/<int:proposal_id>/accept", views.accept, name="address_accept"),
    path("addresses/wishes/<int:proposal_id>/decline", views.decline, name="address_decline"),
    path("chat/<slug:slug>/address/<int:asked_id>", views.answer, name="chat_address"),
]
