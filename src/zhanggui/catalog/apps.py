from django.apps import AppConfig


class Catalog(AppConfig):
    name = "zhanggui.catalog"
    label = "catalog"
