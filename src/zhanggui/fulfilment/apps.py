from django.apps import AppConfig


class Fulfilment(AppConfig):
    name = "zhanggui.fulfilment"
    label = "fulfilment"

    def ready(self) -> None:
        from zhanggui.foundation.panels import PLACES, Place  # noqa: PLC0415 - rooms load first
        from zhanggui.foundation.words import add_audit_words  # noqa: PLC0415
        from zhanggui.fulfilment import day, deeds, kinds, phrase_variables, reactions, settings  # noqa: F401, PLC0415
        from zhanggui.orders.parts import ORDER_PARTS, OrderPart  # noqa: PLC0415
        from zhanggui.shops.rules import SEE_ORDERS  # noqa: PLC0415

        PLACES.add(
            Place(
                key="addresses",
                title="地址",
                url_name="addresses",
                needs=SEE_ORDERS,
                rank=25,
                badge="addresses_held",
                follows=("addresses",),
            )
        )
        ORDER_PARTS.add(OrderPart(key="address", url_name="address_of_order", rank=10))
        add_audit_words(
            confirm_address="确认地址",
            accept_address="采纳新地址",
            decline_address="不采纳新地址",
            list_area="记下不到的地区",
            unlist_area="恢复可到的地区",
            address_check="地址核对",
            address_note="地址说明",
            no_service="快递不到的地区",
        )
