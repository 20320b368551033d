from django.apps import AppConfig


class Outreach(AppConfig):
    name = "zhanggui.outreach"
    label = "outreach"

    def ready(self) -> None:
        from zhanggui.foundation.words import add_audit_words  # noqa: PLC0415 - rooms load first
        from zhanggui.orders.parts import ORDER_PARTS, OrderPart  # noqa: PLC0415
        from zhanggui.outreach import day, deeds, kinds, reactions, settings  # noqa: F401, PLC0415 - they register

        ORDER_PARTS.add(OrderPart(key="unpaid", url_name="unpaid_of_order", rank=5))
        add_audit_words(
            record_intention="记下买家意向",
            close_order="请平台关闭订单",
            intention="买家意向",
            words="买家的话",
            close_reason="关闭原因",
        )
