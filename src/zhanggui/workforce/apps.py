from django.apps import AppConfig


class Workforce(AppConfig):
    name = "zhanggui.workforce"
    label = "workforce"

    def ready(self) -> None:
        from zhanggui.foundation.words import add_audit_words  # noqa: PLC0415 - rooms load first

        add_audit_words(set_presence="改状态", status="状态")
