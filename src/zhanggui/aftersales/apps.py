from django.apps import AppConfig


class Aftersales(AppConfig):
    name = "zhanggui.aftersales"
    label = "aftersales"

    def ready(self) -> None:
        from zhanggui.aftersales import dailies, day, kinds, naming, settings  # noqa: F401, PLC0415 - they register
        from zhanggui.foundation.panels import PLACES, Place  # noqa: PLC0415 - rooms load first
        from zhanggui.foundation.words import add_audit_words  # noqa: PLC0415
        from zhanggui.orders.parts import ORDER_PARTS, OrderPart  # noqa: PLC0415
        from zhanggui.shops.rules import SEE_ORDERS  # noqa: PLC0415

        PLACES.add(Place(key="refunds", title="售后", url_name="refunds", needs=SEE_ORDERS, rank=30))
        ORDER_PARTS.add(OrderPart(key="refunds", url_name="refunds_of_order", rank=50))
        ORDER_PARTS.add(OrderPart(key="back", url_name="try_back_of_order", rank=55))
        add_audit_words(refund="退款")
