from django.apps import AppConfig


class Files(AppConfig):
    name = "zhanggui.connectors.files"
    label = "connectors_files"

    def ready(self) -> None:
        from zhanggui.connectors.files import registered  # noqa: F401, PLC0415 - it registers
