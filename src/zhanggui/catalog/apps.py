from django.apps import AppConfig


class Catalog(AppConfig):
    name = "zhanggui.catalog"
    label = "catalog"

    def ready(self) -> None:
        from zhanggui.catalog import naming  # noqa: F401, PLC0415 - it registers
        from zhanggui.catalog.rules import SECTION_TITLES  # noqa: PLC0415 - rooms load first
        from zhanggui.foundation.panels import PLACES, SLOTS, Place, Slot  # noqa: PLC0415 - rooms load first
        from zhanggui.foundation.words import add_audit_words  # noqa: PLC0415 - rooms load first
        from zhanggui.shops.rules import SEE_ORDERS  # noqa: PLC0415

        PLACES.add(Place(key="items", title="商品", url_name="items", needs=SEE_ORDERS, rank=30))
        SLOTS.add(Slot(key="items", title="商品", url_name="items_slot", rank=20, follows=("order",)))
        add_audit_words(write_knowledge="改知识卡", item="商品", **SECTION_TITLES)
