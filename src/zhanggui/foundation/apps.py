from django.apps import AppConfig


class Foundation(AppConfig):
    name = "zhanggui.foundation"
    label = "foundation"
