from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from zhanggui.pages import views

urlpatterns = [
    path("", views.home, name="home"),
    path("day/", views.day, name="day"),
    path("healthz", views.healthy, name="healthz"),
    path("language", require_POST(set_language), name="set_language"),
    path("reception/", views.workspace, name="workspace"),
    path("reception/beside/<int:buyer_id>", views.beside, name="beside"),
    path("reception/<int:conversation_id>", views.workspace, name="workspace_conversation"),
]
