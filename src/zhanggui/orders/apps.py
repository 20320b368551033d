from django.apps import AppConfig


class Orders(AppConfig):
    name = "zhanggui.orders"
    label = "orders"

    def ready(self) -> None:
        from zhanggui.foundation.panels import PLACES, SLOTS, Place, Slot  # noqa: PLC0415 - rooms load first
        from zhanggui.foundation.words import add_audit_words  # noqa: PLC0415 - rooms load first
        from zhanggui.orders import clues, day, goods, kinds, naming, reactions, settings  # noqa: F401, PLC0415 - they register
        from zhanggui.shops.rules import SEE_ORDERS  # noqa: PLC0415

        PLACES.add(Place(key="orders", title="订单", url_name="orders", needs=SEE_ORDERS, rank=20))
        SLOTS.add(Slot(key="orders", title="订单", url_name="orders_slot", rank=10, follows=("order",)))
        add_audit_words(
            claim_order="核实订单",
            state="核实",
            order_number="订单号",
            reveal_receiver="查看收件人",
            order="订单",
            tries="次数",
        )
