from __future__ import annotations

from django.urls import path

from zhanggui.promotions.views import api

urlpatterns = [
    path("api/quote", api.quote, name="quote"),
]
