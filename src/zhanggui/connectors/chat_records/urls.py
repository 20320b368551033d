from __future__ import annotations

from django.urls import path

from zhanggui.connectors.chat_records import views

urlpatterns = [
    path("files/chats/accounts", views.accounts, name="chat_accounts"),
    path("files/chats/accounts/give", views.give, name="chat_account_give"),
]
