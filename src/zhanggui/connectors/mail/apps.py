from django.apps import AppConfig


class Mail(AppConfig):
    name = "zhanggui.connectors.mail"
    label = "connectors_mail"

    def ready(self) -> None:
        from zhanggui.connectors.mail import line  # noqa: F401, PLC0415 - it registers
