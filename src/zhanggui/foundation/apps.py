from django.apps import AppConfig


class Foundation(AppConfig):
    name = "zhanggui.foundation"
    label = "foundation"

    def ready(self) -> None:
        from django.utils.translation import gettext  # noqa: PLC0415 - settings come first

        from zhanggui.foundation.failures import UnableTo  # noqa: PLC0415

        UnableTo.tongue = gettext
