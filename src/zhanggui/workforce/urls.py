from __future__ import annotations

from django.urls import path

from zhanggui.workforce import views

urlpatterns = [path("presence", views.presence, name="presence")]
