from django.apps import AppConfig


class Marketplace(AppConfig):
    name = "zhanggui.marketplace"
    label = "marketplace"
