from django.apps import AppConfig


class Aftersales(AppConfig):
    name = "zhanggui.aftersales"
    label = "aftersales"

    def ready(self) -> None:
        from zhanggui.aftersales import kinds  # noqa: F401, PLC0415 - it registers
