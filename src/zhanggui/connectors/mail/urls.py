from __future__ import annotations

from django.urls import path

from zhanggui.connectors.mail import views

urlpatterns = [
    path("channels/mail/", views.mails, name="mails"),
    path("channels/mail/check", views.check, name="mail_check"),
    path("channels/mail/of/<int:buyer_id>", views.slot, name="mail_slot"),
    path("channels/mail/<int:mail_id>/raw", views.raw, name="mail_raw"),
    path("channels/mail/<int:mail_id>/words", views.words, name="mail_words"),
]
