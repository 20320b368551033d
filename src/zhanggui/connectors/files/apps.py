from django.apps import AppConfig


class Files(AppConfig):
    name = "zhanggui.connectors.files"
    label = "connectors_files"
