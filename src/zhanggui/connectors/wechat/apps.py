from django.apps import AppConfig


class Wechat(AppConfig):
    name = "zhanggui.connectors.wechat"
    label = "connectors_wechat"

    def ready(self) -> None:
        from zhanggui.connectors.wechat import line  # noqa: F401, PLC0415 - it registers
