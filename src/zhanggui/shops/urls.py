from __future__ import annotations

from django.urls import path

from zhanggui.shops.views import logins, passwords, shop, staff

urlpatterns = [
    path("login", logins.log_in, name="login"),
    path("logout", logins.log_out, name="logout"),
    path("shop/", shop.shop_page, name="shop"),
    path("shop/cut-off", shop.cut_off, name="shop_cut_off"),
    path("audit/", shop.audit_page, name="audit"),
    path("staff/", staff.staff_page, name="staff"),
    path("staff/save", staff.save, name="staff_save"),
    path("staff/<int:staff_id>/active", staff.set_active, name="staff_active"),
    path("staff/<int:staff_id>/link", staff.link, name="staff_link"),
    path("password/<int:staff_id>/<str:token>", passwords.offer, name="password_link"),
    path("password/", passwords.choose, name="choose_password"),
]
