from django.apps import AppConfig


class Orders(AppConfig):
    name = "zhanggui.orders"
    label = "orders"
