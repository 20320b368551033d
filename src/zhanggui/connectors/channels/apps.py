from django.apps import AppConfig


class Channels(AppConfig):
    name = "zhanggui.connectors.channels"
    label = "connectors_channels"

    def ready(self) -> None:
        from zhanggui.connectors.channels import reactions  # noqa: F401, PLC0415 - they register
        from zhanggui.foundation.panels import PLACES, Place  # noqa: PLC0415 - rooms load first
        from zhanggui.shops.rules import EDIT_SHOP  # noqa: PLC0415 - rooms load first

        PLACES.add(Place(key="channels", title="渠道", url_name="channels", needs=EDIT_SHOP, rank=78))
