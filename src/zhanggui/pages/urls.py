from __future__ import annotations

from django.urls import path

from zhanggui.pages import views

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthy, name="healthz"),
    path("reception/", views.workspace, name="workspace"),
    path("reception/<int:conversation_id>", views.workspace, name="workspace_conversation"),
]
