from __future__ import annotations

from django.urls import path

from zhanggui.guard import views

urlpatterns = [path("guard/", views.hits, name="guard")]
