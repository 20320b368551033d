from django.apps import AppConfig


class Stock(AppConfig):
    name = "zhanggui.stock"
    label = "stock"
