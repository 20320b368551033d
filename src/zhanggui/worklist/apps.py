from django.apps import AppConfig


class Worklist(AppConfig):
    name = "zhanggui.worklist"
    label = "worklist"
