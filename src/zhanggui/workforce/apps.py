from django.apps import AppConfig


class Workforce(AppConfig):
    name = "zhanggui.workforce"
    label = "workforce"
