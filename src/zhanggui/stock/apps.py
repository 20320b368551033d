from django.apps import AppConfig


class Stock(AppConfig):
    name = "zhanggui.stock"
    label = "stock"

    def ready(self) -> None:
        from zhanggui.catalog.queries import ITEM_PARTS, ItemPart  # noqa: PLC0415 - rooms load first

        ITEM_PARTS.add(ItemPart(key="stock", title="库存", url_name="item_stock", rank=10))
