from django.apps import AppConfig


class Guard(AppConfig):
    name = "zhanggui.guard"
    label = "guard"

    def ready(self) -> None:
        from zhanggui.foundation.panels import PLACES, Place  # noqa: PLC0415 - rooms load first
        from zhanggui.shops.rules import SEE_AUDIT  # noqa: PLC0415

        PLACES.add(Place(key="guard", title="红线", url_name="guard", needs=SEE_AUDIT, rank=80))
