from django.apps import AppConfig


class Aftersales(AppConfig):
    name = "zhanggui.aftersales"
    label = "aftersales"
