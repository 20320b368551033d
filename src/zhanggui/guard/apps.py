from django.apps import AppConfig


class Guard(AppConfig):
    name = "zhanggui.guard"
    label = "guard"
