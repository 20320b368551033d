from django.apps import AppConfig


class Conversations(AppConfig):
    name = "zhanggui.conversations"
    label = "conversations"
