"""The root of all addresses: each room hangs its own."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("zhanggui.customers.urls")),
]
