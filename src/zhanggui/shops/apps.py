from django.apps import AppConfig


class Shops(AppConfig):
    name = "zhanggui.shops"
    label = "shops"
