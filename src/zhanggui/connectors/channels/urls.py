from __future__ import annotations

from django.urls import path

from zhanggui.connectors.channels import views

urlpatterns = [
    path("channels/", views.channels, name="channels"),
    path("channels/words/<int:conversation_id>", views.departures, name="departures"),
    path("channels/words/<int:errand_id>/again", views.again, name="departure_again"),
]
