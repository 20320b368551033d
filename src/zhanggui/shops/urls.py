from __future__ import annotations

from django.urls import path

from zhanggui.shops import views

urlpatterns = [
    path("login", views.log_in, name="login"),
    path("logout", views.log_out, name="logout"),
    path("shop/", views.shop_page, name="shop"),
    path("audit/", views.audit_page, name="audit"),
]
