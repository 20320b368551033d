from django.apps import AppConfig


class Pages(AppConfig):
    name = "zhanggui.pages"
    label = "pages"
