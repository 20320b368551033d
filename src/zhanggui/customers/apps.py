from django.apps import AppConfig


class Customers(AppConfig):
    name = "zhanggui.customers"
    label = "customers"

    def ready(self) -> None:
        from zhanggui.foundation.panels import SLOTS, Slot  # noqa: PLC0415 - rooms load first

        SLOTS.add(Slot(key="buyer", title="这位买家", url_name="buyer_slot", rank=10, follows=("buyer",)))
