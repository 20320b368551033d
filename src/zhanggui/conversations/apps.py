from django.apps import AppConfig


class Conversations(AppConfig):
    name = "zhanggui.conversations"
    label = "conversations"

    def ready(self) -> None:
        from zhanggui.conversations import order_variables, reactions, settings  # noqa: F401, PLC0415 - they register
        from zhanggui.foundation.panels import PLACES, Place  # noqa: PLC0415
        from zhanggui.shops.rules import RECEIVE  # noqa: PLC0415

        PLACES.add(Place(key="phrases", title="快捷语", url_name="phrases", needs=RECEIVE, rank=60))
