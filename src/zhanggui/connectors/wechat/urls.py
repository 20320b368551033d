from __future__ import annotations

from django.urls import path

from zhanggui.connectors.wechat import views

urlpatterns = [path("channels/wechat/<slug:slug>/", views.call, name="wechat")]
