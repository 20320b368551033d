from django.apps import AppConfig


class Outreach(AppConfig):
    name = "zhanggui.outreach"
    label = "outreach"

    def ready(self) -> None:
        from zhanggui.foundation.panels import PLACES, SLOTS, Place, Slot  # noqa: PLC0415 - rooms load first
        from zhanggui.foundation.words import add_audit_words  # noqa: PLC0415 - rooms load first
        from zhanggui.orders.parts import ORDER_PARTS, OrderPart  # noqa: PLC0415
        from zhanggui.outreach import (  # noqa: F401, PLC0415 - they register
            day,
            deeds,
            kinds,
            naming,
            opinions,
            reactions,
            settings,
        )
        from zhanggui.shops.rules import RECEIVE  # noqa: PLC0415

        ORDER_PARTS.add(OrderPart(key="unpaid", url_name="unpaid_of_order", rank=5))
        PLACES.add(Place(key="undecided", title="没下单的", url_name="undecided", needs=RECEIVE, rank=24))
        SLOTS.add(
            Slot(
                key="doubts",
                title="顾虑",
                url_name="doubts_slot",
                rank=31,
                follows=("doubts", "talk", "order"),
            )
        )
        add_audit_words(
            add_doubt_kind="加一种顾虑",
            end_doubt_kind="停用一种顾虑",
            doubt_kind="顾虑",
            close_follow_up="不再跟进",
            follow_up="跟进",
            interest="没下单的买家",
            record_intention="记下买家意向",
            close_order="请平台关闭订单",
            intention="买家意向",
            words="买家的话",
            close_reason="关闭原因",
        )
